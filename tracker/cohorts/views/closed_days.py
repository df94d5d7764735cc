"""The days on which a program does not work: listed, added, taken out where no deadline gets shorter."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts import calendar, calendar_actions, calendar_rules, forms_days
from tracker.cohorts.views.blueprint import bp, program_for
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import or_404, requires
from tracker.web.filters import day
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

PROGRAM = "/programs/<slug:program_slug>"


@bp.route(f"{PROGRAM}/closed-days", methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def closed_days(program_slug: str) -> ResponseReturnValue:
    """All closed days, those ahead first, and the form for more."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    form = forms_days.Closed()
    if form.validate_on_submit():
        with refusals(form):
            made = calendar_actions.close(
                db.session,
                actor(),
                program=program,
                first=form.first.data,
                last=form.last.data,
                name=form.name.data,
            )
            db.session.commit()
            flash(ngettext("%(num)d closed day was entered.", "%(num)d closed days were entered.", len(made)))
            return redirect(url_for(".closed_days", program_slug=program_slug))
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    today = clock.today(program.time_zone)
    rows = calendar.closed_list(db.session, program.id)
    known = frozenset(row.day for row in rows)
    page = render_template(
        "cohorts/closed_days.html",
        program=program,
        form=form,
        ahead=[
            (row, bool(calendar_rules.may_open_again(row.day, today, known)))
            for row in rows
            if row.day >= today
        ],
        past=[row for row in reversed(rows) if row.day < today],
    )
    return page, 422 if form.errors else 200


@bp.route(f"{PROGRAM}/closed-days/<int:closed_id>/remove", methods=["POST"])
@requires(Permission.PROGRAM_MANAGE)
def open_again(program_slug: str, closed_id: int) -> ResponseReturnValue:
    """Make a closed day a working day again."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    row = or_404(calendar.closed_day(db.session, closed_id, program_id=program.id))
    on = row.day
    try:
        calendar_actions.open_again(db.session, actor(), program=program, closed=row)
        db.session.commit()
        flash(_("%(day)s is a working day again.", day=day(on)))
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision))
    return redirect(url_for(".closed_days", program_slug=program_slug))
