"""The demo's gates at every stage: a history, a policy that nearly everybody read, a change told to all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.demo import finders
from tracker.cohorts import history, policies
from tracker.cohorts.models import GateDefault, GatePolicy, PhaseKind
from tracker.demo.people import SCHOLAR
from tracker.demo.stages import Stage
from tracker.outbox.models import Message


def test_the_history_of_both_kinds_of_gate_is_there_at_every_stage(staged):
    program = finders.main_cohort(staged).program
    found = history.of_gate(staged, program.id, PhaseKind.TRAINING, GateDefault.CONTINUE_BY_DEFAULT)
    assert (found.same.cohorts, found.same.counts.continued, found.same.counts.accepted) == (3, 128, 150)
    assert (found.other.counts.continued, found.other.counts.accepted) == (8, 34)
    assert program.shows_transition


def test_every_phase_of_every_cohort_has_a_policy_with_a_text(staged):
    rows = staged.scalars(sa.select(GatePolicy)).all()
    assert len({one.phase_id for one in rows}) == 6
    assert all(one.text and "{" not in one.text for one in rows)


@pytest.mark.parametrize("stage", [Stage.TRAINING, Stage.GATE])
def test_a_running_gate_was_changed_for_the_better_and_everybody_told(demo, stage):
    session = demo(stage)[0]
    cohort = finders.main_cohort(session)
    training = cohort.phases[0]
    first, second = training.policies
    assert (first.panel, second.panel, training.policy_version) == (2, 3, 2)
    assert second.reason
    told = session.scalars(sa.select(Message).where(Message.kind == "policy_changed")).all()
    assert len({one.person_id for one in told}) == len(told) == 48
    unread = policies.unread_by(session, second, cohort.id)
    assert 5 < len(unread) < 40
    assert SCHOLAR.email in {one.person.email for one in unread}
    assert 0 < len(policies.unread_by(session, first, cohort.id)) < 8


def test_before_the_start_nobody_was_asked_to_read(demo):
    session = demo(Stage.SETUP)[0]
    cohort = finders.main_cohort(session)
    policy = cohort.phases[0].policy
    assert policy.version == 1
    assert len(policies.unread_by(session, policy, cohort.id)) == 48


def test_in_research_its_own_gate_is_read(demo):
    session = demo(Stage.RESEARCH)[0]
    cohort = finders.main_cohort(session)
    policy = cohort.phases[1].policy
    assert (policy.gate_default, policy.notice_by) == (GateDefault.CONTINUE_BY_DEFAULT, None)
    assert 0 < len(policies.unread_by(session, policy, cohort.id)) < 8
