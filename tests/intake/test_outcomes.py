"""Outcomes out of a file: what they say, where they stand, and nothing that is under restriction."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.intake.kinds_at_work import Bench, codes, contents, keep_promises, notices, undo, verdicts
from tests.properties import given, st
from tracker import clock
from tracker.intake.outcomes_kind import KIND
from tracker.projects import outcomes
from tracker.projects.outcome_models import Outcome, OutcomeKind, OutcomeStatus, Tier
from tracker.projects.outcome_rules import Content, Step

pytestmark = pytest.mark.any_database

PAPER = {
    "work": "Sprint 1",
    "kind": "Paper",
    "title": "What probes miss",
    "status": "Submitted",
    "venue": "A workshop",
    "tier": "workshop",
    "links": "https://example.org/a, http://example.net/b",
}


@pytest.fixture
def bench(session, cast) -> Bench:
    tables = ("outcome", "outcome_step", "outcome_link")
    return Bench(session, KIND, cast.program, cast.cohort, cast.sam, tables=tables)


def rows(session) -> list[Outcome]:
    return list(session.scalars(sa.select(Outcome).order_by(Outcome.id)))


def told(session, outcome: Outcome) -> Content:
    session.refresh(outcome, ["links", "title", "venue"])
    return outcomes.content_of(outcome)


def test_a_line_that_cannot_be_an_outcome_is_refused(bench):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    lines = [
        PAPER | {"work": "Sprint 2"},
        PAPER | {"kind": "poem"},
        PAPER | {"status": ""},
        PAPER | {"kind": "code"},
        PAPER | {"links": "javascript:alert(1)"},
        PAPER | {"on_day": tomorrow},
        PAPER | {"phase": "research"},
    ]
    assert [codes(one) for one in bench.look(lines)] == [
        {"work_unknown"},
        {"choice"},
        {"blank"},
        {"tier_of_papers"},
        {"web_address"},
        {"step_ahead"},
        {"work_unknown"},
    ]


@pytest.mark.parametrize("status", ["restricted", "withheld"])
def test_nothing_under_restriction_is_taken_in(bench, status):
    assert codes(bench.look([PAPER | {"status": status}])[0]) == {"outcome_restricted"}


def test_nothing_becomes_published_by_a_file(bench):
    assert codes(bench.look([PAPER | {"status": "published"}])[0]) == {"step_through_release"}
    bench.take([PAPER])
    assert codes(bench.look([PAPER | {"status": "published"}])[0]) == {"step_through_release"}


def test_a_guessed_title_of_what_is_restricted_is_answered_like_any_other(bench, session, cast):
    content = Content(OutcomeKind.PAPER, "The secret title")
    step = Step(OutcomeStatus.RESTRICTED, clock.today())
    outcomes.add(session, cast.ada.person, work=cast.sprint, content=content, step=step)
    guessed, other = bench.look([PAPER | {"title": "The secret title"}, PAPER])
    assert codes(guessed) == codes(other) == {"outcome_beside_sealed"}
    assert verdicts(bench.look([PAPER | {"kind": "code", "tier": ""}])) == "new"


def test_an_outcome_comes_with_its_first_status_and_its_links(bench, session, cast):
    judged, _notebook = bench.take([PAPER])
    assert verdicts(judged) == "new"
    [row] = rows(session)
    assert (row.work_id, row.status, row.added_by_id) == (
        cast.sprint.id,
        OutcomeStatus.SUBMITTED,
        cast.sam.id,
    )
    content = told(session, row)
    assert (content.venue, content.tier) == ("A workshop", Tier.WORKSHOP)
    assert [(link.label, link.url) for link in content.links] == [
        ("example.org", "https://example.org/a"),
        ("example.net", "http://example.net/b"),
    ]


def test_all_nine_kinds_come_in(bench, session):
    kinds = [kind.value for kind in OutcomeKind]
    lines = [PAPER | {"kind": kind, "tier": "", "title": f"One {kind}"} for kind in kinds]
    assert verdicts(bench.take(lines)[0]) == " ".join(["new"] * 9)


def test_a_blank_keeps_what_stands_and_the_rest_goes_on(bench, session):
    bench.take([PAPER])
    key = {name: PAPER[name] for name in ("work", "kind", "title")}
    assert verdicts(bench.look([key])) == "unchanged"
    later = key | {"status": "accepted", "venue": "A journal", "links": "https://example.org/a"}
    judged, _notebook = bench.take([later])
    assert (judged[0].before, judged[0].after) == (
        {
            "venue": "A workshop",
            "links": "https://example.org/a, http://example.net/b",
            "status": "submitted",
        },
        {"venue": "A journal", "links": "https://example.org/a", "status": "accepted"},
    )
    [row] = rows(session)
    assert row.status is OutcomeStatus.ACCEPTED
    assert [link.url for link in told(session, row).links] == ["https://example.org/a"]


def test_what_went_on_here_is_not_taken_back_by_an_old_file(bench, session):
    bench.take([PAPER])
    bench.take([PAPER | {"status": "accepted"}])
    [again] = bench.look([PAPER])
    assert again.verdict == "unchanged"
    assert notices(again) == [("status_passed", {"status": "accepted"})]


def test_a_file_corrects_no_day(bench, session):
    bench.take([PAPER])
    [again] = bench.look([PAPER | {"on_day": "2020-01-01"}])
    assert (again.verdict, notices(again)[0][0]) == ("unchanged", "status_day_kept")


def test_an_outcome_of_another_cohort_is_out_of_reach(bench, session, cast, make):
    other = make.cohort(cast.program)
    make.work(make.enrolment(other), title="Elsewhere")
    assert codes(bench.look([PAPER | {"work": "Elsewhere"}])[0]) == {"work_unknown"}


def test_what_was_written_can_be_taken_back_to_the_byte(bench, session):
    bench.take([PAPER])
    before = contents(session)
    lines = [PAPER | {"status": "accepted", "links": "https://example.org/z"}, PAPER | {"title": "Another"}]
    _judged, notebook = bench.take(lines)
    undo(session, notebook)
    assert contents(session) == before


def test_any_text_in_any_cell_gets_a_verdict_and_a_second_time_changes_nothing(bench):
    bench.take([PAPER])
    seen = keep_promises(bench, [PAPER, PAPER | {"title": "New"}, PAPER | {"kind": "x"}])
    cell = st.one_of(
        st.text(max_size=9), st.sampled_from(["", "accepted", "journal", "talk", "https://x.org"])
    )
    some = st.fixed_dictionaries({}, optional=dict.fromkeys(PAPER, cell))

    @settings(max_examples=20)
    @given(st.lists(some.map(lambda some: PAPER | some), max_size=3))
    def holds(lines):
        seen.update(keep_promises(bench, lines))

    holds()
    assert {"new", "unchanged", "refused"} <= seen
