"""Pages of a program: its rules of review, its figures, and what its contributors can show elsewhere."""

from __future__ import annotations

from tracker.releases.views import (
    attestation,
    outside_reports,
    policy,
    review_rules,
    rules_checklist,
    statistics,
)
from tracker.releases.views.rules_blueprint import bp

__all__ = ["attestation", "bp", "outside_reports", "policy", "review_rules", "rules_checklist", "statistics"]
