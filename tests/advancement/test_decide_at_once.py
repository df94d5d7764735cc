"""Two people decide at the same moment: one decision, and the other gets it beside what they typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.advancement import deciding
from tests.advancement.deciding import STOP, Gathering, gathering
from tests.advancement.deciding_facts import DECIDES, LAST, VIEWED, WHY
from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import AT_ONCE, at_once, count
from tracker import audit
from tracker.advancement import decision_queries, decisions, panels
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome, PanelSeat
from tracker.advancement.decisions import ChecksFail, DecidedAlready
from tracker.advancement.models import Concern
from tracker.cohorts import actions as cohorts
from tracker.cohorts import policy_actions
from tracker.cohorts.calendar_models import Shift
from tracker.cohorts.models import Cohort, Enrolment, Phase, Program
from tracker.people.models import Person

Doing = Callable[[Session], Any]
CONTINUE = Wanted(Outcome.CONTINUE, reasons="Three runs came after all.")


@pytest.fixture
def stage(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Gathering]]:
    """A database in which commits are real, with everything that a stop needs on day 70."""
    with migrated_engine(engine, tmp_path_factory.mktemp("at-once")) as made:
        with Session(made, expire_on_commit=False) as session:
            gate = gathering(Factory(session))
            deciding.ready(gate)
            session.commit()
        yield made, gate


def deciding_by(
    gate: Gathering, who: Person, wanted: Wanted, beaten: list[GateDecision], seen: int | None = None
) -> Doing:
    """A person who decides this; the decision that came first is added to `beaten`."""

    def run(session: Session) -> None:
        try:
            decisions.decide(
                session,
                session.get_one(Person, who.id),
                enrolment=session.get_one(Enrolment, gate.scholar.id),
                phase=session.get_one(Phase, gate.phase.id),
                wanted=wanted,
                seen=seen,
            )
        except DecidedAlready as refusal:
            beaten.append(refusal.first)
            raise

    return run


def test_one_decision_and_the_others_get_it_beside_theirs(stage: tuple[Engine, Gathering]) -> None:
    engine, gate = stage
    beaten: list[GateDecision] = []
    lead = Wanted(Outcome.CONTINUE_WITH_PLAN, reasons=WHY, plan="A talk each week.")
    each = ((gate.sam, STOP), (gate.lea, lead), (gate.sam, CONTINUE), (gate.lea, STOP))
    with gate.on(VIEWED):
        outcomes = Counter(at_once(engine, *[deciding_by(gate, who, one, beaten) for who, one in each]))
    assert outcomes == {"done": 1, "decided_already": 3}
    with Session(engine) as session:
        (row,) = session.scalars(sa.select(GateDecision)).all()
        assert [(one.id, one.reasons) for one in beaten] == [(row.id, row.reasons)] * 3
        (concern,) = session.scalars(sa.select(Concern)).all()
        assert concern.closed_by_id == row.decided_by_id
        ended = session.get_one(Enrolment, gate.scholar.id).ended_on
        assert (ended is not None) is (row.outcome is Outcome.STOP)
        assert count(session, audit.AuditEntry, audit.AuditEntry.action == "decision.make") == 1
        assert list(audit.broken_links(session)) == []


def test_a_double_click_at_the_same_moment_decides_once(stage: tuple[Engine, Gathering]) -> None:
    engine, gate = stage
    with gate.on(VIEWED):
        outcomes = at_once(engine, *[deciding_by(gate, gate.sam, STOP, [])] * AT_ONCE)
    assert outcomes == ["done"] * AT_ONCE
    with Session(engine) as session:
        assert count(session, GateDecision) == 1


def test_an_extension_and_another_decision_at_once_are_one_of_them(stage: tuple[Engine, Gathering]) -> None:
    engine, gate = stage
    beaten: list[GateDecision] = []
    extend = Wanted(Outcome.EXTEND, reasons=WHY, wish="I asked for it.", until_on=gate.day(LAST + 14))
    each = ((gate.sam, extend), (gate.lea, CONTINUE), (gate.sam, extend), (gate.lea, CONTINUE))
    with gate.on(VIEWED):
        outcomes = at_once(engine, *[deciding_by(gate, who, one, beaten, seen=1) for who, one in each])
    with Session(engine) as session:
        (row,) = session.scalars(sa.select(GateDecision)).all()
        mine = [
            outcome
            for (who, _one), outcome in zip(each, outcomes, strict=True)
            if who.id == row.decided_by_id
        ]
        assert mine == ["done", "done"]
        assert Counter(outcomes) == {"done": 2, "decided_already": 2}
        assert {one.id for one in beaten} == {row.id}
        assert count(session, Shift) == (1 if row.outcome is Outcome.EXTEND else 0)


def test_two_daily_runs_at_once_let_each_scholar_continue_once(stage: tuple[Engine, Gathering]) -> None:
    engine, gate = stage
    with Session(engine, expire_on_commit=False) as session, gate.on(0):
        cohort = session.get_one(Cohort, gate.cohort.id)
        make = Factory(session, 1000)
        others = [make.enrolment(cohort).id for _ in range(6)]
        session.commit()

    def run(session: Session) -> None:
        decisions.apply_defaults(session, session.get_one(Program, gate.program.id))

    with gate.on(DECIDES + 1):
        assert at_once(engine, *[run] * AT_ONCE) == ["done"] * AT_ONCE
    with Session(engine) as session:
        found = session.scalars(sa.select(GateDecision).order_by(GateDecision.enrolment_id)).all()
        assert [one.enrolment_id for one in found] == sorted([gate.scholar.id, *others])
        assert {(one.outcome, one.by_default) for one in found} == {(Outcome.CONTINUE, True)}
        assert list(audit.broken_links(session)) == []


def test_a_decision_and_a_withdrawal_at_once_end_in_one_order_or_the_other(
    stage: tuple[Engine, Gathering],
) -> None:
    engine, gate = stage

    def leave(session: Session) -> None:
        enrolment = session.get_one(Enrolment, gate.scholar.id)
        cohorts.withdraw(
            session, session.get_one(Person, gate.sam.id), enrolment=enrolment, on=gate.day(VIEWED)
        )

    with gate.on(VIEWED):
        stopped, left = at_once(engine, deciding_by(gate, gate.lea, STOP, []), leave)
    assert (stopped, left) in {("done", "scholar_left"), ("decision_after_leaving", "done")}
    with Session(engine) as session:
        enrolment = session.get_one(Enrolment, gate.scholar.id)
        assert (enrolment.withdrew_on is not None) is (left == "done")
        assert (enrolment.ended_on is not None) is (stopped == "done")
        assert count(session, GateDecision) == (1 if stopped == "done" else 0)


def test_a_policy_that_asks_for_more_counts_though_the_page_was_opened_before(
    stage: tuple[Engine, Gathering],
) -> None:
    engine, gate = stage
    with Session(engine, expire_on_commit=False) as opened:
        enrolment = opened.get_one(Enrolment, gate.scholar.id)
        phase = next(one for one in enrolment.cohort.phases if one.id == gate.phase.id)
        assert phase.policy is not None
        assert phase.policy.people == 3
        opened.commit()
        with Session(engine) as other, gate.on(VIEWED):
            cohort = other.get_one(Cohort, gate.cohort.id)
            stands = policy_actions.dates_of(other.get_one(Phase, gate.phase.id))
            assert stands.gate is not None
            more = replace(stands, gate=replace(stands.gate, people=4))
            actor = other.get_one(Person, gate.sam.id)
            cohorts.set_phase(other, actor, cohort=cohort, phase=more, reason="Four is fairer.")
            other.commit()
        with gate.on(VIEWED), pytest.raises(ChecksFail) as refused:
            decisions.decide(
                opened, opened.get_one(Person, gate.sam.id), enrolment=enrolment, phase=phase, wanted=STOP
            )
        assert [one.value for one in refused.value.failing] == ["people"]


def test_a_seat_and_a_view_are_taken_once(stage: tuple[Engine, Gathering]) -> None:
    engine, gate = stage

    def ask(session: Session) -> None:
        panels.appoint(
            session,
            session.get_one(Person, gate.sam.id),
            enrolment=session.get_one(Enrolment, gate.scholar.id),
            phase=session.get_one(Phase, gate.phase.id),
            person=session.get_one(Person, gate.lea.id),
        )

    with gate.on(VIEWED):
        assert Counter(at_once(engine, *[ask] * AT_ONCE)) == {"done": 1, "panel_seated": AT_ONCE - 1}

    def file(view: Outcome) -> Doing:
        def run(session: Session) -> None:
            room = decision_queries.case(session, gate.scholar.id, gate.phase.id)
            assert room is not None
            lea = session.get_one(Person, gate.lea.id)
            panels.file_view(session, lea, room=room, view=view, reasons="As I see it.")

        return run

    views = [Outcome.STOP, Outcome.CONTINUE, Outcome.REPEAT]
    with gate.on(VIEWED):
        assert Counter(at_once(engine, *map(file, views))) == {"done": 1, "view_filed": 2}
    with Session(engine) as session:
        mine = session.scalars(sa.select(PanelSeat).where(PanelSeat.person_id == gate.lea.id)).all()
        assert len(mine) == 1
        assert mine[0].view in views
