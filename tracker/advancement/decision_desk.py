"""Deciding with the letter in hand: how it would read, then the decision and its letter in one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit
from tracker.advancement import decision_checks, letter_desk, letters, panel_rules, panels
from tracker.advancement import decision_queries as queries
from tracker.advancement.actions import Notice
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_checks import Check
from tracker.advancement.decision_models import GateCase, GateDecision, Outcome
from tracker.advancement.decisions import decide
from tracker.advancement.letter_models import Letter
from tracker.advancement.letters import Rendered
from tracker.cohorts.models import Enrolment, Phase
from tracker.people.models import Person
from tracker.reasons import Decision, require


@dataclass(frozen=True)
class Ahead:
    """A decision as it would be written down, with its letter. Nothing of it is kept."""

    outcome: Outcome
    checks: dict[str, Any]
    overridden: bool
    letter: Rendered


def prepare(
    session: Session, actor: Person, *, enrolment: Enrolment, phase: Phase, wanted: Wanted, seen: int
) -> Ahead:
    """What deciding this would write, letter included. It is decided, read and undone again.

    So nothing can be shown that the decision itself would refuse; it raises what `decide` raises. `seen` is
    the round of the panel that the page was about.
    """
    trial = session.begin_nested()
    try:
        row = _take(session, actor, enrolment=enrolment, phase=phase, wanted=wanted, seen=seen)
        letter = _letter(session, actor, row)
        return Ahead(row.outcome, dict(row.checks), row.override_by_id is not None, letter)
    finally:
        trial.rollback()


def send(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    phase: Phase,
    wanted: Wanted,
    seen: int,
    shown: str,
    notice: Notice,
) -> Letter:
    """Decide, and send the letter that tells of it: the one whose digest was `shown`, or nothing at all.

    The same sent twice is decided once and goes out once.
    """
    row = _take(session, actor, enrolment=enrolment, phase=phase, wanted=wanted, seen=seen)
    letter = letters.keep(
        session,
        actor,
        enrolment=enrolment,
        kind=letter_desk.kind_of(row),
        rendered=_letter(session, actor, row),
        shown=shown,
        notice=notice,
        decision=row,
    )
    room = queries.case(session, enrolment.id, phase.id)
    if room is not None:
        panels.drop_draft(session, room, actor, panels.DECISION)
    session.flush()
    return letter


def may_read_views(room: GateCase | None, actor: Person, *, decided: bool) -> Decision:
    """Whether somebody reads the views of a panel: a member after their own, others once all are in."""
    seats = queries.seats(room)
    mine = next((seat for seat in seats if seat.person_id == actor.id), None)
    return panel_rules.may_read_views(
        seated=mine is not None,
        filed=mine is not None and mine.filed_at is not None,
        all_filed=all(seat.filed_at is not None for seat in seats),
        decided=decided,
    )


def _take(
    session: Session, actor: Person, *, enrolment: Enrolment, phase: Phase, wanted: Wanted, seen: int
) -> GateDecision:
    audit.hold(session, enrolment.cohort.program_id)
    if queries.standing(session, enrolment.id, phase.id) is None:
        _require_views(session, actor, enrolment, phase, wanted.outcome)
    return decide(session, actor, enrolment=enrolment, phase=phase, wanted=wanted, seen=seen)


def _require_views(
    session: Session, actor: Person, enrolment: Enrolment, phase: Phase, outcome: Outcome
) -> None:
    """Whoever may not read the panel's views yet learns nothing of them by trying a decision."""
    if Check.AGREEMENT in decision_checks.CHECKS[outcome]:
        room = queries.case(session, enrolment.id, phase.id)
        require(may_read_views(room, actor, decided=False), field="outcome")


def _letter(session: Session, actor: Person, row: GateDecision) -> Rendered:
    program = row.enrolment.cohort.program
    facts = letter_desk.facts(session, actor, row.enrolment, row.phase.kind, letter_desk.told_of(row))
    return letters.render(session, program, letter_desk.kind_of(row), facts)
