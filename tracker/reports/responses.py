"""How many of those who were asked by a cohort's surveys answered: the same counts wherever they stand."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker.reports.counting import Counting
from tracker.surveys import queries
from tracker.surveys.models import Survey
from tracker.surveys.questions import Slot

ASKED, ANSWERED, SILENT = "asked", "answered", "silent"


def name(slot: Slot, what: str) -> str:
    """The name of a count of a survey."""
    return f"survey.{slot.value}.{what}"


def count(session: Session, cohort_id: int, today: date, counting: Counting) -> dict[Slot, Survey]:
    """Count who was asked and who answered, for each survey that is on and has opened; those surveys.

    What is asked about each work of a scholar counts once for each. A fixed number of statements.
    """
    surveys = {
        slot: one
        for slot, one in queries.of_cohort(session, cohort_id).items()
        if one.is_on and one.opens_on <= today
    }
    found = queries.response(session, surveys.values(), today)
    for slot, survey in surveys.items():
        response = found[survey.id]
        parts = {name(slot, ANSWERED): response.answered, name(slot, SILENT): response.silent}
        counting.split(name(slot, ASKED), parts)
    return surveys
