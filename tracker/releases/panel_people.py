"""Reads who may judge a case: be seated on its panel, or read an appeal about it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import clock
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.releases import conflicts
from tracker.releases.models import Case

INSIDE = frozenset(set(Role) - {Role.EXTERNAL})


def free(session: Session, case: Case, *only: int) -> list[Person]:
    """Everybody (of these alone, if named) whose role lets them judge the case today and whom no conflict
    bars, by name.

    What they declare themselves comes later, and can bar them still.
    """
    people = conflicts.bench(session, case, *only)
    if not people:
        return []
    known = conflicts.ties(session, case)
    found = [(one, known.candidate(one.id)) for one in people]
    return [one for one, tied in found if not tied.hard and not tied.soft - tied.waived]


def free_ids(session: Session, case: Case) -> frozenset[int]:
    """The same by their ids."""
    return frozenset(one.id for one in free(session, case))


def is_free(session: Session, case: Case, person_id: int) -> bool:
    """Whether somebody is among them."""
    return bool(free(session, case, person_id))


def is_external(person: Person, case: Case) -> bool:
    """Whether somebody belongs to the program as an external member alone."""
    held = {
        one.role
        for one in person.grants_on(clock.today()).grants
        if one.covers(case.program_id, case.work.phase.cohort_id)
    }
    return Role.EXTERNAL in held and not held & INSIDE
