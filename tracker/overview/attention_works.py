"""What works wait for from staff, as lines of the attention list: one for results, one for shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.overview.attention_rules import Item, Kind
from tracker.projects import credit_queries
from tracker.projects import queries as projects
from tracker.projects.credit_queries import Standing
from tracker.projects.models import Work
from tracker.projects.result_rules import WAITING

Waiting = Sequence[tuple[Work, Standing]]


def waiting(session: Session, cohort_ids: Sequence[int]) -> Waiting:
    """The works of these cohorts that staff have something to settle about. A fixed number of statements."""
    if not cohort_ids:
        return []
    works = projects.in_cohorts(session, cohort_ids)
    stands = credit_queries.standings(session, works)
    return [
        (work, stands[work.id])
        for work in works
        if stands[work.id].result in WAITING or stands[work.id].shares.disputed
    ]


def lines(found: Waiting) -> Iterator[Item]:
    """At most two lines a cohort."""
    cohorts: dict[int, Cohort] = {work.phase.cohort_id: work.phase.cohort for work, _stands in found}
    for cohort in cohorts.values():
        here = [(work, stands) for work, stands in found if work.phase.cohort_id == cohort.id]
        results = [work for work, stands in here if stands.result in WAITING]
        shares = [work for work, stands in here if stands.shares.disputed]
        for kind, which, works in ((Kind.RESULT, "to-settle", results), (Kind.SHARES, "shares", shares)):
            if works:
                address = {"program_slug": cohort.program.slug, "cohort_slug": cohort.slug, "which": which}
                yield Item(
                    kind,
                    cohort.id,
                    cohort.name,
                    None,
                    tuple(work.title for work in works),
                    cohort.id,
                    ("projects.works", address),
                    whole_phase=True,
                )
