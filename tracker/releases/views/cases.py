"""The list of cases that somebody finds, and the page of one."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Program
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission, Role
from tracker.releases import case_queries, read_logs, words
from tracker.releases.views.blueprint import asked_of, bp, finds, show
from tracker.web import paging
from tracker.web.access import grants, requires


@bp.get("")
@requires(Permission.RELEASE_VIEW)
def index() -> ResponseReturnValue:
    """Own releases, those somebody has a seat in, and all of the program for who overlooks them."""
    held, invited = grants(), asked_of(actor())
    rows = case_queries.found_by(db.session, actor().id, held)
    return render_template(
        "releases/index.html",
        asked=[(case, invited[case.id]) for case in case_queries.some(db.session, invited)],
        mine=[row for row in rows if row.roles],
        others=paging.paged([row for row in rows if not row.roles], paging.wanted(request.args)),
        numbers=case_queries.numbers_alone(db.session) if Role.OPERATOR in held.roles() else [],
        logs=[(program, _much_read(program)) for program in cohorts.programs_in(db.session, _watched())],
        coordinates=held.anywhere(Permission.RELEASE_COORDINATE),
        overlooks=any(held.places(permission) for permission in case_queries.OVERLOOKING),
        words=words,
    )


def _watched() -> set[int]:
    """The programs whose log of reads is somebody's, with names or as numbers."""
    held = grants()
    if Role.OPERATOR in held.roles():
        return set()
    places = [place for permission in case_queries.OVERLOOKING for place in held.places(permission)]
    return {program for program, cohort in places if program is not None and cohort is None}


def _much_read(program: Program) -> bool:
    """Whether somebody read much and nobody looked into it, for who can."""
    if not grants().allow(Permission.RELEASE_COORDINATE, program_id=program.id):
        return False
    return bool(read_logs.alerts(db.session, [program.id], unseen=True))


@bp.get("/<int:case_id>")
@requires(Permission.RELEASE_VIEW)
def case_page(case_id: int) -> ResponseReturnValue:
    """A case: what is known of it to everybody who finds it, and what is for the reader.

    Mails lead here; who was only asked so far goes on to the page on which they answer.
    """
    address = asked_of(actor()).get(case_id)
    return redirect(address) if address and not finds(case_id) else show(case_id)
