"""Reads of rubrics, assignments, drafts, forms and their flags."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from tracker.cohorts.models import FORM_GRACE_DAYS, Enrolment, Phase
from tracker.db import UTCDateTime
from tracker.evaluations.answers import FlagKind
from tracker.evaluations.models import Assignment, Draft, Flag, Form, FormRevision, Reply, Rubric
from tracker.projects.models import Work

WHOLE_FORM = (
    joinedload(Form.enrolment).joinedload(Enrolment.person),
    joinedload(Form.enrolment).joinedload(Enrolment.cohort),
    joinedload(Form.mentor),
    joinedload(Form.work).joinedload(Work.phase),
    joinedload(Form.assignment),
    selectinload(Form.ratings),
    selectinload(Form.replies).joinedload(Reply.author),
)
_WHOLE_ASSIGNMENT = (
    joinedload(Assignment.enrolment).joinedload(Enrolment.person),
    joinedload(Assignment.enrolment).joinedload(Enrolment.cohort),
    joinedload(Assignment.work).joinedload(Work.phase),
    joinedload(Assignment.mentor),
    joinedload(Assignment.milestone),
    joinedload(Assignment.form).selectinload(Form.ratings),
    joinedload(Assignment.draft),
)

# Excused forms, and forms on somebody who left, are owed by nobody. Needs the enrolment and, by outer
# join, the form in the query.
STILL_OWED = (Form.id.is_(None), Assignment.excused_at.is_(None), Enrolment.left_on.is_(None))


def open_on(today: date, late: Collection[tuple[int, int]] = ()) -> sa.ColumnElement[bool]:
    """The condition that forms may still be filed in the query's phase; `Phase.forms_close_on` in SQL.

    `late` names the (enrolment, phase) pairs that are open longer than their cohort's, from
    `calendar.open_forms`.
    """
    for_all = Phase.ends_on >= today - timedelta(days=FORM_GRACE_DAYS)
    return sa.or_(for_all, sa.tuple_(Assignment.enrolment_id, Phase.id).in_(late)) if late else for_all


def rubric_in_use(session: Session, program_id: int, *, again: bool = False) -> Rubric | None:
    """The newest version of a program's rubric, for new forms. `again` reads what was read before."""
    found = sa.select(Rubric).where(Rubric.program_id == program_id).order_by(Rubric.version.desc())
    return session.scalars(found.limit(1).execution_options(populate_existing=again)).first()


def rubrics(session: Session, program_id: int) -> Sequence[Rubric]:
    """All versions, newest first."""
    found = sa.select(Rubric).where(Rubric.program_id == program_id).order_by(Rubric.version.desc())
    return session.scalars(found).all()


def own_assignment(session: Session, assignment_id: int, mentor_id: int) -> Assignment | None:
    """An assignment, only for the mentor who owes it."""
    found = sa.select(Assignment).where(Assignment.id == assignment_id, Assignment.mentor_id == mentor_id)
    return session.scalars(found.options(*_WHOLE_ASSIGNMENT)).unique().one_or_none()


def owed(session: Session, mentor_id: int) -> Sequence[Assignment]:
    """The forms a mentor still owes, earliest due first."""
    found = (
        sa.select(Assignment)
        .join(Assignment.enrolment)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(Assignment.mentor_id == mentor_id, *STILL_OWED)
        .options(*_WHOLE_ASSIGNMENT)
        .order_by(Assignment.due_on, Assignment.id)
    )
    return session.scalars(found).unique().all()


def filed_by(session: Session, mentor_id: int, *, limit: int = 50) -> Sequence[Form]:
    """The forms a mentor has filed, newest first."""
    found = (
        sa.select(Form)
        .where(Form.mentor_id == mentor_id)
        .options(joinedload(Form.enrolment).joinedload(Enrolment.person), joinedload(Form.work))
        .order_by(Form.filed_on.desc(), Form.id.desc())
        .limit(limit)
    )
    return session.scalars(found).all()


def draft(session: Session, assignment_id: int, *, lock: bool = False) -> Draft | None:
    return session.get(Draft, assignment_id, with_for_update=lock, populate_existing=True)


def is_filed(session: Session, assignment_id: int) -> bool:
    return session.scalar(sa.select(Form.id).where(Form.assignment_id == assignment_id)) is not None


def on_scholar(session: Session, enrolment_id: int, *, by: int | None = None) -> Sequence[Form]:
    """Every form on a scholar, or those of one mentor, newest first. `visibility` decides who sees which."""
    found = sa.select(Form).where(Form.enrolment_id == enrolment_id).options(*WHOLE_FORM)
    if by is not None:
        found = found.where(Form.mentor_id == by)
    return session.scalars(found.order_by(Form.filed_on.desc(), Form.id.desc())).unique().all()


def open_flags(session: Session, cohort_ids: Sequence[int]) -> Sequence[Flag]:
    """What forms of these cohorts ask staff to look at, oldest first."""
    found = (
        sa.select(Flag)
        .join(Flag.form)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id.in_(cohort_ids), Flag.handled_at.is_(None))
        .options(
            joinedload(Flag.form).joinedload(Form.enrolment).joinedload(Enrolment.person),
            joinedload(Flag.form).joinedload(Form.enrolment).joinedload(Enrolment.cohort),
            joinedload(Flag.form).joinedload(Form.mentor),
            joinedload(Flag.form).joinedload(Form.work),
        )
        .order_by(Flag.raised_at, Flag.id)
    )
    return session.scalars(found).all()


def flag(session: Session, flag_id: int) -> Flag | None:
    whole = joinedload(Flag.form).joinedload(Form.enrolment).joinedload(Enrolment.cohort)
    return session.get(Flag, flag_id, options=[whole])


def revisions(session: Session, form_id: int) -> Sequence[FormRevision]:
    """The earlier versions of a form, newest first."""
    found = sa.select(FormRevision).where(FormRevision.form_id == form_id)
    return session.scalars(found.order_by(FormRevision.version.desc())).all()


def flag_kinds(session: Session, form_id: int) -> frozenset[FlagKind]:
    """What a form has asked staff to look at so far."""
    return frozenset(session.scalars(sa.select(Flag.kind).where(Flag.form_id == form_id)))


def filing_seconds(session: Session, cohort_id: int) -> list[float]:
    """Seconds from opening to first filing of each measured form of a cohort; amendments do not count."""
    first = aliased(FormRevision)
    found = (
        sa.select(Form.opened_at, sa.func.coalesce(first.filed_at, Form.filed_at, type_=UTCDateTime()))
        .join(Form.enrolment)
        .outerjoin(first, sa.and_(first.form_id == Form.id, first.version == 1))
        .where(Enrolment.cohort_id == cohort_id, Form.opened_at.is_not(None))
    )
    return [
        (filed_at - opened_at).total_seconds()
        for opened_at, filed_at in session.execute(found)
        if opened_at is not None and filed_at is not None
    ]


def mentors(session: Session, enrolment_id: int, person_id: int) -> bool:
    """Whether somebody was asked for a form on a scholar, or filed one."""
    asked = sa.select(Assignment.id).where(
        Assignment.enrolment_id == enrolment_id, Assignment.mentor_id == person_id
    )
    filed = sa.select(Form.id).where(Form.enrolment_id == enrolment_id, Form.mentor_id == person_id)
    return session.scalar(sa.union_all(asked, filed).limit(1)) is not None


def waiting_for(session: Session, enrolment_id: int) -> Sequence[Assignment]:
    """The open forms on a scholar: who owes them about what, never what was drafted."""
    found = (
        sa.select(Assignment)
        .join(Assignment.enrolment)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(Assignment.enrolment_id == enrolment_id, *STILL_OWED)
        .options(joinedload(Assignment.mentor), joinedload(Assignment.work))
        .order_by(Assignment.due_on, Assignment.id)
    )
    return session.scalars(found).all()
