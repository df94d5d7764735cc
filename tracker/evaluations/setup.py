"""Writes of what forms need before anybody files one: rubric versions and assignments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import calendar
from tracker.cohorts import rules as cohort_rules
from tracker.cohorts.models import Enrolment, Milestone, Program
from tracker.evaluations import queries, rules
from tracker.evaluations.answers import Relation
from tracker.evaluations.default_rubric import DEFAULT_RUBRIC, CriterionText
from tracker.evaluations.models import Assignment, Criterion, Form, Rubric
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.projects import actions as project_actions
from tracker.projects import standing
from tracker.projects.models import Membership, Work
from tracker.reasons import no, require

# Who is asked as one of these guides the work, and is kept as its mentor.
MENTORING = (Relation.PRIMARY_MENTOR, Relation.SECOND_MENTOR)


def content_hash(criteria: Sequence[CriterionText]) -> str:
    """A hash of a rubric's words; equal rubrics have equal hashes."""
    text = json.dumps([asdict(criterion) for criterion in criteria], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def set_rubric(
    session: Session,
    actor: Person | None,
    *,
    program: Program,
    criteria: Sequence[CriterionText] = DEFAULT_RUBRIC,
    based_on: str | None = None,
) -> Rubric:
    """Make these criteria the program's rubric.

    A version that was used stays as it is and gets a successor; an unused one is rewritten.
    `based_on` is the content hash of the version that the page began with; if another one stands by
    now, the code `rubric_changed` refuses.
    """
    if not criteria:
        require(no("rubric_empty"), field="criteria")
    if len({criterion.slug for criterion in criteria}) < len(criteria):
        require(no("criteria_alike"), field="criteria")
    audit.hold(session, program.id)
    latest = queries.rubric_in_use(session, program.id, again=True)
    if based_on is not None and based_on != (latest.content_hash if latest else ""):
        require(no("rubric_changed"), field="based_on")
    digest = content_hash(criteria)
    if latest is not None and latest.content_hash == digest:
        require(no("rubric_unchanged"), field="criteria")
    if latest is None or latest.frozen_at is not None:
        rubric = Rubric(program_id=program.id, version=latest.version + 1 if latest else 1)
        rubric.created_at = clock.now()
        rubric.created_by_id = actor.id if actor else None
        session.add(rubric)
    else:
        rubric = latest
        rubric.criteria.clear()
        session.flush()  # the old criteria leave before new ones take their slugs
    rubric.content_hash = digest
    rubric.criteria = [
        Criterion(position=position, **asdict(criterion))
        for position, criterion in enumerate(criteria, start=1)
    ]
    session.flush()
    audit.note(
        session, actor, "rubric.set", rubric, program_id=program.id, version=rubric.version, content=digest
    )
    return rubric


def assign(
    session: Session,
    actor: Person | None,
    *,
    enrolment: Enrolment,
    mentor: Person,
    work: Work,
    relation: Relation,
    due_on: date,
    milestone: Milestone | None = None,
) -> Assignment:
    """Ask a mentor for a form on a scholar about a work, due on a day."""
    cohort = enrolment.cohort
    has_role = mentor.grants_on(clock.today()).allow(
        Permission.EVALUATION_SUBMIT, program_id=cohort.program_id, cohort_id=cohort.id
    )
    is_member = session.get(Membership, (work.id, enrolment.id)) is not None
    require(
        rules.may_assign(
            mentor_id=mentor.id,
            scholar_id=enrolment.person_id,
            has_role=has_role,
            is_member=is_member,
            names=(mentor.name, enrolment.person.name),
        ),
        field="mentor",
    )
    audit.hold(session, cohort.program_id)
    taken = sa.select(Assignment.id).where(
        Assignment.enrolment_id == enrolment.id,
        Assignment.mentor_id == mentor.id,
        Assignment.work_id == work.id,
        Assignment.due_on == due_on,
    )
    if session.scalar(taken) is not None:
        require(no("assigned_already", name=mentor.name), field="mentor")
    row = Assignment(
        enrolment=enrolment,
        mentor=mentor,
        work=work,
        relation=relation,
        due_on=due_on,
        milestone_id=milestone.id if milestone else None,
    )
    session.add(row)
    session.flush()
    # Who works on it themselves judges a partner, and is no mentor of the work.
    if relation in MENTORING and standing.place_of(session, mentor, work).member is None:
        project_actions.add_mentor(session, actor, work=work, person=mentor)
    audit.note(session, actor, "assignment.create", row, program_id=cohort.program_id)
    return row


def ask(
    session: Session,
    actor: Person,
    *,
    work: Work,
    members: Sequence[Enrolment],
    mentor: Person,
    relation: Relation,
    due_on: date,
    milestone: Milestone | None = None,
) -> list[Assignment]:
    """Ask one mentor for a form on each of these members of a work, or on none if one is refused."""
    if not members:
        require(no("no_members"), field="members")
    # After the forms on somebody close nothing can be filed, so nothing may be due then.
    moves = calendar.moves_of_many(session, members)
    close_on = min(calendar.personal(work.phase, moves[one.id]).forms_close_on for one in members)
    require(cohort_rules.inside(due_on, work.phase.starts_on, close_on), field="due_on")
    return [
        assign(
            session,
            actor,
            enrolment=enrolment,
            mentor=mentor,
            work=work,
            relation=relation,
            due_on=due_on,
            milestone=milestone,
        )
        for enrolment in members
    ]


def put_off(session: Session, *, enrolment_id: int, from_on: date, days: int) -> None:
    """Give the open forms on a scholar whose dates moved their new due days, the last one first."""
    found = sa.select(Assignment).where(
        Assignment.enrolment_id == enrolment_id,
        Assignment.excused_at.is_(None),
        Assignment.due_on >= from_on,
        ~sa.exists().where(Form.assignment_id == Assignment.id),
    )
    for row in session.scalars(found.order_by(Assignment.due_on.desc(), Assignment.id)).all():
        taken = set(
            session.scalars(
                sa.select(Assignment.due_on).where(
                    Assignment.enrolment_id == enrolment_id,
                    Assignment.mentor_id == row.mentor_id,
                    Assignment.work_id == row.work_id,
                )
            )
        )
        due_on = row.due_on + timedelta(days=days)
        while due_on in taken:  # a form filed early keeps its day
            due_on += timedelta(days=1)
        row.due_on = due_on
        session.flush()


def excuse(session: Session, actor: Person, *, assignment: Assignment) -> Assignment:
    """Take a form off a mentor's list without counting it against anyone."""
    audit.hold(session, assignment.enrolment.cohort.program_id)
    session.refresh(assignment, ["excused_at"])
    if queries.is_filed(session, assignment.id):
        require(no("assignment_filed"))
    if assignment.excused_at is None:
        assignment.excused_at = clock.now()
        session.flush()
        audit.note(
            session, actor, "assignment.excuse", assignment, program_id=assignment.enrolment.cohort.program_id
        )
    return assignment
