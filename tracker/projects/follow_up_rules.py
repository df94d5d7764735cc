"""When somebody is asked what became of their works: six and twelve months after their cohort ended."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from tracker.reasons import Decision, no, yes

MONTHS = (6, 12)
# A question stays open until the next one is due, the last as long as those before.
OPEN_FOR = 6


@dataclass(frozen=True)
class Question:
    """What is asked so many months after the end, from one day until the day before `until`."""

    month: int
    on: date
    until: date

    def open_on(self, today: date) -> bool:
        return self.on <= today < self.until


def questions(last_day: date | None) -> list[Question]:
    """The questions about a cohort that ends on this day; none while its dates are not set."""
    if last_day is None:
        return []
    return [
        Question(month, months_after(last_day, month), months_after(last_day, month + OPEN_FOR))
        for month in MONTHS
    ]


def open_question(last_day: date | None, today: date) -> Question | None:
    """The one question that is open today. An earlier one without an answer stays without."""
    return next((one for one in questions(last_day) if one.open_on(today)), None)


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def may_answer(question: Question | None, works: int) -> Decision:
    """Whether a member of so many works is asked anything today."""
    return yes() if question is not None and works else no("follow_up_not_asked")
