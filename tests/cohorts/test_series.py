"""Series from elsewhere: each pull a version, nothing overwritten, the same file taken once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.page import count_rows
from tracker.cohorts import series_actions, series_queries, series_rules
from tracker.cohorts.series_models import ForecastSeries, SeriesPoint, SeriesVersion
from tracker.evidence import trends_series
from tracker.reasons import Refused

DATA = Path(__file__).parents[1] / "evidence" / "data"
BEFORE, AFTER = ((DATA / f"drift-{name}.csv").read_bytes() for name in ("before", "after"))
IN_DAYS = b"made_on,predicted_for\n2025-01-01,2026-01-01\n"


def read(content):
    return trends_series.read(content.decode(), date(2026, 6, 1))


def follow(session, cast, content=BEFORE, title="First general result"):
    return series_actions.create(
        session,
        cast.sam,
        program=cast.program,
        title=title,
        source="https://example.org/question",
        content=content,
        series=read(content),
    )


def pull(session, cast, followed, content):
    return series_actions.add_version(
        session, cast.sam, followed=followed, content=content, series=read(content)
    )


def test_a_new_pull_is_a_new_version_and_the_old_one_stays(session, cast):
    followed = follow(session, cast)
    pull(session, cast, followed, AFTER)
    found = series_queries.one(session, followed.id, program_id=cast.program.id)
    fits = [series_queries.fitted(session, version) for version in found.versions]
    assert [fit.version.number for fit in fits] == [1, 2]
    assert [round(fit.found.meets, 2) for fit in fits] == [2025.77, 2025.44]
    assert fits[0].series == read(BEFORE)


def test_the_same_bytes_are_the_same_pull(session, cast):
    followed = follow(session, cast)
    pull(session, cast, followed, AFTER)
    for content, number in ((BEFORE, 1), (AFTER, 2)):
        with pytest.raises(Refused) as refused:
            pull(session, cast, followed, content)
        assert (refused.value.decision.code, refused.value.field) == ("series_same_pull", "file")
        assert refused.value.decision.params == {"number": number}
    assert count_rows(session, SeriesVersion) == 2


def test_another_series_may_hold_the_same_file(session, cast):
    follow(session, cast)
    follow(session, cast, title="Another question")
    assert [one.title for one in series_queries.of_program(session, cast.program.id)] == [
        "Another question",
        "First general result",
    ]


def test_days_do_not_follow_decimal_years(session, cast):
    followed = follow(session, cast)
    with pytest.raises(Refused) as refused:
        pull(session, cast, followed, IN_DAYS)
    assert refused.value.decision.code == "series_other_kind"


@pytest.mark.parametrize("title", ["", "   ", "First general result"])
def test_a_series_has_a_title_of_its_own(session, cast, title):
    follow(session, cast)
    with pytest.raises(Refused) as refused:
        follow(session, cast, title=title)
    assert refused.value.field == "title"
    assert count_rows(session, ForecastSeries) == 1


def test_a_series_of_another_program_is_not_found(session, cast):
    followed = follow(session, cast)
    elsewhere = cast.outsider.role_grants[0].program_id
    assert series_queries.one(session, followed.id, program_id=elsewhere) is None
    assert series_queries.of_program(session, elsewhere) == []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 0.0, 1e6])
def test_the_database_keeps_no_forecast_off_the_axis(session, cast, value):
    version = series_queries.one(session, follow(session, cast).id, program_id=cast.program.id).versions[0]
    session.add(SeriesPoint(version_id=version.id, place=99, made=2025.0, predicted=value))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    ("source", "linked"),
    [
        ("https://example.org/q?x=1", True),
        ("http://example.org", True),
        ("a paper of 2024", False),
        ("javascript:alert(1)", False),
        ("https://example.org and words", False),
        ("", False),
    ],
)
def test_only_an_address_is_a_link(source, linked):
    assert series_rules.is_address(source) is linked
