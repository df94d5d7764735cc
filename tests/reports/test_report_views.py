"""The report's page: for staff and funders, taken with a note of it, and found by nobody else."""

from __future__ import annotations

import hashlib
import json

import pytest
import sqlalchemy as sa

from tests.reports import pdf_reading
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts.models import Cohort
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.reports import kept, report
from tracker.reports.editions import MEDIA, Format
from tracker.reports.snapshot_models import ReportSnapshot

pytestmark = pytest.mark.any_database

PAGE = "/programs/north/cohorts/winter/report"


@pytest.fixture
def funder(cast, make) -> Person:
    return make.role(make.person("Faye Funder"), Role.VIEWER, cast.cohort)


def takings(session) -> list[AuditEntry]:
    return list(session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "cohort.report")))


def test_staff_read_all_fifteen_tables(client, cast):
    page = client.sign_in(cast.sam).get(PAGE)
    assert page.status == 200
    for number, name in ((1, "Headline"), (4, "Transition audit"), (9, "Outputs"), (15, "Limits")):
        assert f"{number}. {name}" in page
    assert "Wilson" in page
    assert "Sam" in page


def test_looking_writes_nothing(client, cast, session):
    client.sign_in(cast.sam).get(PAGE)
    assert takings(session) == []


@pytest.mark.parametrize("kind", list(Format))
def test_staff_take_it_as_any_file_and_that_is_recorded(client, cast, session, kind):
    page = client.sign_in(cast.sam).post(f"{PAGE}/staff.{kind}")
    assert page.status == 200
    assert page.response.content_type == MEDIA[kind]
    assert "north-winter-report-staff-" in page.response.headers["Content-Disposition"]
    assert page.response.headers["Content-Disposition"].startswith("attachment")
    [entry] = takings(session)
    assert entry.actor_id == cast.sam.id
    assert (entry.change["view"], entry.change["format"], entry.change["snapshot"]) == ("staff", kind, None)


def test_the_file_says_what_the_page_says(client, cast, make):
    make.form(cast.from_milo)
    client.sign_in(cast.sam)
    document = json.loads(client.post(f"{PAGE}/staff.json").response.data)
    funnel = next(table for table in document["tables"] if table["key"] == "funnel")
    scholars = next(row for row in funnel["rows"] if row["key"] == "started")["cells"]["count"]["value"]
    assert f"Started training {scholars}" in client.get(PAGE).text
    assert f"Started training {scholars}" in pdf_reading.text(client.post(f"{PAGE}/staff.pdf").response.data)


@pytest.mark.parametrize("who", ["mara", "outsider"])
@pytest.mark.parametrize("path", ["", "/funder"])
def test_others_do_not_find_it(client, cast, session, who, path):
    client.sign_in(getattr(cast, who))
    assert client.get(PAGE + path).status == 404
    assert client.post(f"{PAGE}{path or '/staff'}.pdf").status == 404
    assert takings(session) == []


def test_nobody_gets_it_without_signing_in(client, cast):
    assert client.post(f"{PAGE}/staff.pdf").status == 401


@pytest.mark.parametrize("name", ["staff.docx", "public.pdf", "staff", "staff.PDF"])
def test_there_is_no_other_view_or_format(client, cast, name):
    assert client.sign_in(cast.sam).post(f"{PAGE}/{name}").status in (404, 405)


@pytest.mark.parametrize("typed", ["0", "7", "-1", "1.0", "x", "９", "99999999999999999999"])
def test_a_snapshot_that_was_not_made_is_not_found(client, cast, typed):
    client.sign_in(cast.sam)
    assert client.get(f"{PAGE}?snapshot={typed}").status == 404
    assert client.post(f"{PAGE}/staff.csv", {"snapshot": typed}).status == 404


def test_before_a_snapshot_funders_read_that_there_is_none(client, cast, funder, session):
    page = client.sign_in(funder).get(f"{PAGE}/funder")
    assert page.status == 200
    assert "No report of this cohort was published yet" in page
    assert client.post(f"{PAGE}/funder.pdf").status == 409
    assert takings(session) == []


def test_funders_read_the_newest_snapshot_and_not_what_staff_read(client, cast, funder, session, make):
    _freeze(session, cast)
    client.sign_in(funder)
    page = client.get(f"{PAGE}/funder")
    assert page.status == 200
    assert "Snapshot number 1" in " ".join(page.text.split())
    assert client.get(PAGE).status == 404
    assert client.post(f"{PAGE}/staff.json").status == 404
    document = json.loads(client.post(f"{PAGE}/funder.json").response.data)
    assert (document["view"], document["snapshot"]) == ("funder", 1)
    [entry] = takings(session)
    assert (entry.change["view"], entry.change["snapshot"]) == ("funder", 1)


def test_who_owes_a_form_reads_no_ratings_before_it_is_in(client, cast, make, session):
    make.form(cast.from_milo)
    client.sign_in(cast.sam)
    assert "Training: Overall" in client.get(PAGE)
    make.assignment(cast.ada, cast.sam, cast.sprint)
    page = client.get(PAGE)
    assert "Training: Overall" not in page
    assert "You owe forms on scholars of this cohort" in page
    ratings = next(
        table
        for table in json.loads(client.post(f"{PAGE}/staff.json").response.data)["tables"]
        if table["key"] == "ratings"
    )
    assert (ratings["rows"], ratings["missing"]) == ([], "owed")


def test_staff_who_are_scholars_of_the_cohort_read_nothing_about_themselves(client, cast, make, session):
    make.role(cast.ada.person, Role.STAFF, cast.cohort)
    client.sign_in(cast.ada.person)
    assert client.get(PAGE).status == 409
    assert "its full report is about you too" in client.post(f"{PAGE}/staff.csv")
    assert takings(session) == []


def test_the_page_takes_as_many_statements_for_six_scholars_as_for_two(client, cast, make):
    client.sign_in(cast.sam).get(PAGE)
    with client.counting() as before:
        client.get(PAGE)
    for number in range(4):
        make.enrolment(cast.cohort, make.person(f"Scholar {number}"))
    with client.counting() as after:
        client.get(PAGE)
    assert len(after) == len(before)


def _freeze(session, cast) -> None:
    """A snapshot as funders read it; what is left out of it is not this file's business."""
    cohort: Cohort = cast.cohort
    made = report.make(session, cohort, as_of=clock.today(cohort.program.time_zone))
    text = kept.written(made)
    session.add(
        ReportSnapshot(
            cohort_id=cohort.id,
            number=1,
            as_of=made.as_of,
            version=kept.VERSION,
            staff=text,
            funder=text,
            sha256=hashlib.sha256(f"{text}\n{text}".encode()).hexdigest(),
            made_by_id=cast.sam.id,
        )
    )
    session.flush()
