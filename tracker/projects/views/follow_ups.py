"""The question some months after a cohort: what became of your works?"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Enrolment
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import follow_up_queries, follow_up_rules, follow_ups, outcome_queries
from tracker.projects.views.blueprint import bp
from tracker.projects.views.outcomes import reader
from tracker.web.access import or_404, requires
from tracker.web.forms import Form
from tracker.web.texts import gettext as _


@bp.route("/enrolments/<int:enrolment_id>/follow-up", methods=["GET", "POST"])
@requires(Permission.WORK_VIEW)
def follow_up(enrolment_id: int) -> ResponseReturnValue:
    """All outcomes of one's works in a cohort; saying that nothing changed is one button."""
    enrolment = _own(enrolment_id)
    form = Form()
    if form.validate_on_submit():
        follow_ups.answer(db.session, actor(), enrolment=enrolment)
        db.session.commit()
        flash(_("Thank you. You can still change your outcomes whenever something happens."))
        return redirect(url_for(".follow_up", enrolment_id=enrolment_id))
    today = clock.today(enrolment.cohort.program.time_zone)
    question = follow_up_rules.open_question(enrolment.cohort.last_day, today)
    works = [
        work
        for work in outcome_queries.works_of(db.session, actor().id)
        if any(one.enrolment_id == enrolment_id for one in work.members)
    ]
    lines = outcome_queries.of_works(db.session, reader(), [work.id for work in works])
    answered = question and follow_up_queries.answered_on(db.session, enrolment_id, question.month)
    return render_template(
        "projects/follow_up.html",
        enrolment=enrolment,
        question=question,
        answered=answered,
        works=[(work, [line.outcome for line in lines if line.work_id == work.id]) for work in works],
    ), 422 if request.method == "POST" else 200


def _own(enrolment_id: int) -> Enrolment:
    enrolment = or_404(cohorts.enrolment(db.session, enrolment_id))
    return or_404(enrolment if enrolment.person_id == actor().id else None)
