"""Whom a cell means among the people of a cohort: by address, outside id, or a name that is one's alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Cohort, Enrolment
from tracker.intake.kinds import Problem
from tracker.intake.names import forms
from tracker.people.models import ExternalId, Person, RoleGrant
from tracker.permissions import Role

T = TypeVar("T")


class Roster:
    """The scholars of a cohort, and everybody with a role in it or in its whole program. Four statements."""

    def __init__(self, session: Session, cohort: Cohort) -> None:
        enrolled = sa.select(Enrolment).where(Enrolment.cohort_id == cohort.id).options(
            joinedload(Enrolment.person)
        )  # fmt: skip
        self.scholars = session.scalars(enrolled.order_by(Enrolment.id)).all()
        held = sa.select(RoleGrant.person_id).where(
            RoleGrant.program_id == cohort.program_id,
            sa.or_(RoleGrant.cohort_id.is_(None), RoleGrant.cohort_id == cohort.id),
        )
        self.people = session.scalars(sa.select(Person).where(Person.id.in_(held)).order_by(Person.id)).all()
        named = sa.select(ExternalId.person_id, ExternalId.role, ExternalId.value)
        outside = session.execute(named.where(ExternalId.program_id == cohort.program_id)).all()
        own = {value: person for person, role, value in outside if role is Role.SCHOLAR}
        others = {value: person for person, role, value in outside if role is not Role.SCHOLAR}
        by_person = {one.person_id: one for one in self.scholars}
        self._scholars = _Finder((one.person, one) for one in self.scholars)
        self._scholars.know({value: by_person[key] for value, key in own.items() if key in by_person})
        self._people = _Finder((one, one) for one in self.people)
        by_id = {one.id: one for one in self.people}
        # An id counts within its role; where a mentor and a scholar share one, the mentor is meant.
        self._people.know({value: by_id[key] for value, key in (own | others).items() if key in by_id})

    def scholar(self, value: str, field: str) -> Enrolment | Problem:
        """The scholar of the cohort who is meant."""
        return self._scholars.find(value) or self._scholars.problem(value, "scholar_unknown", field)

    def person(self, value: str, field: str) -> Person | Problem:
        """Who is meant of those with a role."""
        return self._people.find(value) or self._people.problem(value, "person_unknown", field)


class _Finder(Generic[T]):
    """Finds what belongs to a person by what a cell says of them."""

    def __init__(self, people: Iterable[tuple[Person, T]]) -> None:
        self._exact: dict[str, T] = {}
        self._named: dict[str, T | None] = {}
        for person, found in people:
            if person.email is not None:
                self._exact[person.email] = found
            name = forms(person.name)[0]
            self._named[name] = None if name in self._named else found

    def know(self, outside: Mapping[str, T]) -> None:
        """Find them by outside ids as well."""
        self._exact = {**outside, **self._exact}

    def find(self, value: str) -> T | None:
        found = self._exact.get(value) or self._exact.get(value.lower())
        return found or self._named.get(forms(value)[0])

    def problem(self, value: str, unknown: str, field: str) -> Problem:
        """Why nobody was found."""
        several = forms(value)[0] in self._named
        return Problem("name_of_several" if several else unknown, field, {"value": value})
