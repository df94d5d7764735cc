"""Lists of outcomes: one's own, and a cohort's with what its follow-ups brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import follow_up_queries, outcome_queries
from tracker.projects.follow_up_queries import Owed
from tracker.projects.models import Work
from tracker.projects.outcome_models import SEALED, Outcome, OutcomeKind, OutcomeStatus
from tracker.projects.outcome_queries import Line
from tracker.projects.views.blueprint import bp
from tracker.projects.views.outcomes import reader
from tracker.web import paging
from tracker.web.access import grants, not_found, or_404, requires

_S = OutcomeStatus
# The columns of the table of counts: what is out, what is under way, what came to nothing, what is sealed.
GROUPS: dict[str, frozenset[OutcomeStatus]] = {
    "out": frozenset({_S.PUBLISHED}),
    "under_way": frozenset({_S.PLANNED, _S.IN_PROGRESS, _S.SUBMITTED, _S.ACCEPTED}),
    "ended": frozenset({_S.REJECTED, _S.WITHDRAWN}),
    "sealed": SEALED,
}


@dataclass(frozen=True)
class Own:
    """The works of one person in one cohort, each with its outcomes."""

    cohort: Cohort
    works: list[tuple[Work, list[Outcome]]]


@dataclass(frozen=True)
class Way:
    """What leads to outcomes from somebody's home page."""

    owed: Sequence[Owed]
    has_works: bool
    coordinates: Sequence[Cohort]


@bp.app_template_global("ways_to_outcomes")
def ways_to_outcomes() -> Way:
    """For the pages on which people begin."""
    me = actor()
    return Way(
        follow_up_queries.owed(db.session, me),
        has_works=outcome_queries.has_works(db.session, me.id),
        coordinates=cohorts.in_places(db.session, grants().places(Permission.OUTCOME_UNSEAL)),
    )


@bp.get("/outcomes")
@requires(Permission.WORK_VIEW)
def my_outcomes() -> ResponseReturnValue:
    """What came of the works that one is a member or a mentor of, whenever that was."""
    me = actor()
    by_work: dict[int, list[Outcome]] = {}
    for one in outcome_queries.of_person(db.session, me):
        by_work.setdefault(one.work_id, []).append(one)
    own: dict[int, Own] = {}
    for work in outcome_queries.works_of(db.session, me.id):
        cohort = work.phase.cohort
        own.setdefault(cohort.id, Own(cohort, [])).works.append((work, by_work.get(work.id, [])))
    return render_template(
        "projects/outcomes_own.html",
        own=list(own.values()),
        ways=ways_to_outcomes(),
        me=me,
    )


@bp.get("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/outcomes")
@requires(Permission.WORK_VIEW)
def cohort_outcomes(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Everything that came of a cohort's works, negative results like the others."""
    cohort = or_404(cohorts.cohort(db.session, program_slug, cohort_slug))
    held, here = grants(), {"program_id": cohort.program_id, "cohort_id": cohort.id}
    reads = held.allow(Permission.BOARD_READ, **here)
    if not reads and not held.allow(Permission.OUTCOME_UNSEAL, **here):
        not_found()
    lines = outcome_queries.of_cohort(db.session, reader(), cohort.id)
    today = clock.today(cohort.program.time_zone)
    return render_template(
        "projects/outcomes_cohort.html",
        cohort=cohort,
        lines=paging.paged(lines, paging.wanted(request.args)),
        counts=counts(lines),
        titles=outcome_queries.work_titles(db.session, cohort.id),
        rounds=follow_up_queries.rounds(db.session, cohort, today) if reads else [],
        reads=reads,
        held=held,
    )


def counts(lines: Iterable[Line]) -> list[tuple[OutcomeKind, dict[str, int]]]:
    """How many outcomes of each kind stand in each group of statuses; every kind has its row."""
    seen = Counter((line.kind, line.status) for line in lines)
    return [
        (kind, {name: sum(seen[kind, status] for status in group) for name, group in GROUPS.items()})
        for kind in OutcomeKind
    ]
