"""A program's policy of release review as everybody reads it, without signing in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.cohorts import queries as cohort_queries
from tracker.extensions import db
from tracker.releases import (
    checklist_templates,
    policy_queries,
    policy_rules,
    policy_words,
    route_rules,
    snapshot_queries,
    voting_rules,
    words,
)
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.models import ReleasePolicy
from tracker.releases.numbers import DEFAULTS, Numbers
from tracker.releases.statistics_rules import Printed
from tracker.releases.views.rules_blueprint import bp
from tracker.web.access import or_404, public


@bp.route("/policy/<slug:program_slug>")
@public
def policy(program_slug: str) -> ResponseReturnValue:
    """What is reviewed, by whom and how; thresholds and days are those that decide."""
    program = or_404(cohort_queries.program(db.session, program_slug))
    rows = policy_queries.policies(db.session, program.id)
    numbers = policy_queries.numbers(db.session, program.id)
    return render_template(
        "releases/policy.html",
        program=program,
        numbers=numbers,
        version=rows[0].version if rows else 0,
        newest=policy_queries.last_change(db.session, program.id),
        review_by=policy_queries.review_by(db.session, program),
        changes=_log(rows),
        checklist_versions=checklist_templates.versions(db.session, program.id),
        checklist=DEFAULT,
        core=[item for item in DEFAULT.items if item.core],
        flags=route_rules.FLAGS_FORMAL,
        quorum=voting_rules.quorum(numbers.seats),
        lines=policy_words.lines(),
        snapshots=[Printed.of(one.body) for one in snapshot_queries.published(db.session, program.id)],
        contact=policy_queries.contact(db.session, program.id),
        words=words,
        policy_words=policy_words,
    )


def _log(rows: Sequence[ReleasePolicy]) -> list[tuple[ReleasePolicy, list[tuple[str, int, int]]]]:
    """The versions of the numbers, the newest first, each with what it changed."""
    before = [*[Numbers.of(one.numbers) for one in rows[1:]], DEFAULTS]
    return [
        (row, policy_rules.changed(was, Numbers.of(row.numbers)))
        for row, was in zip(rows, before, strict=False)
    ]
