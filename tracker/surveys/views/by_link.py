"""A survey answered without an account, by the link of a mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.reasons import Refused
from tracker.surveys import actions, forms, links, queries
from tracker.surveys.models import SurveyLink
from tracker.surveys.views.blueprint import bp, day_of
from tracker.web import catalogue
from tracker.web.access import public
from tracker.web.forms import version
from tracker.web.texts import gettext as _


@bp.route("/surveys/links/<token:token>", methods=["GET", "POST"])
@public
def by_link(token: str) -> ResponseReturnValue:
    """The form, filled with what was sent by it before. A link that opens nothing does not say why."""
    link = links.opened_by(db.session, token)
    if link is None:
        return render_template("surveys/link_closed.html"), 404
    questions = link.survey.version.questions
    if request.method == "GET":
        sent = queries.answer(db.session, link.survey_id, link.enrolment_id, None)
        return _page(
            link, token, forms.bind(questions, forms.as_typed(questions, sent.answers if sent else {}))
        )
    form = forms.survey_form(questions)()
    if form.validate():
        try:
            actions.send(
                db.session,
                link.enrolment.person,
                survey=link.survey,
                enrolment=link.enrolment,
                work=None,
                answers=form.answers(),
                form_version=version(request.form.get("form_version")),
                by_link=True,
            )
            db.session.commit()
            flash(_("Sent. Thank you."))
            return redirect(url_for(".by_link", token=token))
        except actions.Conflict:
            db.session.rollback()
            form.refuse(
                "", _("Another window sent an answer meanwhile. Send again to put yours in its place.")
            )
        except Refused as error:
            db.session.rollback()
            form.say(catalogue.sentence(error.decision))
        link = links.opened_by(db.session, token)
        if link is None:  # it closed a moment ago
            return render_template("surveys/link_closed.html"), 404
    return _page(link, token, form), 422


def _page(link: SurveyLink, token: str, form: forms.SurveyForm) -> str:
    sent = queries.answer(db.session, link.survey_id, link.enrolment_id, None)
    return render_template(
        "surveys/by_link.html",
        link=link,
        token=token,
        form=form,
        survey=link.survey,
        today=day_of(link.survey.cohort),
        answer=sent,
        form_version=sent.version if sent else 0,
    )
