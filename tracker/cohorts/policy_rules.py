"""Decisions about a gate's policy: what may change once a phase runs, and where a scholar stands by it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tracker.cohorts.models import GateDefault
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.reasons import Decision, no, yes

CONTINUE, LIMITED = GateDefault.CONTINUE_BY_DEFAULT, GateDefault.CAPACITY_LIMITED


def may_publish(
    before: PhaseDates | None, after: PhaseDates, *, today: date, relied_on: bool, reason: str | None
) -> Decision:
    """Whether a phase and its gate may change from what stands to what was typed.

    `relied_on` says that scholars are enrolled. Once the phase has begun for somebody, a change needs a
    reason, and nothing may become stricter than what they were told. Limited places are stated before
    the phase starts or not at all.
    """
    assert after.gate is not None
    standing = before.gate if before else None
    newly_limited = standing is None or standing.default is not LIMITED
    if after.gate.default is LIMITED and newly_limited and after.starts_on <= today:
        return no("limited_too_late", starts_on=after.starts_on)
    if before is None or standing is None or today < before.starts_on or not relied_on:
        return yes()
    if before == after:
        return yes()
    decision = _dates_hold(before, after) and _gate_holds(standing, after.gate, after.ends_on)
    if decision and not (reason or "").strip():
        return no("policy_reason_needed")
    return decision


def _dates_hold(before: PhaseDates, after: PhaseDates) -> Decision:
    """Whether the days of a running phase stay as fair as they were."""
    if after.starts_on != before.starts_on:
        return no("start_is_past", starts_on=before.starts_on)
    unstoppable = all(
        one.gate is not None and one.gate.default is CONTINUE and one.gate.notice_by is None
        for one in (before, after)
    )
    if after.ends_on < before.ends_on and not unstoppable:
        return no("end_earlier", ends_on=before.ends_on)
    return yes()


def _gate_holds(before: Gate, after: Gate, ends_on: date) -> Decision:
    """Whether the gate of a running phase stays as lenient as scholars were told."""
    if before.places is not None and after.places is not None and after.places < before.places:
        return no("places_fewer", places=before.places)
    if after.notice_by is not None and before.notice_by is None:
        return no("notice_new")
    if after.notice_by is not None and before.notice_by is not None and after.notice_by > before.notice_by:
        return no("notice_later", notice_by=before.notice_by)
    if after.notice_days < before.notice_days:
        return no("notice_days_fewer", days=before.notice_days)
    if after.decision_on > before.decision_on:
        return no("decision_later", decision_on=before.decision_on)
    if after.decision_on < min(before.decision_on, ends_on):
        return no("decision_hurried", ends_on=ends_on)
    return _asks_as_much(before, after)


def _asks_as_much(before: Gate, after: Gate) -> Decision:
    """Whether a stop needs at least the evidence that scholars were told it needs."""
    for name in ("people", "works", "non_mentors", "panel"):
        if getattr(after, name) < getattr(before, name):
            return no("stop_made_easier")
    return yes()


def may_read(starts_on: date, withdrew_on: date | None, today: date) -> Decision:
    """Whether a scholar can say that they have read the policy: from the phase's first day on."""
    if withdrew_on is not None and withdrew_on <= today:
        return no("reader_left", on=withdrew_on)
    return yes() if today >= starts_on else no("policy_not_yet", starts_on=starts_on)


class DefaultState(StrEnum):
    """What the default means for one scholar on one day."""

    EVERYBODY = "everybody"  # nobody can be stopped
    OPEN = "open"  # a concern could still come in time
    LAST_DAY = "last_day"
    CONTINUES = "continues"  # none came in time
    CONCERN = "concern"  # one came in time, and people decide
    LAPSED = "lapsed"  # one came in time, and nothing else was decided until the day was over
    LIMITED = "limited"
    OVERDUE = "overdue"  # places are limited, people had to decide, and the day has passed


def default_state(gate: Gate, today: date, *, concern_in_time: bool) -> DefaultState:
    """Where a scholar stands by the policy in force, on a day in the program's zone.

    Time never makes it worse: under “continue by default” the only way from a notice day to anything but
    `CONTINUES` is a concern that came in time, and once the decision day is over that is no way either.
    """
    over = today > gate.decision_on
    if gate.default is LIMITED:
        return DefaultState.OVERDUE if over else DefaultState.LIMITED
    if gate.notice_by is None:
        return DefaultState.EVERYBODY
    if concern_in_time:
        return DefaultState.LAPSED if over else DefaultState.CONCERN
    if today > gate.notice_by:
        return DefaultState.CONTINUES
    return DefaultState.LAST_DAY if today == gate.notice_by else DefaultState.OPEN
