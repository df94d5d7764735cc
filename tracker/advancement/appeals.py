"""Writes of appeals: typed, filed, given to a reader, decided with the letter that tells of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import appeal_queries as queries
from tracker.advancement import appeal_rules as rules
from tracker.advancement import decision_queries, letters
from tracker.advancement.actions import Notice
from tracker.advancement.appeal_models import Appeal, AppealDraft, Ruling
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.decisions import open_room
from tracker.advancement.letter_facts import Facts, Head, Read, of_appeal
from tracker.advancement.letter_models import Letter, LetterKind
from tracker.advancement.letters import Rendered
from tracker.advancement.models import Closing, Concern
from tracker.cohorts import calendar
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.outbox import actions as outbox
from tracker.people.models import Person
from tracker.reasons import Refused, no, require

KINDS = {Ruling.UPHELD: LetterKind.APPEAL_UPHELD, Ruling.SENT_BACK: LetterKind.APPEAL_SENT_BACK}


class AppealedAlready(Refused):
    """There is an appeal against this decision; `first` is what it says."""

    def __init__(self, first: Appeal) -> None:
        super().__init__(no("appeal_twice"), field="text")
        self.first = first


class RuledAlready(Refused):
    """Somebody decided this appeal first; `first` is what came of it."""

    def __init__(self, first: Appeal) -> None:
        super().__init__(no("appeal_decided"), field="reasons")
        self.first = first


def save_draft(session: Session, actor: Person, *, decision: GateDecision, typed: dict[str, Any]) -> None:
    """Keep what was typed, as typed, for its author alone."""
    row = queries.draft(session, decision.id, actor.id)
    if row is None:
        row = AppealDraft(decision_id=decision.id, author_id=actor.id)
    row.typed, row.saved_at = typed, clock.now()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # a second click made it a moment ago
        made = queries.draft(session, decision.id, actor.id)
        assert made is not None
        made.typed, made.saved_at = typed, clock.now()
    session.flush()


def filing(session: Session, actor: Person, decision: GateDecision) -> rules.Filing:
    """The facts that decide whether this person can appeal against a decision today."""
    letter = queries.letter_of(session, decision.id)
    wished = bool(decision.wish.strip())
    return rules.Filing(
        today=clock.today(decision.enrolment.cohort.program.time_zone),
        own=decision.enrolment.person_id == actor.id,
        appealable=rules.can_be_appealed(decision.outcome, wished=wished),
        sent=letter is not None,
        appeal_by=letter.appeal_by if letter else None,
        undone=decision.undone_at is not None,
        appealed=queries.of_decision(session, decision.id) is not None,
    )


def file(session: Session, actor: Person, *, decision: GateDecision, text: str) -> Appeal:
    """Appeal against a decision on oneself. The same appeal sent twice is filed once."""
    cohort = decision.enrolment.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(decision, ["undone_at"])
    first = queries.of_decision(session, decision.id)
    if first is not None and decision.enrolment.person_id == actor.id:
        if first.text == text.strip():
            return first
        raise AppealedAlready(first)
    facts = filing(session, actor, decision)
    require(rules.may_appeal(facts), field="text")
    require(rules.may_write(text), field="text")
    closed = calendar.closed_days(session, cohort.program_id)
    order = list(PhaseKind)
    later = [
        phase.starts_on
        for phase in calendar.phases_of(session, decision.enrolment)
        if order.index(phase.kind) > order.index(decision.phase.kind)
    ]
    row = Appeal(
        decision=decision,
        text=text.strip(),
        filed_on=facts.today,
        filed_at=clock.now(),
        decide_by=rules.decide_by(facts.today, closed, min(later, default=None)),
        reasons="",
    )
    session.add(row)
    _drop_draft(session, actor, decision)
    session.flush()
    _note(session, actor, "appeal.file", row, decide_by=row.decide_by.isoformat())
    return row


def assign(
    session: Session,
    actor: Person,
    *,
    appeal: Appeal,
    reader: Person,
    instead_of: int | None,
    notice: Notice,
) -> Appeal:
    """Ask somebody who had no hand in the decision to decide an appeal, and write to them.

    `instead_of` is the reader whom the page named; where somebody else was asked meanwhile, nothing changes.
    """
    enrolment = appeal.decision.enrolment
    audit.hold(session, enrolment.cohort.program_id)
    session.refresh(appeal, ["reader_id", "ruling"])
    if appeal.reader_id == reader.id:
        return appeal
    today = clock.today()
    found = queries.hands(session, appeal.decision)
    decision = rules.may_assign(
        queries.hands_of(found, reader.id),
        assigns=queries.assigns(actor.grants_on(today), enrolment.cohort) and actor.id != enrolment.person_id,
        permitted=queries.may_decide(reader.grants_on(today), enrolment.cohort) and reader.active,
        decided=appeal.ruling is not None,
    )
    require(decision, field="reader")
    if appeal.reader_id != instead_of:
        require(no("appeal_given_meanwhile"), field="reader")
    appeal.reader, appeal.assigned_by_id, appeal.assigned_at = reader, actor.id, clock.now()
    if reader.email is not None:
        outbox.write(
            session,
            person_id=reader.id,
            address=reader.email,
            kind="appeal",
            subject=notice.subject,
            body=notice.body,
            program_id=enrolment.cohort.program_id,
        )
    session.flush()
    _note(session, actor, "appeal.assign", appeal, reader=reader.id, instead_of=instead_of)
    return appeal


def reading(session: Session, actor: Person, appeal: Appeal) -> rules.Reading:
    """The facts that decide whether this person decides an appeal now."""
    found = queries.hands(session, appeal.decision)
    return rules.Reading(
        reader=appeal.reader_id == actor.id,
        hands=queries.hands_of(found, actor.id),
        permitted=queries.may_decide(actor.grants_on(clock.today()), appeal.decision.enrolment.cohort),
        decided=appeal.ruling is not None,
    )


def prepare(session: Session, actor: Person, *, appeal: Appeal, ruling: Ruling, reasons: str) -> Rendered:
    """The letter that deciding this would send. It is decided, read and undone again.

    So nothing is shown that the decision itself would refuse.
    """
    trial = session.begin_nested()
    try:
        return _letter(session, actor, _rule(session, actor, appeal, ruling, reasons))
    finally:
        trial.rollback()


def rule(
    session: Session,
    actor: Person,
    *,
    appeal: Appeal,
    ruling: Ruling,
    reasons: str,
    shown: str,
    notice: Notice,
) -> Letter:
    """Decide an appeal and send the letter that was `shown`, or nothing at all.

    Sent back, the decision no longer holds: the scholar is undecided again, and a new panel has five working
    days. The same sent twice is decided once.
    """
    row = _rule(session, actor, appeal, ruling, reasons)
    letter = letters.keep(
        session,
        actor,
        enrolment=row.decision.enrolment,
        kind=KINDS[ruling],
        rendered=_letter(session, actor, row),
        shown=shown,
        notice=notice,
        decision=row.decision,
    )
    _drop_draft(session, actor, row.decision)
    session.flush()
    return letter


def _rule(session: Session, actor: Person, appeal: Appeal, ruling: Ruling, reasons: str) -> Appeal:
    decision = appeal.decision
    audit.hold(session, decision.enrolment.cohort.program_id)
    session.refresh(appeal, ["reader_id", "ruling", "reasons", "decided_on"])
    session.refresh(decision, ["undone_at"])
    if appeal.ruling is not None:
        if (appeal.reader_id, appeal.ruling, appeal.reasons) == (actor.id, ruling, reasons.strip()):
            return appeal
        raise RuledAlready(appeal)
    require(rules.may_rule(reading(session, actor, appeal), reasons), field="reasons")
    appeal.ruling, appeal.reasons = ruling, reasons.strip()
    appeal.decided_on = clock.today(decision.enrolment.cohort.program.time_zone)
    appeal.decided_at = clock.now()
    session.flush()
    if ruling is Ruling.SENT_BACK:
        _send_back(session, actor, appeal)
    _note(session, actor, "appeal.rule", appeal, ruling=ruling.value)
    return appeal


def _send_back(session: Session, actor: Person, appeal: Appeal) -> None:
    """Undo the decision: the scholar takes part again, the concern is open again, a new round begins."""
    decision, enrolment = appeal.decision, appeal.decision.enrolment
    assert appeal.decided_on is not None
    decision.undone_at = appeal.decided_at
    session.flush()
    if decision_queries.standing(session, enrolment.id, decision.phase_id) is not None:
        return  # what was put off has been decided since
    session.refresh(enrolment, ["ended_on"])
    enrolment.ended_on = None
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


def _letter(session: Session, actor: Person, appeal: Appeal) -> Rendered:
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


def _drop_draft(session: Session, actor: Person, decision: GateDecision) -> None:
    row = queries.draft(session, decision.id, actor.id)
    if row is not None:
        session.delete(row)


def _note(session: Session, actor: Person, action: str, appeal: Appeal, **change: Any) -> None:
    program_id = appeal.decision.enrolment.cohort.program_id
    audit.note(session, actor, action, appeal, program_id=program_id, decision=appeal.decision_id, **change)
