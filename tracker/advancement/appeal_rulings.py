"""What follows from the ruling on an appeal: its letter, and a new round where it was sent back."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.advancement import appeal_rules as rules
from tracker.advancement import decision_queries, letters
from tracker.advancement.appeal_models import Appeal, Ruling
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.decisions import open_room
from tracker.advancement.letter_facts import Facts, Head, Read, of_appeal
from tracker.advancement.letter_models import LetterKind
from tracker.advancement.letters import Rendered
from tracker.advancement.models import Closing, Concern
from tracker.cohorts import calendar
from tracker.cohorts.models import GateDefault
from tracker.people.models import Person

KINDS = {Ruling.UPHELD: LetterKind.APPEAL_UPHELD, Ruling.SENT_BACK: LetterKind.APPEAL_SENT_BACK}


def send_back(session: Session, actor: Person, appeal: Appeal) -> None:
    """Undo the decision: the scholar takes part again, the concern is open again, a new round begins."""
    decision, enrolment = appeal.decision, appeal.decision.enrolment
    assert appeal.decided_on is not None
    decision.undone_at = appeal.decided_at
    session.flush()
    if decision_queries.standing(session, enrolment.id, decision.phase_id) is not None:
        return  # what was put off has been decided since
    session.refresh(enrolment, ["ended_on", "withdrew_on"])
    enrolment.ended_on = None
    if decision.outcome is Outcome.WITHDRAWN:
        enrolment.withdrew_on = None
    _reopen(session, decision)
    room = open_room(session, actor, enrolment=enrolment, phase=decision.phase)
    closed = calendar.closed_days(session, enrolment.cohort.program_id)
    own = next(one for one in calendar.phases_of(session, enrolment) if one.id == decision.phase_id)
    room.round, room.decide_by = room.round + 1, rules.panel_by(appeal.decided_on, closed, own.decision_on)
    session.flush()


def _reopen(session: Session, decision: GateDecision) -> None:
    """Open the concern again that the decision had closed: what it rests on is looked at anew."""
    here = (Concern.enrolment_id == decision.enrolment_id, Concern.phase_id == decision.phase_id)
    closed = sa.select(Concern).where(*here, Concern.closing == Closing.DECIDED)
    concern = session.scalars(closed.order_by(Concern.id.desc()).limit(1)).one_or_none()
    still = sa.select(Concern.id).where(
        Concern.enrolment_id == decision.enrolment_id, Concern.closed_on.is_(None)
    )
    if concern is None or session.scalar(still) is not None:
        return
    concern.closed_on, concern.closing, concern.closed_by_id = None, None, None
    session.flush()


def letter(session: Session, actor: Person, appeal: Appeal) -> Rendered:
    """The letter that tells of a ruling, as this person would send it now."""
    assert appeal.ruling is not None
    program = appeal.decision.enrolment.cohort.program
    return letters.render(session, program, KINDS[appeal.ruling], _facts(session, actor, appeal))


def _facts(session: Session, actor: Person, appeal: Appeal) -> Facts:
    decision, enrolment = appeal.decision, appeal.decision.enrolment
    assert appeal.decided_on is not None
    head = Head(
        scholar=enrolment.person.name,
        program=enrolment.cohort.program.name,
        cohort=enrolment.cohort.name,
        phase=decision.phase.kind,
        writer=actor.name,
        sent_on=appeal.decided_on,
    )
    room = decision_queries.case(session, enrolment.id, decision.phase_id)
    stands = decision_queries.standing(session, enrolment.id, decision.phase_id)
    again = appeal.ruling is Ruling.SENT_BACK and stands is None
    read = Read(
        outcome=decision.outcome,
        decided_on=decision.decided_on,
        appealed_on=appeal.filed_on,
        reader=actor.name,
        reasons=appeal.reasons,
        decide_by=room.decide_by if room and again else None,
        continues_otherwise=again and decision.phase.gate_default is GateDefault.CONTINUE_BY_DEFAULT,
    )
    return of_appeal(head, read)
