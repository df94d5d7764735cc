"""Appealing: what a scholar does about a decision on them, and what they read of it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.advancement import appeal_forms, appeal_queries, appeal_rules, appeal_words, appeals
from tracker.advancement.appeal_queries import Chance
from tracker.advancement.appeals import AppealedAlready
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts.models import Enrolment
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import or_404, requires
from tracker.web.texts import gettext as _

for sentence in (
    appeal_words.chance_sentence,
    appeal_words.appeal_sentence,
    appeal_words.appeal_state,
    appeal_words.is_late,
):
    bp.add_app_template_global(sentence)


@bp.app_template_global("appeal_chances")
def appeal_chances(enrolment: Enrolment) -> Sequence[Chance]:
    """The decisions on a scholar that can or could be appealed against; for their own page."""
    return appeal_queries.chances(db.session, enrolment.id) if enrolment.person_id == actor().id else []


@bp.route("/decisions/<int:decision_id>/appeal", methods=["GET", "POST"])
@requires(Permission.APPEAL_FILE)
def appeal(decision_id: int) -> ResponseReturnValue:
    """Write an appeal; what is not sent yet is kept for its author."""
    decision = _own(decision_id)
    if request.method == "GET":
        draft = appeal_queries.draft(db.session, decision_id, actor().id)
        return _page(
            decision, appeal_forms.from_draft(appeal_forms.AppealForm, draft.typed if draft else None)
        )
    form = appeal_forms.AppealForm()
    if request.form.get("act") == "save":
        _keep(decision)
        flash(_("Saved as a draft. Nobody else sees it, and nothing was sent."))
        return redirect(url_for(".appeal", decision_id=decision_id))
    first = None
    if form.validate():
        try:
            appeals.file(db.session, actor(), decision=decision, text=form.text.data)
            db.session.commit()
            flash(_("Sent. Somebody who had no part in the decision reads it."))
            return redirect(url_for("overview.standing_in", enrolment_id=decision.enrolment_id))
        except Refused as error:
            db.session.rollback()
            first = error.first.text if isinstance(error, AppealedAlready) else None
            decision = _own(decision_id)
            form.refuse("text", catalogue.sentence(error.decision))
    _keep(decision)
    return _page(decision, form, first), 422


def _own(decision_id: int) -> GateDecision:
    return or_404(appeal_queries.own_decision(db.session, decision_id, actor().id))


def _keep(decision: GateDecision) -> None:
    typed = appeal_forms.typed(request.form, "text")
    appeals.save_draft(db.session, actor(), decision=decision, typed=typed)
    db.session.commit()


def _page(decision: GateDecision, form: appeal_forms.AppealForm, first: str | None = None) -> str:
    allowed = appeal_rules.may_appeal(appeals.filing(db.session, actor(), decision))
    return render_template(
        "advancement/appeal.html",
        decision=decision,
        letter=appeal_queries.letter_of(db.session, decision.id),
        filed=appeal_queries.of_decision(db.session, decision.id),
        form=form,
        first=first,
        refused="" if allowed else catalogue.sentence(allowed),
        today=day_of(decision.enrolment.cohort),
        reading_days=appeal_rules.READING_DAYS,
        draft=appeal_queries.draft(db.session, decision.id, actor().id),
    )
