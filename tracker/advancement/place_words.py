"""Limited places in words: where the line runs, who is where, what the lot is and how anybody checks it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from tracker.advancement.decision_models import Way
from tracker.advancement.place_models import GateCut, GateLot, GatePart
from tracker.advancement.place_queries import Places
from tracker.advancement.place_sorting import Part
from tracker.web.filters import number
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

PART = {
    Part.ABOVE: _l("Above the line: a place for each"),
    Part.BAND: _l("In the band: the levels cannot tell"),
    Part.BELOW: _l("Below the line: no place"),
}
# Prints the hash to compare with the published one, and the order to compare with the drawn one.
CHECK = (
    "python3 -c \"from hashlib import sha256 as h; s = '{seed}'; print(h(s.encode()).hexdigest());"
    " print(sorted({numbers}, key=lambda n: h(f'{{s}}:{{n}}'.encode()).hexdigest()))\""
)


def places_sentence(places: Places) -> str:
    """How many places there are, and how many wait for them."""
    return _(
        "%(places)s; %(held)s held already. %(waiting)s for a decision.",
        places=ngettext("%(num)d place", "%(num)d places", places.phase.places or 0),
        held=ngettext("%(num)d is", "%(num)d are", len(places.holding)),
        waiting=ngettext("%(num)d scholar waits", "%(num)d scholars wait", len(places.waiting)),
    )


def cut_sentence(cut: GateCut) -> str:
    """Where the line runs and what follows from it."""
    left = cut.places - cut.taken
    places = ngettext("%(num)d place", "%(num)d places", left)
    if len(cut.parts) <= left:
        return _("%(places)s for %(count)s scholars: one for each.", places=places, count=len(cut.parts))
    unknown = sum(one.level is None or one.on_prior for one in cut.parts)
    if unknown == len(cut.parts):
        return _("No level can be told, so nobody is sorted: everybody is in the band.")
    if not unknown and cut.line_above is not None:
        return _(
            "The line is at %(line)s, halfway between the levels at the last place (%(last)s) and the next.",
            line=number(cut.line_above, 2),
            last=left,
        )
    return _("%(why)s %(above)s %(below)s", why=_unknown(unknown), above=_above(cut), below=_below(cut))


def _unknown(count: int) -> str:
    return ngettext(
        "%(num)d scholar has no level that compares with the others and could stand anywhere, so there are"
        " two lines.",
        "%(num)d scholars have no level that compares with the others and could stand anywhere, so there are"
        " two lines.",
        count,
    )


def _above(cut: GateCut) -> str:
    if cut.line_above is None:
        return _("They could take every place, so nobody is above.")
    return _(
        "Above %(line)s there is a place even if they take theirs first.", line=number(cut.line_above, 2)
    )


def _below(cut: GateCut) -> str:
    if cut.line_below is None:
        return _("Without them there are places for all others, so nobody is below.")
    return _("Below %(line)s there is none even if they take none.", line=number(cut.line_below, 2))


def part_sentence(one: GatePart) -> str:
    """Why one scholar is where they are."""
    if one.level is None:
        return _("no level can be told")
    if one.on_prior:
        return _("the level compares with the others only by assumption")
    return {
        Part.ABOVE: _("the whole interval lies above the line"),
        Part.BAND: _("the interval reaches across the line"),
        Part.BELOW: _("the whole interval lies below the line"),
    }[one.part]


def band_sentence(places: Places) -> str:
    """How many places are left for the band."""
    band = len(places.undecided_in(Part.BAND))
    if not band:
        return _("Everybody in the band is decided.")
    room = max(places.left - len(places.undecided_in(Part.ABOVE)), 0)
    return _(
        "%(places)s for %(people)s of the band.",
        places=ngettext("%(num)d place is left", "%(num)d places are left", room),
        people=ngettext("%(num)d scholar", "%(num)d scholars", band),
    )


def way_sentence(way: Way) -> str:
    """Which way decided on a scholar's place, said to the scholar."""
    return {
        Way.ABOVE: _("The whole interval of your level lay above the line, so there was a place for you."),
        Way.BELOW: _(
            "The whole interval of your level lay below the line: the places went to those above it."
        ),
        Way.PANEL: _(
            "The levels could not tell whether you are above the line or below it, so the panel decided, with"
            " reasons."
        ),
        Way.LOT: _(
            "The levels could not tell whether you are above the line or below it, so a lot decided between"
            " you and the others of whom the same is true."
        ),
    }[way]


def way_word(way: Way) -> str:
    """The same for a list."""
    return {
        Way.ABOVE: _("above the line"),
        Way.BELOW: _("below the line"),
        Way.PANEL: _("in the band, by the panel"),
        Way.LOT: _("in the band, by the lot"),
    }[way]


def check_command(lot: GateLot) -> str:
    """A command with which anybody can recompute the hash and the order."""
    return CHECK.format(seed=lot.seed, numbers=sorted(lot.drawn_order or []))


def order_words(order: Sequence[int]) -> str:
    """Scholars by their numbers, in the order drawn."""
    return ", ".join(str(number) for number in order)
