"""Invitations: a link by mail that opens an account, or a notice to somebody who has one."""

from __future__ import annotations

from flask import current_app, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts import members
from tracker.cohorts.views.blueprint import Place, bp, place_for
from tracker.extensions import db
from tracker.outbox import actions as outbox
from tracker.outbox import texts
from tracker.people import actions, queries, rules
from tracker.people.current import actor
from tracker.people.models import LinkKind, Person
from tracker.people.words import ROLES
from tracker.permissions import Permission, Role
from tracker.reasons import Decision, require
from tracker.settings import Settings
from tracker.web import filters
from tracker.web.access import grants, or_404, requires
from tracker.web.addresses import full_address

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"
PROGRAM = "/programs/<slug:program_slug>"


@bp.route(f"{PROGRAM}/people/<int:person_id>/invite", methods=["POST"])
@bp.route(f"{COHORT}/people/<int:person_id>/invite", methods=["POST"])
@requires(Permission.PEOPLE_INVITE)
def invite(program_slug: str, person_id: int, cohort_slug: str | None = None) -> ResponseReturnValue:
    """Send a first or another invitation to one person."""
    place = place_for(Permission.PEOPLE_INVITE, program_slug, cohort_slug)
    person = or_404(
        queries.member(db.session, person_id, program_id=place.program.id, cohort_id=place.cohort_id)
    )
    state = queries.account_states(db.session, [person], clock.now())[person.id]
    require(_may_invite(person, state))
    _send(place, person)
    db.session.commit()
    _say_written(1)
    return redirect(place.people_url())


@bp.route(f"{PROGRAM}/people/invite-all", methods=["POST"])
@bp.route(f"{COHORT}/people/invite-all", methods=["POST"])
@requires(Permission.PEOPLE_INVITE)
def invite_all(program_slug: str, cohort_slug: str | None = None) -> ResponseReturnValue:
    """Send invitations to everybody who has none that works."""
    place = place_for(Permission.PEOPLE_INVITE, program_slug, cohort_slug)
    waiting = roster(place).uninvited
    allowed = [one.person for one in waiting if _may_invite(one.person, one.account)]
    for person in allowed:
        _send(place, person)
    db.session.commit()
    _say_written(len(allowed))
    if len(allowed) < len(waiting):
        flash(
            _("%(count)s more have roles that only a lead may invite to.", count=len(waiting) - len(allowed))
        )
    return redirect(place.people_url())


def roster(place: Place) -> members.Roster:
    """Everybody of a cohort or a program, as they stand now."""
    if place.cohort is None:
        return members.of_program(db.session, place.program, clock.now())
    return members.of_cohort(db.session, place.cohort, clock.now())


def tell_of_role(place: Place, person: Person, role: Role) -> bool:
    """Write a notice to somebody who can sign in already; says whether one was written."""
    state = queries.account_states(db.session, [person], clock.now())[person.id]
    if state is not rules.AccountState.OPEN or person.email is None or not person.active:
        return False
    with force_locale(person.locale):
        values = {
            "name": person.name,
            "role": str(ROLES[role]),
            "cohort": place.cohort.name if place.cohort else "",
            "program": place.program.name,
            "link": full_address("security.login"),
        }
        mail = texts.compose(db.session, "role_given", values, program_id=place.program.id)
    outbox.write(
        db.session,
        person_id=person.id,
        address=person.email,
        kind="role_given",
        subject=mail.subject,
        body=mail.body,
        program_id=place.program.id,
    )
    return True


def _may_invite(person: Person, state: rules.AccountState) -> Decision:
    today = clock.today()
    held = [grant.value for grant in person.role_grants if grant.ends_on is None or grant.ends_on >= today]
    return rules.may_invite(grants(), person, held, state)


def _send(place: Place, person: Person) -> None:
    assert person.email is not None  # may_invite refuses people without an address
    token = actions.make_link(
        db.session, actor(), person=person, kind=LinkKind.INVITATION, program_id=place.program.id
    )
    with force_locale(person.locale):
        values = {
            "name": person.name,
            "program": place.program.name,
            "days": filters.days(actions.LIFETIME[LinkKind.INVITATION]),
            "link": full_address("people.open_link", token=token),
        }
        mail = texts.compose(db.session, "invitation", values, program_id=place.program.id)
    outbox.write(
        db.session,
        person_id=person.id,
        address=person.email,
        kind="invitation",
        subject=mail.subject,
        body=mail.body,
        program_id=place.program.id,
        opens_account=True,
    )


def _say_written(count: int) -> None:
    settings: Settings = current_app.extensions["tracker_settings"]
    if settings.smtp is not None:
        flash(_("Invitations on their way: %(count)s.", count=count))
    else:
        flash(
            _(
                "Invitations written: %(count)s. No mail server is set, so hand the texts on yourself:"
                " they stand in the outbox.",
                count=count,
            )
        )
