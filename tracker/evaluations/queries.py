"""Reads of rubrics, assignments, drafts and forms. Who may see a form is decided here, in the query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from tracker import clock
from tracker.cohorts.models import FORM_GRACE_DAYS, Cohort, Enrolment, Phase
from tracker.db import UTCDateTime
from tracker.evaluations import rules
from tracker.evaluations.answers import FlagKind
from tracker.evaluations.models import Assignment, Draft, Flag, Form, FormRevision, Reply, Rubric
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.projects.models import Work
from tracker.reasons import Decision

_WHOLE_FORM = (
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
STILL_OWED = (Form.id.is_(None), Assignment.excused_at.is_(None), Enrolment.withdrew_on.is_(None))


@dataclass(frozen=True)
class Feedback:
    """A filed form on a scholar as the scholar may know it: its words only once they are released."""

    mentor_id: int
    work_id: int
    work_title: str
    filed_on: date | None
    scored: bool
    released: Decision
    form: Form | None


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


def on_scholar(session: Session, enrolment_id: int) -> Sequence[Form]:
    """Every form on a scholar, newest first. For staff; others go through the functions below."""
    found = sa.select(Form).where(Form.enrolment_id == enrolment_id).options(*_WHOLE_FORM)
    return session.scalars(found.order_by(Form.filed_on.desc(), Form.id.desc())).unique().all()


def feedback(session: Session, enrolment_id: int, today: date) -> list[Feedback]:
    """The forms filed on a scholar, newest first; the form itself only where it is released."""
    rounds, found = _rounds(session, enrolment_id), []
    for form in on_scholar(session, enrolment_id):
        released = rules.released(_round_of(form, rounds), today)
        found.append(
            Feedback(
                mentor_id=form.mentor_id,
                work_id=form.work_id,
                work_title=form.work.title,
                filed_on=form.filed_on,
                scored=form.overall is not None,
                released=released,
                form=form if released else None,
            )
        )
    return found


def seen_by_mentor(session: Session, enrolment_id: int, mentor_id: int, today: date) -> Sequence[Form]:
    """A mentor's own forms on a scholar, and the others' once the mentor's own are all in."""
    own_filed, own_open = _own_counts(session, enrolment_id, mentor_id, today)
    others = rules.may_see_others(own_filed=own_filed, own_open=own_open)
    found = sa.select(Form).where(Form.enrolment_id == enrolment_id).options(*_WHOLE_FORM)
    if not others:
        found = found.where(Form.mentor_id == mentor_id)
    return session.scalars(found.order_by(Form.filed_on.desc(), Form.id.desc())).unique().all()


def readable_form(session: Session, form_id: int, *, reader: Person, grants: Grants) -> Form | None:
    """A form, if this reader may see it on the program's day; None stands for "not found"."""
    found = sa.select(Form).where(Form.id == form_id).options(*_WHOLE_FORM)
    form = session.scalars(found).unique().one_or_none()
    if form is None or form.mentor_id == reader.id:
        return form
    cohort: Cohort = form.enrolment.cohort
    today = clock.today(cohort.program.time_zone)
    if form.enrolment.person_id == reader.id:
        round_ = _round_of(form, _rounds(session, form.enrolment_id))
        return form if rules.released(round_, today) else None
    own_filed, own_open = _own_counts(session, form.enrolment_id, reader.id, today)
    # Staff who owe a form on this scholar themselves are raters too, and stay blind until it is in.
    reads = grants.allow(Permission.EVALUATION_READ, program_id=cohort.program_id, cohort_id=cohort.id)
    if reads and own_open == 0:
        return form
    submits = grants.allow(Permission.EVALUATION_SUBMIT, program_id=cohort.program_id, cohort_id=cohort.id)
    if submits and rules.may_see_others(own_filed=own_filed, own_open=own_open):
        return form
    return None


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


def hidden_from(session: Session, person_id: int, today: date) -> frozenset[int]:
    """The enrolments on which this person still owes a form that can be filed.

    Until it is in, they see nobody else's answers, averages included, whatever role they hold.
    """
    found = (
        sa.select(Assignment.enrolment_id)
        .join(Assignment.enrolment)
        .join(Assignment.work)
        .join(Work.phase)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(
            Assignment.mentor_id == person_id,
            Phase.ends_on >= today - timedelta(days=FORM_GRACE_DAYS),
            *STILL_OWED,
        )
    )
    return frozenset(session.scalars(found))


def _own_counts(session: Session, enrolment_id: int, mentor_id: int, today: date) -> tuple[int, int]:
    """How many forms a mentor has filed on a scholar, and whether they still owe one that can be."""
    filed = sa.select(sa.func.count(Form.id)).where(
        Form.enrolment_id == enrolment_id, Form.mentor_id == mentor_id
    )
    return session.scalar(filed) or 0, int(enrolment_id in hidden_from(session, mentor_id, today))


def _round_key(assignment: Assignment) -> tuple[str, int]:
    if assignment.milestone_id is not None:
        return ("milestone", assignment.milestone_id)
    return ("work", assignment.work_id)


def _rounds(session: Session, enrolment_id: int) -> dict[tuple[str, int], tuple[int, int]]:
    """(asked, filed) for each round of forms on one scholar; excused forms do not hold the others back."""
    found = (
        sa.select(Assignment, Form.id)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(Assignment.enrolment_id == enrolment_id, Assignment.excused_at.is_(None))
    )
    rounds: dict[tuple[str, int], tuple[int, int]] = {}
    for assignment, form_id in session.execute(found):
        key = _round_key(assignment)
        asked, filed = rounds.get(key, (0, 0))
        rounds[key] = (asked + 1, filed + (form_id is not None))
    return rounds


def _round_of(form: Form, rounds: dict[tuple[str, int], tuple[int, int]]) -> rules.Round | None:
    """The round a form belongs to, due when this form was: a later one must not hold it back longer."""
    if form.assignment is None:
        return None
    asked, filed = rounds.get(_round_key(form.assignment), (0, 0))
    return rules.Round(asked, filed, form.assignment.due_on)
