"""Reads of assessments: which count, who the two reviewers are, and who sees what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.releases import conflicts, panel_queries, review_rules, submission_queries
from tracker.releases.assignment_rules import REVIEWERS
from tracker.releases.conflict_rules import Candidate, eligible
from tracker.releases.models import Case
from tracker.releases.review_models import Assessment, AssessmentDraft, ReviewAssignment, ReviewPhase
from tracker.releases.review_rules import Filing, Pair
from tracker.releases.submission_models import Submission
from tracker.releases.weighing_rules import Assessment as Weighed


@dataclass(frozen=True)
class Reviewer:
    """Somebody who was asked to review a case and has not declined or left, with what is known of them."""

    row: ReviewAssignment
    candidate: Candidate
    # Whether they hold a role today that lets them judge this case.
    held: bool

    @property
    def free(self) -> bool:
        return self.held and bool(eligible(self.candidate))

    @property
    def judges(self) -> bool:
        return self.row.stands and self.free


def reviewers(session: Session, case: Case) -> list[Reviewer]:
    """Who was asked and is still to answer or to judge, in the order they were asked; read anew."""
    found = sa.select(ReviewAssignment).where(
        ReviewAssignment.case_id == case.id, ReviewAssignment.ended_at.is_(None)
    )
    rows = session.scalars(
        found.options(joinedload(ReviewAssignment.person))
        .order_by(ReviewAssignment.id)
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return []
    ties = conflicts.ties(session, case)
    fit = {one.id for one in conflicts.bench(session, case)}
    candidates = [ties.candidate(row.person_id) for row in rows]
    return [Reviewer(row, one, one.person in fit) for row, one in zip(rows, candidates, strict=True)]


def pair(session: Session, case: Case) -> Pair | None:
    """The two who judge the case now, neither of them barred; None where there are not two."""
    return pair_of(reviewers(session, case))


def pair_of(known: Sequence[Reviewer]) -> Pair | None:
    """The two of these who judge the case."""
    both = [one.row for one in known if one.judges]
    if len(both) != REVIEWERS:
        return None
    first, second = both
    since = max(row.answered_at for row in both if row.answered_at is not None)
    return Pair(first.person_id, second.person_id, since)


def rows(session: Session, submission: Submission, phase: ReviewPhase | None = None) -> Sequence[Assessment]:
    """Everything that was filed about a submission, the first first."""
    found = sa.select(Assessment).where(Assessment.submission_id == submission.id)
    if phase is not None:
        found = found.where(Assessment.phase == phase)
    return session.scalars(
        found.options(
            joinedload(Assessment.person), joinedload(Assessment.crux), joinedload(Assessment.widening)
        ).order_by(Assessment.filed_at, Assessment.id)
    ).all()


def filings(session: Session, submission: Submission) -> list[Filing]:
    """What reviewers filed, as the rules weigh it."""
    return [
        Filing(row.id, row.filed_at, weighed(row)) for row in rows(session, submission, ReviewPhase.EXPEDITED)
    ]


def has_filed(session: Session, case: Case, person_id: int) -> bool:
    """Whether somebody filed about what is under review now."""
    submission = submission_queries.current(session, case)
    return submission is not None and any(one.person_id == person_id for one in rows(session, submission))


def of(session: Session, case: Case, submission: Submission) -> list[Weighed]:
    """What counts about a submission: the last word of each reviewer who may judge it, and of each seat.

    Somebody who filed as both counts once, as a seat of the panel.
    """
    both = {one.row.person_id for one in reviewers(session, case) if one.judges}
    last: dict[int, Assessment] = {}
    for row in rows(session, submission):
        panel = row.phase is ReviewPhase.PANEL
        before = last.get(row.person_id)
        if panel or (row.person_id in both and (before is None or before.phase is row.phase)):
            last[row.person_id] = row
    return [weighed(row) for row in last.values()]


def seen_by(
    session: Session, case: Case, submission: Submission, viewer: int, *, judges: bool
) -> list[Assessment]:
    """The assessments that somebody sees who may see others' at all: own, and those of others by the rules.

    Whoever judges sees nothing of another's before their own filing of that round.
    """
    kept = rows(session, submission)
    if not judges:
        return list(kept)
    if _sat(session, case, viewer):
        filed_now = _filed_for_panel(session, case)
        return [one for one in kept if one.person_id == viewer or viewer in filed_now]
    filed = [Filing(one.id, one.filed_at, weighed(one)) for one in kept if one.phase is ReviewPhase.EXPEDITED]
    ids = review_rules.seen(filed, pair(session, case), viewer)
    return [one for one in kept if one.person_id == viewer or one.id in ids]


def _filed_for_panel(session: Session, case: Case) -> frozenset[int]:
    """Who filed for the newest panel; what they filed for an earlier one shows them nothing of this one."""
    panel = panel_queries.newest(session, case.id)
    return frozenset(panel_queries.filings(session, panel)) if panel is not None else frozenset()


def _sat(session: Session, case: Case, viewer: int) -> bool:
    """Whether somebody has a seat on the newest panel, at work or not."""
    panel = panel_queries.newest(session, case.id)
    return panel is not None and panel_queries.seat_of(session, panel.id, viewer) is not None


def draft(session: Session, case: Case, person_id: int, phase: ReviewPhase) -> AssessmentDraft | None:
    """What somebody typed and has not filed about what is under review."""
    found = session.get(AssessmentDraft, (case.id, person_id, phase), populate_existing=True)
    submission = submission_queries.current(session, case)
    if found is None or submission is None or found.submission_id != submission.id:
        return None
    return found


def weighed(row: Assessment) -> Weighed:
    """An assessment as the rules weigh it."""
    return Weighed(
        person=row.person_id,
        manifest=row.binding,
        benefit=row.benefit,
        acceleration_worst=row.acceleration_worst,
        misuse_worst=row.misuse_worst,
        acceleration_sureness=row.acceleration_sureness,
        misuse_sureness=row.misuse_sureness,
        direction=row.direction,
        availability=row.availability,
        reversibility=row.reversibility,
        widest=row.widest,
        escalate=row.escalate,
        acceleration_best=row.acceleration_best,
        misuse_best=row.misuse_best,
    )
