"""Pages of release review."""

from __future__ import annotations

from tracker.releases.views import (
    cases,
    mails,
    sealed_errors,
)
from tracker.releases.views.blueprint import bp

__all__ = [
    "bp",
    "cases",
    "mails",
    "sealed_errors",
]
