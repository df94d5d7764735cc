"""Writes of a concern's life: draft, open, acknowledge, reply, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import delivery, drafts, queries, rules
from tracker.advancement.models import Closing, Concern, ConcernDraft, ConcernReply, Proof, Target
from tracker.cohorts import calendar
from tracker.cohorts.models import Enrolment, Phase
from tracker.cohorts.rules import phase_now
from tracker.evaluations import actions as evaluations
from tracker.evaluations import queries as forms
from tracker.evaluations.answers import FlagKind
from tracker.evaluations.models import Form
from tracker.outbox import actions as outbox
from tracker.people.models import Person
from tracker.reasons import no, require


@dataclass(frozen=True)
class Notice:
    """The mail that leads the scholar to the concern. It says nothing confidential."""

    subject: str
    body: str


def save_draft(session: Session, actor: Person, *, enrolment: Enrolment, typed: dict[str, Any]) -> None:
    """Keep what was typed, as typed, for its author alone."""
    drafts.save(session, ConcernDraft, typed, enrolment_id=enrolment.id, author_id=actor.id)


def open_concern(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    text: str,
    targets: Sequence[rules.Aim],
    help_offered: str,
    notice: Notice,
    form: Form | None = None,
    on: date | None = None,
) -> Concern:
    """Open a concern and write to the scholar at once. The same concern sent twice is opened once.

    `on` is the day it bears, today if none is said. Raises `Refused` with the reason of the rule that
    does not hold.
    """
    cohort = enrolment.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    today = clock.today(cohort.program.time_zone)
    phase = _phase_now(session, enrolment, today)
    other = queries.open_on(session, enrolment.id)
    if other is not None and _same(other, actor, text, targets, help_offered):
        return other
    facts = opening(session, actor, enrolment, on=on)
    require(rules.may_open(facts))
    assert phase is not None
    assert facts.gate is not None
    if form is not None and form.enrolment_id != enrolment.id:
        require(no("form_elsewhere"))
    require(rules.may_say(text), field="text")
    require(rules.may_aim(targets, today, facts.gate), field="target_1")
    require(rules.may_say(help_offered), field="help_offered")
    concern = Concern(
        enrolment=enrolment,
        phase=phase,
        opened_by=actor,
        form_id=form.id if form else None,
        opened_on=today,
        opened_at=clock.now(),
        text=text.strip(),
        help_offered=help_offered.strip(),
        notice_by=facts.gate.notice_by,
        notice_days=facts.gate.notice_days,
        counts_at_gate=rules.counts_at_gate(today, facts.gate.notice_by),
        targets=_targets(targets),
        replies=[],
    )
    session.add(concern)
    _tell(session, concern, notice)
    _clear_away(session, actor, enrolment, form)
    session.flush()
    days = [target.due_on.isoformat() for target in targets]
    _note(session, actor, "concern.open", concern, targets=days, counts_at_gate=concern.counts_at_gate)
    return concern


def opening(
    session: Session, actor: Person, enrolment: Enrolment, *, on: date | None = None
) -> rules.Opening:
    """The facts that decide whether this person may open a concern on a scholar today."""
    today = clock.today(enrolment.cohort.program.time_zone)
    phase = _phase_now(session, enrolment, today)
    return rules.Opening(
        on=on or today,
        today=today,
        gate=delivery.gate_of(session, enrolment, phase) if phase else None,
        raises=queries.may_raise(session, enrolment, person=actor, grants=actor.grants_on(clock.today())),
        own=enrolment.person_id == actor.id,
        left=enrolment.left_on is not None,
        away=enrolment.id in calendar.on_leave(session, enrolment.cohort_id, today),
        other_open=queries.open_on(session, enrolment.id) is not None,
    )


def _phase_now(session: Session, enrolment: Enrolment, today: date) -> Phase | None:
    """The phase that is under way for this scholar, by their own dates."""
    found = phase_now(calendar.phases_of(session, enrolment, today), today)
    return found.phase if found and found.starts_on <= today <= found.ends_on else None


def _same(
    concern: Concern, actor: Person, text: str, targets: Sequence[rules.Aim], help_offered: str
) -> bool:
    written = [(target.text, target.stated_on) for target in concern.targets]
    return (
        concern.opened_by_id == actor.id
        and (concern.text, concern.help_offered) == (text.strip(), help_offered.strip())
        and written == [(target.text.strip(), target.due_on) for target in targets]
    )


def _targets(targets: Sequence[rules.Aim]) -> list[Target]:
    return [
        Target(position=number, text=target.text.strip(), stated_on=target.due_on, due_on=target.due_on)
        for number, target in enumerate(targets, start=1)
    ]


def _tell(session: Session, concern: Concern, notice: Notice) -> None:
    """Write to the scholar; without an address only reading it can prove that it arrived."""
    scholar = concern.enrolment.person
    if scholar.email is None or not scholar.active:
        return
    concern.message = outbox.write(
        session,
        person_id=scholar.id,
        address=scholar.email,
        kind="concern",
        subject=notice.subject,
        body=notice.body,
        program_id=concern.enrolment.cohort.program_id,
    )


def _clear_away(session: Session, actor: Person, enrolment: Enrolment, form: Form | None) -> None:
    """The draft has become the concern; the form's wish for one is fulfilled."""
    drafts.drop(session, ConcernDraft, enrolment_id=enrolment.id, author_id=actor.id)
    if form is not None:
        for flag in forms.open_flags(session, [enrolment.cohort_id]):
            if flag.form_id == form.id and flag.kind is FlagKind.CONCERN:
                evaluations.handle_flag(session, actor, flag=flag)


def acknowledge(session: Session, actor: Person, *, concern: Concern) -> bool:
    """The scholar says that they have read it; says whether this was the first time."""
    _about(actor, concern)
    now = clock.now()
    delivery.prove(session, concern, by=Proof.ACKNOWLEDGED, at=now, actor=actor)
    session.refresh(concern, ["acknowledged_at", "delivered_on"])
    if concern.acknowledged_at is not None or concern.delivered_on is None:
        return False
    concern.acknowledged_at = now
    session.flush()
    _note(session, actor, "concern.acknowledge", concern)
    return True


def reply(session: Session, actor: Person, *, concern: Concern, text: str) -> ConcernReply:
    """A scholar's word on a concern. It stays as it was written, and whoever answers has read."""
    _about(actor, concern)
    require(rules.may_say(text), field="text")
    delivery.prove(session, concern, by=Proof.READ, at=clock.now(), actor=actor)
    session.refresh(concern, ["replies", "answered_at", "delivered_on"])
    last = concern.replies[-1] if concern.replies else None
    if last is not None and last.text == text.strip():  # the same reply, sent twice
        return last
    row = ConcernReply(concern_id=concern.id, text=text.strip(), written_at=clock.now())
    session.add(row)
    if concern.answered_at is None and concern.delivered_on is not None:
        concern.answered_at = row.written_at
    session.flush()
    _note(session, actor, "concern.reply", concern, reply=row.id)
    return row


def withdraw(session: Session, actor: Person, *, concern: Concern, reason: str) -> Concern:
    """Take a concern back. The scholar reads who did and why."""
    cohort = concern.enrolment.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(concern, ["closed_on"])
    decision = rules.may_withdraw(
        closed=concern.closed_on is not None,
        opener=concern.opened_by_id == actor.id,
        leads=queries.leads(actor.grants_on(clock.today()), cohort),
        reason=reason,
    )
    require(decision, field="reason")
    close(concern, actor, Closing.WITHDRAWN, reason=reason.strip())
    session.flush()
    _note(session, actor, "concern.withdraw", concern)
    return concern


def close(concern: Concern, actor: Person | None, closing: Closing, *, reason: str = "") -> None:
    """Write down how a concern ended; nobody closed it where a gate was passed by default."""
    concern.closed_on = max(clock.today(concern.enrolment.cohort.program.time_zone), concern.opened_on)
    concern.closed_by_id = actor.id if actor else None
    concern.closing, concern.closing_reason = closing, reason


def _about(actor: Person, concern: Concern) -> None:
    if concern.enrolment.person_id != actor.id:
        raise PermissionError("only the scholar whom a concern is about answers it")


def _note(session: Session, actor: Person, action: str, concern: Concern, **change: Any) -> None:
    program_id = concern.enrolment.cohort.program_id
    audit.note(session, actor, action, concern, program_id=program_id, **change)
