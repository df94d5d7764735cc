"""The list of cases that somebody finds, and the page of one."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission, Role
from tracker.releases import case_queries, words
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
        overlooks=any(held.places(permission) for permission in case_queries.OVERLOOKING),
        words=words,
    )


@bp.get("/<int:case_id>")
@requires(Permission.RELEASE_VIEW)
def case_page(case_id: int) -> ResponseReturnValue:
    """A case: what is known of it to everybody who finds it, and what is for the reader.

    Mails lead here; who was only asked so far goes on to the page on which they answer.
    """
    address = asked_of(actor()).get(case_id)
    return redirect(address) if address and not finds(case_id) else show(case_id)
