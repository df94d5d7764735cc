"""Half-yearly figures: frozen by one person, published once a second one agrees."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts.models import Program
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import policy_words, snapshot_queries, snapshots, statistics_rules
from tracker.releases.statistics_models import StatsSnapshot
from tracker.releases.statistics_rules import Printed
from tracker.releases.views.rules_blueprint import RULES, bp, program_for
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _

STATISTICS = f"{RULES}/statistics"


@bp.route(STATISTICS, methods=["GET", "POST"])
@requires(Permission.RELEASE_POLICY)
def statistics(program_slug: str) -> ResponseReturnValue:
    """What is published and what waits; a POST freezes the newest whole period."""
    program = program_for(program_slug)
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            snapshots.make(db.session, actor(), program=program)
            db.session.commit()
            flash(_("Frozen. It is published once somebody else agrees."))
            return redirect(url_for(".statistics", program_slug=program_slug))
    return _show(program, form), 422 if form.errors else 200


@bp.route(f"{STATISTICS}/<int:snapshot_id>/agree", methods=["POST"])
@requires(Permission.RELEASE_POLICY)
def agree_to_snapshot(program_slug: str, snapshot_id: int) -> ResponseReturnValue:
    """Publish a snapshot that somebody else made."""
    program, snapshot = _snapshot_for(program_slug, snapshot_id)
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            snapshots.agree(db.session, actor(), snapshot=snapshot)
            db.session.commit()
            flash(_("Published."))
            return redirect(url_for(".statistics", program_slug=program_slug))
    return _show(program, form), 422


@bp.route(f"{STATISTICS}/<int:snapshot_id>/refuse", methods=["POST"])
@requires(Permission.RELEASE_POLICY)
def refuse_snapshot(program_slug: str, snapshot_id: int) -> ResponseReturnValue:
    """Discard a snapshot that waits."""
    program, snapshot = _snapshot_for(program_slug, snapshot_id)
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            snapshots.refuse(db.session, actor(), snapshot=snapshot)
            db.session.commit()
            flash(_("Discarded. It can be made again."))
            return redirect(url_for(".statistics", program_slug=program_slug))
    return _show(program, form), 422


def _snapshot_for(program_slug: str, snapshot_id: int) -> tuple[Program, StatsSnapshot]:
    program = program_for(program_slug)
    snapshot = or_404(db.session.get(StatsSnapshot, snapshot_id))
    if snapshot.program_id != program.id:
        not_found()
    return program, snapshot


def _show(program: Program, form: Form) -> str:
    waiting = snapshot_queries.waiting(db.session, program.id)
    published = [Printed.of(one.body) for one in snapshot_queries.published(db.session, program.id)]
    over = statistics_rules.period(clock.today(program.time_zone))
    newest = published[0].period if published else None
    return render_template(
        "releases/rules_statistics.html",
        program=program,
        form=form,
        waiting=waiting,
        frozen=Printed.of(waiting.body) if waiting else None,
        published=published,
        over=over,
        may_make=statistics_rules.may_make(over, newest, waiting=waiting is not None),
        own=actor().id,
        policy_words=policy_words,
    )
