"""Pages of release review."""

from __future__ import annotations

from tracker.releases.views import (
    answers,
    appeals,
    cases,
    contributors,
    decisions,
    desk,
    files,
    invitations,
    mails,
    own,
    panel_room,
    panel_seats,
    panel_votes,
    planning,
    rooms,
    sealed_errors,
    sign_offs,
    submitting,
    unease,
)
from tracker.releases.views.blueprint import bp

__all__ = [
    "answers",
    "appeals",
    "bp",
    "cases",
    "contributors",
    "decisions",
    "desk",
    "files",
    "invitations",
    "mails",
    "own",
    "panel_room",
    "panel_seats",
    "panel_votes",
    "planning",
    "rooms",
    "sealed_errors",
    "sign_offs",
    "submitting",
    "unease",
]
