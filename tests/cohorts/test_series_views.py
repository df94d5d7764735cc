"""The pages of series from elsewhere: for staff, from a file, with what a new pull changed in words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.page import count_rows
from tracker.cohorts.series_models import ForecastSeries, SeriesVersion
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

LIST = "/programs/north/series"
DATA = Path(__file__).parents[1] / "evidence" / "data"
BEFORE, AFTER = ((DATA / f"drift-{name}.csv").read_bytes() for name in ("before", "after"))


def file(content, name="pull.csv"):
    return {"file": (io.BytesIO(content), name)}


@pytest.fixture
def followed(client, cast, session):
    client.sign_in(cast.sam).post(
        f"{LIST}/new", {"title": "Turing test", "source": "https://example.org/q", **file(BEFORE)}
    )
    return session.query(ForecastSeries).one()


@pytest.mark.parametrize("who", ["ada", "mara", "outsider"])
def test_the_pages_are_for_staff_of_the_program(client, cast, followed, who):
    client.sign_in(cast.ada.person if who == "ada" else getattr(cast, who))
    for url in (LIST, f"{LIST}/new", f"{LIST}/{followed.id}"):
        assert client.get(url).status == 404
    assert client.post(f"{LIST}/{followed.id}", file(AFTER)).status == 404
    assert client.post(f"{LIST}/new", {"title": "x", **file(AFTER)}).status == 404


def test_a_research_manager_reads_and_adds_nothing(client, cast, make, session, followed):
    manager = make.role(make.person("Rita"), Role.RESEARCH_MANAGER, cast.cohort, whole_program=True)
    page = client.sign_in(manager).get(f"{LIST}/{followed.id}")
    assert "Take in a new pull" not in page
    assert "Follow a series" not in client.get(LIST)
    assert client.post(f"{LIST}/{followed.id}", file(AFTER)).status == 404
    assert count_rows(session, SeriesVersion) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file."),
        (file(b""), "This file is empty."),
        (file(b"\xff\xfem\x00"), "This is not UTF-8 text."),
        (file(b"made_on,predicted_for\n1\x002,3\n"), "This is not plain text."),
        (file(b"day,value\n2025.1,2026\n"), "there is no column made_on"),
        (file(b"made_on,predicted_for\n"), "There is no forecast in this file."),
        (file(b"made_on,predicted_for\n2025.1,2026\n2025-02-01,1\n"), "Line 3, made_on: “2025-02-01” is of"),
        (file(b"made_on,predicted_for\n2025.1,inf\n"), "Line 2, predicted_for: “inf”"),
        (file(b"made_on,predicted_for\n2199.1,2199.2\n"), "lies after today"),
        (file(b"made_on,predicted_for\n" + b"2025.1,2026.1\n" * 4001), "more than 4000 forecasts"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_answered_at_its_field(client, cast, session, sent, words):
    page = client.sign_in(cast.sam).post(f"{LIST}/new", {"title": "Turing test", **sent})
    assert page.status == 422
    assert words in page
    assert 'id="file-error"' in page.html
    assert 'value="Turing test"' in page.html
    assert count_rows(session, ForecastSeries) == 0


def test_staff_follow_a_series_and_read_its_line(client, cast, followed):
    page = client.get(f"{LIST}/{followed.id}")
    assert "moves by −5.50 years with every year" in page
    assert "At this drift it is done on 2025.77." in page
    assert "That date has passed." in page
    assert ("https://example.org/q", "https://example.org/q") in page.links
    assert "Turing test" in client.get(LIST)


def test_a_new_pull_says_what_it_changed_and_the_old_version_stays_reachable(client, cast, followed):
    url = f"{LIST}/{followed.id}"
    page = client.post(url, file(AFTER))
    assert page.location.endswith(url)
    page = client.get(url)
    assert "The drift went from −5.50 to −6.50 years per year." in page
    assert "The meeting point moved from 2025.77 to 2025.44, 0.33 years sooner." in page
    assert 'class="fit older"' in page.html
    assert "At this drift it is done on 2025.77." in client.get(f"{url}?version=1")
    assert "What this version changed" not in client.get(f"{url}?version=1")


@pytest.mark.parametrize("version", ["0", "3", "-1", "x", "9" * 30])
def test_a_version_that_there_is_not_shows_the_newest(client, cast, followed, version):
    page = client.get(f"{LIST}/{followed.id}?version={version}")
    assert page.status == 200
    assert "Version 1, taken in" in page


def test_the_same_pull_twice_is_refused_on_the_page(client, cast, session, followed):
    page = client.post(f"{LIST}/{followed.id}", file(BEFORE, "other-name.csv"))
    assert page.status == 422
    assert "This file was taken in before, as version 1." in page
    assert count_rows(session, SeriesVersion) == 1


def test_a_series_without_a_source_of_an_address_has_no_link(client, cast, session):
    client.sign_in(cast.sam).post(
        f"{LIST}/new", {"title": "T", "source": "javascript:alert(1)", **file(BEFORE)}
    )
    page = client.get(f"{LIST}/{session.query(ForecastSeries).one().id}")
    assert "javascript:alert(1)" in page
    assert not any(href.startswith("javascript") for href, _text in page.links)


def test_forecasts_come_in_pages_and_the_chart_shows_all(client, cast, session):
    rows = b"".join(b"2020-%02d-%02d,2027-01-%02d\n" % (m, d, d) for m in range(1, 13) for d in range(1, 28))
    client.sign_in(cast.sam).post(f"{LIST}/new", {"title": "T", **file(b"made_on,predicted_for\n" + rows)})
    page = client.get(f"{LIST}/{session.query(ForecastSeries).one().id}")
    assert "Page 1 of 4" in page
    assert "27 Dec 2020" in page


def test_an_empty_list_says_what_a_series_is(client, cast):
    assert "No series yet" in client.sign_in(cast.sam).get(LIST)
