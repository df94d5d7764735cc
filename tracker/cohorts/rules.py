"""Decisions about phases, gates and the people in them. Days are calendar days in the program's zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, TypeVar

from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.reasons import Decision, no, yes

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# program.md 4b and 4c: a concern must come this long before the end of the phase, and the scholar
# then has two weeks to answer; below the sum no fair stop exists.
NOTICE_DAYS = 21
ANSWER_DAYS = 14
DECISION_DAYS = 7
# What nobody means; above it a gate could never be met.
MOST_NOTICE_DAYS, MOST_ASKED = 365, 20

# Days outside lie so far off that adding a notice period to them could leave the calendar.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True)
class Gate:
    """The way out of a phase: what happens by default, by when a scholar knows, what a stop needs.

    Without `notice_by` nobody can be stopped. `notice_days` lie at least between a concern and the
    phase's end; the last four are the least number of people, works, people who are not mentors, and
    members of the panel behind a stop.
    """

    default: GateDefault
    notice_by: date | None
    decision_on: date
    places: int | None = None
    notice_days: int = NOTICE_DAYS
    people: int = 3
    works: int = 2
    non_mentors: int = 1
    panel: int = 2


@dataclass(frozen=True)
class PhaseDates:
    """One phase as staff set it up."""

    kind: PhaseKind
    starts_on: date
    ends_on: date
    gate: Gate | None = None


class PhaseState(StrEnum):
    """Where one scholar is in one phase."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    OVER = "over"
    WITHDRAWN = "withdrawn"


def is_slug(slug: str) -> Decision:
    return yes() if len(slug) <= 60 and SLUG.fullmatch(slug) else no("slug_shape")


def has_fair_stop(starts_on: date, ends_on: date) -> bool:
    """Whether a phase is long enough for notice and answer; in a shorter one nobody can be stopped."""
    return (ends_on - starts_on).days + 1 >= NOTICE_DAYS + ANSWER_DAYS


def default_gate(starts_on: date, ends_on: date) -> Gate:
    """The gate a new phase gets: continue by default where a fair stop exists.

    A phase too short for notice and answer still continues by default: then nobody can be stopped.
    """
    return Gate(
        GateDefault.CONTINUE_BY_DEFAULT,
        ends_on - timedelta(days=NOTICE_DAYS) if has_fair_stop(starts_on, ends_on) else None,
        ends_on + timedelta(days=DECISION_DAYS),
    )


def may_set_phase(phase: PhaseDates) -> Decision:
    """Whether the dates of one phase and its gate make sense together."""
    if phase.ends_on <= phase.starts_on:
        return no("ends_before_start")
    if not (phase.starts_on >= FIRST_DAY and phase.ends_on <= LAST_DAY):
        return no("day_too_far")
    gate = phase.gate
    if gate is None:
        return yes()
    if gate.decision_on < phase.starts_on:
        return no("decision_before_phase")
    if gate.default is GateDefault.CAPACITY_LIMITED and not gate.places:
        return no("places_needed")
    if gate.default is GateDefault.CONTINUE_BY_DEFAULT and gate.places:
        return no("places_unneeded")
    return _may_ask(gate) and _may_notice(phase, gate)


def _may_ask(gate: Gate) -> Decision:
    """Whether the least evidence of a stop makes sense; a panel of one, or no evidence, does not."""
    if not ANSWER_DAYS <= gate.notice_days <= MOST_NOTICE_DAYS:
        return no("notice_days_range", least=ANSWER_DAYS, most=MOST_NOTICE_DAYS)
    if not all(1 <= count <= MOST_ASKED for count in (gate.people, gate.works, gate.non_mentors)):
        return no("evidence_range", most=MOST_ASKED)
    if gate.non_mentors > gate.people:
        return no("non_mentors_above_people")
    return yes() if 2 <= gate.panel <= MOST_ASKED else no("panel_range", most=MOST_ASKED)


def _may_notice(phase: PhaseDates, gate: Gate) -> Decision:
    """Whether a concern raised on the last day still leaves the notice, in a phase long enough for it."""
    if gate.notice_by is None:
        return yes()
    if not phase.starts_on <= gate.notice_by <= min(phase.ends_on, gate.decision_on):
        return no("notice_outside_phase")
    length = (phase.ends_on - phase.starts_on).days + 1
    needed = max(gate.notice_days, NOTICE_DAYS) + ANSWER_DAYS
    if length < needed:
        return no("no_fair_stop", days=length, needed=needed)
    if (phase.ends_on - gate.notice_by).days < gate.notice_days:
        return no("notice_too_short", days=(phase.ends_on - gate.notice_by).days, needed=gate.notice_days)
    return yes()


def may_order(phases: Sequence[PhaseDates]) -> Decision:
    """Whether the phases follow each other: training, research, extension, without overlap."""
    ordered = sorted(phases, key=lambda phase: list(PhaseKind).index(phase.kind))
    for earlier, later in pairwise(ordered):
        if later.starts_on <= earlier.ends_on:
            return no("phases_overlap", first=earlier.kind.value, ends_on=earlier.ends_on)
    return yes()


def is_over(last_day: date | None, today: date) -> bool:
    """Whether a cohort is an earlier one: its last phase has ended."""
    return last_day is not None and last_day < today


def phase_state(starts_on: date, ends_on: date, withdrew_on: date | None, today: date) -> PhaseState:
    if withdrew_on is not None and withdrew_on <= min(today, ends_on):
        return PhaseState.WITHDRAWN
    if today < starts_on:
        return PhaseState.UPCOMING
    return PhaseState.ACTIVE if today <= ends_on else PhaseState.OVER


class Dated(Protocol):
    """A phase with its days, as set up or as stored."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def decision_on(self) -> date | None: ...


P = TypeVar("P", bound=Dated)


def phase_now(phases: Sequence[P], today: date) -> P | None:
    """The phase a cohort is in: running, else ended with its decision ahead, else next, else last."""
    ordered = sorted(phases, key=lambda phase: phase.starts_on)
    running = [phase for phase in ordered if phase.starts_on <= today <= phase.ends_on]
    deciding = [
        phase
        for phase in ordered
        if phase.ends_on < today and phase.decision_on is not None and today <= phase.decision_on
    ]
    upcoming = [phase for phase in ordered if today < phase.starts_on]
    for found in (running, deciding[-1:], upcoming, ordered[-1:]):
        if found:
            return found[0]
    return None


def inside(day: date, starts_on: date, ends_on: date) -> Decision:
    """Whether a due day lies within its phase."""
    if starts_on <= day <= ends_on:
        return yes()
    return no("day_outside_phase", starts_on=starts_on, ends_on=ends_on)
