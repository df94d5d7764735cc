"""Appeals for staff and their readers: listed, given to somebody new, decided with the letter in hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from tracker import clock
from tracker.advancement import (
    appeal_forms,
    appeal_queries,
    appeal_rules,
    appeals,
    decision_queries,
)
from tracker.advancement.actions import Notice
from tracker.advancement.appeal_models import Appeal, Ruling
from tracker.advancement.appeals import RuledAlready
from tracker.advancement.letters import Rendered
from tracker.advancement.views.blueprint import bp, day_of
from tracker.advancement.views.letters import COHORT, notice_to
from tracker.cohorts.views.blueprint import cohort_for
from tracker.extensions import db
from tracker.outbox import texts
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.addresses import full_address
from tracker.web.filters import day
from tracker.web.forms import refusals, version
from tracker.web.texts import gettext as _


@bp.app_template_global("appeals_to_decide")
def appeals_to_decide() -> Sequence[Appeal]:
    """The appeals that the reader of the page was asked to decide."""
    held = grants()
    if not held.anywhere(Permission.APPEAL_DECIDE):
        return []
    given = appeal_queries.given_to(db.session, actor().id)
    return [one for one in given if appeal_queries.may_decide(held, one.decision.enrolment.cohort)]


@bp.app_template_global("iso_day")
def iso_day(text: str) -> str:
    """A day as frozen evidence keeps it, in words."""
    return day(date.fromisoformat(text))


@bp.route(f"{COHORT}/appeals")
@requires(Permission.APPEAL_READ)
def cohort_appeals(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Every appeal of a cohort, undecided ones first."""
    cohort = cohort_for(Permission.APPEAL_READ, program_slug, cohort_slug)
    return render_template(
        "advancement/appeals.html",
        cohort=cohort,
        appeals=appeal_queries.in_cohort(db.session, cohort.id, reader_id=actor().id),
        today=day_of(cohort),
        held=grants(),
    )


@bp.route("/appeals/<int:appeal_id>")
@requires(Permission.APPEAL_DECIDE)
def show_appeal(appeal_id: int) -> ResponseReturnValue:
    """An appeal with what the decision rested on; its scholar reads it on their own page."""
    appeal = _readable(appeal_id)
    if appeal.decision.enrolment.person_id == actor().id:
        return redirect(url_for("overview.standing_in", enrolment_id=appeal.decision.enrolment_id))
    draft = appeal_queries.draft(db.session, appeal.decision_id, actor().id)
    return _page(
        appeal, ruling=appeal_forms.from_draft(appeal_forms.RulingForm, draft.typed if draft else None)
    )


@bp.route("/appeals/<int:appeal_id>/reader", methods=["POST"])
@requires(Permission.APPEAL_ASSIGN)
def give_appeal(appeal_id: int) -> ResponseReturnValue:
    """Ask somebody who had no hand in the decision to decide it."""
    appeal = _for_staff(appeal_id)
    form = appeal_forms.AssignForm().offer(_free(appeal))
    if form.validate_on_submit():
        people = {one.id: one for one in _free(appeal)}
        with refusals(form):
            appeals.assign(
                db.session,
                actor(),
                appeal=appeal,
                reader=people[form.reader.data],
                instead_of=version(form.instead_of.data) or None,
                notice=_notice(appeal, people[form.reader.data]),
            )
            db.session.commit()
            flash(_("%(name)s is asked to decide it.", name=people[form.reader.data].name))
            return redirect(url_for(".show_appeal", appeal_id=appeal_id))
    return _page(_for_staff(appeal_id), assigning=form), 422


@bp.route("/appeals/<int:appeal_id>/decide", methods=["POST"])
@requires(Permission.APPEAL_DECIDE)
def rule_appeal(appeal_id: int) -> ResponseReturnValue:
    """Decide it: the letter is read first, then sent in the same act."""
    form, act = appeal_forms.RulingForm(), request.form.get("act")
    appeal = or_404(appeal_queries.appeal(db.session, appeal_id))
    if appeal.reader_id != actor().id:
        return _no_longer(appeal, form)
    appeal, letter, first = _readable(appeal_id), None, None
    if act == "save" or not form.validate():
        return _kept(appeal, form, act)
    try:
        if act == "send":
            _send(appeal, form)
            db.session.commit()
            flash(_("Decided, and the letter was sent."))
            return redirect(url_for(".show_appeal", appeal_id=appeal_id))
        letter = _letter(appeal, form)
    except Refused as error:
        db.session.rollback()
        appeal = _readable(appeal_id)
        form.refuse("reasons", catalogue.sentence(error.decision))
        first = error.first if isinstance(error, RuledAlready) else None
        letter = _letter(appeal, form) if error.decision.code == "letter_changed" else None
    _keep(appeal)
    status = 422 if form.errors else 200
    return _page(_readable(appeal_id), ruling=form, letter=letter, first=first), status


def _letter(appeal: Appeal, form: appeal_forms.RulingForm) -> Rendered:
    ruling = Ruling(form.ruling.data)
    return appeals.prepare(db.session, actor(), appeal=appeal, ruling=ruling, reasons=form.reasons.data)


def _send(appeal: Appeal, form: appeal_forms.RulingForm) -> None:
    appeals.rule(
        db.session,
        actor(),
        appeal=appeal,
        ruling=Ruling(form.ruling.data),
        reasons=form.reasons.data,
        shown=form.shown.data or "",
        notice=notice_to(appeal.decision.enrolment),
    )


def _keep(appeal: Appeal) -> None:
    typed = appeal_forms.typed(request.form, "ruling", "reasons")
    appeals.save_draft(db.session, actor(), decision=appeal.decision, typed=typed)
    db.session.commit()


def _kept(appeal: Appeal, form: appeal_forms.RulingForm, act: str | None) -> ResponseReturnValue:
    """What was typed is kept; the page says what is missing, unless only keeping was wanted."""
    _keep(appeal)
    if act != "save":
        return _page(_readable(appeal.id), ruling=form), 422
    flash(_("Saved as a draft. Nobody else sees it."))
    return redirect(url_for(".show_appeal", appeal_id=appeal.id))


def _no_longer(appeal: Appeal, form: appeal_forms.RulingForm) -> ResponseReturnValue:
    """Who was its reader gets back what they typed; for anybody else there is no such appeal."""
    if appeal_queries.draft(db.session, appeal.decision_id, actor().id) is None:
        not_found()
    return render_template("advancement/appeal_elsewhere.html", form=form), 422


def _readable(appeal_id: int) -> Appeal:
    found = appeal_queries.readable(db.session, appeal_id, reader=actor(), grants=grants())
    return or_404(found)


def _for_staff(appeal_id: int) -> Appeal:
    """The appeal, for those who give it to a reader; its scholar never does, whatever role they hold."""
    appeal = _readable(appeal_id)
    enrolment = appeal.decision.enrolment
    if enrolment.person_id == actor().id or not appeal_queries.assigns(grants(), enrolment.cohort):
        not_found()
    return appeal


def _free(appeal: Appeal) -> list[Person]:
    """The people who may be asked to decide it."""
    offered = appeal_queries.candidates(db.session, appeal.decision, clock.today())
    return [one for one, answer in offered if answer]


def _notice(appeal: Appeal, reader: Person) -> Notice:
    program = appeal.decision.enrolment.cohort.program
    with force_locale(reader.locale):
        values = {
            "name": reader.name,
            "program": program.name,
            "day": day(appeal.decide_by),
            "link": full_address("advancement.show_appeal", appeal_id=appeal.id),
        }
        mail = texts.compose(db.session, "appeal", values, program_id=program.id)
    return Notice(mail.subject, mail.body)


def _page(
    appeal: Appeal,
    *,
    ruling: appeal_forms.RulingForm | None = None,
    assigning: appeal_forms.AssignForm | None = None,
    letter: Rendered | None = None,
    first: Appeal | None = None,
) -> str:
    me, held, decision = actor(), grants(), appeal.decision
    cohort = decision.enrolment.cohort
    assigns = appeal.ruling is None and appeal_queries.assigns(held, cohort)
    people = appeal_queries.candidates(db.session, decision, clock.today()) if assigns else []
    allowed = appeal_rules.may_rule(appeals.reading(db.session, me, appeal), "-")
    form = assigning or appeal_forms.AssignForm(formdata=None)
    form.instead_of.data = str(appeal.reader_id or "")
    return render_template(
        "advancement/appeal_case.html",
        appeal=appeal,
        decision=decision,
        hidden=decision_queries.owes_form(db.session, decision.enrolment_id, me.id),
        told=appeal_queries.letter_of(db.session, decision.id),
        today=day_of(cohort),
        reader=appeal.reader_id == me.id,
        refused="" if allowed else catalogue.sentence(allowed),
        ruling=ruling or appeal_forms.RulingForm(formdata=None),
        letter=letter,
        first=first,
        assigning=form.offer(one for one, answer in people if answer) if assigns else None,
        kept_out=[(one, catalogue.sentence(answer)) for one, answer in people if not answer],
        staff=appeal_queries.reads(held, cohort),
    )
