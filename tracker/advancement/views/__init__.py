"""The pages of concerns, support plans, places and letters."""

from __future__ import annotations

from tracker.advancement.views import concern, letter_texts, letters, opening, places, plan, scholar
from tracker.advancement.views.blueprint import bp

__all__ = ["bp", "concern", "letter_texts", "letters", "opening", "places", "plan", "scholar"]
