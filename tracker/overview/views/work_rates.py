"""The section of pass rates on a work's page: by its mentors before the result, later by staff alone."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.evaluations import score_settings
from tracker.extensions import db
from tracker.overview.forms_works import TYPED, RatesForm, rates_of
from tracker.overview.views.blueprint import bp
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import actions, credit_queries, credit_rules, credit_words, result_rules, rules
from tracker.projects.models import Work
from tracker.projects.rules import Rates
from tracker.projects.standing import Viewer
from tracker.projects.views.blueprint import SECTIONS, sent, show, work_for
from tracker.reasons import require
from tracker.web.access import not_found, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

TEMPLATE = "overview/work_rates.html"


def section(session: Session, viewer: Viewer, work: Work) -> dict[str, Any]:
    """The rates in words, and the form of those who may state them."""
    known = _known(session, work)
    stated = Rates(work.pass_able, work.pass_other) if work.pass_able and work.pass_other else None
    may = credit_rules.may_rate(mentor=viewer.place.mentor, manages=viewer.manages, known=known)
    return {
        "known": known,
        "preset": credit_words.preset_word(work) if stated in rules.PRESETS.values() else "",
        "means": credit_words.rates_sentence(stated) if stated else "",
        "cancel": credit_words.cancel_sentence(stated) if stated else "",
        "form": rates_of(work) if may else None,
        "look": "",
    }


SECTIONS[TEMPLATE] = section


def _known(session: Session, work: Work) -> bool:
    return result_rules.known(work.reached, credit_queries.voices(session, [work.id])[work.id])


@bp.post("/works/<int:work_id>/rates")
@requires(Permission.WORK_VIEW)
def state_rates(work_id: int) -> ResponseReturnValue:
    """State the rates; typed ones only after the page has shown what they mean."""
    work, viewer = work_for(work_id)
    if not viewer.place.mentor and not viewer.manages:
        not_found()
    form, look = RatesForm(prefix="rates-").offer(), ""
    if form.validate_on_submit():
        with refusals(form):
            known = _known(db.session, work)
            require(
                credit_rules.may_rate(mentor=viewer.place.mentor, manages=viewer.manages, known=known),
                field="preset",
            )
            chosen = form.rates()
            steepest = score_settings.steepest(
                score_settings.in_use(db.session, work.phase.cohort.program_id)
            )
            late = bool(form.late.data)
            require(rules.may_state_rates(chosen, steepest=steepest, known=known, late=late), field="preset")
            shown = f"{chosen.able}/{chosen.other}"
            if form.preset.data != TYPED or form.seen.data == shown:
                actions.state_rates(
                    db.session, actor(), work=work, rates=chosen, steepest=steepest, late=late
                )
                db.session.commit()
                return sent(work_id, _("Kept."), "rates")
            form.seen.data, look = shown, credit_words.cancel_sentence(chosen)
    return show(work_id, {TEMPLATE: {"form": form, "look": look}})
