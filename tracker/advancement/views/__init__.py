"""The pages of concerns, support plans, decisions, appeals, places, letters and dates."""

from __future__ import annotations

from tracker.advancement.views import (
    appeal_reading,
    appeals,
    audit,
    concern,
    dates,
    decision,
    gate,
    letter_texts,
    letters,
    opening,
    own_places,
    places,
    plan,
    room,
    scholar,
)
from tracker.advancement.views.blueprint import bp

__all__ = [
    "appeal_reading",
    "appeals",
    "audit",
    "bp",
    "concern",
    "dates",
    "decision",
    "gate",
    "letter_texts",
    "letters",
    "opening",
    "own_places",
    "places",
    "plan",
    "room",
    "scholar",
]
