"""How far each scholar of a cohort came: where they stand in each phase, and what became of them at last."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.advancement import gate_history
from tracker.advancement.decision_models import Outcome
from tracker.advancement.decision_rules import ENDING
from tracker.advancement.gate_history import CONTINUED, GateTaken
from tracker.cohorts import calendar
from tracker.cohorts.models import Cohort, Enrolment, PhaseKind


class Place(enum.StrEnum):
    """Where a scholar stands in a phase that they take part in."""

    AHEAD = "ahead"
    RUNNING = "running"
    LEFT = "left"
    FINISHED = "finished"


class End(enum.StrEnum):
    """What became of a scholar, as of a day; everybody has exactly one."""

    NEVER_BEGAN = "never_began"
    HERE = "here"
    COMPLETED = "completed"
    WITHDREW = "withdrew"
    NOT_PLACED = "not_placed"
    STOPPED = "stopped"
    LATER = "later"  # repeats the phase, or comes back in a later cohort


_ENDS = {
    Outcome.STOP: End.STOPPED,
    Outcome.NOT_PLACED: End.NOT_PLACED,
    Outcome.REPEAT: End.LATER,
    Outcome.DEFERRED: End.LATER,
    Outcome.WITHDRAWN: End.WITHDREW,
}


@dataclass(frozen=True)
class Step:
    """A phase with one scholar's own days. `outcome` is the decision that stands at its gate, if any."""

    kind: PhaseKind
    starts_on: date
    ends_on: date
    took_part: bool
    gated: bool
    outcome: Outcome | None = None


def places(steps: Sequence[Step], left_on: date | None, today: date) -> dict[PhaseKind, Place]:
    """Where somebody stands in each phase that they are, were or will be in.

    Whoever was not there to the end of a phase, or waits at its gate, is in none after it. On the day
    `left_on` they are no longer there.
    """
    found: dict[PhaseKind, Place] = {}
    for step in steps:
        if not step.took_part:
            continue
        found[step.kind] = place = _place(step, left_on, today)
        if place is not Place.FINISHED or (step.gated and step.outcome not in CONTINUED):
            break
    return found


def _place(step: Step, left_on: date | None, today: date) -> Place:
    if left_on is not None and left_on <= step.ends_on:
        return Place.LEFT
    if today < step.starts_on:
        return Place.AHEAD
    return Place.RUNNING if today <= step.ends_on else Place.FINISHED


def end(steps: Sequence[Step], left_on: date | None, today: date) -> End:
    """What became of somebody. Research that was finished is finished, whatever its gate then says."""
    stands = places(steps, left_on, today)
    goal = max((step for step in steps if step.kind is not PhaseKind.EXTENSION), key=_order, default=None)
    finished = goal is not None and stands.get(goal.kind) is Place.FINISHED
    if goal is not None and finished and (goal.kind is PhaseKind.RESEARCH or not _unsettled(goal)):
        return End.COMPLETED
    for step in steps:  # what stands at a gate that they never came to counts for nothing
        if step.kind in stands and step.outcome in ENDING:
            return _ENDS[step.outcome]
    if left_on is not None:
        return End.WITHDREW if any(step.took_part for step in steps) else End.NEVER_BEGAN
    return End.HERE


def _order(step: Step) -> int:
    return list(PhaseKind).index(step.kind)


def _unsettled(step: Step) -> bool:
    return step.gated and step.outcome not in CONTINUED


@dataclass(frozen=True)
class Path:
    """One scholar's way through their cohort."""

    enrolment: Enrolment
    places: Mapping[PhaseKind, Place]
    end: End


@dataclass(frozen=True)
class Cohorts:
    """The ways of all scholars of a cohort, and its gates with who took part in their phases, in order."""

    today: date
    paths: Sequence[Path]
    gates: Mapping[PhaseKind, GateTaken]

    def begun(self, kind: PhaseKind) -> bool:
        """Whether the cohort has such a phase and its first day has come."""
        return kind in self.gates and self.gates[kind].phase.starts_on <= self.today

    def over(self, kind: PhaseKind) -> bool:
        """Whether the cohort's last day of such a phase lies behind."""
        return kind in self.gates and self.gates[kind].phase.ends_on < self.today

    def people(self, kind: PhaseKind, *where: Place) -> frozenset[int]:
        """The enrolments of those who stand at one of these places in a phase, all who were in it by default.

        Who will be in it but is not yet counts with `Place.AHEAD` alone.
        """
        wanted = where or (Place.RUNNING, Place.LEFT, Place.FINISHED)
        return frozenset(one.enrolment.id for one in self.paths if one.places.get(kind) in wanted)

    def ended(self, *ends: End) -> int:
        return sum(one.end in ends for one in self.paths)

    def count(self, which: Callable[[Path], bool]) -> int:
        return sum(map(which, self.paths))


def of_cohort(session: Session, cohort: Cohort, today: date) -> Cohorts:
    """The ways of all who were ever enrolled, as they are known today. A fixed number of statements."""
    phases = sorted(cohort.phases, key=lambda phase: phase.starts_on)
    gates = {gate.phase.kind: gate for gate in gate_history.taken(session, phases)}
    people = {kind: {one.id for one in gate.people} for kind, gate in gates.items()}
    rows = session.scalars(sa.select(Enrolment).where(Enrolment.cohort_id == cohort.id)).all()
    own = calendar.phases_of_many(session, rows, today)
    paths = []
    for row in sorted(rows, key=lambda one: one.id):
        steps = [_step(row, phase, gates[phase.kind], people[phase.kind]) for phase in own[row.id]]
        stands = places(steps, row.left_on, today)
        paths.append(Path(row, stands, end(steps, row.left_on, today)))
    return Cohorts(today, paths, gates)


def _step(row: Enrolment, phase: calendar.PersonalPhase, gate: GateTaken, people: set[int]) -> Step:
    made = gate.decided.get(row.id)
    return Step(
        kind=phase.kind,
        starts_on=phase.starts_on,
        ends_on=phase.ends_on,
        took_part=row.id in people,
        gated=phase.policy is not None,
        outcome=made.outcome if made else None,
    )
