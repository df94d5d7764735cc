"""Raising a concern: written, kept as a draft, opened once, told to the scholar."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from tracker.advancement import actions, forms, queries, rules
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts.models import Enrolment
from tracker.evaluations import visibility
from tracker.evaluations.models import Form
from tracker.extensions import db
from tracker.outbox import texts
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import grants, or_404, requires
from tracker.web.addresses import full_address
from tracker.web.forms import version
from tracker.web.texts import gettext as _


@bp.route("/scholars/<int:enrolment_id>/concern", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def raise_concern(enrolment_id: int) -> ResponseReturnValue:
    """Write a concern on a scholar; what is not opened yet is kept for its author."""
    enrolment = _raisable(enrolment_id)
    if request.method == "GET":
        draft = queries.draft(db.session, enrolment.id, actor().id)
        source = _form_of(enrolment, request.args.get("form"))
        form = forms.from_draft(draft.typed if draft else None, form_id=source.id if source else None)
        return _page(enrolment, form)
    form = forms.ConcernForm()
    if request.form.get("act") == "save":
        _keep(enrolment)
        flash(_("Saved as a draft. Nobody else sees it."))
        return redirect(url_for(".raise_concern", enrolment_id=enrolment_id, form=form.form.data or None))
    if form.validate():
        try:
            return _open(enrolment, form)
        except Refused as error:
            db.session.rollback()
            enrolment = _raisable(enrolment_id)
            form.refuse(error.field or "text", catalogue.sentence(error.decision))
    _keep(enrolment)
    return _page(enrolment, form), 422


def _open(enrolment: Enrolment, form: forms.ConcernForm) -> ResponseReturnValue:
    scholar, program = enrolment.person, enrolment.cohort.program
    link = full_address("overview.standing_in", enrolment_id=enrolment.id)
    with force_locale(scholar.locale):
        values = {"name": scholar.name, "program": program.name, "link": link}
        mail = texts.compose(db.session, "concern", values, program_id=program.id)
    concern = actions.open_concern(
        db.session,
        actor(),
        enrolment=enrolment,
        text=form.text.data,
        targets=form.targets(),
        help_offered=form.help_offered.data,
        notice=actions.Notice(mail.subject, mail.body),
        form=_form_of(enrolment, form.form.data),
    )
    db.session.commit()
    flash(_("Opened. %(name)s reads it on their page and gets a mail that leads there.", name=scholar.name))
    return redirect(url_for(".show", concern_id=concern.id))


def _raisable(enrolment_id: int) -> Enrolment:
    return or_404(queries.raisable(db.session, enrolment_id, person=actor(), grants=grants()))


def _form_of(enrolment: Enrolment, wanted: str | None) -> Form | None:
    """The filed form that a concern grew out of, if the writer may read it and it is about this scholar."""
    key = version(wanted)
    if key <= 0:
        return None
    found = visibility.readable_form(db.session, key, reader=actor(), grants=grants())
    return found if found and found.enrolment_id == enrolment.id else None


def _keep(enrolment: Enrolment) -> None:
    actions.save_draft(db.session, actor(), enrolment=enrolment, typed=forms.typed(request.form))
    db.session.commit()


def _page(enrolment: Enrolment, form: forms.ConcernForm) -> str:
    me, today = actor(), day_of(enrolment.cohort)
    facts = actions.opening(db.session, me, enrolment)
    other = queries.open_on(db.session, enrolment.id)
    seen = other and queries.readable(db.session, other.id, reader=me, grants=grants())
    decision = rules.may_open(facts)
    gate = facts.gate
    return render_template(
        "advancement/raise.html",
        enrolment=enrolment,
        form=form,
        refused="" if decision else catalogue.sentence(decision),
        other=seen,
        gate=gate,
        counts=gate is not None and rules.counts_at_gate(today, gate.notice_by),
        earliest=rules.earliest_target(today),
        source=_form_of(enrolment, form.form.data),
        today=today,
        saved=queries.draft(db.session, enrolment.id, me.id),
    )
