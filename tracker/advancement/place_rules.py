"""Decisions about limited places: when scholars are sorted and a lot is drawn, and who may be placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.advancement.place_sorting import Part
from tracker.reasons import Decision, no, yes


@dataclass(frozen=True)
class Gate:
    """The facts of a gate with limited places that decide what may be done about them.

    `left` are the places that nobody holds yet, `waiting` the scholars who can be sorted; `above` and
    `in_band` those of each part, once sorted, who are not decided.
    """

    limited: bool
    forms_close_on: date
    today: date
    now: datetime
    left: int
    waiting: int
    above: int = 0
    in_band: int = 0
    committed_at: datetime | None = None
    sorted_at: datetime | None = None
    drawn_at: datetime | None = None
    own: bool = False


def may_commit(gate: Gate) -> Decision:
    """Whether a lot may be prepared: before anybody is sorted, and once."""
    if not (decision := _is_places(gate)):
        return decision
    if gate.committed_at is not None:
        return no("lot_committed")
    return no("lot_after_sorting") if gate.sorted_at is not None else yes()


def may_sort(gate: Gate, *, stale: bool = False) -> Decision:
    """Whether scholars may be sorted now: after the forms have closed, on today's levels, and once."""
    if not (decision := _is_places(gate)):
        return decision
    if gate.sorted_at is not None:
        return no("sorted_already")
    if gate.today <= gate.forms_close_on:
        return no("sorted_too_early", closes_on=gate.forms_close_on)
    if gate.left <= 0:
        return no("places_none_left")
    if gate.waiting == 0:
        return no("places_nobody_waits")
    if gate.committed_at is not None and gate.now <= gate.committed_at:
        return no("lot_not_published")
    return no("levels_stale") if stale else yes()


def may_draw(gate: Gate) -> Decision:
    """Whether the lot may be drawn: once, after the band is known, where there is something to draw."""
    if not (decision := _is_places(gate)):
        return decision
    if gate.committed_at is None:
        return no("lot_none")
    if gate.drawn_at is not None:
        return no("lot_drawn")
    if gate.sorted_at is None:
        return no("lot_before_sorting")
    needed = is_lot_needed(gate.left, above=gate.above, in_band=gate.in_band)
    return yes() if needed else no("lot_needless")


def is_lot_needed(left: int, *, above: int, in_band: int) -> bool:
    """Whether the band has places, and fewer than people; those above have theirs first."""
    return 0 < left - above < in_band


def _is_places(gate: Gate) -> Decision:
    if gate.own:
        return no("places_about_you")
    return yes() if gate.limited else no("places_not_limited")


@dataclass(frozen=True)
class Placing:
    """Where one scholar stands to the places at a gate that limits them.

    `part` is None for who was not among those sorted. `left` are the places that nobody holds, `ahead` the
    scholars in a higher part without one. With a lot, `turn` is their place in its order once it is
    drawn, and `turns` how many of that order get one.
    """

    part: Part | None
    sorted: bool
    left: int
    ahead: int = 0
    lot: bool = False
    turn: int | None = None
    turns: int = 0


def may_place(placing: Placing, *, takes_place: bool) -> Decision:
    """Whether a scholar can be given a place, or be told that there is none for them.

    First everybody is sorted. Nobody takes the place of somebody in a higher part, nobody above the line
    goes without one, and where a lot was prepared the band waits for it and follows it.
    """
    if not placing.sorted:
        return no("places_not_sorted")
    if takes_place and placing.left <= placing.ahead:
        return no("places_kept", ahead=placing.ahead) if placing.left > 0 else no("places_all_taken")
    if not takes_place and placing.part is Part.ABOVE:
        return no("places_above")
    if placing.part is not Part.BAND or not placing.lot:
        return yes()
    if placing.turn is None:
        return no("lot_awaited")
    if takes_place is (placing.turn <= placing.turns):
        return yes()
    return no("lot_lost") if takes_place else no("lot_won")
