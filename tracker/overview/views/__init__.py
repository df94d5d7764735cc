"""The pages that join features: home per role, board, levels, a scholar's pages, how the score is made."""

from __future__ import annotations

from tracker.overview.views import board, home, levels, method, scholar, severities
from tracker.overview.views.blueprint import bp

__all__ = ["board", "bp", "home", "levels", "method", "scholar", "severities"]
