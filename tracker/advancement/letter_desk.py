"""Reads of what letters have to tell: the decisions nobody was told of yet, and the facts behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker import clock
from tracker.advancement import appeal_rules, letter_queries, letter_rules
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.letter_facts import Facts, Head, Told, of_decision
from tracker.advancement.letter_models import Letter, LetterKind
from tracker.advancement.letters import Rendered, render
from tracker.cohorts import calendar
from tracker.cohorts.calendar import AnyPhase
from tracker.cohorts.models import Cohort, Enrolment, PhaseKind
from tracker.people.models import Person


@dataclass(frozen=True)
class Waiting:
    """A decision that its scholar was not told of yet, with the letter that would tell it."""

    decision: GateDecision
    letter: Rendered


def facts(session: Session, actor: Person, enrolment: Enrolment, kind: PhaseKind, told: Told) -> Facts:
    """The facts of a letter that this person would send today on the gate of a phase."""
    program_id = enrolment.cohort.program_id
    closed = calendar.closed_days(session, program_id)
    return _facts(actor, enrolment, kind, told, calendar.phases_of(session, enrolment), closed)


def waiting(session: Session, actor: Person, cohort: Cohort) -> list[Waiting]:
    """The decisions of a cohort without a letter, on others than the reader, each with its letter, by name.

    A fixed number of statements, however many they are.
    """
    found = [one for one in undelivered(session, cohort.id) if one.enrolment.person_id != actor.id]
    templates = letter_queries.templates(session, cohort.program_id)
    closed = calendar.closed_days(session, cohort.program_id)
    phases = calendar.phases_of_many(session, [one.enrolment for one in found])
    return [
        Waiting(
            one,
            render(
                session,
                cohort.program,
                kind_of(one),
                _facts(actor, one.enrolment, one.phase.kind, told_of(one), phases[one.enrolment_id], closed),
                templates=templates,
            ),
        )
        for one in found
    ]


def undelivered(session: Session, cohort_id: int) -> Sequence[GateDecision]:
    """The decisions of a cohort that stand and that no letter told of, by the scholar's name."""
    told = sa.select(Letter.id).where(Letter.decision_id == GateDecision.id).exists()
    found = (
        sa.select(GateDecision)
        .join(GateDecision.enrolment)
        .join(Enrolment.person)
        .where(Enrolment.cohort_id == cohort_id, GateDecision.undone_at.is_(None), ~told)
        .options(
            joinedload(GateDecision.enrolment).joinedload(Enrolment.person),
            joinedload(GateDecision.enrolment).joinedload(Enrolment.cohort).selectinload(Cohort.phases),
            joinedload(GateDecision.phase),
            joinedload(GateDecision.policy),
            joinedload(GateDecision.concern),
            joinedload(GateDecision.override_by),
            selectinload(GateDecision.decided_by),
        )
        .order_by(Person.name, GateDecision.id)
    )
    return session.scalars(found).unique().all()


def kind_of(decision: GateDecision) -> LetterKind:
    """The kind of letter that tells of a decision."""
    return letter_rules.kind_of(decision.outcome, by_default=decision.by_default)


def told_of(decision: GateDecision) -> Told:
    """What a letter tells of a decision as it was written down."""
    seen = decision.evidence
    return Told(
        outcome=decision.outcome,
        decided_on=decision.decided_on,
        reasons=decision.reasons,
        plan=decision.plan,
        wish=decision.wish,
        until_on=decision.until_on,
        people=seen.get("people", 0),
        works=seen.get("works", 0),
        others=seen.get("non_mentors", 0),
        places=decision.policy.places,
        way=decision.way,
        concern_on=decision.concern.delivered_on if decision.concern else None,
        override_by=decision.override_by.name if decision.override_by else "",
        override_reason=decision.override_reason,
    )


def _facts(
    actor: Person,
    enrolment: Enrolment,
    kind: PhaseKind,
    told: Told,
    phases: Sequence[AnyPhase],
    closed: frozenset[date],
) -> Facts:
    cohort = enrolment.cohort
    today = clock.today(cohort.program.time_zone)
    head = Head(
        scholar=enrolment.person.name,
        program=cohort.program.name,
        cohort=cohort.name,
        phase=kind,
        writer=actor.name,
        sent_on=today,
    )
    order = list(PhaseKind)
    later = [one for one in phases if order.index(one.kind) > order.index(kind)]
    return of_decision(
        head,
        told,
        following=min(later, key=lambda one: one.starts_on, default=None),
        appeal_by=appeal_rules.appeal_by(told.outcome, sent_on=today, closed=closed),
        appeal_days=appeal_rules.APPEAL_DAYS,
    )
