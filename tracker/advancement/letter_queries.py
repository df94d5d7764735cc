"""Reads of letters: the texts in force, their versions, what was sent. Not yours means not found."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.advancement.letter_models import Letter, LetterKind, LetterTemplate
from tracker.cohorts.models import Cohort, Enrolment
from tracker.people.models import Person
from tracker.permissions import Grants, Permission


def templates(session: Session, program_id: int) -> dict[LetterKind, LetterTemplate]:
    """Kind → the newest text of a program's own, for the kinds that have one."""
    newest = (
        sa.select(LetterTemplate.kind, sa.func.max(LetterTemplate.version).label("version"))
        .where(LetterTemplate.program_id == program_id)
        .group_by(LetterTemplate.kind)
        .subquery()
    )
    found = (
        sa.select(LetterTemplate)
        .join(
            newest,
            sa.and_(LetterTemplate.kind == newest.c.kind, LetterTemplate.version == newest.c.version),
        )
        .where(LetterTemplate.program_id == program_id)
    )
    return {one.kind: one for one in session.scalars(found)}


def versions(session: Session, program_id: int, kind: LetterKind) -> Sequence[LetterTemplate]:
    """A program's own texts of a kind, newest first."""
    found = (
        sa.select(LetterTemplate)
        .where(LetterTemplate.program_id == program_id, LetterTemplate.kind == kind)
        .options(joinedload(LetterTemplate.written_by))
        .order_by(LetterTemplate.version.desc())
    )
    return session.scalars(found).all()


def of_decision(session: Session, decision_id: int, kind: LetterKind) -> Letter | None:
    """The letter that told of a decision in this way, if one went out."""
    return session.scalar(sa.select(Letter).where(Letter.decision_id == decision_id, Letter.kind == kind))


def to_scholar(session: Session, enrolment_id: int) -> Sequence[Letter]:
    """The letters to a scholar, newest first."""
    found = (
        sa.select(Letter)
        .where(Letter.enrolment_id == enrolment_id)
        .options(joinedload(Letter.written_by), joinedload(Letter.decision))
        .order_by(Letter.id.desc())
    )
    return session.scalars(found).all()


def in_cohort(session: Session, cohort_id: int, *, reader_id: int) -> Sequence[Letter]:
    """The letters that went out in a cohort to others than the reader, newest first."""
    found = (
        sa.select(Letter)
        .join(Letter.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.person_id != reader_id)
        .options(
            joinedload(Letter.enrolment).joinedload(Enrolment.person),
            joinedload(Letter.written_by),
            joinedload(Letter.message),
        )
        .order_by(Letter.id.desc())
    )
    return session.scalars(found).all()


def sends(grants: Grants, cohort: Cohort) -> bool:
    """Whether somebody sends letters in a cohort, and so reads those that went out."""
    return grants.allow(Permission.LETTER_SEND, program_id=cohort.program_id, cohort_id=cohort.id)


def readable(session: Session, letter_id: int, *, reader: Person, grants: Grants) -> Letter | None:
    """A letter, for the scholar it was sent to and for those who send letters there."""
    found = session.get(
        Letter,
        letter_id,
        options=[
            joinedload(Letter.enrolment).joinedload(Enrolment.person),
            joinedload(Letter.enrolment).joinedload(Enrolment.cohort),
            joinedload(Letter.written_by),
            joinedload(Letter.message),
            joinedload(Letter.template),
        ],
    )
    if found is None or found.enrolment.person_id == reader.id:
        return found
    return found if sends(grants, found.enrolment.cohort) else None
