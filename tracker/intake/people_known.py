"""Whom the lines of a file of people may mean, as the database knows them and as the file goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment
from tracker.intake.bulk import among
from tracker.people.models import AccessLink, ExternalId, Person, RoleGrant
from tracker.permissions import Role

Outside = tuple[Role, str]
Grant = tuple[Role, int | None, date | None]  # the role, its cohort, its last day
Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Known:
    """A person as they stand, or will once the lines so far are written; without an id they are new.

    `ours` says that they belong to the program, `shown` that they did before the file. `own_name` says that
    their name is theirs alone to change: they have an account, or a part in another program. `said` is
    the line of the file that named them first, with that name.
    """

    id: int | None
    name: str
    email: str | None
    ours: bool
    own_name: bool
    shown: bool = False
    outside: tuple[Outside, ...] = ()
    grants: tuple[Grant, ...] = ()
    enrolled: tuple[int, ...] = ()
    said: tuple[int, str] | None = None

    def holds(self, role: Role, cohort_id: int | None) -> bool:
        """Whether they have the role there, or in the whole program."""
        return any(held is role and place in (None, cohort_id) for held, place, _last in self.grants)

    def last_day(self, role: Role, cohort_id: int | None) -> date | None:
        """The last day of that role; None where it has none."""
        found = [last for held, place, last in self.grants if held is role and place in (None, cohort_id)]
        return None if None in found else max((last for last in found if last), default=None)


class Directory:
    """The people of a program and those whom a file brings, by address and by outside id."""

    def __init__(self, session: Session, program_id: int) -> None:
        self.program_id = program_id
        self.by_email: dict[str, Known] = {}
        self.by_outside: defaultdict[Role, dict[str, Known]] = defaultdict(dict)
        self._by_id: dict[int, Known] = {}
        cohorts = sa.select(Cohort).where(Cohort.program_id == program_id).order_by(Cohort.id)
        self.cohorts: Sequence[Cohort] = session.scalars(cohorts).all()

    def load(self, session: Session, emails: Iterable[str], outside: Mapping[Role, Iterable[str]]) -> None:
        """Read those of these addresses and ids that are not known yet.

        At most six statements, and one for each role: an id is found by its role in no time, without it
        all ids of the program are looked through.
        """
        asked = {one for one in emails if one not in self.by_email}
        ids = {key for (key,) in _among(session, sa.select(Person.id), Person.email, asked)}
        for role, values in outside.items():
            held = sa.select(ExternalId.person_id).where(
                ExternalId.program_id == self.program_id, ExternalId.role == role
            )
            new = {one for one in values if one not in self.by_outside[role]}
            ids |= {key for (key,) in _among(session, held, ExternalId.value, new)}
        for known in self._read(session, ids - self._by_id.keys()):
            self.keep(known)

    def keep(self, known: Known) -> None:
        """Let a person be found by what is known of them by now."""
        if known.id is not None:
            self._by_id[known.id] = known
        if known.email is not None:
            self.by_email[known.email] = known
        for role, value in known.outside:
            self.by_outside[role][value] = known

    def _read(self, session: Session, ids: Collection[int]) -> list[Known]:
        if not ids:
            return []
        people = sa.select(Person.id, Person.name, Person.email, Person.password)
        granted = sa.select(
            RoleGrant.person_id, RoleGrant.role, RoleGrant.program_id, RoleGrant.cohort_id, RoleGrant.ends_on
        )
        named = sa.select(ExternalId.person_id, ExternalId.role, ExternalId.program_id, ExternalId.value)
        enrolled = sa.select(Enrolment.person_id, Enrolment.cohort_id, Cohort.program_id)
        used = sa.select(AccessLink.person_id).where(AccessLink.used_at.is_not(None))
        grants = _by_person(_among(session, granted, RoleGrant.person_id, ids))
        outside = _by_person(_among(session, named, ExternalId.person_id, ids))
        enrolments = _by_person(_among(session, enrolled.join(Enrolment.cohort), Enrolment.person_id, ids))
        entered = {key for (key,) in _among(session, used, AccessLink.person_id, ids)}
        return [
            self._known(
                Known(key, name, email, ours=False, own_name=password is not None or key in entered),
                grants[key],
                outside[key],
                enrolments[key],
            )
            for key, name, email, password in _among(session, people, Person.id, ids)
        ]

    def _known(self, person: Known, grants: Rows, outside: Rows, enrolled: Rows) -> Known:
        """The person with what they have in the program; of the rest only that there is something."""
        here = self.program_id
        places = [one[1] for one in (*grants, *outside)] + [one[1] for one in enrolled]
        person.ours = person.shown = here in places
        person.own_name = person.own_name or any(place != here for place in places)
        person.grants = tuple((role, cohort, last) for role, place, cohort, last in grants if place == here)
        person.outside = tuple((role, value) for role, place, value in outside if place == here)
        person.enrolled = tuple(cohort for cohort, place in enrolled if place == here)
        return person


def names_of(session: Session, program_id: int, cohort_id: int | None) -> Sequence[str]:
    """The names of everybody with a role in the program, or for a cohort of it, oldest first."""
    held = sa.select(RoleGrant.person_id).where(RoleGrant.program_id == program_id)
    if cohort_id is not None:
        held = held.where(sa.or_(RoleGrant.cohort_id.is_(None), RoleGrant.cohort_id == cohort_id))
    return session.scalars(sa.select(Person.name).where(Person.id.in_(held)).order_by(Person.id)).all()


def _among(session: Session, select: Any, column: Any, values: Iterable[Any]) -> list[Any]:
    """The rows whose column has one of these values."""
    wanted = sorted(set(values))
    return list(session.execute(select.where(among(session, column, wanted)))) if wanted else []


def _by_person(rows: Iterable[Any]) -> defaultdict[int, Rows]:
    """The rows without their first value, by it."""
    found: defaultdict[int, Rows] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found
