"""Writes about gates' policies: a new version, a scholar's word that they have read one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import policies, policy_rules
from tracker.cohorts.models import Enrolment, GatePolicy, Phase, PolicyRead
from tracker.cohorts.policy_text import standard_text
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.outbox import actions as outbox
from tracker.people.models import Person
from tracker.reasons import no, require

LONGEST_TEXT = 8000


@dataclass(frozen=True)
class Letter:
    """What a scholar is told by mail: never what is in their file, always where to read it."""

    subject: str
    body: str


Tell = Callable[[Enrolment, GatePolicy, GatePolicy], Letter]


def publish(
    session: Session,
    actor: Person | None,
    *,
    phase: Phase,
    gate: Gate,
    text: str | None = None,
    reason: str | None = None,
    tell: Tell | None = None,
) -> GatePolicy:
    """Put a new version of the policy in force; nothing is written where nothing was changed.

    The caller has asked `policy_rules.may_publish`. Without `text`, a text of the standard kind follows
    the gate's numbers, and one that staff wrote stays; an empty one goes back to the standard. Once the
    phase has begun, every scholar who has not left gets the letter that `tell` makes of them, the
    version before and the new one.
    """
    before = phase.policy
    text = _text(phase, before, gate, text)
    if before is not None and _same(before, phase, gate, text):
        return before
    row = GatePolicy(
        version=(before.version if before else 0) + 1,
        gate_default=gate.default,
        places=gate.places,
        phase_ends_on=phase.ends_on,
        notice_by=gate.notice_by,
        decision_on=gate.decision_on,
        notice_days=gate.notice_days,
        people=gate.people,
        works=gate.works,
        non_mentors=gate.non_mentors,
        panel=gate.panel,
        text=text,
        reason=(reason or "").strip() or None,
        published_by_id=actor.id if actor else None,
    )
    phase.policies.append(row)
    phase.policy_version = row.version
    session.flush()
    audit.note(
        session,
        actor,
        "policy.publish",
        row,
        program_id=phase.cohort.program_id,
        before=facts(before) if before else None,
        after=facts(row),
    )
    if before is not None and phase.starts_on <= clock.today(phase.cohort.program.time_zone):
        _tell_all(session, phase, before, row, tell)
    return row


def _text(phase: Phase, before: GatePolicy | None, gate: Gate, typed: str | None) -> str:
    """The text of a new version: as typed; the standard one where it was emptied or never left."""
    standard = standard_text(phase.kind, gate)
    if before is None:
        return (typed or "").strip() or standard
    typed = before.text if typed is None else typed.strip()
    if len(typed) > LONGEST_TEXT:
        require(no("reply_too_long", limit=LONGEST_TEXT), field="text")
    followed = typed == before.text == standard_text(phase.kind, policies.gate_of(before))
    return standard if followed or not typed else typed


def _same(before: GatePolicy, phase: Phase, gate: Gate, text: str) -> bool:
    return policies.gate_of(before) == gate and (before.text, before.phase_ends_on) == (text, phase.ends_on)


def _tell_all(session: Session, phase: Phase, before: GatePolicy, row: GatePolicy, tell: Tell | None) -> None:
    for enrolment in policies.staying(session, phase.cohort_id):
        if tell is None or enrolment.person.email is None or not enrolment.person.active:
            continue  # their own page tells them
        letter = tell(enrolment, before, row)
        outbox.write(
            session,
            person_id=enrolment.person_id,
            address=enrolment.person.email,
            kind="policy_changed",
            subject=letter.subject,
            body=letter.body,
            program_id=phase.cohort.program_id,
        )


def mark_read(session: Session, actor: Person, *, policy: GatePolicy, enrolment: Enrolment) -> PolicyRead:
    """Note once that a scholar has read a version; said twice, the first time stands."""
    program = enrolment.cohort.program
    audit.hold(session, program.id)
    require(policy_rules.may_read(policy.phase.starts_on, enrolment.left_on, clock.today(program.time_zone)))
    row = policies.reading(session, policy.id, enrolment.id)
    if row is None:
        row = PolicyRead(policy_id=policy.id, enrolment_id=enrolment.id)
        session.add(row)
        session.flush()
        audit.note(session, actor, "policy.read", policy, program_id=program.id, enrolment=enrolment.id)
    return row


def dates_of(phase: Phase) -> PhaseDates:
    """A stored phase with the gate in force, as the rules speak of it."""
    gate = policies.gate_of(phase.policy) if phase.policy else None
    return PhaseDates(phase.kind, phase.starts_on, phase.ends_on, gate)


def facts(row: GatePolicy) -> dict[str, Any]:
    """A version as it stands in the audit trail."""
    days = ("notice_by", "decision_on", "notice_days", "phase_ends_on")
    names = (
        "version",
        "gate_default",
        "places",
        *days,
        "people",
        "works",
        "non_mentors",
        "panel",
        "text",
        "reason",
    )
    return {name: str(value) for name in names if (value := getattr(row, name)) is not None}
