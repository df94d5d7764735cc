"""Writes of a panel: who sits on it, what each member thinks by themselves, where one dissents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import appeal_queries, decision_rules, drafts, panel_rules
from tracker.advancement import decision_queries as queries
from tracker.advancement.decision_cases import terms_of
from tracker.advancement.decision_models import DecisionDraft, GateCase, GateDecision, Outcome, PanelSeat
from tracker.advancement.decisions import open_room
from tracker.cohorts import calendar
from tracker.cohorts.models import Enrolment, Phase
from tracker.people.models import Person
from tracker.reasons import no, require

VIEW, DECISION = "view", "decision"


def appoint(
    session: Session, actor: Person, *, enrolment: Enrolment, phase: Phase, person: Person
) -> PanelSeat:
    """Ask somebody onto the panel of a scholar's gate. Asked twice, they sit there once."""
    audit.hold(session, enrolment.cohort.program_id)
    room = open_room(session, actor, enrolment=enrolment, phase=phase)
    taken = queries.seats(room)
    facts = _seat(session, room, person, enrolment)
    appoints = queries.decides(actor.grants_on(clock.today()), enrolment.cohort)
    require(panel_rules.may_appoint(facts, appoints=appoints, seats=len(taken)), field="person")
    seat = PanelSeat(
        case_id=room.id, round=room.round, person_id=person.id, appointed_by_id=actor.id, person=person
    )
    session.add(seat)
    session.flush()
    _note(session, actor, "panel.appoint", room, person=person.id)
    return seat


def unseat(session: Session, actor: Person, *, room: GateCase, person: Person) -> None:
    """Take somebody off a panel who has not filed a view."""
    audit.hold(session, room.enrolment.cohort.program_id)
    fresh = queries.case(session, room.enrolment_id, room.phase_id)
    assert fresh is not None
    facts = _seat(session, fresh, person, fresh.enrolment)
    appoints = queries.decides(actor.grants_on(clock.today()), fresh.enrolment.cohort)
    require(panel_rules.may_unseat(facts, appoints=appoints), field="person")
    for seat in queries.seats(fresh):
        if seat.person_id == person.id:
            fresh.seats.remove(seat)
    session.flush()
    _note(session, actor, "panel.unseat", fresh, person=person.id)


def file_view(session: Session, actor: Person, *, room: GateCase, view: Outcome, reasons: str) -> PanelSeat:
    """File one's own view. It stays as it is; the same view sent twice is filed once."""
    enrolment = room.enrolment
    audit.hold(session, enrolment.cohort.program_id)
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    fresh = queries.case(session, enrolment.id, room.phase_id)
    assert fresh is not None
    mine = _mine(fresh, actor)
    if mine is not None and (mine.view, mine.reasons) == (view, reasons.strip()):
        return mine
    policy = fresh.phase.policy
    if policy is None:
        require(no("no_gate"), field="view")
    assert policy is not None
    seat = replace(_seat(session, fresh, actor, enrolment), over_on=_over_on(session, fresh))
    decision = panel_rules.may_file(seat, view, reasons, policy.gate_default)
    require(decision, field="reasons" if decision.code in ("reply_empty", "text_too_long") else "view")
    assert mine is not None
    mine.view, mine.reasons, mine.filed_at = view, reasons.strip(), clock.now()
    drop_draft(session, fresh, actor, VIEW)
    session.flush()
    # What somebody thinks is read by who may, never from the trail.
    _note(session, actor, "panel.view", fresh, seat=mine.id)
    return mine


def dissent(session: Session, actor: Person, *, decision: GateDecision, text: str) -> PanelSeat:
    """Add why one sees it otherwise than it was decided. Written once, kept with the decision."""
    audit.hold(session, decision.enrolment.cohort.program_id)
    mine = next((one for one in queries.panel_of(session, decision) if one.person_id == actor.id), None)
    if mine is not None:
        session.refresh(mine, ["dissent", "view", "filed_at"])
    if mine is not None and mine.dissent:
        if mine.dissent != text.strip():
            require(no("dissent_written"), field="text")
        return mine
    facts = panel_rules.Seat(seated=mine is not None, filed=mine is not None and mine.filed_at is not None)
    view = mine.view if mine else None
    require(panel_rules.may_dissent(facts, view, decision.outcome, text), field="text")
    assert mine is not None
    mine.dissent, mine.dissented_at = text.strip(), clock.now()
    session.flush()
    _note(session, actor, "panel.dissent", mine.case, seat=mine.id, decision=decision.id)
    return mine


def save_draft(
    session: Session, actor: Person, *, enrolment: Enrolment, phase: Phase, kind: str, typed: dict[str, Any]
) -> None:
    """Keep what was typed of a view or a decision, as typed, for its author alone."""
    room = open_room(session, actor, enrolment=enrolment, phase=phase)
    drafts.save(session, DecisionDraft, typed, case_id=room.id, author_id=actor.id, kind=kind)


def drop_draft(session: Session, room: GateCase, actor: Person, kind: str) -> None:
    """What was typed has become a view or a decision."""
    drafts.drop(session, DecisionDraft, case_id=room.id, author_id=actor.id, kind=kind)


def _mine(room: GateCase, actor: Person) -> PanelSeat | None:
    return next((one for one in queries.seats(room) if one.person_id == actor.id), None)


def _seat(session: Session, room: GateCase, person: Person, enrolment: Enrolment) -> panel_rules.Seat:
    mine = _mine(room, person)
    return panel_rules.Seat(
        sits=person.id in {one.id for one in queries.may_sit(session, enrolment.cohort)},
        own=enrolment.person_id == person.id,
        seated=mine is not None,
        filed=mine is not None and mine.filed_at is not None,
        owes_form=queries.owes_form(session, enrolment.id, person.id),
        decided=queries.standing(session, enrolment.id, room.phase_id) is not None,
        left=enrolment.left_on is not None,
        sat_before=person.id in appeal_queries.undone_panel(session, enrolment.id, room.phase_id),
    )


def _over_on(session: Session, room: GateCase) -> date | None:
    """The day on which the scholar's phase is over, while it lies ahead."""
    today = clock.today(room.enrolment.cohort.program.time_zone)
    own = next(one for one in calendar.phases_of(session, room.enrolment, today) if one.id == room.phase_id)
    over = decision_rules.over_on(terms_of(own, room))
    return over if today < over else None


def _note(session: Session, actor: Person, action: str, room: GateCase, **change: Any) -> None:
    audit.note(session, actor, action, room, program_id=room.enrolment.cohort.program_id, **change)
