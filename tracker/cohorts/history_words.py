"""What came of earlier gates, in words: counts, denominators and an interval, never a bare rate."""

from __future__ import annotations

from tracker.cohorts.history import History
from tracker.cohorts.history_rules import Pool, PublicPool
from tracker.cohorts.models import GateDefault
from tracker.evidence.proportions import wilson
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


def history_sentences(history: History) -> list[str]:
    """What a scholar reads about earlier gates of their kind; the other kind is named as such."""
    said = [pool_sentence(history.same)] if history.same else []
    if history.other:
        said.append(
            _("%(policy)s: %(said)s", policy=_other(history.default), said=pool_sentence(history.other))
        )
    return said or [_("No history yet: no earlier gate of this program has been entered.")]


def pool_sentence(pool: Pool) -> str:
    """The counts of a pool with rate, interval and what became of the others."""
    counts = pool.counts
    rest = [
        ngettext("%(num)d withdrew", "%(num)d withdrew", counts.withdrew),
        ngettext("%(num)d was stopped", "%(num)d were stopped", counts.stopped),
        ngettext("%(num)d got no place", "%(num)d got no place", counts.not_placed),
    ]
    if counts.later:
        rest.append(
            ngettext(
                "%(num)d repeats the phase or comes back later",
                "%(num)d repeat the phase or come back later",
                counts.later,
            )
        )
    said = _(
        "%(moved)s; %(rest)s.",
        moved=_moved(pool.cohorts, counts.continued, counts.accepted),
        rest=", ".join(rest),
    )
    return f"{said} {warned_sentence(*counts.warned)}" if counts.warned else said


def warned_sentence(told: int, everybody: int) -> str:
    """How many of those who did not go on knew in time, where the decisions were made here."""
    low, high = wilson(told, everybody)
    return _(
        "Of %(all)d who did not go on, as far as it was decided here, %(told)d were told at least 21 days"
        " before the phase's end (%(rate)d %%, 95 %% interval %(low)d–%(high)d %%).",
        all=everybody,
        told=told,
        rate=round(100 * told / everybody),
        low=round(100 * low),
        high=round(100 * high),
    )


def public_sentence(shown: PublicPool) -> str:
    """The same for a page that everybody may read, without the counts that stay hidden."""
    if shown.accepted is None:
        return _("Too few people so far to publish counts.")
    if shown.continued is None:
        cohorts = _cohorts(shown.cohorts)
        return _(
            "%(cohorts)s with %(accepted)d scholars; counts of fewer than five people, and what would give"
            " them away, are not published.",
            cohorts=cohorts,
            accepted=shown.accepted,
        )
    parts = [
        (shown.withdrew, _("withdrew")),
        (shown.stopped, _("were stopped")),
        (shown.not_placed, _("got no place")),
        (shown.later, _("repeat the phase or come back later")),
    ][: 4 if shown.later is not None else 3]
    said = ", ".join(f"{count} {words}" for count, words in parts if count is not None)
    if any(count is None for count, _words in parts):
        hidden = _("counts of fewer than five people, and what would give them away, are not published")
        said = f"{said}; {hidden}" if said else hidden
    moved = _moved(shown.cohorts, shown.continued, shown.accepted)
    return _("%(moved)s; %(rest)s.", moved=moved, rest=said)


def _moved(cohorts: int, continued: int, accepted: int) -> str:
    low, high = wilson(continued, accepted)
    return _(
        "In %(cohorts)s %(continued)d of %(accepted)d scholars moved on (%(rate)d %%, 95 %% interval"
        " %(low)d–%(high)d %%)",
        cohorts=_cohorts(cohorts),
        continued=continued,
        accepted=accepted,
        rate=round(100 * continued / accepted),
        low=round(100 * low),
        high=round(100 * high),
    )


def _cohorts(count: int) -> str:
    return ngettext("%(num)d earlier cohort", "%(num)d earlier cohorts", count)


def _other(default: GateDefault) -> str:
    if default is GateDefault.CAPACITY_LIMITED:
        return _("At gates without limited places, another kind than yours")
    return _("At gates with limited places, another kind than yours")
