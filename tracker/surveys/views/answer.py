"""A scholar answers a survey: typed answers are kept, sent once, and may be corrected until it closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_time

from tracker.cohorts.models import Enrolment
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects.models import Work
from tracker.reasons import Refused
from tracker.surveys import actions, contributions, forms, queries, rules, voices
from tracker.surveys.forms import SurveyForm
from tracker.surveys.models import Survey, SurveyAnswer, SurveyDraft
from tracker.surveys.questions import Question
from tracker.surveys.views.blueprint import bp, day_of, survey_url
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import version
from tracker.web.texts import gettext as _


@dataclass(frozen=True)
class Asked:
    """A survey as one scholar answers it; of a contribution, about one work, of which they may be alone."""

    survey: Survey
    enrolment: Enrolment
    work: Work | None
    answer: SurveyAnswer | None
    alone: bool = False

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked of this scholar."""
        return tuple(one for one in self.survey.version.questions if not (self.alone and one.of_shares))

    @property
    def url(self) -> str:
        """The address of its page."""
        return survey_url(self.survey.id, self.work.id if self.work else None)

    @property
    def key(self) -> str:
        """Under which this browser keeps what is typed."""
        return f"survey:{self.survey.id}:{self.enrolment.id}:{self.work.id if self.work else 0}"


@bp.route("/surveys/<int:survey_id>", methods=["GET", "POST"])
@requires(Permission.STANDING_READ)
def fill(survey_id: int) -> ResponseReturnValue:
    """The form of a survey, with what was typed or sent before."""
    return _answer(survey_id, None)


@bp.route("/surveys/<int:statement_id>/works/<int:work_id>", methods=["GET", "POST"])
@requires(Permission.STANDING_READ)
def state(statement_id: int, work_id: int) -> ResponseReturnValue:
    """The same about one work."""
    return _answer(statement_id, work_id)


@bp.route("/surveys/<int:survey_id>/draft", methods=["POST"])
@requires(Permission.STANDING_READ)
def save(survey_id: int) -> ResponseReturnValue:
    """Save as typed, for the page's script. Answers with the version that the next save begins from."""
    return _save_typed(survey_id, None)


@bp.route("/surveys/<int:statement_id>/works/<int:work_id>/draft", methods=["POST"])
@requires(Permission.STANDING_READ)
def save_statement(statement_id: int, work_id: int) -> ResponseReturnValue:
    """The same about one work."""
    return _save_typed(statement_id, work_id)


def _answer(survey_id: int, work_id: int | None) -> ResponseReturnValue:
    asked = _asked(survey_id, work_id)
    questions = asked.questions
    if request.method == "GET":
        return _page(asked, forms.bind(questions, _start(asked)))
    form = forms.survey_form(questions)()
    try:
        if request.form.get("act") == "save" and not asked.survey.slot.confidential:
            _save(asked)
            flash(_("Saved as a draft. Nobody else sees it, and nothing was sent."))
            return redirect(asked.url)
        if form.validate():
            _send(asked, form)
            flash(_("Sent. Thank you."))
            return redirect(asked.url)
        if not asked.survey.slot.confidential:
            _save(asked)
    except actions.Conflict as other:
        db.session.rollback()
        return _page(_asked(survey_id, work_id), form, other), 409
    except Refused as error:
        db.session.rollback()
        form.say(catalogue.sentence(error.decision))
    return _page(_asked(survey_id, work_id), form), 422


def _save_typed(survey_id: int, work_id: int | None) -> ResponseReturnValue:
    asked = _asked(survey_id, work_id)
    if asked.survey.slot.confidential:
        not_found()  # what is typed there stays in the browser
    try:
        draft = _save(asked)
    except actions.Conflict as other:
        db.session.rollback()
        return jsonify(
            error="conflict",
            advice=_(
                "Another window saved at %(time)s. Press “Save draft” to see what it saved.",
                time=format_time(other.saved_at, "HH:mm"),
            ),
        ), 409
    return jsonify(
        version=draft.version, saved=_("Saved %(time)s.", time=format_time(draft.saved_at, "HH:mm"))
    )


def _asked(survey_id: int, work_id: int | None) -> Asked:
    survey, enrolment = or_404(queries.own(db.session, survey_id, actor().id))
    if survey.slot.per_work is (work_id is None):
        not_found()
    work = or_404(queries.own_work(db.session, work_id, enrolment.id)) if work_id else None
    answer = queries.answer(db.session, survey.id, enrolment.id, work_id)
    return Asked(survey, enrolment, work, answer, queries.is_alone(db.session, work))


def _start(asked: Asked) -> Mapping[str, Any]:
    """What the fields hold when the page opens: the draft, else what was sent, else nothing."""
    work_id = asked.work.id if asked.work else None
    draft = queries.draft(db.session, asked.survey.id, asked.enrolment.id, work_id)
    if draft is not None:
        return draft.typed
    sent = asked.answer.answers if asked.answer else {}
    return forms.as_typed(asked.questions, sent)


def _save(asked: Asked) -> SurveyDraft:
    draft = actions.save_draft(
        db.session,
        actor(),
        survey=asked.survey,
        enrolment=asked.enrolment,
        work=asked.work,
        typed=forms.typed(request.form, asked.questions),
        base_version=version(request.form.get("draft_version")),
        form_version=version(request.form.get("form_version")),
    )
    db.session.commit()
    return draft


def _send(asked: Asked, form: SurveyForm) -> None:
    survey, enrolment, answers = asked.survey, asked.enrolment, form.answers()
    base = version(request.form.get("form_version"))
    if survey.slot.confidential:
        voices.speak(db.session, actor(), survey=survey, enrolment=enrolment, answers=answers)
    elif asked.work is not None:
        contributions.send(
            db.session,
            actor(),
            survey=survey,
            enrolment=enrolment,
            work=asked.work,
            answers=answers,
            form_version=base,
        )
    else:
        actions.send(
            db.session,
            actor(),
            survey=survey,
            enrolment=enrolment,
            work=None,
            answers=answers,
            form_version=base,
        )
    db.session.commit()


def _page(asked: Asked, form: SurveyForm, other: actions.Conflict | None = None) -> str:
    survey, today = asked.survey, day_of(asked.survey.cohort)
    moment = queries.moment(db.session, survey, asked.enrolment, today)
    allowed = rules.may_answer(moment)
    draft = queries.draft(db.session, survey.id, asked.enrolment.id, asked.work.id if asked.work else None)
    return render_template(
        "surveys/answer.html",
        asked=asked,
        survey=survey,
        form=form,
        today=today,
        refused="" if allowed else catalogue.sentence(allowed),
        heard=moment.heard,
        other=_held(asked, other) if other else None,
        draft_version=draft.version if draft else 0,
        form_version=asked.answer.version if asked.answer else 0,
        saved=_("Saved %(time)s.", time=format_time(draft.saved_at, "HH:mm")) if draft else "",
        unsent=_unsent(asked, draft.typed if draft else {}) if not allowed else [],
        earlier=queries.revisions(db.session, asked.answer.id) if asked.answer else [],
    )


def _held(asked: Asked, other: actions.Conflict) -> list[tuple[str, str]]:
    """What another window holds, for reading beside what was typed here."""
    questions = asked.questions
    sent = None if other.answers is None else forms.as_typed(questions, other.answers)
    return forms.as_read(questions, sent or other.typed or {})


def _unsent(asked: Asked, draft: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was typed and can no longer be sent: of this very request, else of the draft."""
    questions = asked.questions
    sent = forms.typed(request.form, questions) if request.method == "POST" else {}
    return [(text, said) for text, said in forms.as_read(questions, sent or draft) if said]
