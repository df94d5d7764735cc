"""The people of a program or a cohort: who is in it, with which role; adding and withdrawing."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker import clock
from tracker.cohorts import actions, forms, queries
from tracker.cohorts.views.blueprint import Place, bp, cohort_for, place_for
from tracker.cohorts.views.invitations import roster, tell_of_role
from tracker.extensions import db
from tracker.people import actions as people_actions
from tracker.people import queries as people_queries
from tracker.people import rules as people_rules
from tracker.people.current import actor
from tracker.people.words import ACCOUNTS, ROLES
from tracker.permissions import Permission, Role
from tracker.settings import Settings
from tracker.web import paging
from tracker.web.access import grants, or_404, requires
from tracker.web.forms import refusals

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"
PROGRAM = "/programs/<slug:program_slug>"


@bp.route(f"{COHORT}/people", methods=["GET", "POST"])
@requires(Permission.PEOPLE_INVITE)
def people(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Scholars, mentors and others of a cohort."""
    return _people(place_for(Permission.PEOPLE_INVITE, program_slug, cohort_slug))


@bp.route(f"{PROGRAM}/people", methods=["GET", "POST"])
@requires(Permission.PEOPLE_INVITE)
def program_people(program_slug: str) -> ResponseReturnValue:
    """Everybody with a role in the program."""
    return _people(place_for(Permission.PEOPLE_INVITE, program_slug, None))


def _people(place: Place) -> ResponseReturnValue:
    roles = people_rules.grantable(grants(), program_id=place.program.id, cohort_id=place.cohort_id)
    form = forms.AddPerson().offer(roles)
    if form.validate_on_submit():
        with refusals(form):
            return _add(place, form)
    settings: Settings = current_app.extensions["tracker_settings"]
    everybody = roster(place)
    return render_template(
        "cohorts/people.html",
        form=form,
        place=place,
        roster=everybody,
        pages={
            name: paging.paged(getattr(everybody, name), paging.wanted(request.args, name))
            for name in ("scholars", "mentors", "others")
        },
        delivering=settings.smtp is not None,
        grantable=roles,
        role_words=ROLES,
        account_words=ACCOUNTS,
        cohort_names=queries.cohort_names(db.session, place.program.id),
        today=clock.today(place.program.time_zone),
    )


def _add(place: Place, form: forms.AddPerson) -> Response:
    person = actions.add_person(
        db.session,
        actor(),
        program=place.program,
        cohort=place.cohort,
        name=form.name.data,
        email=form.email.data or "",
        role=Role(form.role.data),
        ends_on=form.ends_on.data,
    )
    told = tell_of_role(place, person, Role(form.role.data))
    db.session.commit()
    if told:
        flash(
            _("%(name)s was known here already and now has the role too; a notice says so.", name=person.name)
        )
    else:
        flash(_("%(name)s was added. Send the invitation when you are ready.", name=person.name))
    return redirect(place.people_url())


@bp.route(f"{PROGRAM}/roles/<int:grant_id>/withdraw", methods=["POST"])
@bp.route(f"{COHORT}/roles/<int:grant_id>/withdraw", methods=["POST"])
@requires(Permission.PEOPLE_INVITE)
def withdraw_role(program_slug: str, grant_id: int, cohort_slug: str | None = None) -> ResponseReturnValue:
    place = place_for(Permission.PEOPLE_INVITE, program_slug, cohort_slug)
    grant = or_404(people_queries.grant(db.session, grant_id, program_id=place.program.id))
    person = or_404(people_queries.member(db.session, grant.person_id, program_id=place.program.id))
    people_actions.withdraw_role(db.session, actor(), person=person, grant=grant)
    db.session.commit()
    flash(_("%(name)s no longer has the role “%(role)s”.", name=person.name, role=ROLES[grant.role]))
    return redirect(place.people_url())


@bp.route(f"{COHORT}/scholars/<int:enrolment_id>/left", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def left(program_slug: str, cohort_slug: str, enrolment_id: int) -> ResponseReturnValue:
    """A scholar left of their own accord."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    enrolment = or_404(queries.enrolment(db.session, enrolment_id, cohort_id=cohort.id))
    form = forms.Left(data={"on": enrolment.withdrew_on or clock.today(cohort.program.time_zone)})
    if form.validate_on_submit():
        with refusals(form):
            actions.withdraw(db.session, actor(), enrolment=enrolment, on=form.on.data)
            db.session.commit()
            flash(_("Saved: %(name)s has left.", name=enrolment.person.name))
            return redirect(url_for(".people", program_slug=program_slug, cohort_slug=cohort_slug))
    return render_template("cohorts/left.html", form=form, cohort=cohort, enrolment=enrolment)
