"""Who may sit on a panel, and what its members and its chair may do when (releases.md 4.5). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.reasons import Decision, no, yes
from tracker.releases.numbers import DEFAULTS
from tracker.releases.panel_models import PanelKind
from tracker.releases.parts import CaseState, Tier

EMERGENCY_SEATS = 3
TEXT_LIMIT = 8000
CONVENED_IN = {
    PanelKind.FORMAL: frozenset({CaseState.FORMAL}),
    PanelKind.REMAND: frozenset({CaseState.FORMAL}),
    PanelKind.EMERGENCY: frozenset({CaseState.PUBLISHED, CaseState.SUSPENDED}),
}


@dataclass(frozen=True)
class Seating:
    """Somebody who is to be seated: as a member, or as an alternate for whoever steps aside."""

    person_id: int
    external: bool = False
    alternate: bool = False


@dataclass(frozen=True)
class Convening:
    """The facts at which a coordinator convenes a panel.

    `free` are the people who may judge the case. `before` decided what was sent back.
    `sitting`: a panel of this submission is still at work.
    """

    kind: PanelKind
    state: CaseState
    tier: Tier
    seats: Sequence[Seating]
    chair: int
    convener: int
    free: frozenset[int]
    sent_back: bool = False
    before: frozenset[int] = frozenset()
    sitting: bool = False
    policy_seats: int = DEFAULTS.seats

    @property
    def members(self) -> list[Seating]:
        return [one for one in self.seats if not one.alternate]

    @property
    def least(self) -> int:
        """How many members are needed: as the program's rules say, and three for an emergency."""
        return EMERGENCY_SEATS if self.kind is PanelKind.EMERGENCY else max(3, self.policy_seats)


def may_convene(facts: Convening) -> Decision:
    """Whether these people may be seated. Nobody whom the rules of conflicts bar, however few are left."""
    people = [one.person_id for one in facts.seats]
    members = [one.person_id for one in facts.members]
    if facts.state not in CONVENED_IN[facts.kind]:
        return no("panel_not_now")
    if facts.sitting:
        return no("panel_at_work")
    if len(set(people)) < len(people):
        return no("panel_seat_twice")
    if facts.convener in people:
        return no("panel_seats_convener")
    if barred := set(people) - facts.free:
        return no("panel_seat_barred", count=len(barred))
    if len(members) < facts.least:
        return no("panel_seats_few", needed=facts.least, count=len(members))
    if facts.chair not in members:
        return no("panel_chair_unseated")
    if facts.tier is Tier.EXTERNAL and not any(one.external for one in facts.members):
        return no("panel_without_external")
    return _is_new_enough(facts, members)


def _is_new_enough(facts: Convening, members: list[int]) -> Decision:
    """A decision that was sent back goes to a panel of which at least half was not there before."""
    if facts.kind is PanelKind.EMERGENCY:
        return yes()
    if facts.sent_back is not (facts.kind is PanelKind.REMAND):
        return no("panel_kind_other")
    new = sum(one not in facts.before for one in members)
    if facts.sent_back and 2 * new < len(members):
        return no("panel_not_new_enough", count=new, needed=(len(members) + 1) // 2)
    return yes()


@dataclass(frozen=True)
class Member:
    """What somebody is to a panel now. `voted`: in this turn. `called`: no alternate who was not called."""

    seated: bool = True
    called: bool = True
    declared: bool = True
    recused: bool = False
    assessed: bool = True
    voted: bool = False
    chair: bool = False

    @property
    def sits(self) -> bool:
        """Whether they take part: seated, free of conflicts by their own word, and not stepped aside."""
        return self.seated and self.called and self.declared and not self.recused


@dataclass(frozen=True)
class Room:
    """What stands of a panel now. `under_review`: the case is in formal review of what the panel is about."""

    under_review: bool = True
    closed: bool = False
    decided: bool = False


def may_declare(member: Member, room: Room) -> Decision:
    """Whether somebody may say that they are free of conflicts, before which they read nothing."""
    if not member.seated or not member.called:
        return no("panel_not_yours")
    if member.recused:
        return no("panel_stepped_aside")
    if room.decided or not room.under_review:
        return no("panel_over")
    return no("panel_declared") if member.declared else yes()


def may_step_aside(member: Member, room: Room) -> Decision:
    """Whether somebody may leave their seat: always until the panel has decided."""
    if not member.seated:
        return no("panel_not_yours")
    if member.recused:
        return no("panel_stepped_aside")
    return no("panel_over") if room.decided else yes()


def may_call(*, called: int, recused: int, free: bool, seated: bool, room: Room) -> Decision:
    """Whether somebody may be called in for a member who stepped aside. There are never more than N."""
    if room.decided or not room.under_review:
        return no("panel_over")
    if seated:
        return no("panel_seat_twice")
    if called >= recused:
        return no("panel_no_seat_free")
    return yes() if free else no("panel_seat_barred", count=1)


def may_take_part(member: Member, room: Room) -> Decision:
    """Whether somebody reads and writes in the panel's room: only after their own assessment."""
    if not member.seated or not member.called:
        return no("panel_not_yours")
    if member.recused:
        return no("panel_stepped_aside")
    if not member.declared:
        return no("panel_declare_first")
    if room.decided or not room.under_review:
        return no("panel_over")
    return yes() if member.assessed else no("panel_file_first")


def may_vote(member: Member, room: Room) -> Decision:
    """Whether somebody votes now. A vote once cast stays; there may be one further turn."""
    if not (decision := may_take_part(member, room)):
        return decision
    if room.closed:
        return no("vote_closed")
    return no("vote_cast") if member.voted else yes()


def may_vote_on_hold(member: Member, room: Room, *, to_nobody: bool) -> Decision:
    """Whether somebody chooses between hold and decline: once the vote is closed and came to nobody.

    They may choose anew until the letter goes out, since a tie would hold the case for ever.
    """
    if not (decision := may_take_part(member, room)):
        return decision
    return yes() if room.closed and to_nobody else no("hold_not_asked")


def may_dissent(member: Member, room: Room, *, dissented: bool) -> Decision:
    """Whether a voter may put a dissent on record: after their vote, until the vote is closed."""
    if not (decision := may_take_part(member, room)):
        return decision
    if room.closed:
        return no("vote_closed")
    if not member.voted:
        return no("dissent_vote_first")
    return no("dissent_filed") if dissented else yes()


def may_reply(member: Member, room: Room, *, own: bool, replied: bool) -> Decision:
    """Whether somebody may answer a dissent: another member, once."""
    if not (decision := may_take_part(member, room)):
        return decision
    if own:
        return no("dissent_own")
    return no("dissent_replied") if replied else yes()


def may_preside(member: Member, room: Room) -> Decision:
    """Whether somebody may close the vote or send the letter: the chair alone."""
    if not (decision := may_take_part(member, room)):
        return decision
    return yes() if member.chair else no("panel_chair_only")


def may_hand_over(member: Member) -> Decision:
    """Whether the chair may pass to this person: a member who sits."""
    return yes() if member.sits else no("panel_chair_unseated")


def may_write(text: str) -> Decision:
    """Whether a text says something, and not too much."""
    if not text.strip():
        return no("panel_text_empty")
    return no("text_too_long", limit=TEXT_LIMIT) if len(text) > TEXT_LIMIT else yes()


@dataclass(frozen=True)
class Waiting:
    """Members who could vote and have not. The chair waits for them until the panel's day."""

    count: int = 0
    due: bool = False
    names: tuple[str, ...] = field(default=(), compare=False)


def may_count(waiting: Waiting) -> Decision:
    """Whether the chair need wait no longer. Before the day nobody's vote is closed away."""
    return yes() if waiting.due or not waiting.count else no("vote_awaited", count=waiting.count)
