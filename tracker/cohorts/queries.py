"""Reads of programs, cohorts, phases, enrolments and milestones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.cohorts.day_rules import Move, moved
from tracker.cohorts.models import Cohort, Enrolment, Milestone, MilestoneDone, Phase, PhaseKind, Program
from tracker.people.models import Person


@dataclass(frozen=True)
class MilestoneStatus:
    """A milestone as one scholar sees it."""

    milestone: Milestone
    due_on: date
    done_on: date | None


def program(session: Session, slug: str) -> Program | None:
    return session.scalar(sa.select(Program).where(Program.slug == slug))


def cohort(session: Session, program_slug: str, cohort_slug: str) -> Cohort | None:
    """A cohort with its program and phases."""
    found = (
        sa.select(Cohort)
        .join(Cohort.program)
        .where(Program.slug == program_slug, Cohort.slug == cohort_slug)
        .options(selectinload(Cohort.phases))
    )
    return session.scalar(found)


def phase(cohort: Cohort, kind: PhaseKind) -> Phase | None:
    """The cohort's phase of this kind, where its dates are set."""
    return next((phase for phase in cohort.phases if phase.kind is kind), None)


def in_places(session: Session, places: Iterable[tuple[int | None, int | None]]) -> Sequence[Cohort]:
    """The cohorts that (program, cohort) pairs reach, newest first, with program and phases."""
    reach = [
        sa.and_(Cohort.program_id == program_id, sa.true() if cohort_id is None else Cohort.id == cohort_id)
        for program_id, cohort_id in places
        if program_id is not None
    ]
    found = sa.select(Cohort).where(sa.or_(sa.false(), *reach)).options(selectinload(Cohort.phases))
    return session.scalars(found.order_by(Cohort.id.desc())).all()


def every(session: Session, *, program_id: int | None = None) -> Sequence[Cohort]:
    """All cohorts of the installation or of a program, by program and name, with their programs."""
    found = sa.select(Cohort).join(Cohort.program).order_by(Program.slug, Cohort.slug)
    if program_id is not None:
        found = found.where(Cohort.program_id == program_id)
    return session.scalars(found).all()


def cohort_names(session: Session, program_id: int) -> dict[int, str]:
    """Cohort id → name, for every cohort of a program."""
    found = sa.select(Cohort.id, Cohort.name).where(Cohort.program_id == program_id)
    return dict(session.execute(found).all())


def programs_in(session: Session, program_ids: Iterable[int]) -> Sequence[Program]:
    found = sa.select(Program).where(Program.id.in_(list(program_ids))).order_by(Program.name)
    return session.scalars(found).all()


def enrolment(session: Session, enrolment_id: int, *, cohort_id: int | None = None) -> Enrolment | None:
    """An enrolment (of this cohort, where one is named) with its person, cohort and phases."""
    found = session.get(
        Enrolment,
        enrolment_id,
        options=[
            joinedload(Enrolment.person),
            joinedload(Enrolment.cohort).selectinload(Cohort.phases),
        ],
    )
    return found if found and cohort_id in (None, found.cohort_id) else None


def enrolments_of(session: Session, person_id: int) -> Sequence[Enrolment]:
    """A person's enrolments, newest cohort first."""
    found = (
        sa.select(Enrolment)
        .where(Enrolment.person_id == person_id)
        .options(joinedload(Enrolment.cohort).selectinload(Cohort.phases))
        .order_by(Enrolment.id.desc())
    )
    return session.scalars(found).unique().all()


def scholars(session: Session, cohort_id: int) -> Sequence[Enrolment]:
    """Everybody enrolled in a cohort, by name."""
    found = (
        sa.select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.cohort_id == cohort_id)
        .options(joinedload(Enrolment.person))
        .order_by(Person.name, Enrolment.id)
    )
    return session.scalars(found).all()


def milestones(session: Session, cohort_id: int) -> Sequence[Milestone]:
    found = (
        sa.select(Milestone)
        .join(Milestone.phase)
        .where(Phase.cohort_id == cohort_id)
        .options(joinedload(Milestone.phase))
        .order_by(Milestone.due_on, Milestone.id)
    )
    return session.scalars(found).all()


def milestone(session: Session, milestone_id: int, *, cohort_id: int) -> Milestone | None:
    """A milestone of this cohort, with its phase."""
    found = (
        sa.select(Milestone)
        .join(Milestone.phase)
        .where(Milestone.id == milestone_id, Phase.cohort_id == cohort_id)
        .options(joinedload(Milestone.phase))
    )
    return session.scalar(found)


def done_on(session: Session, milestone_id: int) -> dict[int, date]:
    """Enrolment id → the day on which that scholar's milestone was done."""
    found = sa.select(MilestoneDone.enrolment_id, MilestoneDone.done_on).where(
        MilestoneDone.milestone_id == milestone_id
    )
    return dict(session.execute(found).all())


def done_counts(session: Session, cohort_id: int) -> dict[int, int]:
    """Milestone id → how many scholars of the cohort have done it."""
    found = (
        sa.select(MilestoneDone.milestone_id, sa.func.count())
        .join(Enrolment, Enrolment.id == MilestoneDone.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.left_on.is_(None))
        .group_by(MilestoneDone.milestone_id)
    )
    return dict(session.execute(found).all())


def milestones_of(
    session: Session, enrolment: Enrolment, moves: Sequence[Move] = ()
) -> list[MilestoneStatus]:
    """The milestones of a scholar's cohort by their own due days, with the day each was done.

    One that was done keeps the cohort's day: nothing is due any more.
    """
    found = (
        sa.select(Milestone, MilestoneDone.done_on)
        .join(Milestone.phase)
        .outerjoin(
            MilestoneDone,
            sa.and_(
                MilestoneDone.milestone_id == Milestone.id,
                MilestoneDone.enrolment_id == enrolment.id,
            ),
        )
        .where(Phase.cohort_id == enrolment.cohort_id)
        .order_by(Milestone.due_on, Milestone.id)
    )
    rows = [
        MilestoneStatus(one, moved(one.due_on, () if done_on else moves), done_on)
        for one, done_on in session.execute(found)
    ]
    return sorted(rows, key=lambda row: (row.due_on, row.milestone.id))
