"""Table 9: the published outputs whose links every member of their work agreed to see in a public list."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.cohorts.models import Cohort, Phase
from tracker.projects.models import Membership, Work
from tracker.projects.outcome_models import Outcome, OutcomeKind, OutcomeListing, OutcomeStatus, Tier
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.reports.numbers import Absent, Part, Row, Table, Why, Words

COLUMNS = ("link", "venue")
# Chosen by nobody but the members themselves; so it is no sample of the whole, and its length no measure.
NOTES = ("links_agreed",)
# What was stopped or taken back after it went out, or went out unreviewed, is spread no further.
HELD_BACK = (CaseState.SUSPENDED, CaseState.RETRACTED, CaseState.DISCLOSED_UNREVIEWED)
# Within a kind the best-known venues stand first, then by title.
_TIERS = (Tier.JOURNAL, Tier.CONFERENCE, Tier.WORKSHOP, None)


def make(session: Session, cohort: Cohort, _as_of: date) -> Part:
    """One row a link; two statements."""
    rows = []
    found = sorted(session.scalars(_listed(cohort.id)), key=_order)
    for number, one in enumerate(found, start=1):
        venue = Words(one.venue, public=True) if one.venue else Absent(Why.NOT_COLLECTED)
        for link in one.links:
            words = Words(link.label, link=link.url, public=True)
            rows.append(Row(f"{one.kind.value}.{number}_{link.position}", (words, venue), label=one.title))
    why = None if rows else Why.NOT_COLLECTED
    return Part((Table(9, "links", COLUMNS, tuple(rows), notes=NOTES, why_empty=why),), {})


def _listed(cohort_id: int) -> sa.Select[Outcome]:
    """Published outcomes with a link, to whose listing every member of the work agreed."""
    unsure = (
        sa.select(Membership.enrolment_id)
        .outerjoin(
            OutcomeListing,
            sa.and_(
                OutcomeListing.outcome_id == Outcome.id,
                OutcomeListing.enrolment_id == Membership.enrolment_id,
            ),
        )
        .where(Membership.work_id == Outcome.work_id, OutcomeListing.outcome_id.is_(None))
        .correlate(Outcome)
    )
    held_back = sa.select(Case.id).where(Case.outcome_id == Outcome.id, Case.state.in_(HELD_BACK))
    agreed = sa.select(OutcomeListing.outcome_id).where(OutcomeListing.outcome_id == Outcome.id)
    return (
        sa.select(Outcome)
        .join(Outcome.work)
        .join(Work.phase)
        .where(
            Phase.cohort_id == cohort_id,
            Outcome.status == OutcomeStatus.PUBLISHED,
            sa.exists(agreed),
            ~sa.exists(unsure),
            ~sa.exists(held_back),
        )
        .options(selectinload(Outcome.links))
    )


def _order(one: Outcome) -> tuple[int, int, str, int]:
    return (list(OutcomeKind).index(one.kind), _TIERS.index(one.tier), one.title, one.id)
