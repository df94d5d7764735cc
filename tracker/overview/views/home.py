"""Home per role, and the sign of life."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.advancement import queries as advancement
from tracker.advancement.decision_queries import sits_on
from tracker.cohorts import calendar
from tracker.cohorts import queries as cohorts
from tracker.evaluations import actions as forms_of
from tracker.evaluations import queries as evaluations
from tracker.evaluations import rules as form_rules
from tracker.extensions import db
from tracker.overview.decided import soon
from tracker.overview.views.attention import lines
from tracker.overview.views.blueprint import bp
from tracker.people.current import actor
from tracker.permissions import Permission, Role
from tracker.web.access import grants, public, requires

# The rest of the attention list has a page of its own.
FIRST_LINES = 5


@bp.route("/healthz")
@public
def health() -> ResponseReturnValue:
    return {"alive": True}


@bp.route("/")
@requires(Permission.HOME_READ)
def home() -> ResponseReturnValue:
    me, held = actor(), grants()
    boards = cohorts.in_places(db.session, held.places(Permission.BOARD_READ))
    mine = cohorts.enrolments_of(db.session, me.id)
    if mine and held.roles() <= {Role.SCHOLAR}:
        return redirect(url_for(".standing"))
    if held.roles() == {Role.VIEWER}:
        return redirect(url_for("reports.index"))
    handles = cohorts.in_places(db.session, held.places(Permission.FLAG_HANDLE))
    concerned = cohorts.in_places(db.session, held.places(Permission.CONCERN_READ))
    read = [one.id for one in concerned]
    asked = evaluations.owed(db.session, me.id)
    moments = forms_of.moments(db.session, asked)
    return render_template(
        "overview/home.html",
        unproven=advancement.unproven(db.session, read, reader_id=me.id),
        reviews=advancement.under_review(db.session, read, reader_id=me.id),
        concerned=[one for one in concerned if one not in boards],
        own_concerns=advancement.opened_by(db.session, me.id),
        first=lines(boards, most=FIRST_LINES) if boards else [],
        boards=boards,
        enrolled=mine,
        owed=[row for row in asked if form_rules.may_write(moments[row.id])],
        away=calendar.everybody_away(db.session, clock.today()),
        mentors=held.anywhere(Permission.EVALUATION_SUBMIT),
        handles=bool(handles),
        flags=evaluations.open_flags(db.session, [cohort.id for cohort in handles]),
        seats=sits_on(db.session, me.id),
        deciding=soon(cohorts.in_places(db.session, held.places(Permission.GATE_READ))),
        founds=held.anywhere(Permission.PROGRAM_CREATE),
    )
