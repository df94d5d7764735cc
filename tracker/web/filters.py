"""How values are written on pages: days, times, numbers, in the reader's language and zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, ngettext


def install(app: Flask) -> None:
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(number)
    app.add_template_filter(setting)
    app.add_template_filter(days)
    app.add_template_filter(short_day)
    app.add_template_filter(brief_day)


def day(value: date) -> str:
    """A calendar day such as 14 December 2026. Days have no zone and are never shifted."""
    return str(format_date(value, "d MMMM y", rebase=False))


def short_day(value: date) -> str:
    """A calendar day such as 14 Dec, where the year is plain."""
    return str(format_date(value, "d MMM", rebase=False))


def brief_day(value: date) -> str:
    """A calendar day such as 14 Dec 2026, for tables that span years."""
    return str(format_date(value, "d MMM y", rebase=False))


def moment(value: datetime) -> str:
    """An instant in the reader's zone, with the zone's short name."""
    return str(format_datetime(value, "d MMM y, HH:mm z"))


def number(value: float | None, places: int = 1) -> str:
    """A number with a fixed count of decimals; a dash where there is none."""
    if value is None:
        return "–"
    # Zero has no sign: what rounds to nothing from below would read “-0.0”.
    shown = value if round(value, places) else 0.0
    return str(format_decimal(shown, format="0." + "0" * places if places else "0"))


def setting(value: float) -> str:
    """A number that somebody chose, as it was typed: rounded, it would be another one."""
    return str(format_decimal(value, format="0.0###"))


def days(count: int | timedelta) -> str:
    """A count of days in words."""
    n = count.days if isinstance(count, timedelta) else count
    return str(ngettext("%(num)d day", "%(num)d days", n))
