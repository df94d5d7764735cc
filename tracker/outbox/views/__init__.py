"""The outbox of programs on screen, and how somebody wants their own mail."""

from __future__ import annotations

from tracker.outbox.views import messages, own
from tracker.outbox.views.blueprint import bp

__all__ = ["bp", "messages", "own"]
