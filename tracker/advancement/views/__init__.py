"""The pages of concerns, support plans, decisions, places, letters and dates."""

from __future__ import annotations

from tracker.advancement.views import (
    concern,
    dates,
    decision,
    gate,
    letter_texts,
    letters,
    opening,
    places,
    plan,
    room,
    scholar,
)
from tracker.advancement.views.blueprint import bp

__all__ = [
    "bp",
    "concern",
    "dates",
    "decision",
    "gate",
    "letter_texts",
    "letters",
    "opening",
    "places",
    "plan",
    "room",
    "scholar",
]
