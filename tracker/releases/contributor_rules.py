"""Who contributed to a release, as one list: the work's people and those added to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseRole
from tracker.releases.submission_models import Part

NAME_LENGTH = 200
ORGANISATIONS = frozenset({Part.FUNDER, Part.HOST})


@dataclass(frozen=True)
class Hand:
    """One contributor: a person of the installation, or a sealed name. `row_id` where the list names them.

    Without a row it is the work that names them, and only a change of the work takes them off.
    """

    part: Part
    person_id: int | None = None
    name_id: int | None = None
    row_id: int | None = None
    us_university: bool = False

    @property
    def key(self) -> str:
        """What stands for them in a binding."""
        who = f"person:{self.person_id}" if self.person_id is not None else f"name:{self.name_id}"
        return f"{self.part.value}:{who}"


@dataclass(frozen=True)
class People:
    """Everybody who made, mentored, funded or hosts a release."""

    hands: tuple[Hand, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(sorted({one.key for one in self.hands}))

    def persons(self, part: Part) -> frozenset[int]:
        return frozenset(one.person_id for one in self.hands if one.part is part and one.person_id)

    @property
    def authors(self) -> frozenset[int]:
        return self.persons(Part.AUTHOR)

    @property
    def mentors(self) -> frozenset[int]:
        return self.persons(Part.MENTOR)

    @property
    def person_ids(self) -> tuple[int, ...]:
        return tuple(sorted({one.person_id for one in self.hands if one.person_id is not None}))

    @property
    def name_ids(self) -> tuple[int, ...]:
        return tuple(sorted({one.name_id for one in self.hands if one.name_id is not None}))

    @property
    def us_host(self) -> bool:
        """Whether a host is a university in the United States, where a duty to hold back has consequences."""
        return any(one.us_university for one in self.hands)


def together(members: Iterable[int], mentors: Iterable[int], added: Iterable[Hand]) -> People:
    """The work's people first, then those added; nobody twice in the same part."""
    hands = [
        *(Hand(Part.AUTHOR, person_id=one) for one in members),
        *(Hand(Part.MENTOR, person_id=one) for one in mentors),
    ]
    known = {one.key for one in hands}
    for one in added:
        if one.key not in known:
            hands.append(one)
            known.add(one.key)
    return People(tuple(hands))


def may_name(part: Part, *, person: bool, name: str) -> Decision:
    """Whether this can be a line of the list: a person with a part of a person, or a name."""
    if person:
        return no("contributor_organisation") if part in ORGANISATIONS else yes()
    if not name.strip():
        return no("contributor_unnamed")
    return yes() if len(name) <= NAME_LENGTH else no("contributor_long", most=NAME_LENGTH)


def may_take_off(hand: Hand, *, corresponding: int, roles: frozenset[CaseRole]) -> Decision:
    """Whether a line can be taken off again: not the work's own people, and not who answers for it."""
    if CaseRole.AUTHOR not in roles:
        return no("contributor_not_yours")
    if hand.row_id is None:
        return no("contributor_of_the_work")
    return no("contributor_corresponding") if hand.person_id == corresponding else yes()
