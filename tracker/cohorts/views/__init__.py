"""Pages of programs, cohorts, their phases, people and milestones."""

from __future__ import annotations

from tracker.cohorts.views import cohorts, invitations, milestones, people, phases, policies
from tracker.cohorts.views.blueprint import bp

__all__ = ["bp", "cohorts", "invitations", "milestones", "people", "phases", "policies"]
