"""Reads of outcomes. What somebody may not read is not loaded: of it they get kind and status alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.projects.models import Membership, Work, WorkMentor
from tracker.projects.outcome_models import (
    SEALED,
    Outcome,
    OutcomeKind,
    OutcomeQuality,
    OutcomeStatus,
    OutcomeStep,
)
from tracker.projects.outcome_rules import Standing

Places = frozenset[tuple[int | None, int | None]]
S = TypeVar("S", bound="sa.Select[*tuple[object, ...]]")


@dataclass(frozen=True)
class Reader:
    """Somebody who reads outcomes, with the (program, cohort) pairs in which their roles let them."""

    person_id: int
    manages: Places = frozenset()
    reads: Places = frozenset()
    coordinates: Places = frozenset()

    @classmethod
    def of(cls, person: Person, held: Grants) -> Reader:
        return cls(
            person.id,
            manages=held.places(Permission.COHORT_MANAGE),
            reads=held.places(Permission.BOARD_READ),
            coordinates=held.places(Permission.OUTCOME_UNSEAL),
        )


@dataclass(frozen=True)
class Line:
    """An outcome in a list: whole, or of one that is sealed to the reader its kind and status."""

    work_id: int
    kind: OutcomeKind
    status: OutcomeStatus
    outcome: Outcome | None


@dataclass(frozen=True)
class SeenStep:
    """A step of an outcome's history; `words` is None where they were written under seal for others."""

    position: int
    status: OutcomeStatus
    on_day: date
    corrects: bool
    words: str | None
    noted_at: datetime
    noted_by: str | None


def one(session: Session, reader: Reader, outcome_id: int) -> Outcome | None:
    """An outcome that the reader may read, with everything about it."""
    found = (
        _placed(sa.select(Outcome))
        .where(Outcome.id == outcome_id, _content(reader))
        .options(
            joinedload(Outcome.work).joinedload(Work.phase).joinedload(Phase.cohort),
            joinedload(Outcome.work)
            .selectinload(Work.members)
            .joinedload(Membership.enrolment)
            .joinedload(Enrolment.person),
            selectinload(Outcome.links),
            selectinload(Outcome.qualities).joinedload(OutcomeQuality.person),
            selectinload(Outcome.listings),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalar(found)


def stands_already(session: Session, reader: Reader, work_id: int, kind: OutcomeKind, title: str) -> bool:
    """Whether the reader can read an outcome of this kind and title on the work.

    Of those they cannot read it says nothing: else whoever guesses a title would be told that it is right.
    """
    found = _placed(sa.select(Outcome.id)).where(
        Outcome.work_id == work_id, Outcome.kind == kind, Outcome.title == title, _content(reader)
    )
    return session.scalar(found.limit(1)) is not None


def history(session: Session, reader: Reader, outcome_id: int) -> list[SeenStep]:
    """The steps of an outcome that the reader may read, first to last.

    What was said while it was restricted stays with the people of the work after it is open again.
    """
    readable = sa.or_(OutcomeStep.status.not_in(sorted(SEALED)), _inside(reader), _in(reader.coordinates))
    found = (
        _placed(
            sa.select(
                OutcomeStep.position,
                OutcomeStep.status,
                OutcomeStep.on_day,
                OutcomeStep.corrects,
                sa.case((readable, OutcomeStep.words)),
                OutcomeStep.noted_at,
                Person.name,
            )
            .join(Outcome, Outcome.id == OutcomeStep.outcome_id)
            .outerjoin(Person, Person.id == OutcomeStep.noted_by_id)
        )
        .where(Outcome.id == outcome_id, _content(reader))
        .order_by(OutcomeStep.position)
    )
    return [SeenStep(*row) for row in session.execute(found)]


def of_works(session: Session, reader: Reader, work_ids: Iterable[int]) -> list[Line]:
    """The outcomes of some works."""
    return _lines(session, reader, Outcome.work_id.in_(list(work_ids)))


def of_cohort(session: Session, reader: Reader, cohort_id: int) -> list[Line]:
    """The outcomes of a cohort."""
    return _lines(session, reader, Phase.cohort_id == cohort_id)


def of_person(session: Session, person: Person) -> list[Outcome]:
    """The outcomes of every work that somebody is a member or a mentor of, whenever that was."""
    own = Reader(person.id)
    return [line.outcome for line in _lines(session, own, _inside(own)) if line.outcome is not None]


def works_of(session: Session, person_id: int) -> Sequence[Work]:
    """The works that somebody is a member or a mentor of, newest cohort first, with members."""
    found = (
        sa.select(Work)
        .join(Work.phase)
        .where(sa.or_(*(Work.id.in_(ids) for ids in _own_works(person_id))))
        .options(
            joinedload(Work.phase).joinedload(Phase.cohort),
            selectinload(Work.members).joinedload(Membership.enrolment).joinedload(Enrolment.person),
        )
        .order_by(Phase.cohort_id.desc(), Phase.starts_on.desc(), Work.title, Work.id)
    )
    return session.scalars(found).all()


def has_works(session: Session, person_id: int) -> bool:
    """Whether somebody is a member or a mentor of any work."""
    found = sa.select(Work.id).where(sa.or_(*(Work.id.in_(ids) for ids in _own_works(person_id))))
    return session.scalar(found.limit(1)) is not None


def work_titles(session: Session, cohort_id: int) -> dict[int, str]:
    """Work id → title, for every work of a cohort."""
    found = sa.select(Work.id, Work.title).join(Work.phase).where(Phase.cohort_id == cohort_id)
    return dict(session.execute(found).all())


def standing_of(session: Session, reader: Reader, work: Work) -> Standing:
    """What somebody is to a work, as the rules ask for it. Two statements."""
    member, mentor = _own_works(reader.person_id)
    cohort = work.phase.cohort
    here = {(cohort.program_id, None), (cohort.program_id, cohort.id)}
    return Standing(
        member=work.id in session.scalars(member.where(Membership.work_id == work.id)).all(),
        mentor=work.id in session.scalars(mentor.where(WorkMentor.work_id == work.id)).all(),
        manages=bool(reader.manages & here),
        reads=bool(reader.reads & here),
        coordinates=bool(reader.coordinates & here),
    )


def _lines(session: Session, reader: Reader, which: sa.ColumnElement[bool]) -> list[Line]:
    """Whole outcomes, newest status first; then those sealed to the reader, in an order that says nothing."""
    whole = (
        _placed(sa.select(Outcome))
        .where(which, _content(reader))
        .options(
            joinedload(Outcome.work).joinedload(Work.phase).joinedload(Phase.cohort),
            joinedload(Outcome.work)
            .selectinload(Work.members)
            .joinedload(Membership.enrolment)
            .joinedload(Enrolment.person),
            selectinload(Outcome.links),
            selectinload(Outcome.steps).load_only(OutcomeStep.status, OutcomeStep.on_day, raiseload=True),
            selectinload(Outcome.listings),
            selectinload(Outcome.qualities).joinedload(OutcomeQuality.person),
        )
        .order_by(Outcome.id.desc())
    )
    sealed = (
        _placed(sa.select(Outcome.work_id, Outcome.kind, Outcome.status))
        .where(which, _line(reader), sa.not_(_content(reader)))
        .order_by(Outcome.kind, Outcome.status, Outcome.work_id)
    )
    return [
        *(Line(row.work_id, row.kind, row.status, row) for row in session.scalars(whole)),
        *(Line(work_id, kind, status, None) for work_id, kind, status in session.execute(sealed)),
    ]


def _placed(select: S) -> S:
    return select.join(Work, Work.id == Outcome.work_id).join(Work.phase).join(Phase.cohort)


def _own_works(person_id: int) -> tuple[sa.Select[int], sa.Select[int]]:
    """The ids of the works somebody is a member of, and of those they are a mentor of."""
    member = sa.select(Membership.work_id).join(Membership.enrolment).where(Enrolment.person_id == person_id)
    mentor = sa.select(WorkMentor.work_id).where(WorkMentor.person_id == person_id)
    return member, mentor


def _inside(reader: Reader) -> sa.ColumnElement[bool]:
    return sa.or_(*(Outcome.work_id.in_(ids) for ids in _own_works(reader.person_id)))


def _content(reader: Reader) -> sa.ColumnElement[bool]:
    """Whether the reader reads title, links and words: `outcome_rules.reads_content` in the database."""
    return sa.or_(
        _inside(reader),
        _in(reader.coordinates),
        sa.and_(Outcome.status.not_in(sorted(SEALED)), _in(reader.manages | reader.reads)),
    )


def _line(reader: Reader) -> sa.ColumnElement[bool]:
    """Whether the reader learns that it exists."""
    return sa.or_(_inside(reader), _in(reader.coordinates | reader.manages | reader.reads))


def _in(places: Places) -> sa.ColumnElement[bool]:
    reach = [
        sa.and_(Cohort.program_id == program_id, sa.true() if cohort_id is None else Cohort.id == cohort_id)
        for program_id, cohort_id in sorted(places, key=str)
        if program_id is not None
    ]
    return sa.or_(sa.false(), *reach)
