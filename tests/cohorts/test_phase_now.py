"""Which phase's way out matters on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tracker.cohorts.rules import phase_now


@dataclass
class Days:
    name: str
    starts_on: date
    ends_on: date
    decision_on: date | None = None


TRAINING = Days("training", date(2026, 1, 5), date(2026, 3, 15), date(2026, 3, 22))
RESEARCH = Days("research", date(2026, 3, 30), date(2026, 6, 21), date(2026, 6, 28))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 12, 1), "training"),  # ahead
        (date(2026, 1, 5), "training"),
        (date(2026, 3, 15), "training"),
        (date(2026, 3, 16), "training"),  # over, but its decision is still ahead
        (date(2026, 3, 22), "training"),
        (date(2026, 3, 23), "research"),  # decided; the next one is ahead
        (date(2026, 5, 1), "research"),
        (date(2026, 6, 25), "research"),
        (date(2027, 1, 1), "research"),  # all over: the last
    ],
)
def test_the_phase_now_follows_the_days(today, expected):
    assert phase_now([RESEARCH, TRAINING], today).name == expected


def test_a_cohort_without_phases_is_in_none():
    assert phase_now([], date(2026, 1, 1)) is None
