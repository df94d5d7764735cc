"""The pages that join features: home per role, board, levels, a scholar's pages, how the score is made."""

from __future__ import annotations

from tracker.overview.views import (
    attention,
    board,
    dossier,
    feeds,
    forecasts,
    history,
    home,
    levels,
    method,
    raters,
    scholar,
    severities,
    work_edit,
    work_moved,
    work_rates,
)
from tracker.overview.views.blueprint import bp

__all__ = [
    "attention",
    "board",
    "bp",
    "dossier",
    "feeds",
    "forecasts",
    "history",
    "home",
    "levels",
    "method",
    "raters",
    "scholar",
    "severities",
    "work_edit",
    "work_moved",
    "work_rates",
]
