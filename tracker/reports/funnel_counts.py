"""The counts of a cohort's way from application to the end, and what of them adds up to what."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker.advancement.decision_models import Outcome
from tracker.advancement.gate_history import CONTINUED, LATER
from tracker.cohorts.models import Cohort, GateDefault, PhaseKind
from tracker.reports import paths
from tracker.reports.counting import Counting
from tracker.reports.paths import Cohorts, End, Place
from tracker.surveys import queries as surveys
from tracker.surveys.models import IntakeCount

TRAINING, RESEARCH, EXTENSION = PhaseKind.TRAINING, PhaseKind.RESEARCH, PhaseKind.EXTENSION
# What became of scholars, with the name of the count.
ENDS = {
    "completed": End.COMPLETED,
    "here": End.HERE,
    "withdrew": End.WITHDREW,
    "not_placed": End.NOT_PLACED,
    "stopped": End.STOPPED,
    "later": End.LATER,
}


def begin(session: Session, cohort: Cohort, as_of: date) -> tuple[Counting, Cohorts]:
    """The counts of the funnel, to which a table adds its own; and the way of each scholar."""
    ways = paths.of_cohort(session, cohort, as_of)
    counting = Counting()
    count(counting, ways, surveys.counts(session, cohort.id))
    return counting, ways


def count(counting: Counting, ways: Cohorts, typed: IntakeCount | None) -> None:
    """Count all that is known of a cohort; what has not begun or was not typed has no count."""
    counting.split("funnel.scholars", {f"funnel.{name}": ways.ended(end) for name, end in ENDS.items()})
    counting.count("funnel.never_began", ways.ended(End.NEVER_BEGAN))
    counting.relate("funnel.enrolled", "funnel.scholars", "funnel.never_began")
    if typed is not None:
        refused = typed.applied - typed.accepted
        counting.count("funnel.accepted", typed.accepted)
        counting.count("funnel.not_accepted", refused)
        counting.relate("funnel.applied", "funnel.accepted", "funnel.not_accepted")
    if ways.begun(TRAINING):
        _training(counting, ways, typed)
    if ways.begun(RESEARCH):
        _phase(counting, ways, RESEARCH, "into_research", "research")
        counting.relate("funnel.completed", "funnel.finished_research")
        _joined(counting, ways)
        if ways.gates[RESEARCH].phase.policy is not None:
            by_gate(counting, ways, RESEARCH)
            # Whoever waits at the gate before it takes no part in research yet.
            counting.within("gate.research.people", "funnel.into_research", "gate.research.waiting_before")
    if ways.begun(EXTENSION):
        _extended(counting, ways)
        if ways.gates[EXTENSION].phase.policy is not None:
            by_gate(counting, ways, EXTENSION)
            counting.within("gate.extension.people", "funnel.extended", "gate.extension.waiting_before")


def _training(counting: Counting, ways: Cohorts, typed: IntakeCount | None) -> None:
    _phase(counting, ways, TRAINING, "started", "training")
    started = counting["funnel.started"]
    if typed is not None and typed.accepted >= started:  # scholars of an earlier cohort can join this one
        counting.within("funnel.accepted", "funnel.started", "funnel.did_not_start")
    counting.within("funnel.scholars", "funnel.started", "funnel.joined_after_training")
    if ways.gates[TRAINING].phase.policy is None:
        return
    by_gate(counting, ways, TRAINING)
    counting.relate("gate.training.people", "funnel.started")
    counting.relate("funnel.transitioned", "gate.training.continued")
    for word in ("stopped", "not_placed", "later", "withdrew"):
        # A gate that stops somebody comes after its phase: whoever came to that of research has finished it.
        harsh = word in ("stopped", "not_placed")
        rest = f"funnel.{word}_after_training"
        counting.within(f"funnel.{word}", f"gate.training.{word}", rest, never=harsh)


def _phase(counting: Counting, ways: Cohorts, kind: PhaseKind, into: str, name: str) -> None:
    """Everybody who was in a phase left it, finished it, or is in it still."""
    where = {"finished": Place.FINISHED, "left": Place.LEFT, "still_in": Place.RUNNING}
    # With dates of their own somebody may begin later than their cohort.
    parts = {f"funnel.{word}_{name}": len(ways.people(kind, place)) for word, place in where.items()}
    parts[f"funnel.still_in_{name}"] += len(ways.people(kind, Place.AHEAD))
    counting.split(f"funnel.{into}", parts)


def _joined(counting: Counting, ways: Cohorts) -> None:
    """Those who went on from training, and whoever came only then."""
    if not ways.begun(TRAINING) or ways.gates[TRAINING].phase.policy is None:
        return
    there = ways.people(RESEARCH) | ways.people(RESEARCH, Place.AHEAD)
    on = {key for key, row in ways.gates[TRAINING].decided.items() if row.outcome in CONTINUED}
    counting.count("funnel.went_on", len(there & on))
    counting.within("funnel.into_research", "funnel.went_on", "funnel.joined_for_research")
    counting.within("funnel.transitioned", "funnel.went_on", "funnel.left_before_research")


def _extended(counting: Counting, ways: Cohorts) -> None:
    there = ways.people(EXTENSION) | ways.people(EXTENSION, Place.AHEAD)
    counting.count("funnel.extended", len(there))
    if ways.begun(RESEARCH):
        finished = ways.people(RESEARCH, Place.FINISHED)
        counting.count("funnel.extended_from_research", len(there & finished))
        counting.within("funnel.extended", "funnel.extended_from_research", "funnel.joined_for_extension")
        counting.within("funnel.finished_research", "funnel.extended_from_research", "funnel.not_extended")


def by_gate(counting: Counting, ways: Cohorts, kind: PhaseKind) -> None:
    """What came of everybody who took part in a phase with a gate: the counts of the transition audit."""
    gate, name = ways.gates[kind], f"gate.{kind.value}"
    policy = gate.phase.policy
    assert policy is not None
    parts = {
        "continued": gate.count(*CONTINUED),
        "stopped": gate.count(Outcome.STOP),
        "not_placed": gate.count(Outcome.NOT_PLACED),
        "later": gate.count(*LATER),
        "withdrew": len(gate.withdrew),
        "undecided": len(gate.undecided),
    }
    gone = len(gate.people) - sum(parts.values())
    if gone or kind is not TRAINING:  # their part ended at an earlier gate, of which training has none
        parts["gone"] = gone
    # Nobody can be in these, and the policy says so to all; that nobody waits is said by other figures.
    known = {"undecided"}
    if policy.gate_default is GateDefault.CONTINUE_BY_DEFAULT:
        known.add("not_placed")
    if policy.notice_by is None and policy.gate_default is GateDefault.CONTINUE_BY_DEFAULT:
        known.add("stopped")
    counting.split(
        f"{name}.people",
        {f"{name}.{part}": number for part, number in parts.items()},
        public=frozenset(f"{name}.{part}" for part in known if parts[part] == 0),
    )
    if waiting := parts["undecided"]:  # and so is that somebody does
        counting.count(f"{name}.undecided.one", 1, public=True)
        counting.count(f"{name}.undecided.more", waiting - 1)
        counting.relate(f"{name}.undecided", f"{name}.undecided.one", f"{name}.undecided.more")
