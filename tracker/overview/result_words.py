"""What a result moved, in words."""

from __future__ import annotations

from tracker.overview.results import Moved
from tracker.projects.models import Reached
from tracker.web.filters import number
from tracker.web.texts import gettext as _

# Changes smaller than this are said as none.
LEAST = 0.005


def signed(change: float) -> str:
    """A change with its sign: +0.12 or −0.12."""
    if abs(change) < LEAST:
        return _("less than 0.01")
    return ("+" if change > 0 else "−") + number(abs(change), 2)


def moved_sentence(one: Moved, *, own: bool = False) -> str:
    """How far a result moved a level, by whose share, and what it would have done alone."""
    said = {"change": signed(one.change), "share": number(one.share, 2), "name": one.enrolment.person.name}
    if own:
        text = _("This result moved your level by %(change)s; your share of it is %(share)s.", **said)
    else:
        text = _("This result moved %(name)s’s level by %(change)s, with a share of %(share)s.", **said)
    if one.alone is None:
        return text
    by = signed(one.alone)
    if one.work.reached is Reached.YES:
        return f"{text} {_('The same success made alone would have moved it by %(by)s.', by=by)}"
    return f"{text} {_('The same failure made alone would have moved it by %(by)s.', by=by)}"


def partner_sentence(one: Moved) -> str:
    """Why a share of a result can do more than the whole of it; empty where it does not."""
    if one.alone is None or abs(one.change) <= abs(one.alone) + LEAST or one.change * one.alone < 0:
        return ""
    if one.work.reached is Reached.YES:
        return _(
            "It gave more than it would have alone: with a partner whose other works went less well, a"
            " success says more."
        )
    return _(
        "It cost more than it would have alone: beside a partner whose other works went better, a failure is"
        " harder to put down to the work."
    )
