"""The pages of surveys: answered by scholars, answered by link, set up and read by staff."""

from __future__ import annotations

from tracker.surveys.views import answer, by_link, own, staff
from tracker.surveys.views.blueprint import bp

__all__ = ["answer", "bp", "by_link", "own", "staff"]
