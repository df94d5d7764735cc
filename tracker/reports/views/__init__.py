"""The pages of exports and reports."""

from __future__ import annotations

from tracker.reports.views import exports, report, sealed, snapshots
from tracker.reports.views.blueprint import bp

__all__ = ["bp", "exports", "report", "sealed", "snapshots"]
