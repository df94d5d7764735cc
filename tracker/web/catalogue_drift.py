"""The sentences of forecasts and of series: what rules refuse, and what is wrong with a file."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from tracker.evidence.trends_series import BadSeries
from tracker.web import filters


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "forecast_done": _("This was done on %(on)s, so there is nothing left to forecast."),
        "forecast_left": _("The scholar left on %(on)s, so there is nothing left to forecast."),
        "forecast_past": _(
            "A forecast names today, %(today)s, or a later day. If it is done already, ask staff to mark it."
        ),
        "forecast_made_ahead": _("A forecast of a day to come cannot have been made yet."),
        "forecast_far": _("This is too far off. The last day that can be named is %(last)s."),
        "series_same_pull": _("This file was taken in before, as version %(number)s. Nothing was added."),
        "series_other_kind": _(
            "The versions before count in another way: all versions of a series have days, or all have"
            " decimal years."
        ),
    }


def problem(error: BadSeries) -> str:
    """What is wrong with a file of forecasts, and on which line."""
    shown = {name: filters.day(one) if isinstance(one, date) else one for name, one in error.params.items()}
    return _problems()[error.code] % shown


def _problems() -> dict[str, str]:
    return {
        "series_not_text": _("This is not plain text: there is a NUL byte."),
        "series_empty": _("There is no forecast in this file."),
        "series_broken": _("Line %(line)s cannot be read as CSV: a quotation mark is open or out of place."),
        "series_cell_long": _("Line %(line)s has a cell that is too long to be a date."),
        "series_column_missing": _(
            "Line 1: there is no column %(column)s; needed are made_on and predicted_for."
        ),
        "series_column_twice": _("Line 1: the column %(column)s is there twice."),
        "series_cells": _("Line %(line)s has %(count)s cells, but line 1 has %(needed)s."),
        "series_cell_empty": _("Line %(line)s, %(column)s: this is missing."),
        "series_no_moment": _(
            "Line %(line)s, %(column)s: “%(text)s” is neither a day such as 2026-01-31 nor a decimal"
            " year such as 2026.08."
        ),
        "series_no_day": _("Line %(line)s, %(column)s: there is no day “%(text)s” in the calendar."),
        "series_year": _(
            "Line %(line)s, %(column)s: “%(text)s” lies outside the years %(first)s to %(last)s."
        ),
        "series_mixed": _(
            "Line %(line)s, %(column)s: “%(text)s” is of another kind than what stands before it. Use days or"
            " decimal years, not both."
        ),
        "series_ahead": _(
            "Line %(line)s, %(column)s: “%(text)s” lies after today, %(today)s. No forecast was made in the"
            " future."
        ),
        "series_too_long": _(
            "This file has more than %(most)s forecasts. Keep one of each week or month: the line hardly"
            " changes."
        ),
    }
