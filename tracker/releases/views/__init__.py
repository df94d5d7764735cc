"""Pages of release review."""

from __future__ import annotations

from tracker.releases.views import (
    answers,
    cases,
    contributors,
    files,
    mails,
    own,
    planning,
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
    "files",
    "mails",
    "own",
    "planning",
    "sealed_errors",
    "sign_offs",
    "submitting",
    "unease",
]
