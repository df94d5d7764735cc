"""The numbers of a program's release policy, with their defaults (releases.md). Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from tracker.evidence.suppression import LEAST


@dataclass(frozen=True)
class Numbers:
    """Days, unless the name says hours or months; those that end in `_due` are working days.

    A case keeps the numbers that it was begun under.
    """

    embargo: int = 90
    embargo_most: int = 180
    valid_expedited: int = 90
    valid_formal: int = 60
    cool_off_hours: int = 72
    revisit_most: int = 180
    appeal: int = 30
    stop_reasons_hours: int = 48
    stop_settled: int = 7
    seats: int = 5
    panel_alternates: int = 1
    soft_coauthor_months: int = 24
    soft_employer_months: int = 12
    vendor_notice: int = 90
    reads_an_hour: int = 10
    break_glass_minutes: int = 60
    external_after_close: int = 14
    retention_years: int = 3
    screening_due: int = 3
    assessment_due: int = 5
    panel_due: int = 15
    appeal_due: int = 10
    # Before somebody may be recorded as not to be reached, and how often they were asked till then.
    unreachable_due: int = 20
    unreachable_reminders: int = 3
    small_cell: int = LEAST

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Numbers:
        """From what is stored; a number that an older version did not have takes its default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})


DEFAULTS = Numbers()
