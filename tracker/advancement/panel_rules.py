"""Decisions about panels: who sits on one, when a view can be filed, who reads which, when one dissents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.advancement.decision_models import Outcome
from tracker.advancement.rules import may_say
from tracker.cohorts.models import GateDefault
from tracker.reasons import Decision, no, yes

MOST_SEATS = 9
# Views that somebody should not go on: a view stays as filed, so none is filed before all can be seen.
AGAINST = frozenset({Outcome.STOP, Outcome.NOT_PLACED, Outcome.REPEAT})


@dataclass(frozen=True)
class Seat:
    """Somebody at a panel's table. `sits` is the permission to; `filed` whether their view is in.

    `sat_before` says that they sat on the panel of a decision that an appeal has undone since; `over_on` is
    the day on which the phase is over, while it lies ahead.
    """

    sits: bool = True
    own: bool = False
    seated: bool = True
    filed: bool = False
    owes_form: bool = False
    decided: bool = False
    left: bool = False
    sat_before: bool = False
    over_on: date | None = None


def may_appoint(seat: Seat, *, appoints: bool, seats: int) -> Decision:
    """Whether somebody may be asked onto the panel of a scholar's gate."""
    if not appoints:
        return no("panel_not_yours")
    if seat.left:
        return no("decision_after_leaving")
    if seat.decided:
        return no("decided_already")
    if seat.own:
        return no("panel_on_self")
    if not seat.sits:
        return no("panel_role")
    if seat.seated:
        return no("panel_seated")
    if seat.sat_before:
        return no("panel_not_fresh")
    return yes() if seats < MOST_SEATS else no("panel_full", most=MOST_SEATS)


def may_unseat(seat: Seat, *, appoints: bool) -> Decision:
    """Whether somebody may be taken off a panel: a view that was filed stays."""
    if not appoints:
        return no("panel_not_yours")
    if seat.decided:
        return no("decided_already")
    if not seat.seated:
        return no("panel_not_seated")
    return no("view_filed") if seat.filed else yes()


def may_file(seat: Seat, view: Outcome, reasons: str, default: GateDefault) -> Decision:
    """Whether somebody may file this view: their own, once, before anything is decided."""
    if not seat.seated or seat.own or not seat.sits:
        return no("panel_not_seated")
    if seat.left:
        return no("decision_after_leaving")
    if seat.decided:
        return no("decided_already")
    if seat.filed:
        return no("view_filed")
    if seat.owes_form:
        return no("view_after_form")
    if view is Outcome.WITHDRAWN:
        return no("view_of_wish")
    if view in AGAINST and seat.over_on is not None:
        return no("view_too_early", over=seat.over_on)
    if view is Outcome.NOT_PLACED and default is not GateDefault.CAPACITY_LIMITED:
        return no("not_placed_unlimited")
    return may_say(reasons)


def may_read_views(*, seated: bool, filed: bool, all_filed: bool, decided: bool) -> Decision:
    """Whether somebody reads the others' views: a member after their own, the office once all are in."""
    if decided:
        return yes()
    if seated:
        return yes() if filed else no("view_first")
    return yes() if all_filed else no("views_waiting")


def may_dissent(seat: Seat, view: Outcome | None, outcome: Outcome | None, text: str) -> Decision:
    """Whether a member may add why they see it otherwise than it was decided; once, and it stays."""
    if not seat.seated or not seat.filed or outcome is None:
        return no("dissent_without_view")
    if view is outcome:
        return no("dissent_agrees")
    return may_say(text)
