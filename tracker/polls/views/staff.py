"""Staff's pages of polls: the list, one poll with its result, closing, showing, removing."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.cohorts.views.blueprint import cohort_for
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.polls import actions, queries, rules, sheets, words
from tracker.polls.models import Poll
from tracker.polls.views.blueprint import bp
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.downloads import attachment

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"
POLL = f"{COHORT}/polls/<int:poll_id>"


@bp.route(f"{COHORT}/polls")
@requires(Permission.COHORT_MANAGE)
def index(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """The polls of a cohort, newest first."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    polls = queries.of_cohort(db.session, cohort.id)
    today = clock.today(cohort.program.time_zone)
    return render_template(
        "polls/index.html",
        cohort=cohort,
        polls=polls,
        stages={one.id: words.STAGES[rules.stage(one, today)] for one in polls},
        closed={one.id for one in polls if rules.is_closed(one, today)},
        sources=words.SOURCES,
        told=queries.told_counts(db.session, polls),
    )


@bp.route(POLL)
@requires(Permission.COHORT_MANAGE)
def one(program_slug: str, cohort_slug: str, poll_id: int) -> ResponseReturnValue:
    """One poll: its link and days, and what came of it once it is closed."""
    poll = _poll(program_slug, cohort_slug, poll_id)
    today = clock.today(poll.cohort.program.time_zone)
    return render_template(
        "polls/one.html",
        cohort=poll.cohort,
        poll=poll,
        address=address(poll),
        stage=words.STAGES[rules.stage(poll, today)],
        told=queries.told_counts(db.session, [poll])[poll.id],
        waves=words.WAVES,
        source=words.SOURCES[poll.source],
        found=queries.result(db.session, poll, today),
        may_close=bool(rules.may_close(poll, today)),
        may_remove=bool(rules.may_remove(poll, today)),
    )


@bp.route(f"{POLL}/close", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def close(program_slug: str, cohort_slug: str, poll_id: int) -> ResponseReturnValue:
    """Close it before its last day; it never opens again."""
    poll = _poll(program_slug, cohort_slug, poll_id)
    try:
        actions.close(db.session, actor(), poll=poll)
        db.session.commit()
        flash(_("Closed. The codes and every single answer are gone; only the counts stay."))
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision), "error")
    return redirect(url_for(".one", **address(poll)))


@bp.route(f"{POLL}/<any(show,hide):act>", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def show(program_slug: str, cohort_slug: str, poll_id: int, act: str) -> ResponseReturnValue:
    """Let those with the link see the result, or no longer."""
    poll = _poll(program_slug, cohort_slug, poll_id)
    if poll.token is None:
        not_found()
    actions.show_result(db.session, actor(), poll=poll, shows=act == "show")
    db.session.commit()
    flash(_("The link shows the result now.") if act == "show" else _("The link no longer shows the result."))
    return redirect(url_for(".one", **address(poll)))


@bp.route(f"{POLL}/remove", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def remove(program_slug: str, cohort_slug: str, poll_id: int) -> ResponseReturnValue:
    """Take it away, before anybody could answer."""
    poll = _poll(program_slug, cohort_slug, poll_id)
    cohort, here = poll.cohort, address(poll)
    try:
        actions.remove(db.session, actor(), poll=poll)
        db.session.commit()
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision), "error")
        return redirect(url_for(".one", **here))
    flash(_("Removed."))
    return redirect(url_for(".index", **address_of(cohort)))


@bp.route(f"{POLL}/result.csv")
@requires(Permission.COHORT_MANAGE)
def result(program_slug: str, cohort_slug: str, poll_id: int) -> ResponseReturnValue:
    """What the page shows, as a file: shares and changes, never single answers."""
    poll = _poll(program_slug, cohort_slug, poll_id)
    found = queries.result(db.session, poll, clock.today(poll.cohort.program.time_zone))
    if found is None:
        not_found()
    return attachment(sheets.written(found), f"poll-{poll.id}.csv")


def address_of(cohort: Cohort) -> dict[str, Any]:
    """The short names that stand in the address of a cohort's pages."""
    return {"program_slug": cohort.program.slug, "cohort_slug": cohort.slug}


def address(poll: Poll) -> dict[str, Any]:
    """What stands in the address of a poll's page."""
    return {**address_of(poll.cohort), "poll_id": poll.id}


def _poll(program_slug: str, cohort_slug: str, poll_id: int) -> Poll:
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    return or_404(queries.poll(db.session, poll_id, cohort_id=cohort.id))
