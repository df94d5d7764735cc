"""Approvals as tests need them: facts that clear, and cases approved by the product's own actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tracker.releases.approval_rules import Approved, Bound
from tracker.releases.parts import Scope

TODAY = date(2026, 3, 10)
BOUND = Bound("a" * 64, Scope.S5, 1, "b" * 64)


def approved(**changes: Any) -> Approved:
    """An approval of yesterday that nothing keeps back."""
    facts = Approved(
        today=TODAY,
        approved=BOUND,
        live=BOUND,
        scope=Scope.S5,
        approved_on=TODAY - timedelta(days=1),
        expires_on=TODAY + timedelta(days=89),
    )
    return replace(facts, **changes)
