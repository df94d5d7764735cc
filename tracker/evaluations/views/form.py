"""The mentor's form: write, save, review, file, amend."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer

from tracker import clock
from tracker.cohorts import calendar
from tracker.evaluations import actions, forms, queries, rules
from tracker.evaluations.answers import Answers
from tracker.evaluations.models import Assignment, Draft, Form, Rubric
from tracker.evaluations.words import CONTRADICTION
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.settings import Settings
from tracker.web import catalogue
from tracker.web.access import or_404, requires
from tracker.web.forms import version

bp = Blueprint("evaluations", __name__)


@bp.route("/my-forms")
@requires(Permission.EVALUATION_SUBMIT)
def owed() -> ResponseReturnValue:
    me = actor()
    rows = queries.owed(db.session, me.id)
    moments = actions.moments(db.session, rows)
    asked = [(row, rules.may_write(moments[row.id])) for row in rows]
    return render_template(
        "evaluations/owed.html",
        owed=[(row, may) for row, may in asked if may.code != "phase_closed"],
        missed=[(row, may) for row, may in asked if may.code == "phase_closed"],
        filed=queries.filed_by(db.session, me.id),
        away=calendar.everybody_away(db.session, clock.today()),
    )


@bp.route("/assignments/<int:assignment_id>/form", methods=["GET", "POST"])
@requires(Permission.EVALUATION_SUBMIT)
def edit(assignment_id: int) -> ResponseReturnValue:
    assignment = or_404(queries.own_assignment(db.session, assignment_id, actor().id))
    rubric = _rubric(assignment)
    if not rules.may_write(actions.moment(db.session, assignment)):
        return _closed(assignment, rubric)
    if request.method == "GET":
        return _page(assignment, rubric, forms.bind(rubric, _start(assignment)))
    form = forms.evaluation_form(rubric)()
    try:
        _save(assignment, rubric)
    except actions.Conflict as other:
        return _both_versions(assignment, form, other)
    if request.form.get("act") == "save":
        flash(_("Saved as a draft. Nobody else sees it."))
        return redirect(url_for(".edit", assignment_id=assignment_id))
    if not form.validate():
        assignment = or_404(queries.own_assignment(db.session, assignment_id, actor().id))
        return _page(assignment, rubric, form), 422
    return redirect(url_for(".review", assignment_id=assignment_id))


@bp.route("/assignments/<int:assignment_id>/draft", methods=["POST"])
@requires(Permission.EVALUATION_SUBMIT)
def save(assignment_id: int) -> ResponseReturnValue:
    """Save as typed, for the page's script. Answers with the version that the next save begins from."""
    assignment = or_404(queries.own_assignment(db.session, assignment_id, actor().id))
    rubric = _rubric(assignment)
    try:
        draft = _save(assignment, rubric)
    except actions.Conflict as other:
        db.session.rollback()
        return jsonify(
            error="conflict",
            advice=_(
                "Another window saved at %(time)s. Press “Save draft” to see both versions.",
                time=format_time(other.saved_at, "HH:mm"),
            ),
        ), 409
    return jsonify(version=draft.version, saved=_("Saved %(time)s.", time=_time(draft.saved_at)))


@bp.route("/assignments/<int:assignment_id>/review", methods=["GET", "POST"])
@requires(Permission.EVALUATION_SUBMIT)
def review(assignment_id: int) -> ResponseReturnValue:
    assignment = or_404(queries.own_assignment(db.session, assignment_id, actor().id))
    draft, rubric = assignment.draft, _rubric(assignment)
    if draft is None:  # nothing to file: it was filed a moment ago, or never written
        return _after_filing(assignment)
    written = forms.bind(rubric, draft.answers)
    if not written.validate():
        return redirect(url_for(".edit", assignment_id=assignment_id))
    answers, form = written.answers(), forms.FileForm(draft_version=draft.version)
    if form.validate_on_submit() and form.draft_version.data == str(draft.version):
        try:
            filed = _file(assignment, rubric, answers, draft.opened_at)
            db.session.commit()
        except Refused as error:
            if error.decision.code != "already_filed":
                raise
            db.session.rollback()  # a second click, which waited for the first one
            return _after_filing(or_404(queries.own_assignment(db.session, assignment_id, actor().id)))
        flash(_("Filed. Thank you."))
        return redirect(url_for("forms.show", form_id=filed.id))
    if request.method == "POST":
        flash(_("The draft changed in another window since you read it. Here is what it says now."))
        return redirect(url_for(".review", assignment_id=assignment_id))
    return render_template(
        "evaluations/review.html",
        assignment=assignment,
        rubric=rubric,
        answers=answers,
        form=form,
        doubts=[CONTRADICTION[code] for code in rules.contradictions(answers)],
    )


def _rubric(assignment: Assignment) -> Rubric:
    """The version a filed form was answered with, or else the one in use."""
    if assignment.form is not None:
        return assignment.form.rubric
    return or_404(queries.rubric_in_use(db.session, assignment.enrolment.cohort.program_id))


def _start(assignment: Assignment) -> dict[str, Any]:
    """What the fields hold when the page opens: the draft, else the filed answers, else nothing."""
    if assignment.draft is not None:
        return assignment.draft.answers
    return actions.answers_of(assignment.form).typed() if assignment.form else {}


def _save(assignment: Assignment, rubric: Rubric) -> Draft:
    draft = actions.save_draft(
        db.session,
        actor(),
        assignment=assignment,
        typed=forms.typed(request.form, rubric),
        base_version=version(request.form.get("draft_version")),
        form_version=version(request.form.get("form_version")),
        opened_at=_opened(assignment),
    )
    db.session.commit()
    return draft


def _file(assignment: Assignment, rubric: Rubric, answers: Answers, opened_at: datetime) -> Form:
    if assignment.form is None:
        return actions.file(
            db.session,
            actor(),
            assignment=assignment,
            rubric=rubric,
            answers=answers,
            opened_at=opened_at,
        )
    base = assignment.form.version
    return actions.amend(db.session, actor(), form=assignment.form, answers=answers, base_version=base)


def _page(
    assignment: Assignment,
    rubric: Rubric,
    form: forms.EvaluationForm,
    other: actions.Conflict | None = None,
) -> str:
    draft, filed = assignment.draft, assignment.form
    begun_from = other.version if other else (draft.version if draft else 0)
    return render_template(
        "evaluations/edit.html",
        assignment=assignment,
        rubric=rubric,
        form=form,
        other=other,
        draft_version=begun_from,
        form_version=filed.version if filed else 0,
        saved=_("Saved %(time)s.", time=_time(draft.saved_at)) if draft else "",
        opened=request.form.get("opened") or _signer().dumps(assignment.id),
    )


def _both_versions(
    assignment: Assignment, form: forms.EvaluationForm, other: actions.Conflict
) -> ResponseReturnValue:
    db.session.rollback()
    assignment = or_404(queries.own_assignment(db.session, assignment.id, actor().id))
    return _page(assignment, _rubric(assignment), form, other), 409


def _closed(assignment: Assignment, rubric: Rubric) -> ResponseReturnValue:
    decision = rules.may_write(actions.moment(db.session, assignment))
    sent = forms.typed(request.form, rubric) if request.method == "POST" else {}
    kept = sent or (assignment.draft.answers if assignment.draft else {})
    return render_template(
        "evaluations/closed.html",
        assignment=assignment,
        reason=catalogue.sentence(decision),
        kept={name: text for name, text in kept.items() if name in ("keep", "change", "staff_note") and text},
    ), 409


def _after_filing(assignment: Assignment) -> ResponseReturnValue:
    if assignment.form is None:
        return redirect(url_for(".edit", assignment_id=assignment.id))
    flash(_("This form is filed."))
    return redirect(url_for("forms.show", form_id=assignment.form.id))


def _signer() -> URLSafeTimedSerializer:
    settings: Settings = current_app.extensions["tracker_settings"]
    return URLSafeTimedSerializer(settings.signing_keys, salt="form-opened")


def _opened(assignment: Assignment) -> datetime:
    """When the page was opened, by our own signed stamp; now, if the stamp is missing or not ours."""
    try:
        found, stamp = _signer().loads(request.form.get("opened", ""), return_timestamp=True)
    except BadSignature:
        return clock.now()
    opened: datetime = stamp if found == assignment.id else clock.now()
    return opened


def _time(moment: datetime) -> str:
    return str(format_time(moment, "HH:mm"))
