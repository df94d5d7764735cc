"""Figures in words: no share without its counts and interval, no mean without its n."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import format_decimal

from tracker.reports.figures import Figure, Kind
from tracker.reports.numbers import Unit
from tracker.reports.report_words import WHY
from tracker.web.filters import days, number
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

DASH = "–"


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell as it is read: the figure, then what it rests on. `quiet` says that there is no figure."""

    main: str
    rest: str = ""
    quiet: bool = False
    number: bool = True
    link: str | None = None

    @property
    def whole(self) -> str:
        """Both in one line."""
        return f"{self.main} ({self.rest})" if self.rest else self.main


def printed(figure: Figure) -> Printed:
    """A figure as it stands in a table."""
    match figure.kind:
        case Kind.WORDS:
            return Printed(
                figure.text or "", quiet=figure.text == DASH, number=False, link=_safe(figure.link)
            )
        case Kind.ABSENT:
            assert figure.why is not None  # as `figures.figure` makes it
            return Printed(str(WHY[figure.why]), quiet=True)
    assert figure.value is not None  # as `figures.figure` makes it
    match figure.kind:
        case Kind.COUNT:
            return Printed(_whole(figure.value))
        case Kind.SHARE:
            return Printed(percent(figure.value), _share(figure))
        case Kind.MEASURE:
            return Printed(with_unit(figure.value, figure.unit), _behind(figure))
        case _:
            return Printed(with_unit(figure.value, figure.unit))


def percent(share: float) -> str:
    """A share in whole percent."""
    return _("%(percent)d %%", percent=round(100 * share))


def _share(figure: Figure) -> str:
    assert figure.low is not None  # a share has an interval
    assert figure.high is not None
    return _(
        "%(part)d of %(whole)d; %(low)d–%(high)d %%",
        part=figure.part,
        whole=figure.whole,
        low=round(100 * figure.low),
        high=round(100 * figure.high),
    )


def _behind(figure: Figure) -> str:
    """What a mean or median rests on: n, its interval or quartiles, the spread."""
    parts = [_("n = %(n)d", n=figure.n)]
    if figure.low is not None and figure.high is not None:
        ends = {"low": _plain(figure.low, figure.unit), "high": _plain(figure.high, figure.unit)}
        if figure.spread == "iqr":
            parts.append(_("quartiles %(low)s to %(high)s", **ends))
        else:
            parts.append(_("interval %(low)s to %(high)s", **ends))
    if figure.sd is not None:
        parts.append(_("SD %(sd)s", sd=_plain(figure.sd, figure.unit)))
    return "; ".join(parts)


def with_unit(value: float, unit: Unit | None) -> str:
    """An amount with its unit's word; points and ratios have none."""
    shown = _plain(value, unit)
    worded: dict[Unit, Callable[[], str]] = {
        Unit.DAYS: lambda: days(round(value)) if _is_whole(value) else _("%(n)s days", n=shown),
        Unit.WORKING_DAYS: lambda: _("%(n)s working days", n=shown),
        Unit.MINUTES: lambda: _("%(n)s minutes", n=shown),
        Unit.HOURS: lambda: _("%(n)s hours", n=shown),
        Unit.WEEKS: lambda: _weeks(value, shown),
    }
    return worded[unit]() if unit in worded else shown


def _weeks(value: float, shown: str) -> str:
    return (
        ngettext("%(num)d week", "%(num)d weeks", round(value))
        if _is_whole(value)
        else _("%(n)s weeks", n=shown)
    )


def _plain(value: float, unit: Unit | None) -> str:
    """Rounded to what means something: ratios to two decimals, money to none, the others to one."""
    match unit:
        case Unit.RATIO:
            return number(value, 2)
        case Unit.MONEY:
            return str(format_decimal(round(value)))
        case Unit.POINTS:
            return number(value)
        case _:
            return _whole(value) if _is_whole(value) else number(value)


def _whole(value: float) -> str:
    return str(format_decimal(round(value)))


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 0.05  # as one decimal shows it


def _safe(link: str | None) -> str | None:
    """A link that leads to a page; anything else is printed as text alone."""
    return link if link and link.startswith(("https://", "http://")) else None
