"""Several people change or read a policy at the same moment: one version, one word, no crash."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.page import count_rows
from tests.test_same_moment import AT_ONCE, at_once, stage
from tracker.audit import AuditEntry, broken_links
from tracker.cohorts import actions, history_actions, policy_actions, queries
from tracker.cohorts.history_rules import Counts
from tracker.cohorts.models import GateDefault, GatePolicy, GateRecord, PhaseKind, PolicyRead, Program
from tracker.people.models import Person

__all__ = ["stage"]  # a fixture, used by its name


def test_one_of_several_changes_to_a_policy_is_published(stage):
    engine, cast = stage
    with Session(engine) as session:
        seen = queries.phase(queries.cohort(session, "north", "winter"), PhaseKind.TRAINING).version

    def change(days):
        def do(session):
            cohort = queries.cohort(session, "north", "winter")
            phase = queries.phase(cohort, PhaseKind.TRAINING)
            stands = policy_actions.dates_of(phase)
            earlier = replace(stands.gate, notice_by=stands.gate.notice_by - timedelta(days=days))
            actions.set_phase(
                session,
                session.get(Person, cast.sam.id),
                cohort=cohort,
                phase=replace(stands, gate=earlier),
                base_version=seen,
                reason="At once.",
            )

        return do

    assert Counter(at_once(engine, *map(change, range(1, AT_ONCE + 1)))) == {
        "done": 1,
        "phase_changed": AT_ONCE - 1,
    }
    with Session(engine) as session:
        phase = queries.phase(queries.cohort(session, "north", "winter"), PhaseKind.TRAINING)
        assert [one.version for one in phase.policies] == [1, 2]
        assert phase.policy_version == 2
        assert not list(broken_links(session))


def test_several_clicks_on_i_have_read_this_are_one_word(stage):
    engine, cast = stage

    def read(session):
        enrolment = queries.enrolment(session, cast.ada.id)
        phase = queries.phase(enrolment.cohort, PhaseKind.TRAINING)
        policy = session.get(GatePolicy, phase.policies[0].id)
        policy_actions.mark_read(session, enrolment.person, policy=policy, enrolment=enrolment)

    assert at_once(engine, *[read] * AT_ONCE) == ["done"] * AT_ONCE
    with Session(engine) as session:
        assert count_rows(session, PolicyRead) == 1
        assert session.query(AuditEntry).filter_by(action="policy.read").count() == 1


def test_the_same_gate_entered_by_several_stands_once(stage):
    engine, cast = stage

    def enter(session):
        history_actions.set_record(
            session,
            session.get(Person, cast.sam.id),
            program=session.get(Program, cast.program.id),
            row=None,
            kind=PhaseKind.TRAINING,
            default=GateDefault.CONTINUE_BY_DEFAULT,
            label="Spring",
            year=2025,
            counts=Counts(50, 43, 2, 2, 3),
            median_notice=None,
        )

    assert Counter(at_once(engine, *[enter] * AT_ONCE)) == {"done": 1, "record_taken": AT_ONCE - 1}
    with Session(engine) as session:
        assert count_rows(session, GateRecord) == 1


@pytest.mark.parametrize("first", ["correct", "remove"])
def test_a_record_corrected_and_taken_out_at_once_ends_in_one_of_both(stage, first):
    engine, cast = stage
    with Session(engine) as session:
        row = history_actions.set_record(
            session,
            None,
            program=session.get(Program, cast.program.id),
            row=None,
            kind=PhaseKind.RESEARCH,
            default=GateDefault.CONTINUE_BY_DEFAULT,
            label=f"Both, {first} first",
            year=2024,
            counts=Counts(50, 43, 2, 2, 3),
            median_notice=None,
        )
        session.commit()
        key, read_at = row.id, row.version

    def correct(session):
        row = session.get(GateRecord, key)
        if row is None:  # the page of what is gone is not found
            return
        history_actions.set_record(
            session,
            session.get(Person, cast.sam.id),
            program=session.get(Program, cast.program.id),
            row=row,
            kind=PhaseKind.RESEARCH,
            default=GateDefault.CONTINUE_BY_DEFAULT,
            label=f"Both, {first} first",
            year=2024,
            counts=Counts(50, 44, 2, 2, 2),
            median_notice=None,
            base_version=read_at,
        )

    def remove(session):
        program = session.get(Program, cast.program.id)
        row = session.get(GateRecord, key)
        history_actions.remove_record(session, session.get(Person, cast.sam.id), program=program, row=row)

    doings = [correct, remove] if first == "correct" else [remove, correct]
    said = at_once(engine, *doings)
    assert set(said) <= {"done", "record_changed"}
    with Session(engine) as session:
        assert session.get(GateRecord, key) is None
