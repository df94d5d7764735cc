"""Pages of a program's rules of review."""

from __future__ import annotations

from tracker.releases.views import policy, review_rules, rules_checklist, statistics
from tracker.releases.views.rules_blueprint import bp

__all__ = ["bp", "policy", "review_rules", "rules_checklist", "statistics"]
