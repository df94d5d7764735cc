"""Sentences about leaves and about dates that are one scholar's own."""

from __future__ import annotations

from datetime import date

from tracker.cohorts.calendar_models import Cause, Leave, Shift
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _


def leave_sentence(leave: Leave) -> str:
    """Said to the scholar who is away."""
    since = _(
        "You are on leave since %(on)s. Nothing is due, and nobody raises a concern.", on=day(leave.from_on)
    )
    return f"{since} " + _(
        "Your days stand still until you are back: each day on this page is the one that would hold if you"
        " came back today, and moves on with every day that you are away."
    )


def leave_short(leave: Leave, today: date) -> str:
    """Said to staff."""
    if leave.from_on > today:
        said = _("Goes on leave on %(on)s", on=day(leave.from_on))
    else:
        said = _("On leave since %(on)s", on=day(leave.from_on))
    if leave.expected_until is None:
        return f"{said}."
    return _("%(leave)s, expected until %(until)s.", leave=said, until=day(leave.expected_until))


def leave_ahead(leave: Leave) -> str:
    """Said to the scholar whose leave has not begun."""
    return _("Your leave begins on %(on)s; from then on your days stand still.", on=day(leave.from_on))


def shift_sentence(shift: Shift) -> str:
    """What one shift did, the same words for both sides. Why an extension was decided stands with it."""
    said = {"on": day(shift.from_on), "days": days(shift.days)}
    if shift.cause is Cause.EXTENSION:
        return _("From %(on)s on, every day lies %(days)s later: the phase was extended.", **said)
    if shift.cause is Cause.LEAVE:
        return _("From %(on)s on, every day lies %(days)s later: the length of the leave.", **said)
    return _("From %(on)s on, every day lies %(days)s later: %(reason)s", **said, reason=shift.reason)


def later_words(count: int) -> str:
    """For lists: how far somebody's dates lie behind the cohort's."""
    return _("own dates: +%(days)s", days=days(count))
