"""What the attention list reads, of all cohorts at once in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from tracker.advancement.decision_models import GateDecision
from tracker.advancement.decision_queries import MENTORS
from tracker.advancement.letter_models import Letter
from tracker.cohorts.models import Cohort, Enrolment, PolicyRead
from tracker.evaluations.models import Assignment, Form
from tracker.evaluations.queries import STILL_OWED
from tracker.overview.rater_rules import Backing, Rating
from tracker.people.models import Person
from tracker.projects.models import Membership, Work

# An enrolment and a phase.
Pair = tuple[int, int]
Cohorts = Mapping[int, Cohort]


def backings(
    session: Session, cohort_ids: Collection[int], still_open: Collection[int]
) -> dict[Pair, Backing]:
    """What lies behind each scholar in each phase. Three statements.

    `still_open` are the assignments that can still be filed; see `open_assignments`.
    """
    filed: dict[Pair, set[Rating]] = defaultdict(set)
    asked: dict[Pair, set[Rating]] = defaultdict(set)
    works: dict[Pair, set[int]] = defaultdict(set)
    mentors: dict[int, set[int]] = defaultdict(set)
    forms = (
        sa.select(Form.enrolment_id, Work.phase_id, Form.mentor_id, Form.work_id, Form.assignment_id)
        .join(Form.work)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id.in_(cohort_ids), Form.overall.is_not(None))
    )
    for enrolment_id, phase_id, rater, work, assignment_id in session.execute(forms):
        filed[enrolment_id, phase_id].add(Rating(rater, work, known=assignment_id is not None))
    assignments = (
        sa.select(
            Assignment.id,
            Assignment.enrolment_id,
            Work.phase_id,
            Assignment.mentor_id,
            Assignment.work_id,
            Assignment.relation,
        )
        .join(Assignment.work)
        .join(Assignment.enrolment)
        .where(Enrolment.cohort_id.in_(cohort_ids))
    )
    for key, enrolment_id, phase_id, rater, work, relation in session.execute(assignments):
        if relation in MENTORS:
            mentors[enrolment_id].add(rater)
        if key in still_open:
            asked[enrolment_id, phase_id].add(Rating(rater, work))
    memberships = (
        sa.select(Membership.enrolment_id, Work.phase_id, Membership.work_id)
        .join(Membership.work)
        .join(Membership.enrolment)
        .where(Enrolment.cohort_id.in_(cohort_ids))
    )
    for enrolment_id, phase_id, work in session.execute(memberships):
        works[enrolment_id, phase_id].add(work)
    return {
        pair: Backing(
            frozenset(filed[pair]),
            frozenset(asked[pair]),
            frozenset(mentors[pair[0]]),
            frozenset(works[pair]),
        )
        for pair in {*filed, *asked, *works}
    }


def open_assignments(session: Session, cohort_ids: Collection[int]) -> Sequence[Assignment]:
    """The forms that are still owed, filed by nobody and excused by nobody, earliest due first.

    With scholar, mentor, work and phase. Whether a form can still be filed depends on the scholar's own
    dates, which the caller knows.
    """
    found = (
        sa.select(Assignment)
        .join(Assignment.enrolment)
        .join(Enrolment.person)
        .join(Assignment.work)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(Enrolment.cohort_id.in_(cohort_ids), *STILL_OWED)
        .options(
            contains_eager(Assignment.enrolment).contains_eager(Enrolment.person),
            contains_eager(Assignment.work),
            joinedload(Assignment.mentor),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    return session.scalars(found).unique().all()


def reads(session: Session, cohorts: Cohorts) -> set[Pair]:
    """(policy, enrolment) of the policies in force of these cohorts that somebody has acknowledged."""
    in_force = [phase.policy.id for one in cohorts.values() for phase in one.phases if phase.policy]
    found = sa.select(PolicyRead.policy_id, PolicyRead.enrolment_id).where(PolicyRead.policy_id.in_(in_force))
    return {(policy_id, enrolment_id) for policy_id, enrolment_id in session.execute(found)}


def untold(session: Session, cohort_ids: Collection[int], *, but: int) -> Sequence[GateDecision]:
    """The decisions that stand and that no letter told of, by name, without those on the person `but`."""
    told = sa.select(Letter.id).where(Letter.decision_id == GateDecision.id).exists()
    found = (
        sa.select(GateDecision)
        .join(GateDecision.enrolment)
        .join(Enrolment.person)
        .join(GateDecision.phase)
        .where(
            Enrolment.cohort_id.in_(cohort_ids),
            Enrolment.person_id != but,
            GateDecision.undone_at.is_(None),
            ~told,
        )
        .options(
            contains_eager(GateDecision.enrolment).contains_eager(Enrolment.person),
            contains_eager(GateDecision.phase),
            defer(GateDecision.evidence),
            defer(GateDecision.checks),
        )
        .order_by(Person.name, GateDecision.id)
    )
    return session.scalars(found).unique().all()
