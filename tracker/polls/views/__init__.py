"""Pages of polls: for staff, and for those who are asked."""

from __future__ import annotations

from tracker.polls.views import answering, making, staff
from tracker.polls.views.blueprint import bp

__all__ = ["answering", "bp", "making", "staff"]
