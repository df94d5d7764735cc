"""Reads of appeals: who sees which, who had a hand in the decision, who may be asked to read one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.advancement import decision_queries
from tracker.advancement.appeal_models import Appeal, AppealDraft
from tracker.advancement.appeal_rules import Hand, may_read
from tracker.advancement.decision_models import GateCase, GateDecision, PanelSeat
from tracker.advancement.letter_models import Letter
from tracker.advancement.models import Concern, PlanWord, SupportPlan
from tracker.cohorts.models import Cohort, Enrolment
from tracker.evaluations.models import Assignment, Form
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.permissions import ROLE_PERMISSIONS, Grants, Permission
from tracker.projects.models import Work
from tracker.reasons import Decision

READERS = tuple(role for role, held in ROLE_PERMISSIONS.items() if Permission.APPEAL_DECIDE in held)
_DECISION = joinedload(Appeal.decision)
_WHOLE = (
    _DECISION.joinedload(GateDecision.enrolment).joinedload(Enrolment.person),
    _DECISION.joinedload(GateDecision.enrolment).joinedload(Enrolment.cohort).selectinload(Cohort.phases),
    _DECISION.joinedload(GateDecision.phase),
    _DECISION.joinedload(GateDecision.policy),
    _DECISION.joinedload(GateDecision.decided_by),
    _DECISION.joinedload(GateDecision.override_by),
    _DECISION.joinedload(GateDecision.concern).selectinload(Concern.targets),
    joinedload(Appeal.reader),
    joinedload(Appeal.assigned_by),
)
_ON_A_LIST = (
    _DECISION.joinedload(GateDecision.enrolment).joinedload(Enrolment.person),
    _DECISION.joinedload(GateDecision.enrolment).joinedload(Enrolment.cohort),
    _DECISION.joinedload(GateDecision.phase),
    joinedload(Appeal.reader),
)


def reads(grants: Grants, cohort: Cohort) -> bool:
    """Whether somebody reads every appeal of a cohort."""
    return grants.allow(Permission.APPEAL_READ, program_id=cohort.program_id, cohort_id=cohort.id)


def assigns(grants: Grants, cohort: Cohort) -> bool:
    return grants.allow(Permission.APPEAL_ASSIGN, program_id=cohort.program_id, cohort_id=cohort.id)


def may_decide(grants: Grants, cohort: Cohort) -> bool:
    """Whether somebody's roles let them be asked to decide an appeal there."""
    return grants.allow(Permission.APPEAL_DECIDE, program_id=cohort.program_id, cohort_id=cohort.id)


def own_decision(session: Session, decision_id: int, person_id: int) -> GateDecision | None:
    """A decision, only for the scholar whom it is about."""
    found = (
        sa.select(GateDecision)
        .join(GateDecision.enrolment)
        .where(GateDecision.id == decision_id, Enrolment.person_id == person_id)
        .options(
            joinedload(GateDecision.enrolment).joinedload(Enrolment.person),
            joinedload(GateDecision.enrolment).joinedload(Enrolment.cohort).selectinload(Cohort.phases),
            joinedload(GateDecision.phase),
        )
    )
    return session.scalars(found).unique().one_or_none()


def appeal(session: Session, appeal_id: int) -> Appeal | None:
    """An appeal with what its pages show, read anew. For deciding; pages ask `readable`."""
    found = sa.select(Appeal).where(Appeal.id == appeal_id).options(*_WHOLE)
    return session.scalars(found.execution_options(populate_existing=True)).unique().one_or_none()


def readable(session: Session, appeal_id: int, *, reader: Person, grants: Grants) -> Appeal | None:
    """An appeal for its scholar, for who was asked to decide it and for staff; else not found."""
    found = appeal(session, appeal_id)
    if found is None or reader.id == found.decision.enrolment.person_id:
        return found
    cohort = found.decision.enrolment.cohort
    asked = found.reader_id == reader.id and may_decide(grants, cohort)
    return found if asked or reads(grants, cohort) else None


def of_decision(session: Session, decision_id: int) -> Appeal | None:
    """The appeal against a decision, if there is one, read anew."""
    found = sa.select(Appeal).where(Appeal.decision_id == decision_id).options(joinedload(Appeal.reader))
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def letter_of(session: Session, decision_id: int) -> Letter | None:
    """The letter that told of a decision; it says until when an appeal is possible."""
    found = sa.select(Letter).where(Letter.decision_id == decision_id).order_by(Letter.id).limit(1)
    return session.scalar(found)


def draft(session: Session, decision_id: int, author_id: int) -> AppealDraft | None:
    """What somebody has typed so far; nobody else's."""
    return session.get(AppealDraft, (decision_id, author_id), populate_existing=True)


@dataclass(frozen=True)
class Chance:
    """A letter that can be appealed against, and what came of that."""

    letter: Letter
    appeal: Appeal | None


def chances(session: Session, enrolment_id: int) -> list[Chance]:
    """The decisions on a scholar that could be appealed against, newest first. One statement."""
    found = (
        sa.select(Letter, Appeal)
        .outerjoin(Appeal, Appeal.decision_id == Letter.decision_id)
        .where(Letter.enrolment_id == enrolment_id, Letter.appeal_by.is_not(None))
        .options(joinedload(Letter.decision), joinedload(Appeal.reader))
        .order_by(Letter.id.desc())
    )
    return [Chance(letter, filed) for letter, filed in session.execute(found).unique()]


def in_cohort(session: Session, cohort_id: int, *, reader_id: int) -> Sequence[Appeal]:
    """The appeals of a cohort by others than the reader: undecided ones first, by their day."""
    found = sa.select(Appeal).join(Appeal.decision).join(GateDecision.enrolment).options(*_ON_A_LIST)
    found = found.where(Enrolment.cohort_id == cohort_id, Enrolment.person_id != reader_id)
    return session.scalars(found.order_by(Appeal.ruling.is_not(None), Appeal.decide_by, Appeal.id)).all()


def undecided(session: Session, cohort_ids: Sequence[int], *, reader_id: int) -> Sequence[Appeal]:
    """The undecided appeals of these cohorts by others than the reader, by their day."""
    found = sa.select(Appeal).join(Appeal.decision).join(GateDecision.enrolment).options(*_ON_A_LIST)
    found = found.where(
        Enrolment.cohort_id.in_(cohort_ids), Enrolment.person_id != reader_id, Appeal.ruling.is_(None)
    )
    return session.scalars(found.order_by(Appeal.decide_by, Appeal.id)).all()


def given_to(session: Session, person_id: int) -> Sequence[Appeal]:
    """The appeals that somebody was asked to decide and has not, by their day."""
    found = sa.select(Appeal).where(Appeal.reader_id == person_id, Appeal.ruling.is_(None))
    return session.scalars(found.options(*_ON_A_LIST).order_by(Appeal.decide_by, Appeal.id)).all()


Hands = Mapping[Hand, frozenset[int]]


def hands(session: Session, decision: GateDecision) -> Hands:
    """Who had which part in a decision: everybody who touched this scholar's gate, in whatever round."""
    here = (decision.enrolment_id, decision.phase_id)
    everything = sa.select(GateDecision).where(
        GateDecision.enrolment_id == here[0], GateDecision.phase_id == here[1]
    )
    earlier = session.scalars(everything).all()
    seats = (
        sa.select(PanelSeat.person_id)
        .join(PanelSeat.case)
        .where(GateCase.enrolment_id == here[0], GateCase.phase_id == here[1])
    )
    concerns = sa.select(Concern.id).where(Concern.enrolment_id == here[0], Concern.phase_id == here[1])
    plans = sa.select(SupportPlan.owner_id, SupportPlan.made_by_id).where(
        SupportPlan.concern_id.in_(concerns)
    )
    return {
        Hand.SCHOLAR: frozenset({decision.enrolment.person_id}),
        Hand.DECIDED: _people(one for row in earlier for one in (row.decided_by_id, row.override_by_id)),
        Hand.PANEL: frozenset(session.scalars(seats)),
        Hand.OPENED: frozenset(
            session.scalars(sa.select(Concern.opened_by_id).where(Concern.id.in_(concerns)))
        ),
        Hand.PLAN: _people(one for row in session.execute(plans) for one in row)
        | frozenset(session.scalars(sa.select(PlanWord.author_id).where(PlanWord.plan_id.in_(concerns)))),
        Hand.RATED: _raters(session, *here),
        Hand.READ: frozenset(
            session.scalars(
                sa.select(Appeal.reader_id).where(
                    Appeal.decision_id.in_([one.id for one in earlier if one.id != decision.id]),
                    Appeal.reader_id.is_not(None),
                )
            )
        ),
    }


def _people(ids: Iterable[int | None]) -> frozenset[int]:
    return frozenset(one for one in ids if one is not None)


def _raters(session: Session, enrolment_id: int, phase_id: int) -> frozenset[int]:
    """Who filed a form on the scholar in the phase, was asked for one, or was ever their mentor."""
    filed = sa.select(Form.mentor_id).join(Form.work)
    asked = sa.select(Assignment.mentor_id).join(Assignment.work)
    return (
        frozenset(session.scalars(filed.where(Form.enrolment_id == enrolment_id, Work.phase_id == phase_id)))
        | frozenset(
            session.scalars(asked.where(Assignment.enrolment_id == enrolment_id, Work.phase_id == phase_id))
        )
        | decision_queries.mentors_of(session, enrolment_id)
    )


def hands_of(found: Hands, person_id: int) -> frozenset[Hand]:
    """The parts that one person had."""
    return frozenset(hand for hand, ids in found.items() if person_id in ids)


def candidates(session: Session, decision: GateDecision, today: date) -> list[tuple[Person, Decision]]:
    """Everybody whose roles let them decide appeals there, by name, and whether they may read this one."""
    cohort, found = decision.enrolment.cohort, hands(session, decision)
    holding = people.with_role(session, READERS, program_id=cohort.program_id, cohort_id=cohort.id)
    return [
        (one, may_read(hands_of(found, one.id), permitted=may_decide(one.grants_on(today), cohort)))
        for one in holding
        if one.active
    ]


def undone_panel(session: Session, enrolment_id: int, phase_id: int) -> frozenset[int]:
    """Who sat on the panel of a decision on a scholar that an appeal has undone since."""
    found = (
        sa.select(PanelSeat.person_id)
        .join(PanelSeat.case)
        .join(
            GateDecision,
            sa.and_(
                GateDecision.enrolment_id == GateCase.enrolment_id,
                GateDecision.phase_id == GateCase.phase_id,
                GateDecision.round == PanelSeat.round,
            ),
        )
        .where(
            GateCase.enrolment_id == enrolment_id,
            GateCase.phase_id == phase_id,
            GateDecision.undone_at.is_not(None),
        )
    )
    return frozenset(session.scalars(found))
