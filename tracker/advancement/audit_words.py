"""The transition audit in words: counts with their denominators and intervals, never a bare rate."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.advancement.appeal_models import Ruling
from tracker.advancement.models import Closing
from tracker.advancement.transition import Share
from tracker.web.filters import days, number
from tracker.web.texts import gettext as _

CLOSED = {
    Closing.MET: _l("met"),
    Closing.WITHDRAWN: _l("taken back"),
    Closing.DECIDED: _l("open until the gate was decided"),
}
RULED = {Ruling.UPHELD: _l("decision upheld"), Ruling.SENT_BACK: _l("sent back to a new panel")}


def share_sentence(share: Share) -> str:
    """A share with numerator, denominator and interval."""
    if share.interval is None:
        return _("of nobody")
    low, high = share.interval
    return _(
        "%(part)d of %(whole)d (%(rate)d %%, 95 %% interval %(low)d–%(high)d %%)",
        part=share.part,
        whole=share.whole,
        rate=round(100 * share.part / share.whole),
        low=round(100 * low),
        high=round(100 * high),
    )


def median_words(count: float) -> str:
    """The days of notice of the person in the middle; negative ones lie after the phase's end."""
    if count < 0:
        return _("%(days)s days after the end of the phase", days=number(-count))
    return _("%(days)s days before the end of the phase", days=number(count))


def days_words(first: int, last: int) -> str:
    """A range of days of notice; negative ones lie after the phase's end."""
    if last < 0:
        return _("%(first)s to %(last)s after the end", first=-last, last=days(-first))
    return _("%(first)s to %(last)s before the end", first=first, last=days(last))
