"""The concerns of the demo, at the stages that show them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.demo import finders
from tracker.advancement import queries
from tracker.advancement.models import Closing, Verdict
from tracker.demo.cases import CASES
from tracker.demo.stages import Stage


def on(session, case):
    """The one concern on the scholar whom a case is about."""
    return next(iter(queries.of_enrolment(session, finders.enrolment(session, CASES[case]).id)), None)


def test_before_training_nobody_has_a_concern(demo):
    session = demo(Stage.SETUP)[0]
    assert [on(session, case) for case in ("plan_running", "plan_met", "concern_withdrawn")] == [None] * 3


def test_in_training_one_concern_is_new_and_one_has_not_arrived(training):
    fresh, silent = on(training, "plan_running"), on(training, "concern_withdrawn")
    assert fresh.acknowledged_at is not None
    assert len(fresh.replies) == 1
    assert silent.delivered_on is None
    cohort = finders.main_cohort(training)
    staff = finders.person(training, "staff@example.org")
    assert list(queries.unproven(training, [cohort.id], reader_id=staff.id)) == [silent]


def test_at_the_gate_a_plan_is_running_in_its_extension(demo):
    session = demo(Stage.GATE)[0]
    one = on(session, "plan_running")
    assert one.closed_on is None
    assert one.counts_at_gate
    assert one.plan.outcome is None
    assert finders.today() < one.plan.extended_to < one.phase.decision_on
    said = queries.words(session, one.plan, reader_id=one.enrolment.person_id)
    assert [word.verdict for word in said] == [Verdict.PARTLY] * 2


@pytest.mark.parametrize("stage", [Stage.RESEARCH, Stage.CLOSED])
def test_in_research_two_concerns_are_met_and_one_was_taken_back(demo, stage):
    session = demo(stage)[0]
    cases = ("plan_running", "plan_met", "concern_withdrawn")
    assert [on(session, case).closing for case in cases] == [Closing.MET, Closing.MET, Closing.WITHDRAWN]
    assert on(session, "plan_met").answered_at is not None
    assert on(session, "concern_withdrawn").closing_reason


def test_each_rests_on_a_form_that_asked_for_it(closed):
    asked = ("plan_running", "plan_met", "concern_withdrawn", "stopped")
    for case in asked:
        form = on(closed, case).form
        assert form.raise_concern
        assert form.enrolment.person.email == CASES[case]
    late = on(closed, "stop_refused")
    assert (late.form, late.counts_at_gate) == (None, False)
    assert closed.scalar(sa.select(sa.func.count()).select_from(queries.Concern)) == len(asked) + 1
