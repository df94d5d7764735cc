"""What a scholar does about a concern on them: read it, say so, answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement import actions, delivery, forms, queries
from tracker.advancement.models import Concern, PlanWord, Proof
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts.models import Enrolment
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _


def on_standing(enrolment: Enrolment) -> Sequence[Concern]:
    """The concerns to show on the scholar's own page. That they open it proves that they arrived."""
    found, opened_at = queries.of_enrolment(db.session, enrolment.id), clock.now()
    for waiting in [one.id for one in found if one.delivered_on is None and one.closed_on is None]:

        def prove(session: Session, key: int = waiting) -> None:
            concern = queries.own(session, key, enrolment.person_id)
            if concern is not None:
                delivery.prove(session, concern, by=Proof.READ, at=opened_at, actor=concern.enrolment.person)

        db.afterwards(prove)
    return found


@bp.app_template_global("concern_reply")
def concern_reply() -> forms.ReplyForm:
    """An empty reply box."""
    return forms.ReplyForm(formdata=None)


@bp.app_template_global("plan_words")
def plan_words(concern: Concern) -> Sequence[PlanWord]:
    """What was said of a plan, as far as its reader may know."""
    return queries.words(db.session, concern.plan, reader_id=actor().id) if concern.plan else []


@bp.route("/concerns/<int:concern_id>/acknowledge", methods=["POST"])
@requires(Permission.CONCERN_ANSWER)
def acknowledge(concern_id: int) -> ResponseReturnValue:
    """“I have read this.”"""
    concern = _own(concern_id)
    actions.acknowledge(db.session, actor(), concern=concern)
    db.session.commit()
    flash(_("Noted that you have read it. That says nothing about whether you agree."))
    return redirect(url_for("overview.standing_in", enrolment_id=concern.enrolment_id))


@bp.route("/concerns/<int:concern_id>/reply", methods=["POST"])
@requires(Permission.CONCERN_ANSWER)
def reply(concern_id: int) -> ResponseReturnValue:
    """A word back; it stays as written."""
    concern, form = _own(concern_id), forms.ReplyForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.reply(db.session, actor(), concern=concern, text=form.text.data)
            db.session.commit()
            flash(_("Your reply is with the concern; staff and who raised it read it."))
            return redirect(url_for("overview.standing_in", enrolment_id=concern.enrolment_id))
    concern = _own(concern_id)
    today = day_of(concern.enrolment.cohort)
    return render_template("advancement/reply.html", concern=concern, form=form, today=today), 422


def _own(concern_id: int) -> Concern:
    return or_404(queries.own(db.session, concern_id, actor().id))
