"""Writes of panels: convened by the coordinator, members called in, the chair handed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import calendar
from tracker.cohorts.day_rules import add_working_days
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import appeal_queries, cases, notices, panel_people, panel_queries, panel_rules
from tracker.releases.models import Case
from tracker.releases.panel_models import Panel, PanelKind, Seat
from tracker.releases.panel_rules import Convening, Seating
from tracker.releases.parts import CaseRole, Tier

# What members of a panel are on the need-to-know list; who presides stands with the panel.
SEATED = (CaseRole.CHAIR, CaseRole.VOTER, CaseRole.EXTERNAL)


def convening(
    session: Session, actor: Person, *, case: Case, seats: Sequence[Seating], chair: int, kind: PanelKind
) -> Convening:
    """The facts that decide whether these people may be seated."""
    before = panel_queries.newest(session, case.id)
    room = panel_queries.room(session, case, before) if before else None
    sent_back = appeal_queries.sent_back(session, case.id)
    return Convening(
        kind=kind,
        state=case.state,
        tier=Tier(case.tier or Tier.FORMAL),
        seats=seats,
        chair=chair,
        convener=actor.id,
        free=panel_people.free_ids(session, case),
        sent_back=sent_back is not None,
        before=appeal_queries.decided_by(session, sent_back) if sent_back else frozenset(),
        sitting=room is not None and not room.decided and room.under_review,
        policy_seats=case.numbers.seats,
    )


def convene(
    session: Session,
    actor: Person,
    *,
    case: Case,
    seats: Sequence[Seating],
    chair: int,
    kind: PanelKind = PanelKind.FORMAL,
) -> Panel:
    """Seat a panel. Its members are asked to declare their conflicts, and read nothing before they did."""
    cases.hold(session, case)
    facts = convening(session, actor, case=case, seats=seats, chair=chair, kind=kind)
    require(panel_rules.may_convene(facts), field="members")
    before = panel_queries.newest(session, case.id)
    if before is not None:
        end(session, actor, case=case, panel=before)
        _unseat(session, actor, case, before)
    panel = Panel(
        case_id=case.id,
        number=before.number + 1 if before else 1,
        kind=kind,
        submission_id=panel_queries.submission_id(session, case.id),
        seats=len(facts.members),
        chair_id=chair,
        convened_at=clock.now(),
        convened_by_id=actor.id,
        due_on=due_on(session, case),
        findings={},
    )
    session.add(panel)
    session.flush()
    for one in seats:
        _seat(session, panel, one.person_id, external=one.external, alternate=one.alternate)
    people = sorted(one.person_id for one in seats)
    note(session, actor, "panel.convene", case, panel, kind=kind.value, people=people, chair=chair)
    _ask(session, case, panel, [one.person_id for one in facts.members])
    return panel


def call(session: Session, actor: Person, *, case: Case, panel: Panel, person: Person) -> Seat:
    """Call somebody in for a member who stepped aside: an alternate, or somebody else who is free."""
    cases.hold(session, case)
    session.refresh(panel)
    everybody = panel_queries.seats(session, panel.id)
    called = [seat for seat in everybody if panel_queries.is_called(seat)]
    free = panel_people.free_ids(session, case)
    left = [seat for seat in called if seat.recused_at is None and seat.person_id in free]
    found = next((seat for seat in everybody if seat.person_id == person.id), None)
    decision = panel_rules.may_call(
        called=len(called) - panel.seats,
        recused=len(called) - len(left),
        free=person.id in free and person.id != actor.id,
        seated=found is not None and (panel_queries.is_called(found) or found.recused_at is not None),
        room=panel_queries.room(session, case, panel),
    )
    require(decision, field="person")
    external = panel_people.is_external(person, case)
    seat = found or _seat(session, panel, person.id, external=external, alternate=True)
    seat.called_at = clock.now()
    session.flush()
    note(session, actor, "panel.call", case, panel, person=person.id)
    _ask(session, case, panel, [person.id])
    return seat


def hand_over(session: Session, actor: Person, *, case: Case, panel: Panel, person: Person) -> None:
    """Make another member the chair, such as after the first stepped aside."""
    cases.hold(session, case)
    session.refresh(panel)
    require(panel_rules.may_hand_over(panel_queries.member(session, case, panel, person)), field="person")
    if panel.chair_id != person.id:
        panel.chair_id = person.id
        session.flush()
        note(session, actor, "panel.chair", case, panel, person=person.id)


def end(session: Session, actor: Person | None, *, case: Case, panel: Panel) -> None:
    """Nothing more happens in a panel; what it said stays."""
    if panel.ended_at is None:
        panel.ended_at = clock.now()
        session.flush()
        note(session, actor, "panel.end", case, panel)


def due_on(session: Session, case: Case) -> date:
    """The day until which a chair waits for everybody's vote."""
    today = clock.today(case.program.time_zone)
    return add_working_days(today, case.numbers.panel_due, calendar.closed_days(session, case.program_id))


def note(session: Session, actor: Person | None, action: str, case: Case, panel: Panel, **facts: Any) -> None:
    """The trail names panels, seats and people seated; how somebody voted stands in no entry."""
    audit.note(session, actor, action, case, program_id=case.program_id, panel=panel.id, **facts)


def _seat(session: Session, panel: Panel, person_id: int, *, external: bool, alternate: bool) -> Seat:
    seat = Seat(panel_id=panel.id, person_id=person_id, external=external, alternate=alternate)
    session.add(seat)
    session.flush()
    return seat


def _unseat(session: Session, actor: Person, case: Case, before: Panel) -> None:
    """Who sat before and sits again declares again; who does not sit again reads no more."""
    for seat in panel_queries.seats(session, before.id):
        for role in SEATED:
            cases.remove_person(session, actor, case=case, person=seat.person, role=role)


def _ask(session: Session, case: Case, panel: Panel, people: Sequence[int]) -> None:
    found = [session.get_one(Person, one) for one in people]
    notices.tell(session, case=case, people=found, what=f"panel-{panel.number}", due=panel.due_on)
