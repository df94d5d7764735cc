"""The proof that a concern reached the scholar: written down once, by whichever comes first."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker import audit
from tracker.advancement import queries, rules
from tracker.advancement.models import Concern, Proof
from tracker.cohorts import calendar, policies
from tracker.cohorts.day_rules import moved
from tracker.cohorts.models import Enrolment, Phase
from tracker.cohorts.rules import NOTICE_DAYS
from tracker.outbox.models import Message
from tracker.people.models import Person


def gate_of(session: Session, enrolment: Enrolment, phase: Phase) -> rules.Gate:
    """The days of a phase and of the policy in force for its gate, as they hold for one scholar."""
    moves = calendar.moves_of_many(session, [enrolment])[enrolment.id]
    starts_on, ends_on = moved(phase.starts_on, moves), moved(phase.ends_on, moves)
    policy = policies.in_force(session, phase)
    if policy is None:
        return rules.Gate(starts_on, ends_on, None, NOTICE_DAYS, None)
    notice_by = calendar.notice_of(phase, policy.notice_by, policy.notice_days, moves)
    return rules.Gate(starts_on, ends_on, notice_by, policy.notice_days, moved(policy.decision_on, moves))


def prove(session: Session, concern: Concern, *, by: Proof, at: datetime, actor: Person | None) -> bool:
    """Record that a concern arrived, unless something proved it before; says whether this was the first.

    A target, and the review of a plan, that would leave less than two weeks to respond move to the day
    that does. Where the notice is now too short, the concern no longer counts at its gate.
    """
    cohort = concern.enrolment.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(concern, ["delivered_on", "closed_on", "counts_at_gate", "targets", "plan"])
    if concern.delivered_on is not None or concern.closed_on is not None:
        return False
    gate = gate_of(session, concern.enrolment, concern.phase)
    day = max(at.astimezone(ZoneInfo(cohort.program.time_zone)).date(), concern.opened_on)
    concern.delivered_on, concern.delivered_at, concern.delivered_by = day, at, by
    moved = _leave_two_weeks(concern)
    concern.counts_at_gate = concern.counts_at_gate and _in_time(concern, gate)
    session.flush()
    audit.note(
        session,
        actor,
        "concern.deliver",
        concern,
        program_id=cohort.program_id,
        by=by.value,
        on=day.isoformat(),
        moved=moved,
        counts_at_gate=concern.counts_at_gate,
    )
    return True


def _in_time(concern: Concern, gate: rules.Gate) -> bool:
    """Whether it arrived early enough under the policy it was opened under and under today's."""
    assert concern.delivered_on is not None
    ahead = [target.due_on for target in concern.targets] + ([concern.plan.due_on] if concern.plan else [])
    return (
        rules.counts_at_gate(concern.delivered_on, concern.notice_by)
        and rules.counts_at_gate(concern.delivered_on, gate.notice_by)
        and max(ahead) <= gate.last_day
    )


def _leave_two_weeks(concern: Concern) -> dict[str, str]:
    """Move what comes too soon after the delivery; what moved, and to which day."""
    assert concern.delivered_on is not None
    earliest, moved = rules.earliest_target(concern.delivered_on), {}
    for target in concern.targets:
        if target.due_on < earliest:
            target.due_on = earliest
            moved[f"target {target.position}"] = earliest.isoformat()
    plan = concern.plan
    last = max([earliest, *(target.due_on for target in concern.targets)])
    if plan is not None and plan.review_on < last:
        plan.review_on = last
        moved["review"] = last.isoformat()
    return moved


def mail_sent(session: Session, message: Message) -> None:
    """A message was handed over to the mail server: the proof, if it tells of a concern."""
    concern = queries.message_concern(session, message.id)
    if concern is not None and message.sent_at is not None:
        prove(session, concern, by=Proof.MAIL, at=message.sent_at, actor=None)
