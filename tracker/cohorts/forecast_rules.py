"""Decisions about forecasts: who may make one, and which series slip. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.evidence.trends_meeting import Drift, drift
from tracker.reasons import Decision, no, yes

# Faster than this, staff are told: of every two days that pass, more than one is lost.
FAST = 0.5
# A forecast further off is a slip of a key.
FARTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Said:
    """One forecast that counts: made on a day for a day."""

    made_on: date
    predicted_for: date


def may_forecast(predicted_for: date, *, today: date, done_on: date | None, left_on: date | None) -> Decision:
    """Whether this may be said today of somebody's milestone."""
    if done_on is not None:
        return no("forecast_done", on=done_on)
    if left_on is not None and left_on <= today:
        return no("forecast_left", on=left_on)
    if predicted_for < today:
        return no("forecast_past", today=today)
    if predicted_for > today + FARTHEST:
        return no("forecast_far", last=today + FARTHEST)
    return yes()


def may_have_forecast(
    predicted_for: date, *, made_on: date, today: date, done_on: date | None, left_on: date | None
) -> Decision:
    """Whether this may have been said on an earlier day: what came after that day does not count."""
    if made_on > today:
        return no("forecast_made_ahead", today=today)
    known_done = done_on if done_on is not None and done_on <= made_on else None
    return may_forecast(predicted_for, today=made_on, done_on=known_done, left_on=left_on)


def counted(said: Iterable[Said]) -> list[Said]:
    """Of every day the forecast that was said last, by day; `said` comes in the order of saying."""
    return sorted({one.made_on: one for one in said}.values(), key=lambda one: one.made_on)


def fit(said: Sequence[Said]) -> Drift | None:
    """The drift of forecasts, in days per day; None without any."""
    if not said:
        return None
    return drift([one.made_on.toordinal() for one in said], [one.predicted_for.toordinal() for one in said])


def slips(found: Drift | None) -> bool:
    """Whether forecasts move away faster than half a day per day, and more surely than scatter alone does.

    Sen's interval lies above 0, so there are `trends.FEWEST_FOR_SLOPE` forecasts or more: of fewer, dates
    that hold look like slipping too often for staff to be told so of a person.
    """
    if found is None or found.line is None or found.line.slope_low is None:
        return False
    return found.line.slope > FAST and found.line.slope_low > 0
