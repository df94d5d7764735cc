"""A rule's no as a problem of a line."""

from __future__ import annotations

from datetime import date

from tracker.intake.kinds import Problem
from tracker.reasons import Decision


def problem_of(decision: Decision, field: str | None = None) -> Problem:
    """The refusal of a rule as a problem of a line; days as they are kept, so that it can be stored."""
    params = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in decision.params.items()
    }
    return Problem(decision.code, field, params)
