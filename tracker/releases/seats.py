"""Writes of a panel's members about themselves: free of conflicts, or stepping aside."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import clock
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import cases, panel_people, panel_queries, panel_rules, panels
from tracker.releases.models import Case
from tracker.releases.panel_models import Panel, Seat
from tracker.releases.parts import CaseRole


def take(session: Session, actor: Person, *, case: Case, panel: Panel) -> Seat:
    """Take a seat, once its holder declared no conflict that bars them. From here on they read the case."""
    cases.hold(session, case)
    session.refresh(panel)
    seat = panel_queries.seat_of(session, panel.id, actor.id)
    member = panel_queries.member(session, case, panel, actor)
    require(panel_rules.may_declare(member, panel_queries.room(session, case, panel)))
    assert seat is not None  # a member who may declare is seated
    seat.declared_at = clock.now()
    session.flush()
    panels.note(session, actor, "panel.declare", case, panel, seat=seat.id)
    role = CaseRole.EXTERNAL if panel_people.is_external(actor, case) else CaseRole.VOTER
    cases.add_person(session, actor, case=case, person=actor, role=role)
    return seat


def step_aside(session: Session, actor: Person | None, *, case: Case, panel: Panel, person: Person) -> None:
    """Leave a seat: reading ends at once, and the number of seats does not shrink.

    Where the vote was closed and nothing decided yet, it is open again, since it rested on this member too.
    """
    cases.hold(session, case)
    session.refresh(panel)
    seat = panel_queries.seat_of(session, panel.id, person.id)
    room = panel_queries.room(session, case, panel)
    member = panel_rules.Member(
        seated=seat is not None, recused=seat is not None and seat.recused_at is not None
    )
    require(panel_rules.may_step_aside(member, room))
    assert seat is not None  # a member who may step aside is seated
    seat.recused_at = clock.now()
    if panel.closed_at is not None:
        panel.closed_at, panel.closed_by_id, panel.outcome, panel.findings = None, None, None, {}
        panels.note(session, actor, "panel.reopen", case, panel)
    session.flush()
    panels.note(session, actor, "panel.recuse", case, panel, seat=seat.id)
    for role in panels.SEATED:
        cases.remove_person(session, actor, case=case, person=person, role=role)
