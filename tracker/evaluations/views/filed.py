"""Filed forms: read, replied to, and the lines they put on the staff's home."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.evaluations import actions, forms, queries, rules, visibility
from tracker.evaluations.models import Form
from tracker.evaluations.words import word
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, or_404, permit, requires

bp = Blueprint("forms", __name__)
bp.add_app_template_global(word)


@bp.app_template_global("criteria")
def criteria(form: Form) -> dict[str, int | None]:
    """The levels of a filed form by criterion."""
    return {rating.criterion.slug: rating.level for rating in form.ratings}


@bp.route("/forms/<int:form_id>")
@requires(Permission.FORM_READ)
def show(form_id: int) -> ResponseReturnValue:
    form = _readable(form_id)
    me, cohort = actor(), form.enrolment.cohort
    reads = grants().allow(Permission.EVALUATION_READ, program_id=cohort.program_id, cohort_id=cohort.id)
    mine, about_me = form.mentor_id == me.id, form.enrolment.person_id == me.id
    # Whoever a form is about reads it as a scholar, whatever other role they hold.
    sees_staff_part = mine or (reads and not about_me)
    return render_template(
        "evaluations/show.html",
        form=form,
        mine=mine,
        about_me=about_me,
        sees_staff_part=sees_staff_part,
        amendable=mine and form.assignment and rules.may_write(actions.moment(db.session, form.assignment)),
        revisions=queries.revisions(db.session, form.id) if sees_staff_part else [],
        reply=forms.ReplyForm(),
    )


@bp.route("/forms/<int:form_id>/reply", methods=["POST"])
@requires(Permission.FEEDBACK_REPLY)
def reply(form_id: int) -> ResponseReturnValue:
    form = _readable(form_id)
    or_404(form.enrolment.person_id == actor().id or None)
    written = forms.ReplyForm()
    if not written.validate_on_submit():
        return render_template(
            "evaluations/show.html",
            form=form,
            mine=False,
            about_me=True,
            sees_staff_part=False,
            amendable=False,
            revisions=[],
            reply=written,
        ), 422
    actions.reply(db.session, actor(), form=form, text=written.text.data or "")
    db.session.commit()
    flash(_("Your reply is with the form; your mentor and staff can read it."))
    return redirect(url_for(".show", form_id=form_id))


@bp.route("/flags/<int:flag_id>/handled", methods=["POST"])
@requires(Permission.FLAG_HANDLE)
def handle_flag(flag_id: int) -> ResponseReturnValue:
    flag = or_404(queries.flag(db.session, flag_id))
    cohort = flag.form.enrolment.cohort
    permit(Permission.FLAG_HANDLE, program_id=cohort.program_id, cohort_id=cohort.id)
    actions.handle_flag(db.session, actor(), flag=flag)
    db.session.commit()
    flash(_("Taken off the list."))
    return redirect(url_for("overview.home"))


def _readable(form_id: int) -> Form:
    return or_404(visibility.readable_form(db.session, form_id, reader=actor(), grants=grants()))
