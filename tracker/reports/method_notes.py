"""How the figures of a report are worked out, in words: the note that every format carries."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.reports.editions import Edition
from tracker.reports.numbers import View
from tracker.reports.report_words import CHANGED
from tracker.web.texts import gettext as _


def method(edition: Edition) -> Iterator[str]:
    """The sentences of the note."""
    yield _(
        "Each share stands with its numerator, its denominator and its 95 % interval by Wilson's method; each"
        " mean or median with n, the number of values behind it, and where it has one with its 95 % interval"
        " or its quartiles."
    )
    yield _(
        "“Not collected” means that nobody was asked, “not yet” that the day has not come, a dash that"
        " there is nothing to count. Nobody who did not answer is counted as a zero."
    )
    if edition.view is View.FUNDER:
        yield _(
            "Numbers under five people, and others from which one could be worked out, are not shown. The"
            " figures were kept as they are on their day; until the next report is kept, these stay."
        )
    if any(row.changed for table in edition.report.tables for row in table.rows):
        yield _("A row marked * was %(words)s.", words=CHANGED)
    if edition.report.settings:
        yield _(
            "Levels and their reliability are estimates of a statistical model, which takes into account who"
            " rated whom and on which work; its version and settings stand in table 15."
        )
