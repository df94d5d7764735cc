"""Assessments as tests want them: harmless and sure, unless they say otherwise."""

from __future__ import annotations

from tracker.releases.parts import Availability, Benefit, Direction, Harm, Reversibility, Scope, Sureness
from tracker.releases.weighing_rules import Assessment


def assessment(person=1, **other):
    facts = {
        "manifest": "a" * 64,
        "benefit": Benefit.MODEST,
        "acceleration_worst": Harm.NEGLIGIBLE,
        "misuse_worst": Harm.NEGLIGIBLE,
        "acceleration_sureness": Sureness.HIGH,
        "misuse_sureness": Sureness.HIGH,
        "direction": Direction.SAFETY,
        "availability": Availability.WELL_KNOWN,
        "reversibility": Reversibility.FULLY,
        "widest": Scope.S5,
    }
    return Assessment(person, **{**facts, **other})
