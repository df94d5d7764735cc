"""The section of the result on a work's page: proposed by a mentor, answered by members, settled by staff."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import credit_forms as forms
from tracker.projects import credit_queries, credit_words, result_rules, results
from tracker.projects.models import Reached, Work
from tracker.projects.parts import Side
from tracker.projects.result_rules import ResultState
from tracker.projects.standing import Viewer
from tracker.projects.views.blueprint import SECTIONS, bp, sent, show, work_for
from tracker.web.access import not_found, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

TEMPLATE = "projects/work_result.html"


def section(session: Session, viewer: Viewer, work: Work) -> dict[str, Any]:
    """Where the result stands, all that was said of it, and the forms that are the viewer's."""
    voices = credit_queries.voices(session, [work.id])[work.id]
    stands = result_rules.state(work.reached, work.reached_at, voices)
    answers = viewer.place.member is not None and stands is not ResultState.OPEN
    proposed = [one for one in result_rules.latest(voices) if one.side is Side.MENTOR]
    return {
        "stands": stands,
        "states": credit_words.STATES,
        "reached": credit_words.REACHED,
        "claims": credit_queries.result_claims(session, work.id),
        "proposed": proposed[-1].reached if proposed else None,
        "speak_form": forms.Speak(formdata=None, prefix="say-") if viewer.place.mentor or answers else None,
        "settle_form": forms.SettleResult(formdata=None, prefix="settle-") if viewer.manages else None,
    }


SECTIONS[TEMPLATE] = section


@bp.post("/works/<int:work_id>/result-words")
@requires(Permission.WORK_VIEW)
def speak(work_id: int) -> ResponseReturnValue:
    """A mentor proposes a result; a member agrees or objects."""
    work, viewer = work_for(work_id)
    if not viewer.place.mentor and viewer.place.member is None:
        not_found()
    form = forms.Speak(prefix="say-")
    if form.validate_on_submit():
        with refusals(form):
            reached = Reached(form.reached.data)
            results.speak(db.session, actor(), work=work, reached=reached, words=form.words.data or "")
            db.session.commit()
            return sent(work_id, _("Kept. Staff settle the result and say why."), "result")
    return show(work_id, {TEMPLATE: {"speak_form": form}})


@bp.post("/works/<int:work_id>/result")
@requires(Permission.WORK_VIEW)
def settle_result(work_id: int) -> ResponseReturnValue:
    """Staff settle the result."""
    work, viewer = work_for(work_id)
    if not viewer.manages:
        not_found()
    form = forms.SettleResult(prefix="settle-")
    if form.validate_on_submit():
        with refusals(form):
            reached = Reached(form.reached.data)
            results.settle(db.session, actor(), work=work, reached=reached, reason=form.reason.data or "")
            db.session.commit()
            return sent(work_id, _("Settled. Everybody on this work reads it, with your reason."), "result")
    return show(work_id, {TEMPLATE: {"settle_form": form}})
