"""Decisions about appeals: against what, until when, who may read one, what comes of it.

All days are calendar days in the program's zone; working days are Monday to Friday without the program's
closed days.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from tracker.advancement.decision_models import Outcome
from tracker.cohorts.day_rules import add_working_days

# Working days: to appeal, to decide the appeal, and for a fresh panel where a decision was sent back.
APPEAL_DAYS = READING_DAYS = PANEL_DAYS = 5
TEXT_LIMIT = 8000


def can_be_appealed(outcome: Outcome, *, wished: bool) -> bool:
    """Whether there is an appeal against a decision: none against going on, none against one's own wish."""
    if outcome in (Outcome.CONTINUE, Outcome.WITHDRAWN):
        return False
    return not (outcome is Outcome.DEFERRED and wished)


def appeal_by(outcome: Outcome, *, wished: bool, sent_on: date, closed: Container[date]) -> date | None:
    """The last day of an appeal against a decision whose letter is sent on a day; None if there is none."""
    if not can_be_appealed(outcome, wished=wished):
        return None
    return add_working_days(sent_on, APPEAL_DAYS, closed)
