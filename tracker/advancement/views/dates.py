"""One scholar's own dates, for staff: beside the cohort's, leave, moved by hand, coming back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.advancement import dates, dates_forms, reentry, reentry_rules
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts import calendar
from tracker.cohorts import queries as cohorts
from tracker.cohorts.calendar_models import Cause
from tracker.cohorts.models import Cohort, Enrolment
from tracker.cohorts.rules import phase_now
from tracker.cohorts.words import PHASES
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, not_found, or_404, permit, requires
from tracker.web.forms import Form, refusals, version
from tracker.web.texts import gettext as _

SCHOLAR = "/scholars/<int:enrolment_id>/dates"


@bp.route(SCHOLAR)
@requires(Permission.COHORT_MANAGE)
def scholar_dates(enrolment_id: int) -> ResponseReturnValue:
    """The dates that hold for one scholar, and what can be done about them."""
    return _page(_enrolment(enrolment_id))


@bp.route(f"{SCHOLAR}/leave", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def begin_leave(enrolment_id: int) -> ResponseReturnValue:
    """Write down that a scholar is away."""
    form = dates_forms.LeaveForm()

    def act(enrolment: Enrolment) -> str:
        dates.begin_leave(
            db.session,
            actor(),
            enrolment=enrolment,
            from_on=form.from_on.data,
            expected_until=form.expected_until.data,
        )
        return _("Saved. From that day on nothing is due, until you write down that they are back.")

    return _done(enrolment_id, form, act, leaving=form)


@bp.route(f"{SCHOLAR}/return", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def end_leave(enrolment_id: int) -> ResponseReturnValue:
    """Write down that a scholar is back; their dates move by the length of the leave."""
    form = dates_forms.ReturnForm()

    def act(enrolment: Enrolment) -> str:
        leave = or_404(calendar.open_leave(db.session, enrolment.id))
        moved = dates.end_leave(db.session, actor(), leave=leave, back_on=form.back_on.data)
        if moved is None:
            return _("The leave was taken back; no date moved.")
        return _("Welcome back to %(name)s. Their dates are below.", name=enrolment.person.name)

    return _done(enrolment_id, form, act, returning=form)


@bp.route(f"{SCHOLAR}/shift", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def shift_dates(enrolment_id: int) -> ResponseReturnValue:
    """Move a scholar's dates by hand, with a reason that they read."""
    form = dates_forms.ShiftForm()

    def act(enrolment: Enrolment) -> str:
        phases = calendar.phases_of(db.session, enrolment)
        dates.shift(
            db.session,
            actor(),
            enrolment=enrolment,
            phase=or_404(phase_now(phases, form.shift_from.data)),
            from_on=form.shift_from.data,
            days=form.days.data or 0,
            cause=Cause.OTHER,
            reason=form.reason.data or "",
            seen=version(form.seen.data),
        )
        return _("Moved. %(name)s reads your reason beside the new days.", name=enrolment.person.name)

    return _done(enrolment_id, form, act, shifting=form)


@bp.route(f"{SCHOLAR}/back", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def come_back(enrolment_id: int) -> ResponseReturnValue:
    """Somebody who left goes on in the same cohort."""
    form = dates_forms.BackForm()

    def act(enrolment: Enrolment) -> str:
        days, reason = form.days.data or 0, form.reason.data or ""
        reentry.return_here(db.session, actor(), enrolment=enrolment, days=days, reason=reason)
        return _("%(name)s takes part again. Look at their dates below.", name=enrolment.person.name)

    return _done(enrolment_id, form, act, resuming=form)


@bp.route(f"{SCHOLAR}/later-cohort", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def join_later(enrolment_id: int) -> ResponseReturnValue:
    """Somebody who left joins a later cohort."""
    managed = _managed()
    form = dates_forms.LaterForm().offer(managed)

    def act(enrolment: Enrolment) -> str:
        cohort = next(one for one in managed if one.id == form.cohort.data)
        if cohort.program_id != enrolment.cohort.program_id:
            not_found()
        reentry.join_later(db.session, actor(), enrolment=enrolment, cohort=cohort)
        return _("%(name)s is enrolled in %(cohort)s.", name=enrolment.person.name, cohort=cohort.name)

    return _done(enrolment_id, form, act, joining=form)


def _done(
    enrolment_id: int, form: Form, act: Callable[[Enrolment], str], **shown: Form
) -> ResponseReturnValue:
    """Act if the form is whole; the page again with what was refused, or a fresh one."""
    enrolment = _enrolment(enrolment_id)
    if form.validate_on_submit():
        with refusals(form):
            said = act(enrolment)
            db.session.commit()
            flash(said)
            return redirect(url_for(".scholar_dates", enrolment_id=enrolment_id))
    return _page(_enrolment(enrolment_id), **shown), 422


def _enrolment(enrolment_id: int) -> Enrolment:
    """The enrolment, for staff of its cohort; nobody manages their own dates."""
    enrolment = or_404(cohorts.enrolment(db.session, enrolment_id))
    permit(Permission.COHORT_MANAGE, program_id=enrolment.cohort.program_id, cohort_id=enrolment.cohort_id)
    if enrolment.person_id == actor().id:
        not_found()
    return enrolment


def _managed() -> list[Cohort]:
    return list(cohorts.in_places(db.session, grants().places(Permission.COHORT_MANAGE)))


def _page(enrolment: Enrolment, **shown: Form) -> str:
    today = day_of(enrolment.cohort)
    leave = calendar.open_leave(db.session, enrolment.id)
    away = reentry.away(db.session, enrolment)
    shifts = calendar.shifts(db.session, enrolment.id)
    later = reentry.joinable(db.session, enrolment, _managed()) if away.left_on else []
    follows = enrolment.follows_id and cohorts.enrolment(db.session, enrolment.follows_id)
    back = {"days": reentry.days_away(enrolment, today)}
    forms: dict[str, Any] = {
        "leaving": dates_forms.LeaveForm(formdata=None, data={"from_on": today}),
        "returning": dates_forms.ReturnForm(
            formdata=None, data={"back_on": max(today, leave.from_on) if leave else today}
        ),
        "shifting": dates_forms.ShiftForm(formdata=None, data={"seen": str(len(shifts))}),
        "resuming": dates_forms.BackForm(formdata=None, data=back),
        "joining": dates_forms.LaterForm(formdata=None).offer(later),
    }
    return render_template(
        "advancement/dates.html",
        enrolment=enrolment,
        phases=calendar.phases_of(db.session, enrolment, today),
        phase_words=PHASES,
        today=today,
        leave=leave,
        leaves=[one for one in calendar.leaves(db.session, enrolment.id) if one.returned_on],
        shifts=shifts,
        away=away,
        may_return=reentry_rules.may_return_here(away, 0, "asked"),
        later=later,
        follows=follows,
        goes_on=reentry.following(db.session, enrolment.id),
        refused=next(iter(shown.values()), None),
        **{**forms, **shown},
    )
