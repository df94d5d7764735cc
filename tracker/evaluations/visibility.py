"""Who sees which form on which day. Decided here, in the query, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts import calendar
from tracker.cohorts.models import Cohort, Enrolment
from tracker.evaluations import rules, scoring_rules
from tracker.evaluations.models import Assignment, Form
from tracker.evaluations.queries import STILL_OWED, WHOLE_FORM, on_scholar, open_on
from tracker.evaluations.score_shown import Entry, Shown
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.projects.models import Work
from tracker.reasons import Decision

# A scholar's enrolment, and the milestone or work that the forms of a round are about.
RoundKey = tuple[int, str, int]


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
    return on_scholar(session, enrolment_id, by=None if others else mentor_id)


def readable_form(session: Session, form_id: int, *, reader: Person, grants: Grants) -> Form | None:
    """A form, if this reader may see it on the program's day; None stands for "not found"."""
    found = sa.select(Form).where(Form.id == form_id).options(*WHOLE_FORM)
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
    if _reads(grants, cohort) and own_open == 0:
        return form
    submits = grants.allow(Permission.EVALUATION_SUBMIT, program_id=cohort.program_id, cohort_id=cohort.id)
    if submits and rules.may_see_others(own_filed=own_filed, own_open=own_open):
        return form
    return None


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
            open_on(today, calendar.open_forms(session, today)),
            *STILL_OWED,
        )
    )
    return frozenset(session.scalars(found))


def released_in(session: Session, cohort_id: int, today: date) -> frozenset[int]:
    """The forms of a cohort that are released to the scholars they are about. Two statements."""
    rounds = _rounds(session, cohort_id=cohort_id)
    found = (
        sa.select(Form.id, Assignment)
        .join(Form.enrolment)
        .outerjoin(Form.assignment)
        .where(Enrolment.cohort_id == cohort_id)
    )
    return frozenset(
        form_id
        for form_id, assignment in session.execute(found)
        if rules.released(_round(assignment, rounds), today)
    )


def level_reader(
    session: Session, enrolment: Enrolment, *, reader: Person, grants: Grants, today: date
) -> scoring_rules.Reader:
    """What decides whether, and from which forms, this person is shown a scholar's level."""
    place = {"program_id": enrolment.cohort.program_id, "cohort_id": enrolment.cohort_id}
    own_filed, own_open = _own_counts(session, enrolment.id, reader.id, today)
    return scoring_rules.Reader(
        is_scholar=enrolment.person_id == reader.id,
        reads=_reads(grants, enrolment.cohort),
        submits=grants.allow(Permission.EVALUATION_SUBMIT, **place),
        own_filed=own_filed,
        own_open=own_open,
    )


def _reads(grants: Grants, cohort: Cohort) -> bool:
    """Whether somebody reads what was filed on others: staff, and the panel that decides on it."""
    return any(
        grants.allow(permission, program_id=cohort.program_id, cohort_id=cohort.id)
        for permission in (Permission.EVALUATION_READ, Permission.EVALUATION_WEIGH)
    )


def severities(shown: Shown, cohort: Cohort, *, reader: Person, grants: Grants) -> dict[int, Entry]:
    """The document's entries on mentors that this person may see: their own, or to a lead all of them."""
    leads = grants.allow(Permission.SEVERITY_READ, program_id=cohort.program_id, cohort_id=cohort.id)
    return {
        mentor: entry
        for mentor, entry in shown.by_mentor.items()
        if scoring_rules.may_see_severity(own=mentor == reader.id, reads_severities=leads)
    }


def _own_counts(session: Session, enrolment_id: int, mentor_id: int, today: date) -> tuple[int, int]:
    """How many forms a mentor has filed on a scholar, and whether they still owe one that can be."""
    filed = sa.select(sa.func.count(Form.id)).where(
        Form.enrolment_id == enrolment_id, Form.mentor_id == mentor_id
    )
    return session.scalar(filed) or 0, int(enrolment_id in hidden_from(session, mentor_id, today))


def _round_key(assignment: Assignment) -> RoundKey:
    if assignment.milestone_id is not None:
        return (assignment.enrolment_id, "milestone", assignment.milestone_id)
    return (assignment.enrolment_id, "work", assignment.work_id)


def _rounds(
    session: Session, enrolment_id: int | None = None, *, cohort_id: int | None = None
) -> dict[RoundKey, tuple[int, int]]:
    """(asked, filed) for each round of forms; excused forms do not hold the others back.

    On one scholar, or on each of a cohort.
    """
    found = (
        sa.select(Assignment, Form.id)
        .join(Assignment.enrolment)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(
            Assignment.excused_at.is_(None),
            Assignment.enrolment_id == enrolment_id
            if enrolment_id is not None
            else Enrolment.cohort_id == cohort_id,
        )
    )
    rounds: dict[RoundKey, tuple[int, int]] = {}
    for assignment, form_id in session.execute(found):
        key = _round_key(assignment)
        asked, filed = rounds.get(key, (0, 0))
        rounds[key] = (asked + 1, filed + (form_id is not None))
    return rounds


def _round_of(form: Form, rounds: dict[RoundKey, tuple[int, int]]) -> rules.Round | None:
    return _round(form.assignment, rounds)


def _round(assignment: Assignment | None, rounds: dict[RoundKey, tuple[int, int]]) -> rules.Round | None:
    """The round a form belongs to, due when this form was: a later one must not hold it back longer."""
    if assignment is None:
        return None
    asked, filed = rounds.get(_round_key(assignment), (0, 0))
    return rules.Round(asked, filed, assignment.due_on)
