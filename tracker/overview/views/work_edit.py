"""Changing a work: what it is called, when it is due, who makes and who guides it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Enrolment
from tracker.evaluations.models import Assignment, Form
from tracker.evaluations.setup import MENTORING
from tracker.extensions import db
from tracker.overview.forms_works import EditWork
from tracker.overview.views.blueprint import bp
from tracker.people import queries as people
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import ROLE_PERMISSIONS, Permission
from tracker.projects import edits
from tracker.projects.edits import Ties
from tracker.projects.models import Work, WorkKind
from tracker.projects.views.blueprint import work_for
from tracker.web.access import not_found, requires
from tracker.web.forms import refusals, version
from tracker.web.texts import gettext as _

JUDGES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.EVALUATION_SUBMIT in held]


@bp.route("/works/<int:work_id>/edit", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def edit_work(work_id: int) -> ResponseReturnValue:
    work, viewer = work_for(work_id)
    if not viewer.manages:
        not_found()
    scholars, mentors = _offered(work)
    form = EditWork(data=_stands(work)).offer(scholars.values(), mentors.values())
    if form.validate_on_submit():
        with refusals(form):
            wanted = edits.Wanted(
                title=form.title.data,
                kind=WorkKind(form.kind.data),
                starts_on=form.starts_on.data,
                due_on=form.due_on.data,
                members=[scholars[key] for key in form.members.data or []],
                mentors=[mentors[key] for key in form.mentors.data or []],
            )
            base = version(form.version.data)
            edits.edit(db.session, actor(), work=work, version=base, wanted=wanted, kept=ties)
            db.session.commit()
            flash(_("Kept. What it was before stands in the audit trail."))
            return redirect(url_for("projects.work_page", work_id=work_id))
    if form.errors:  # what a refusal undid is read again
        work, viewer = work_for(work_id)
        scholars, mentors = _offered(work)
    return render_template(
        "overview/work_edit.html", work=work, form=form, scholars=scholars, mentors=mentors
    )


def ties(session: Session, work_id: int) -> Ties:
    """Who has a form on this work, filed or owed: it would be left without its member or mentor."""
    asked = sa.select(Assignment.enrolment_id, Assignment.mentor_id, Assignment.relation)
    filed = sa.select(Form.enrolment_id).where(Form.work_id == work_id)
    rows = session.execute(asked.where(Assignment.work_id == work_id, Assignment.excused_at.is_(None))).all()
    return Ties(
        members={member for member, _mentor, _relation in rows} | set(session.scalars(filed)),
        mentors={mentor for _member, mentor, relation in rows if relation in MENTORING},
    )


def _stands(work: Work) -> dict[str, object]:
    return {
        "title": work.title,
        "kind": work.kind.value,
        "starts_on": work.starts_on,
        "due_on": work.due_on,
        "members": [one.enrolment_id for one in work.members],
        "mentors": [one.person_id for one in work.mentors],
        "version": str(work.version),
    }


def _offered(work: Work) -> tuple[dict[int, Enrolment], dict[int, Person]]:
    """Scholars of the cohort who have not left, people who may judge, and whoever is on the work already."""
    cohort = work.phase.cohort
    present = {one.enrolment_id for one in work.members}
    scholars = cohorts.scholars(db.session, cohort.id)
    where = {"program_id": cohort.program_id, "cohort_id": cohort.id}
    able: Sequence[Person] = [
        one
        for one in people.with_role(db.session, JUDGES, **where)
        if one.active and one.grants_on(clock.today()).allow(Permission.EVALUATION_SUBMIT, **where)
    ]
    mentors = {one.id: one for one in (*able, *(row.person for row in work.mentors))}
    return (
        {one.id: one for one in scholars if one.left_on is None or one.id in present},
        dict(sorted(mentors.items(), key=lambda pair: pair[1].name)),
    )
