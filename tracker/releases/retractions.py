"""Writes of retractions (T20): three people are asked, and what more than half of them say happens."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker import audit, clock
from tracker.people.models import Person
from tracker.reasons import Refused, no, require
from tracker.releases import (
    approval_queries,
    approvals,
    cases,
    incident_queries,
    incidents,
    notices,
    panel_people,
    panel_queries,
    panels,
    stop_queries,
)
from tracker.releases import retraction_rules as rules
from tracker.releases.models import Case
from tracker.releases.panel_models import PanelKind
from tracker.releases.panel_rules import Seating
from tracker.releases.parts import CaseState, Void
from tracker.releases.retraction_models import EmergencyVote, Retraction
from tracker.releases.retraction_rules import Asking, Voting
from tracker.sealed import Seal


def newest(session: Session, case_id: int) -> Retraction | None:
    """The question that was put last about a case, with its answers, read anew."""
    found = (
        sa.select(Retraction)
        .where(Retraction.case_id == case_id)
        .options(
            selectinload(Retraction.votes).joinedload(EmergencyVote.reason),
            joinedload(Retraction.panel),
            joinedload(Retraction.reasons),
        )
        .order_by(Retraction.id.desc())
        .limit(1)
    )
    return session.scalars(found.execution_options(populate_existing=True)).unique().one_or_none()


def asking(session: Session, case: Case, actor: Person, members: int) -> Asking:
    """The facts that decide whether this person may ask a panel now."""
    stop = stop_queries.open_stop(session, case.id)
    last = newest(session, case.id)
    out = approval_queries.publication(session, case.id)
    return Asking(
        out=rules.is_out(case.state, stop.before if stop else None, went_out=out is not None),
        handles=incident_queries.acting(session, case, actor).handles,
        asked=last is not None and last.decided_at is None,
        members=members,
    )


def ask(
    session: Session, actor: Person, *, seal: Seal, case: Case, people: Sequence[Person], text: str
) -> Retraction:
    """Ask three people whether a release is taken back; the first of them presides."""
    cases.hold(session, case)
    chosen = list(dict.fromkeys(one.id for one in people))
    require(rules.may_ask(asking(session, case, actor, len(chosen)), text), field="text")
    seats = [Seating(one.id, panel_people.is_external(one, case)) for one in people]
    panel = panels.convene(session, actor, case=case, seats=seats, chair=chosen[0], kind=PanelKind.EMERGENCY)
    kept = incidents.keep(session, seal, case, "retraction.reasons", text)
    row = Retraction(
        case_id=case.id,
        panel_id=panel.id,
        asked_by_id=actor.id,
        reasons_id=kept.id,
        decide_by=rules.decide_by(clock.now()),
    )
    session.add(row)
    session.flush()
    note(session, actor, "retraction.ask", case, row, sha256=stop_queries.digest(kept))
    due = row.decide_by.date()
    notices.tell(session, case=case, people=people, what=f"retraction-{row.id}", due=due)
    return row


def voting(session: Session, case: Case, row: Retraction, person_id: int) -> Voting:
    """The facts that decide whether this person may answer now."""
    sitting = {one.person_id for one in panel_queries.sitting_seats(session, case, row.panel)}
    return Voting(
        seated=person_id in sitting,
        voted=any(one.person_id == person_id for one in row.votes),
        decided=row.decided_at is not None,
    )


def vote(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    row: Retraction,
    retract: bool,
    reason: str,
) -> bool | None:
    """Answer with a reason; what more than half of the seats say happens at once, and is returned."""
    cases.hold(session, case)
    now = newest(session, case.id)
    if now is None or now.id != row.id:
        raise Refused(no("retraction_decided"), field="reason")
    require(rules.may_vote(voting(session, case, now, actor.id), reason), field="reason")
    kept = incidents.keep(session, seal, case, "retraction.reason", reason)
    session.add(EmergencyVote(retraction_id=now.id, person_id=actor.id, retract=retract, reason_id=kept.id))
    session.flush()
    note(session, actor, "retraction.answer", case, now, sha256=stop_queries.digest(kept))
    sitting = {one.person_id for one in panel_queries.sitting_seats(session, case, now.panel)}
    answers = {one.person_id: one.retract for one in newest_votes(session, now) if one.person_id in sitting}
    found = rules.decided(answers)
    if found is not None:
        _decide(session, case, now, found)
    return found


def newest_votes(session: Session, row: Retraction) -> Sequence[EmergencyVote]:
    """The answers to one question, as they stand."""
    found = sa.select(EmergencyVote).where(EmergencyVote.retraction_id == row.id)
    return session.scalars(found.order_by(EmergencyVote.at)).all()


def _decide(session: Session, case: Case, row: Retraction, retracted: bool) -> None:
    """Without a name: whoever answered last would be known to be of the majority."""
    row.decided_at, row.retracted = clock.now(), retracted
    session.flush()
    note(session, None, "retraction.decide", case, row)
    panels.end(session, None, case=case, panel=row.panel)
    if retracted:
        cases.move(session, None, case=case, transition="T20", to=CaseState.RETRACTED)
        approvals.void(session, None, case=case, code=Void.STOP)
        incidents.close_stop(session, None, case=case)
    people = [*stop_queries.team(session, case), *stop_queries.directors(session, case)]
    notices.tell(session, case=case, people=people, what=f"retraction-over-{row.id}")


def note(
    session: Session, actor: Person | None, action: str, case: Case, row: Retraction, **change: object
) -> None:
    """The trail tells that somebody answered, and proves what; it does not tell it."""
    audit.note(session, actor, action, row, program_id=case.program_id, case=case.id, **change)
