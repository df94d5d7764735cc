"""Decisions about incidents: who begins containment, what is looked at, when one is closed. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tracker.reasons import Decision, no, yes
from tracker.releases.access_rules import HANDLERS
from tracker.releases.incident_models import Containment
from tracker.releases.parts import CaseRole, CaseState
from tracker.releases.stop_rules import SETTLERS, may_write

# Who can be the second person of the first containment, beside those who settle a stop.
SECONDS = SETTLERS | {CaseRole.DIRECTOR}


@dataclass(frozen=True)
class Actor:
    """Somebody who acts in an incident, with what they are to the case. `barred` as in a review."""

    person: int
    roles: frozenset[CaseRole]
    barred: bool = False
    # A coordinator of the program, before anybody handles the case.
    desk: bool = False

    @property
    def handles(self) -> bool:
        return bool(self.roles & HANDLERS) and not self.barred


@dataclass(frozen=True)
class Happening:
    """An incident as it stands: who began its containment, who agreed, and what was seen to."""

    begun_by: int | None = None
    agreed_by: int | None = None
    seen_to: frozenset[Containment] = frozenset()
    closed: bool = False


def may_begin(incident: Happening, actor: Actor) -> Decision:
    """Whether somebody may begin containment: the coordinator or the deputy."""
    if incident.closed:
        return no("incident_closed")
    if incident.begun_by is not None:
        return no("containment_begun")
    return yes() if actor.handles else no("incident_not_yours")


def may_agree(incident: Happening, actor: Actor) -> Decision:
    """Whether somebody may be the second person of the first containment."""
    if incident.closed:
        return no("incident_closed")
    if incident.begun_by is None:
        return no("containment_not_begun")
    if incident.agreed_by is not None:
        return no("containment_agreed")
    if incident.begun_by == actor.person:
        return no("containment_second")
    return yes() if actor.roles & SECONDS and not actor.barred else no("incident_not_yours")


def may_see_to(incident: Happening, actor: Actor) -> Decision:
    """Whether somebody may mark a line of the checklist."""
    if incident.closed:
        return no("incident_closed")
    if incident.agreed_by is None:
        return no("containment_one_person")
    return yes() if actor.handles else no("incident_not_yours")


def may_note(incident: Happening, actor: Actor, text: str) -> Decision:
    """Whether somebody may add a line to the log: who handles or judges the case."""
    if incident.closed:
        return no("incident_closed")
    if actor.barred or not actor.roles & SETTLERS:
        return no("incident_not_yours")
    return may_write(text)


def may_close(incident: Happening, actor: Actor, text: str) -> Decision:
    """Whether an incident is over: contained by two, every line seen to, and said in words."""
    if not (decision := may_see_to(incident, actor)):
        return decision
    if left := len(set(Containment) - incident.seen_to):
        return no("containment_open", count=left)
    return may_write(text)


def may_disclose(state: CaseState, actor: Actor) -> Decision:
    """Whether somebody may say that a release is out without approval (T21)."""
    if state is CaseState.DISCLOSED_UNREVIEWED:
        return no("disclosed_already")
    desk = actor.desk and state is CaseState.DRAFT and not actor.barred
    return yes() if actor.handles or desk else no("incident_not_yours")


def may_report(text: str) -> Decision:
    """Whether a report says something and not too much."""
    return may_write(text)


def may_handle_report(*, handled: bool, coordinates: bool, mine: bool, text: str) -> Decision:
    """Whether somebody may say what came of a report. Nobody does of their own."""
    if handled:
        return no("report_handled")
    if not coordinates:
        return no("incident_not_yours")
    return no("report_own") if mine else may_write(text)


def left(seen_to: Collection[Containment]) -> list[Containment]:
    """What nobody has seen to yet, in the order of the checklist."""
    return [one for one in Containment if one not in seen_to]
