"""Whether enough people can still say something about a scholar, and who would mend what is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Somebody who is asked needs a few days to look and to file.
ASK_DAYS = 3
# A work that does not exist yet needs this long before the phase ends.
WORK_DAYS = 14


@dataclass(frozen=True)
class Counts:
    """Distinct people, works, and people who do not mentor the scholar; or how many of each are missing."""

    people: int = 0
    works: int = 0
    non_mentors: int = 0

    @property
    def total(self) -> int:
        return self.people + self.works + self.non_mentors

    def __bool__(self) -> bool:
        return self.total > 0


@dataclass(frozen=True)
class Rating:
    """Somebody's form with an Overall on a work; `known`: it is on record what they are to the scholar."""

    rater: int
    work: int
    known: bool = True


@dataclass(frozen=True)
class Backing:
    """What lies behind one scholar in one phase: filed, asked for and still to come, and what there is.

    `mentors` were ever asked as the scholar's mentors; `works` are those that the scholar is a member of.
    """

    filed: frozenset[Rating] = frozenset()
    asked: frozenset[Rating] = frozenset()
    mentors: frozenset[int] = frozenset()
    works: frozenset[int] = frozenset()


class Outlook(StrEnum):
    """Whether the evidence that a policy needs is there, or can be."""

    ENOUGH = "enough"
    ASKED = "asked"  # the forms that were asked for would do
    MENDABLE = "mendable"  # somebody has to be asked
    LOST = "lost"  # too late for that


def counted(ratings: Iterable[Rating], mentors: frozenset[int]) -> Counts:
    """What counts as evidence. Somebody of whom nothing is known but that they filed counts as a mentor."""
    found = list(ratings)
    return Counts(
        people=len({one.rater for one in found}),
        works=len({one.work for one in found}),
        non_mentors=len({one.rater for one in found if one.known and one.rater not in mentors}),
    )


def missing(have: Counts, need: Counts) -> Counts:
    """How many of each are missing; nothing where there is more than enough."""
    return Counts(
        max(need.people - have.people, 0),
        max(need.works - have.works, 0),
        max(need.non_mentors - have.non_mentors, 0),
    )


def lack(backing: Backing, need: Counts) -> Counts:
    """What would still be missing once everybody asked so far has filed."""
    return missing(counted(backing.filed | backing.asked, backing.mentors), need)


def outlook(backing: Backing, need: Counts, *, today: date, ends_on: date, forms_close_on: date) -> Outlook:
    """Whether the evidence suffices, will, can be made to, or cannot any more."""
    if not missing(counted(backing.filed, backing.mentors), need):
        return Outlook.ENOUGH
    if today > forms_close_on:
        return Outlook.LOST
    lacking = lack(backing, need)
    if not lacking:
        return Outlook.ASKED
    if today + timedelta(days=ASK_DAYS) > forms_close_on:
        return Outlook.LOST
    if lacking.works and len(backing.works) < need.works:
        return Outlook.MENDABLE if today + timedelta(days=WORK_DAYS) <= ends_on else Outlook.LOST
    return Outlook.MENDABLE


def mends(backing: Backing, need: Counts, rater: int, work: int, *, mentor: bool) -> Counts:
    """What one more form would add of what is missing. `mentor`: the rater would be asked as a mentor."""
    before = lack(backing, need)
    mentors = backing.mentors | {rater} if mentor else backing.mentors
    after = lack(
        Backing(backing.filed, backing.asked | {Rating(rater, work)}, mentors, backing.works | {work}), need
    )
    return Counts(
        max(before.people - after.people, 0),
        max(before.works - after.works, 0),
        max(before.non_mentors - after.non_mentors, 0),
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked: how many forms they owe already, whether they know the scholar."""

    person_id: int
    name: str
    load: int
    new: bool


def by_room(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Who would bring a new pair of eyes first, then who owes the fewest forms, then by name."""
    return sorted(candidates, key=lambda one: (not one.new, one.load, one.name.casefold(), one.person_id))
