"""Looking back at a release half a year and a year on: what is asked, and what was answered."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker import clock
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import look_back_queries, look_back_rules, look_backs, stop_words, words
from tracker.releases.access_rules import HANDLERS, Ability, Standing
from tracker.releases.look_back_models import Showed
from tracker.releases.look_back_rules import Question
from tracker.releases.models import Case
from tracker.releases.stop_forms import LookBackForm
from tracker.releases.views.blueprint import SECTIONS, bp, case_for, sent
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "look back"


def section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """What somebody is asked by now, and that they have answered."""
    if not standing.roles & look_back_rules.ASKED:
        return None
    asked = look_back_queries.asked(session, case, clock.today(case.program.time_zone))
    rows = look_back_queries.answers(session, case.id)
    if not asked:
        return None
    return {
        "questions": [(one, look_back_queries.answered(rows, one, standing.person_id)) for one in asked],
        "count": len(rows),
        "handles": bool(standing.roles & HANDLERS) and not standing.barred,
    }


SECTIONS["releases/case_look_back.html"] = section


@bp.route("/<int:case_id>/look-back/<int:since_step>/<int:month>", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def look_back(case_id: int, since_step: int, month: int) -> ResponseReturnValue:
    """Three questions about a decision of then."""
    case, standing = case_for(case_id, Ability.NEUTRAL)
    question = _question(case, standing, since_step, month)
    form = LookBackForm()
    if request.method == "POST" and form.validate():
        with refusals(form):
            look_backs.look(
                db.session,
                actor(),
                seal=seal(),
                case=case,
                question=question,
                benefit=Showed(form.benefit.data),
                harm=Showed(form.harm.data),
                scooped=Showed(form.scooped.data),
                words=form.words.data or "",
            )
            db.session.commit()
            return sent(case_id, _("Thank you. It is kept, and not scored."), "look-back")
    case, standing = case_for(case_id, Ability.NEUTRAL)
    question = _question(case, standing, since_step, month)
    return _page(case, standing, question, form), 422 if request.method == "POST" else 200


def _question(case: Case, standing: Standing, position: int, month: int) -> Question:
    if not standing.roles & look_back_rules.ASKED:
        not_found()
    asked = look_back_queries.asked(db.session, case, clock.today(case.program.time_zone))
    return or_404(next((one for one in asked if (one.position, one.month) == (position, month)), None))


def _page(case: Case, standing: Standing, question: Question, form: LookBackForm) -> str:
    """Who handles the case reads what all said; an author reads what they said themselves."""
    handles = bool(standing.roles & HANDLERS) and not standing.barred
    rows = [
        one
        for one in look_back_queries.answers(db.session, case.id)
        if (one.position, one.month) == (question.position, question.month)
        and (handles or one.person_id == standing.person_id)
    ]
    done = any(one.person_id == standing.person_id for one in rows)
    opened = open_texts(actor().id, PURPOSE, [one.words for one in rows if one.words])
    return render_template(
        "releases/look_back.html",
        case=case,
        question=question,
        form=form,
        rows=rows,
        done=done,
        opened=opened,
        words=words,
        said=stop_words,
    )
