"""Writes of appeals: typed, filed, given to a reader, decided with the letter that tells of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import appeal_queries as queries
from tracker.advancement import appeal_rules as rules
from tracker.advancement import appeal_rulings, drafts, letters
from tracker.advancement.actions import Notice
from tracker.advancement.appeal_models import Appeal, AppealDraft, Ruling
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.letter_models import Letter
from tracker.advancement.letters import Rendered
from tracker.cohorts import calendar
from tracker.cohorts.models import PhaseKind
from tracker.outbox import actions as outbox
from tracker.people.models import Person
from tracker.reasons import Refused, no, require


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
    drafts.save(session, AppealDraft, typed, decision_id=decision.id, author_id=actor.id)


def filing(session: Session, actor: Person, decision: GateDecision) -> rules.Filing:
    """The facts that decide whether this person can appeal against a decision today."""
    letter = queries.letter_of(session, decision.id)
    return rules.Filing(
        today=clock.today(decision.enrolment.cohort.program.time_zone),
        own=decision.enrolment.person_id == actor.id,
        appealable=rules.can_be_appealed(decision.outcome),
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
    note(session, actor, "appeal.file", row, decide_by=row.decide_by.isoformat())
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
    if reader.email is not None and reader.active:
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
    note(session, actor, "appeal.assign", appeal, reader=reader.id, instead_of=instead_of)
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
        return appeal_rulings.letter(session, actor, _rule(session, actor, appeal, ruling, reasons))
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
        kind=appeal_rulings.KINDS[ruling],
        rendered=appeal_rulings.letter(session, actor, row),
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
        appeal_rulings.send_back(session, actor, appeal)
    note(session, actor, "appeal.rule", appeal, ruling=ruling.value)
    return appeal


def _drop_draft(session: Session, actor: Person, decision: GateDecision) -> None:
    """What was typed has become what was sent."""
    drafts.drop(session, AppealDraft, decision_id=decision.id, author_id=actor.id)


def note(session: Session, actor: Person, action: str, appeal: Appeal, **change: Any) -> None:
    """Record what somebody did about an appeal."""
    program_id = appeal.decision.enrolment.cohort.program_id
    audit.note(session, actor, action, appeal, program_id=program_id, decision=appeal.decision_id, **change)
