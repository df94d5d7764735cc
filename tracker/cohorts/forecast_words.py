"""Drift and meeting points in words, for days and for decimal years."""

from __future__ import annotations

from datetime import date

from tracker.cohorts.forecast_rules import FAST
from tracker.cohorts.series_queries import Fitted
from tracker.evidence.trends import FEWEST_FOR_SLOPE
from tracker.evidence.trends_meeting import (
    FEWEST,
    FEWEST_FOR_INTERVAL,
    SHORTEST_DAYS,
    UNMET,
    Drift,
    Sureness,
    Verdict,
)
from tracker.evidence.trends_series import compare, decimal_year
from tracker.web import filters
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

# A drift of less than this is printed as none.
STILL = 0.005


def when(moment: float, decimal: bool = False) -> str:
    """A moment as the reader writes it: 14 December 2026, or 2026.95."""
    if decimal:
        return filters.number(moment, 2)
    return filters.day(date.fromordinal(round(moment)))


def tick(moment: float, decimal: bool = False) -> str:
    """The same, short, for an axis."""
    return filters.number(moment, 1) if decimal else filters.brief_day(date.fromordinal(round(moment)))


def brief(moment: float, decimal: bool = False) -> str:
    """The same in a narrow column."""
    return when(moment, decimal) if decimal else filters.brief_day(date.fromordinal(round(moment)))


def cell(moment: float, decimal: bool = False) -> str:
    """The same in a table, where a decimal year keeps its digits."""
    return filters.setting(moment) if decimal else filters.brief_day(date.fromordinal(round(moment)))


def signed(slope: float) -> str:
    """A drift with its sign, which says where the date goes."""
    if abs(slope) < STILL:
        return filters.number(0.0, 2)
    return ("+" if slope > 0 else "−") + filters.number(abs(slope), 2)


def drift_sentence(found: Drift, decimal: bool = False) -> str:
    """How the predicted date moves."""
    if found.line is None:
        return _(
            "Too few points: a line needs %(least)d forecasts over at least %(days)d days.",
            least=FEWEST,
            days=int(SHORTEST_DAYS),
        )
    slope = found.line.slope
    if abs(slope) < STILL:
        said = _("The predicted date stays where it is.")
    elif decimal:
        said = _("The predicted date moves by %(slope)s years with every year.", slope=signed(slope))
    elif slope > 0:
        size = filters.number(slope, 2)
        said = _("With every day that passes, the predicted day moves %(size)s days away.", size=size)
    else:
        size = filters.number(-slope, 2)
        said = _("With every day that passes, the predicted day comes %(size)s days closer.", size=size)
    if found.line.slope_low is None or found.line.slope_high is None:
        return said
    return (
        said
        + " "
        + _(
            "95 %% interval of this drift: %(low)s to %(high)s.",
            low=signed(found.line.slope_low),
            high=signed(found.line.slope_high),
        )
    )


def meeting_sentence(found: Drift, decimal: bool = False) -> str:
    """Where the line meets the day of the forecast, and how sure that is."""
    if found.verdict is Verdict.TOO_FEW:
        return ""
    parts = [_point(found, decimal)]
    if found.sureness is Sureness.NONE:
        parts.append(
            _("These are too few for an interval; it needs %(least)d forecasts.", least=FEWEST_FOR_INTERVAL)
        )
    elif found.sureness is Sureness.BOUNDED and found.low is not None and found.high is not None:
        parts.append(
            _(
                "95 %% interval: %(low)s to %(high)s.",
                low=when(found.low, decimal),
                high=when(found.high, decimal),
            )
        )
    elif found.sureness is Sureness.OUTSIDE:
        parts.append(_("Its 95 %% interval reaches outside the calendar."))
    elif found.verdict not in UNMET and found.sureness is Sureness.ENDLESS:
        parts.append(_("There is no last date: the true drift may be so fast that it is never done."))
    if found.high is None and found.low is not None:
        parts.append(_("The earliest date that fits is %(low)s.", low=when(found.low, decimal)))
    if found.low is None and found.high is not None:
        parts.append(_("The latest date that fits is %(high)s.", high=when(found.high, decimal)))
    return " ".join(parts)


def _point(found: Drift, decimal: bool) -> str:
    if found.verdict is Verdict.BEHIND:
        return _(
            "Along this line the forecasts name days that had already passed when they were made; no day"
            " ahead follows from them."
        )
    if found.verdict is Verdict.NEVER or found.meets is None:
        if found.verdict is Verdict.TOO_FAR:
            return _("At this drift the line meets the day of the forecast outside the calendar.")
        return _("At this drift never: the date moves away as fast as time passes, or faster.")
    if found.verdict is Verdict.PAST:
        return _(
            "The line met the day of the forecast on %(on)s, before the last forecast was made.",
            on=when(found.meets, decimal),
        )
    return _("At this drift it is done on %(on)s.", on=when(found.meets, decimal))


def nowhere_words(found: Drift) -> str:
    """What stands in a table instead of a meeting point, where there is a line and no such point."""
    if found.verdict is Verdict.TOO_FAR:
        return _("outside the calendar")
    return _("days already past") if found.verdict is Verdict.BEHIND else _("never")


def passed_sentence(found: Drift, today: date, decimal: bool = False) -> str:
    """That the date of the meeting point has passed; empty while it lies ahead."""
    here = decimal_year(today) if decimal else float(today.toordinal())
    if found.verdict is not Verdict.MEETS or found.meets is None or found.meets >= here:
        return ""
    return _("That date has passed.")


def fast_words() -> str:
    """From what drift on a date may count as slipping."""
    return filters.setting(FAST)


def slip_words() -> str:
    """What counts as slipping, whole."""
    return _(
        "A date slips when it moves away by more than %(fast)s days with every day that passes, and the 95 %%"
        " interval of this drift lies above 0. That takes %(least)d forecasts or more; fewer may be scatter.",
        fast=fast_words(),
        least=FEWEST_FOR_SLOPE,
    )


def change_sentences(before: Fitted, after: Fitted) -> list[str]:
    """What a newer version of a series changed: its forecasts, its drift, where it meets."""
    rows, old, new = compare(before.series, after.series), before.version.number, after.version.number
    decimal = after.series.decimal
    said = [
        " ".join(
            [
                _("Version %(new)d against version %(old)d:", new=new, old=old),
                ngettext("%(num)d forecast is the same,", "%(num)d forecasts are the same,", rows.kept),
                ngettext("%(num)d was revised,", "%(num)d were revised,", rows.revised),
                ngettext("%(num)d is new,", "%(num)d are new,", rows.added),
                ngettext("%(num)d is gone.", "%(num)d are gone.", rows.dropped),
            ]
        )
    ]
    if before.found.line and after.found.line:
        unit = _("years per year") if decimal else _("days per day")
        said.append(
            _(
                "The drift went from %(old)s to %(new)s %(unit)s.",
                old=signed(before.found.line.slope),
                new=signed(after.found.line.slope),
                unit=unit,
            )
        )
    return [*said, *_moved(before.found, after.found, decimal)]


def _moved(before: Drift, after: Drift, decimal: bool) -> list[str]:
    """How the meeting point moved, and whether that may be scatter."""
    if before.line is None or after.line is None:
        return []
    if before.meets is None and after.meets is None:
        return [_("Neither version has a meeting point.")]
    if before.meets is None and after.meets is not None:
        return [_("Before there was no meeting point; now it is %(new)s.", new=when(after.meets, decimal))]
    if after.meets is None and before.meets is not None:
        return [_("The meeting point was %(old)s; now there is none.", old=when(before.meets, decimal))]
    assert before.meets is not None
    assert after.meets is not None
    if when(before.meets, decimal) == when(after.meets, decimal):
        return [_("The meeting point stayed at %(on)s.", on=when(after.meets, decimal))]
    said = _(
        "The meeting point moved from %(old)s to %(new)s, %(apart)s.",
        old=when(before.meets, decimal),
        new=when(after.meets, decimal),
        apart=_apart(after.meets - before.meets, decimal),
    )
    ends = (before.low, before.high, after.low, after.high)
    if any(end is None for end in ends):
        return [said]
    assert before.low is not None
    assert before.high is not None
    assert after.low is not None
    assert after.high is not None
    if before.low <= after.high and after.low <= before.high:
        return [said, _("The two 95 % intervals overlap.")]
    return [said, _("The two 95 % intervals do not overlap.")]


def _apart(distance: float, decimal: bool) -> str:
    if decimal:
        years = filters.number(abs(distance), 2)
        return (
            _("%(size)s years later", size=years) if distance > 0 else _("%(size)s years sooner", size=years)
        )
    size = filters.days(abs(round(distance)))
    return _("%(size)s later", size=size) if distance > 0 else _("%(size)s sooner", size=size)
