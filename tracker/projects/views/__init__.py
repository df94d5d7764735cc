"""Pages of works: the list of a cohort, and the page of one."""

from __future__ import annotations

from tracker.projects.views import (
    credit,
    follow_ups,
    grids,
    mine,
    outcome_lists,
    outcomes,
    result,
    work,
    works,
)
from tracker.projects.views.blueprint import bp

__all__ = [
    "bp",
    "credit",
    "follow_ups",
    "grids",
    "mine",
    "outcome_lists",
    "outcomes",
    "result",
    "work",
    "works",
]
