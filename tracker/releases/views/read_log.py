"""Who read what: of a case and of a program, by name, by role or by number, as the reader may know it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Program
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission, Role
from tracker.releases import access_words, alerts, break_glass, case_queries, read_logs, words
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.releases.views.blueprint import SECTIONS, bp, case_for
from tracker.web import paging, unsealing
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.texts import gettext as _

NAMED = (Permission.RELEASE_COORDINATE, Permission.RELEASE_AUDIT)
unsealing.AFTER_READ.append(alerts.after_reading)
bp.add_app_template_global(access_words.field, "sealed_field")


@bp.get("/<int:case_id>/read-log")
@requires(Permission.RELEASE_VIEW)
def read_log(case_id: int) -> ResponseReturnValue:
    """Who read a case: with names, or to its authors by role and day."""
    case, standing = case_for(case_id, Ability.READ_LOG_ROLES)
    named = bool(may(standing, Ability.READ_LOG))
    return render_template(
        "releases/read_log.html",
        case=case,
        named=named,
        lines=_lines(read_logs.Scope(case=case)) if named else None,
        days=[] if named else read_logs.by_role(db.session, case),
        words=words,
    )


@bp.get("/read-log/<slug:program_slug>")
@requires(Permission.RELEASE_VIEW)
def program_log(program_slug: str) -> ResponseReturnValue:
    """The log of a program's cases: lines for coordinators and auditors, numbers for directors."""
    program = or_404(cohorts.program(db.session, program_slug))
    named, counted = _sees(program)
    if not named and not counted:
        not_found()
    own = case_queries.closed_to(db.session, actor().id)
    return render_template(
        "releases/program_log.html",
        program=program,
        lines=_lines(read_logs.Scope(program=program, without=own)) if named else None,
        counts=[] if named else read_logs.counts_of_cases(db.session, program),
        alerts=read_logs.alerts(db.session, [program.id]) if named else [],
        me=actor().id,
        clears=grants().allow(Permission.RELEASE_COORDINATE, program_id=program.id),
        words=words,
    )


@bp.post("/read-log/<slug:program_slug>/alerts/<int:alert_id>/seen")
@requires(Permission.RELEASE_COORDINATE)
def clear_alert(program_slug: str, alert_id: int) -> ResponseReturnValue:
    """Say that one looked into why somebody read much."""
    program = or_404(cohorts.program(db.session, program_slug))
    if not grants().allow(Permission.RELEASE_COORDINATE, program_id=program.id) or not _sees(program)[0]:
        not_found()
    alert = or_404(read_logs.alert(db.session, alert_id, program_id=program.id))
    alerts.clear(db.session, actor(), alert=alert)
    db.session.commit()
    flash(_("Noted that you looked into it."))
    return redirect(url_for(".program_log", program_slug=program_slug))


def _sees(program: Program) -> tuple[bool, bool]:
    """Whether the log is theirs with names, or as numbers. Who runs the server has neither."""
    held = grants()
    if Role.OPERATOR in held.roles():
        return False, False
    named = any(held.allow(one, program_id=program.id) for one in NAMED)
    return named, held.allow(Permission.RELEASE_DIRECT, program_id=program.id)


def _lines(scope: read_logs.Scope) -> paging.Paged[read_logs.Line]:
    found = read_logs.count(db.session, scope)
    page, pages, offset = paging.place(found, paging.wanted(request.args))
    rows = read_logs.lines(db.session, scope, limit=paging.PER_PAGE, offset=offset)
    return paging.Paged(rows, page, pages, found)


def section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """What the page of a case says of access to it."""
    who = break_glass.keyholder(session, actor(), case)
    openings = [one for one in read_logs.asked(session, case.id) if one.ends_at is not None]
    can = {one.value: bool(may(standing, one)) for one in Ability}
    opens = who.holds and not who.barred and not who.operator
    told = can["own_answers"] or can["read_log_roles"]
    if not (opens or told or can["route"]):
        return None
    return {
        "can": can,
        "opens": opens,
        "waits": opens and any(read_logs.asked(session, case.id, waiting=True)),
        "openings": openings if told else [],
        "asks": opens and can["read_log_counts"] and not can["text"] and not standing.desk,
    }


SECTIONS["releases/case_access.html"] = section
