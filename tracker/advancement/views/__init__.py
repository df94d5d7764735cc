"""The pages of concerns and support plans."""

from __future__ import annotations

from tracker.advancement.views import concern, opening, places, plan, scholar
from tracker.advancement.views.blueprint import bp

__all__ = ["bp", "concern", "opening", "places", "plan", "scholar"]
