"""Pages of release review."""

from __future__ import annotations

from tracker.releases.views import (
    answers,
    cases,
    contributors,
    desk,
    files,
    invitations,
    mails,
    own,
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
    "bp",
    "cases",
    "contributors",
    "desk",
    "files",
    "invitations",
    "mails",
    "own",
    "planning",
    "rooms",
    "sealed_errors",
    "sign_offs",
    "submitting",
    "unease",
]
