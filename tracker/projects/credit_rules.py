"""Decisions about credit: who may say what a share was, and the one rule for which shares count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import mean

from tracker.projects.parts import Share, Side
from tracker.projects.rules import SHARE_TOLERANCE, shares_of
from tracker.reasons import Decision, no, yes

# Numbers are typed and shown with two decimals; floats do not hit the half cent.
TOLERANCE = SHARE_TOLERANCE + 1e-9
# Mentors whose numbers lie this close say about the same, and their mean is what is asked of the member.
ABOUT = 0.1 + 1e-9


@dataclass(frozen=True)
class Said:
    """What one person said of one member's share. `number` grows with time."""

    member: int
    author: int
    side: Side
    part: Share
    share: float
    number: int
    at: datetime


class Source(StrEnum):
    """Whose numbers count."""

    ALONE = "alone"
    SETTLED = "settled"
    CONFIRMED = "confirmed"
    EQUAL = "equal"


class Gap(StrEnum):
    """What keeps the shares of a team from being those its mentors state, or has come up since."""

    MENTOR_SILENT = "mentor_silent"
    MENTORS_DIFFER = "mentors_differ"
    MEMBER_SILENT = "member_silent"
    MEMBER_DIFFERS = "member_differs"
    JOINED_LATER = "joined_later"
    SAID_SINCE = "said_since"


DISAGREEMENTS = frozenset({Gap.MENTORS_DIFFER, Gap.MEMBER_DIFFERS, Gap.SAID_SINCE})


@dataclass(frozen=True)
class InForce:
    """The shares that count, whose they are, and per member what stands open.

    `proposed` is what the mentors state, scaled to sum to 1; empty unless they speak of every member and
    agree. It is what each member is asked to confirm.
    """

    numbers: Mapping[int, float]
    source: Source
    gaps: tuple[tuple[int, Gap], ...] = ()
    proposed: Mapping[int, float] | None = None

    @property
    def disputed(self) -> bool:
        return any(gap in DISAGREEMENTS for _member, gap in self.gaps)


def in_force(
    settled: Mapping[int, float | None], said: Iterable[Said], *, settled_at: datetime | None = None
) -> InForce:
    """Which shares of a team feed the score.

    What staff settled counts. Else what the mentors state counts, once every member has said the same of
    themself. Else everybody counts as one of equals: nobody's share rests on a word they did not confirm.
    """
    newest = latest(one for one in said if one.member in settled)
    if len(settled) < 2:
        return InForce(dict.fromkeys(settled, 1.0), Source.ALONE)
    if any(share is not None for share in settled.values()):
        return _settled(settled, newest, settled_at)
    equal = dict.fromkeys(settled, 1 / len(settled))
    gaps = [(member, gap) for member in settled if (gap := _mentors_gap(member, newest))]
    if gaps:
        return InForce(equal, Source.EQUAL, tuple(gaps))
    stated = {member: mean(_stated(member, newest)) for member in settled}
    total = sum(stated.values())
    proposed = {member: stated[member] / total for member in settled}
    own = {one.member: one.share for one in newest if one.side is Side.SCHOLAR}
    for member, share in proposed.items():
        if member not in own:
            gaps.append((member, Gap.MEMBER_SILENT))
        elif abs(own[member] - share) > TOLERANCE:
            gaps.append((member, Gap.MEMBER_DIFFERS))
    if gaps:
        return InForce(equal, Source.EQUAL, tuple(gaps), proposed)
    return InForce(proposed, Source.CONFIRMED, proposed=proposed)


def latest(said: Iterable[Said]) -> list[Said]:
    """The newest word of each author on each member, oldest first."""
    found: dict[tuple[int, int], Said] = {}
    for one in sorted(said, key=lambda one: one.number):
        found[one.member, one.author] = one
    return sorted(found.values(), key=lambda one: one.number)


def _settled(
    settled: Mapping[int, float | None], newest: Iterable[Said], settled_at: datetime | None
) -> InForce:
    numbers = shares_of(settled)
    gaps = [(member, Gap.JOINED_LATER) for member, share in settled.items() if share is None]
    since = {
        one.member
        for one in newest
        if settled_at is not None and one.at > settled_at and abs(one.share - numbers[one.member]) > ABOUT
    }
    gaps += [(member, Gap.SAID_SINCE) for member in settled if member in since]
    return InForce(numbers, Source.SETTLED, tuple(gaps))


def _mentors_gap(member: int, newest: Iterable[Said]) -> Gap | None:
    stated = _stated(member, newest)
    if not stated:
        return Gap.MENTOR_SILENT
    return Gap.MENTORS_DIFFER if max(stated) - min(stated) > ABOUT else None


def _stated(member: int, newest: Iterable[Said]) -> list[float]:
    """What the mentors say of one member, in the order of their numbers, so that sums are the same."""
    return sorted(one.share for one in newest if one.member == member and one.side is Side.MENTOR)


def may_claim(*, own: bool, mentor: bool, share: float) -> Decision:
    """Whether somebody may say that a member's share is this. Written so that a NaN passes nowhere."""
    if not own and not mentor:
        return no("claim_of_another")
    return yes() if 0 < share <= 1 else no("share_range")


def may_state_team(typed: Mapping[int, float | None]) -> Decision:
    """Whether a mentor may state these numbers of a whole team; empty ones follow from the words."""
    numbers = [share for share in typed.values() if share is not None]
    if len(numbers) == len(typed) and not abs(sum(numbers) - 1) <= SHARE_TOLERANCE:
        return no("shares_sum", total=f"{sum(numbers):.2f}")
    return yes()


def may_settle(reason: str) -> Decision:
    """Staff settle what others said differently; everybody concerned reads why."""
    return yes() if reason.strip() else no("settle_reason")


def may_rate(*, mentor: bool, manages: bool, known: bool) -> Decision:
    """Whether somebody may state a work's rates: its mentors before the result is known, staff always."""
    if not mentor and not manages:
        return no("rates_of_others")
    return no("rates_after_result") if known and not manages else yes()
