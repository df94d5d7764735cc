"""Pages of programs, cohorts, their phases, people and milestones."""

from __future__ import annotations

from tracker.cohorts.views import (
    closed_days,
    cohorts,
    invitations,
    mail_texts,
    milestones,
    people,
    phases,
    policies,
    series,
    webhooks,
)
from tracker.cohorts.views.blueprint import bp

__all__ = [
    "bp",
    "closed_days",
    "cohorts",
    "invitations",
    "mail_texts",
    "milestones",
    "people",
    "phases",
    "policies",
    "series",
    "webhooks",
]
