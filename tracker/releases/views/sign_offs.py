"""What contributors and mentors say to a release, each on a page of their own."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import author_words, sign_off_queries, sign_offs, submission_queries, words
from tracker.releases.access_rules import Ability
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole
from tracker.releases.submission_forms import SignForm, ViewForm
from tracker.releases.submission_models import Support
from tracker.releases.submission_rules import SIGNABLE, may_say_view
from tracker.releases.views.blueprint import bp, case_for, sent
from tracker.web import catalogue
from tracker.web.access import not_found, requires
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal


@bp.route("/<int:case_id>/sign", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def sign(case_id: int) -> ResponseReturnValue:
    """Agree or not to exactly what stands."""
    case = _case(case_id, CaseRole.AUTHOR)
    form = SignForm()
    if not form.is_submitted():
        return _sign_page(case, form)
    if form.validate():
        try:
            sign_offs.sign(
                db.session,
                actor(),
                seal=seal(),
                case=case,
                agrees=form.agrees.data == "yes",
                shown=form.shown.data or "",
                words=form.words.data or "",
            )
            db.session.commit()
            return sent(case_id, _("Your word is kept."))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "agrees", catalogue.sentence(error.decision))
    return _sign_page(_case(case_id, CaseRole.AUTHOR), form), 422


@bp.route("/<int:case_id>/mentor-view", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def mentor_view(case_id: int) -> ResponseReturnValue:
    """Say what one thinks as a mentor of the work."""
    case = _case(case_id, CaseRole.MENTOR)
    form = ViewForm()
    if not form.is_submitted():
        return _view_page(case, form)
    if form.validate():
        try:
            sign_offs.say_view(
                db.session,
                actor(),
                seal=seal(),
                case=case,
                support=Support(form.support.data),
                words=form.words.data or "",
            )
            db.session.commit()
            return sent(case_id, _("Your view is kept."))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "support", catalogue.sentence(error.decision))
    return _view_page(_case(case_id, CaseRole.MENTOR), form), 422


def _case(case_id: int, role: CaseRole) -> Case:
    case, standing = case_for(case_id, Ability.OWN_ANSWERS)
    if role not in standing.roles:
        not_found()
    return case


def _sign_page(case: Case, form: SignForm) -> str:
    me = actor().id
    live = submission_queries.live(db.session, case)
    last = sign_off_queries.own_word(db.session, case.id, me)
    texts = [case.title, case.venue, last.words if last else None]
    opened = open_texts(me, "own sign-off", [one for one in texts if one is not None])
    form.shown.data = live.binding or ""
    return render_template(
        "releases/sign.html",
        case=case,
        form=form,
        live=live,
        title=opened.get(case.title_id or 0, ""),
        venue=opened.get(live.venue_id or 0, ""),
        last=last,
        last_words=opened.get(last.words_id or 0, "") if last else "",
        holds=last is not None and last.binding == live.binding,
        asked=case.state in SIGNABLE and live.binding is not None,
        words=words,
    )


def _view_page(case: Case, form: ViewForm) -> str:
    me = actor().id
    last = sign_off_queries.views(db.session, case.id).get(me)
    texts = [case.title, last.words if last else None]
    opened = open_texts(me, "own view", [one for one in texts if one is not None])
    allowed = may_say_view(case.state, mentor=True)
    return render_template(
        "releases/mentor_view.html",
        case=case,
        form=form,
        title=opened.get(case.title_id or 0, ""),
        last=last,
        last_words=opened.get(last.words_id or 0, "") if last else "",
        refused="" if allowed else catalogue.sentence(allowed),
        author_words=author_words,
    )
