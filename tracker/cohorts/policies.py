"""Reads of the gates' policies: the one in force, its earlier versions, who has read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Cohort, Enrolment, GateDefault, GatePolicy, Phase, PolicyRead
from tracker.cohorts.rules import Gate
from tracker.people.models import Person


@dataclass(frozen=True)
class Policy:
    """One version of what happens at the end of a phase, as published.

    `people`, `works`, `non_mentors` and `panel` are the least evidence of a stop. Without `notice_by`
    nobody can be stopped.
    """

    version: int
    default: GateDefault
    places: int | None
    decision_on: date
    notice_by: date | None
    notice_days: int
    people: int
    works: int
    non_mentors: int
    panel: int
    text: str


def in_force(session: Session, phase: Phase) -> Policy | None:
    """The newest published policy of the gate at the end of a phase; None where no gate was set."""
    row = session.scalar(
        sa.select(GatePolicy)
        .where(GatePolicy.phase_id == phase.id)
        .order_by(GatePolicy.version.desc())
        .limit(1)
    )
    return None if row is None else of(row)


def of(row: GatePolicy) -> Policy:
    """A stored version as its facts."""
    return Policy(
        version=row.version,
        default=row.gate_default,
        places=row.places,
        decision_on=row.decision_on,
        notice_by=row.notice_by,
        notice_days=row.notice_days,
        people=row.people,
        works=row.works,
        non_mentors=row.non_mentors,
        panel=row.panel,
        text=row.text,
    )


def gate_of(row: GatePolicy) -> Gate:
    """A stored version as the gate that rules speak of."""
    return Gate(
        default=row.gate_default,
        notice_by=row.notice_by,
        decision_on=row.decision_on,
        places=row.places,
        notice_days=row.notice_days,
        people=row.people,
        works=row.works,
        non_mentors=row.non_mentors,
        panel=row.panel,
    )


def staying(session: Session, cohort_id: int) -> Sequence[Enrolment]:
    """The scholars of a cohort who have not left, by name."""
    found = (
        sa.select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.left_on.is_(None))
        .options(joinedload(Enrolment.person))
        .order_by(Person.name, Enrolment.id)
    )
    return session.scalars(found).all()


def anybody(session: Session, cohort_id: int) -> bool:
    """Whether a cohort has a scholar who has not left."""
    found = sa.select(Enrolment.id).where(Enrolment.cohort_id == cohort_id, Enrolment.left_on.is_(None))
    return session.scalar(found.limit(1)) is not None


def unread_by(session: Session, policy: GatePolicy, cohort_id: int) -> list[Enrolment]:
    """The scholars who have not left and have not said that they read this version, by name."""
    read = set(
        session.scalars(sa.select(PolicyRead.enrolment_id).where(PolicyRead.policy_id == policy.id)).all()
    )
    return [one for one in staying(session, cohort_id) if one.id not in read]


def unread_counts(session: Session, cohort: Cohort, today: date) -> dict[int, int]:
    """Phase id → how many scholars have not said that they read its policy, of phases that have begun."""
    begun = {one.policy.id: one.id for one in cohort.phases if one.policy and one.starts_on <= today}
    read = dict(
        session.execute(
            sa.select(PolicyRead.policy_id, sa.func.count())
            .join(Enrolment, Enrolment.id == PolicyRead.enrolment_id)
            .where(PolicyRead.policy_id.in_(begun), Enrolment.left_on.is_(None))
            .group_by(PolicyRead.policy_id)
        ).all()
    )
    staying = session.scalar(
        sa.select(sa.func.count(Enrolment.id)).where(
            Enrolment.cohort_id == cohort.id, Enrolment.left_on.is_(None)
        )
    )
    left = {phase_id: (staying or 0) - read.get(policy_id, 0) for policy_id, phase_id in begun.items()}
    return {phase_id: count for phase_id, count in left.items() if count > 0}


def for_scholar(session: Session, policy_id: int, enrolment: Enrolment) -> GatePolicy | None:
    """A version of a gate of the scholar's own cohort, with its phase."""
    found = (
        sa.select(GatePolicy)
        .join(GatePolicy.phase)
        .where(GatePolicy.id == policy_id, Phase.cohort_id == enrolment.cohort_id)
        .options(joinedload(GatePolicy.phase))
    )
    return session.scalar(found)


def reading(session: Session, policy_id: int, enrolment_id: int) -> PolicyRead | None:
    """When a scholar said that they had read a version, if they did."""
    return session.get(PolicyRead, (policy_id, enrolment_id))
