"""What is decided in the demo: each kind of ending that an organiser would look for, and why it holds."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.demo import finders
from tracker.advancement import appeal_queries, decision_queries, letter_queries
from tracker.advancement.appeal_models import Ruling
from tracker.advancement.decision_cases import Wanted, gather
from tracker.advancement.decision_checks import Check, failing
from tracker.advancement.decision_models import Outcome, Way
from tracker.advancement.letter_models import LetterKind
from tracker.cohorts.models import Cohort
from tracker.demo.cases import CASES, PAST_PLACED
from tracker.demo.people import SCHOLAR
from tracker.demo.stages import Stage


def decided(session, email):
    """The decisions on a scholar of the main cohort, oldest first."""
    return decision_queries.of_enrolment(session, finders.enrolment(session, email).id)[::-1]


def test_at_the_gate_one_was_stopped_with_everything_in_order_and_appeals(demo):
    session = demo(Stage.GATE)[0]
    (stop,) = decided(session, CASES["stopped"])
    assert stop.outcome is Outcome.STOP
    assert stop.override_by is None
    assert {Check(name) for name in stop.checks} >= {Check.NOTICE, Check.PLAN, Check.PEOPLE, Check.AGREEMENT}
    assert all(check["passed"] for check in stop.checks.values())
    views = [seat.view for seat in decision_queries.panel_of(session, stop)]
    assert sorted(views) == [Outcome.CONTINUE_WITH_PLAN, Outcome.STOP, Outcome.STOP]
    assert any(seat.dissent for seat in decision_queries.panel_of(session, stop))
    letter = letter_queries.of_decision(session, stop.id, LetterKind.STOP)
    assert letter.appeal_by > finders.today()
    assert appeal_queries.of_decision(session, stop.id).ruling is None


def test_at_the_gate_a_stop_is_refused_and_every_missing_piece_is_named(demo):
    session = demo(Stage.GATE)[0]
    scholar = finders.enrolment(session, CASES["stop_refused"])
    phase = scholar.cohort.phases[0]
    room = decision_queries.case(session, scholar.id, phase.id)
    staff = finders.person(session, "staff@example.org")
    typed = decision_queries.draft(session, room.id, staff.id, "decision").typed
    wanted = Wanted(Outcome(typed["outcome"]), reasons=typed["reasons"])
    missing = failing(gather(session, scholar, phase).case(wanted))
    assert set(missing) >= {Check.NOTICE, Check.PLAN, Check.PEOPLE, Check.NON_MENTORS, Check.PANEL}
    assert Check.REASONS not in missing
    assert decision_queries.standing(session, scholar.id, phase.id) is None


def test_nobody_else_of_the_main_cohort_is_decided_before_the_day(demo):
    session = demo(Stage.GATE)[0]
    found = decision_queries.of_cohort(session, finders.main_cohort(session).id)
    assert [one.outcome for one in found.values()] == [Outcome.STOP]


@pytest.mark.parametrize("stage", [Stage.RESEARCH, Stage.CLOSED])
def test_after_the_gate_everybody_goes_on_and_has_a_letter_that_says_so(demo, stage):
    session = demo(stage)[0]
    training = finders.main_cohort(session).phases[0]
    found = {
        key: one
        for key, one in decision_queries.of_cohort(session, training.cohort_id).items()
        if key[1] == training.id
    }
    kinds = [(one.outcome, one.by_default) for one in found.values()]
    # 48 came; one left before the gate, and one continues with a plan.
    assert kinds.count((Outcome.CONTINUE, True)) == 46
    assert kinds.count((Outcome.CONTINUE_WITH_PLAN, False)) == 1
    assert len(kinds) == 47
    for one in found.values():
        kind = LetterKind.CONTINUE_BY_DEFAULT if one.by_default else LetterKind.CONTINUE_WITH_PLAN
        assert letter_queries.of_decision(session, one.id, kind) is not None
    mine = decision_queries.standing(session, finders.enrolment(session, SCHOLAR.email).id, training.id)
    assert (mine.by_default, mine.decided_on) == (True, training.decision_on)


def test_the_appeal_is_sent_back_and_the_scholar_goes_on_with_a_plan(demo):
    session = demo(Stage.RESEARCH)[0]
    stop, plan = decided(session, CASES["stopped"])
    appeal = appeal_queries.of_decision(session, stop.id)
    assert appeal.ruling is Ruling.SENT_BACK
    assert stop.undone_at is not None
    assert (plan.outcome, plan.round) == (Outcome.CONTINUE_WITH_PLAN, 2)
    assert plan.enrolment.left_on is None


def test_the_finished_cohort_gave_its_eight_places_by_level_and_panel(staged):
    past = staged.scalars(sa.select(Cohort).order_by(Cohort.id)).first()
    training = past.phases[0]
    found = [
        one
        for (_scholar, phase), one in decision_queries.of_cohort(staged, past.id).items()
        if phase == training.id
    ]
    outcomes = [one.outcome for one in found]
    assert outcomes.count(Outcome.CONTINUE) == training.places == 8
    assert outcomes.count(Outcome.NOT_PLACED) == 15
    assert outcomes.count(Outcome.WITHDRAWN) == 1
    assert {one.enrolment.person.email for one in found if one.outcome is Outcome.CONTINUE} == set(
        PAST_PLACED
    )
    assert {one.way for one in found if one.outcome is Outcome.NOT_PLACED} == {Way.BELOW, Way.PANEL}
    (overridden,) = [one for one in found if one.override_by]
    assert overridden.override_by.email == "lead@example.org"
    assert overridden.override_reason
    assert all(not check["passed"] for name, check in overridden.checks.items() if name == "non_mentors")
