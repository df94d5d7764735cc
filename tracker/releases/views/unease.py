"""Unease about a release: said in private or openly, answered by the coordinator."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import sign_off_queries
from tracker.releases import unease as writes
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.releases.states import BEFORE_PUBLICATION
from tracker.releases.submission_forms import AnswerForm, UneaseForm
from tracker.releases.submission_models import Unease
from tracker.releases.views.blueprint import bp, case_for, sent
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal


@bp.route("/<int:case_id>/unease", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def unease(case_id: int) -> ResponseReturnValue:
    """Say that one is uneasy; read what one said, and what the coordinator answered."""
    case, standing = _find(case_id)
    form = UneaseForm()
    if not form.is_submitted():
        return _page(case, standing, form)
    if not standing.wrote:
        not_found()
    if form.validate():
        try:
            private = form.readers.data == "private"
            writes.say(db.session, actor(), seal=seal(), case=case, text=form.text.data, private=private)
            db.session.commit()
            return sent(case_id, _("Kept. Thank you for saying it."))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "text", catalogue.sentence(error.decision))
    case, standing = _find(case_id)
    return _page(case, standing, form), 422


@bp.post("/<int:case_id>/unease/<int:unease_id>/open")
@requires(Permission.RELEASE_VIEW)
def open_unease(case_id: int, unease_id: int) -> ResponseReturnValue:
    """Let everybody on the case read what one said in private."""
    case, _standing = _find(case_id)
    row = or_404(_own(case, unease_id))
    writes.open_up(db.session, actor(), case=case, unease_id=row.id)
    db.session.commit()
    return sent(case_id, _("Everybody on the case can read it now."))


@bp.post("/<int:case_id>/unease/<int:unease_id>/answer")
@requires(Permission.RELEASE_COORDINATE)
def answer_unease(case_id: int, unease_id: int) -> ResponseReturnValue:
    """Answer somebody who is uneasy."""
    case, standing = case_for(case_id, Ability.ROUTE)
    or_404(next((one for one in sign_off_queries.unease(db.session, case.id) if one.id == unease_id), None))
    form = AnswerForm()
    if form.validate():
        try:
            writes.answer(
                db.session, actor(), seal=seal(), case=case, unease_id=unease_id, text=form.text.data
            )
            db.session.commit()
            return sent(case_id, _("Your answer is kept, and they were told."))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "text", catalogue.sentence(error.decision))
            case, standing = case_for(case_id, Ability.ROUTE)
    return _page(case, standing, UneaseForm(formdata=None), answering=(unease_id, form)), 422


def _find(case_id: int) -> tuple[Case, Standing]:
    case, standing = case_for(case_id, Ability.OWN_ANSWERS)
    if not standing.wrote and not may(standing, Ability.ROUTE):
        not_found()
    return case, standing


def _own(case: Case, unease_id: int) -> Unease | None:
    found = sign_off_queries.own_unease(db.session, case.id, actor().id)
    return next((one for one in found if one.id == unease_id), None)


def _page(
    case: Case,
    standing: Standing,
    form: UneaseForm,
    *,
    answering: tuple[int, AnswerForm] | None = None,
) -> str:
    me, routes = actor().id, bool(may(standing, Ability.ROUTE)) and not standing.wrote
    everything = sign_off_queries.unease(db.session, case.id)
    read = [one for one in everything if routes or one.person_id == me or _is_open(one)]
    texts = [text for one in read for text in (one.text, one.answer) if text is not None]
    opened = open_texts(me, "unease" if routes else "own unease", texts)
    refused_id, refused = answering or (0, None)
    return render_template(
        "releases/unease.html",
        case=case,
        form=form,
        refused=refused,
        said=[(one, opened[one.text_id], opened.get(one.answer_id or 0, ""), _is_open(one)) for one in read],
        answers={
            one.id: refused
            if refused is not None and one.id == refused_id
            else AnswerForm(formdata=None, prefix="")
            for one in read
        },
        me=me,
        routes=routes,
        asks=standing.wrote and case.state in BEFORE_PUBLICATION,
    )


def _is_open(row: Unease) -> bool:
    return not row.private or row.opened_up_at is not None
