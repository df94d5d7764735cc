"""Reads of decisions at gates: the room, what stands, what was seen, and whom a page may tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker import clock
from tracker.advancement.decision_checks import Seen
from tracker.advancement.decision_models import DecisionDraft, GateCase, GateDecision, Outcome, PanelSeat
from tracker.advancement.models import Concern
from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.evaluations.answers import Relation
from tracker.evaluations.models import Assignment, Form
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.permissions import Grants, Permission, Role
from tracker.projects.models import Work

MENTORS = frozenset({Relation.PRIMARY_MENTOR, Relation.SECOND_MENTOR})
# Who may be asked onto a panel.
PANEL = (Role.PANEL_MEMBER, Role.STAFF, Role.LEAD, Role.RESEARCH_MANAGER)
_STANDS = (GateDecision.undone_at.is_(None), GateDecision.outcome != Outcome.EXTEND)
_WHOLE = (
    joinedload(GateDecision.enrolment).joinedload(Enrolment.person),
    joinedload(GateDecision.enrolment).joinedload(Enrolment.cohort).selectinload(Cohort.phases),
    joinedload(GateDecision.phase),
    joinedload(GateDecision.policy),
    joinedload(GateDecision.decided_by),
    joinedload(GateDecision.override_by),
)


def decides(grants: Grants, cohort: Cohort) -> bool:
    """Whether somebody may write down decisions in a cohort."""
    return grants.allow(Permission.GATE_DECIDE, program_id=cohort.program_id, cohort_id=cohort.id)


def overrides(grants: Grants, cohort: Cohort) -> bool:
    return grants.allow(Permission.GATE_OVERRIDE, program_id=cohort.program_id, cohort_id=cohort.id)


def case(session: Session, enrolment_id: int, phase_id: int) -> GateCase | None:
    """The room of a scholar's gate, read anew; None before anybody opened it."""
    found = (
        sa.select(GateCase)
        .where(GateCase.enrolment_id == enrolment_id, GateCase.phase_id == phase_id)
        .options(selectinload(GateCase.seats).joinedload(PanelSeat.person))
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).one_or_none()


def seats(case: GateCase | None) -> list[PanelSeat]:
    """The seats of the round that is going on, in the order of appointment."""
    return [seat for seat in case.seats if seat.round == case.round] if case else []


def standing(session: Session, enrolment_id: int, phase_id: int) -> GateDecision | None:
    """The decision that stands on a scholar at a gate, read anew; an extension only puts it off."""
    found = sa.select(GateDecision).where(
        GateDecision.enrolment_id == enrolment_id, GateDecision.phase_id == phase_id, *_STANDS
    )
    return (
        session.scalars(found.options(*_WHOLE).execution_options(populate_existing=True))
        .unique()
        .one_or_none()
    )


def extension(session: Session, enrolment_id: int, phase_id: int) -> GateDecision | None:
    """The extension that put a scholar's gate off, if one did."""
    found = sa.select(GateDecision).where(
        GateDecision.enrolment_id == enrolment_id,
        GateDecision.phase_id == phase_id,
        GateDecision.undone_at.is_(None),
        GateDecision.outcome == Outcome.EXTEND,
    )
    return session.scalars(found).one_or_none()


def of_enrolment(session: Session, enrolment_id: int) -> Sequence[GateDecision]:
    """Every decision on a scholar, newest first, undone ones too."""
    found = sa.select(GateDecision).where(GateDecision.enrolment_id == enrolment_id).options(*_WHOLE)
    return session.scalars(found.order_by(GateDecision.id.desc())).unique().all()


def of_cohort(session: Session, cohort_id: int) -> dict[tuple[int, int], GateDecision]:
    """(enrolment, phase) → the decision that stands there, for a whole cohort. One statement."""
    found = (
        sa.select(GateDecision)
        .join(Enrolment, Enrolment.id == GateDecision.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, *_STANDS)
    )
    return {(one.enrolment_id, one.phase_id): one for one in session.scalars(found)}


def readable(session: Session, decision_id: int, *, reader: Person, grants: Grants) -> GateDecision | None:
    """A decision for its scholar, for staff and panel; None stands for "not found"."""
    found = sa.select(GateDecision).where(GateDecision.id == decision_id).options(*_WHOLE)
    decision = session.scalars(found).unique().one_or_none()
    if decision is None or decision.enrolment.person_id == reader.id:
        return decision
    cohort = decision.enrolment.cohort
    reads = grants.allow(Permission.GATE_READ, program_id=cohort.program_id, cohort_id=cohort.id)
    return decision if reads else None


def panel_of(session: Session, decision: GateDecision) -> Sequence[PanelSeat]:
    """The seats of the round in which a decision was made."""
    found = (
        sa.select(PanelSeat)
        .join(PanelSeat.case)
        .where(
            GateCase.enrolment_id == decision.enrolment_id,
            GateCase.phase_id == decision.phase_id,
            PanelSeat.round == decision.round,
        )
        .options(joinedload(PanelSeat.person))
        .order_by(PanelSeat.id)
    )
    return session.scalars(found).all()


def sits_on(session: Session, person_id: int) -> Sequence[PanelSeat]:
    """The seats on which somebody still owes a view, oldest first."""
    decided = sa.exists().where(
        GateDecision.enrolment_id == GateCase.enrolment_id,
        GateDecision.phase_id == GateCase.phase_id,
        *_STANDS,
    )
    found = (
        sa.select(PanelSeat)
        .join(PanelSeat.case)
        .join(GateCase.enrolment)
        .where(
            PanelSeat.person_id == person_id,
            PanelSeat.filed_at.is_(None),
            PanelSeat.round == GateCase.round,
            Enrolment.left_on.is_(None),
            ~decided,
        )
        .options(
            joinedload(PanelSeat.case).joinedload(GateCase.enrolment).joinedload(Enrolment.person),
            joinedload(PanelSeat.case).joinedload(GateCase.enrolment).joinedload(Enrolment.cohort),
            joinedload(PanelSeat.case).joinedload(GateCase.phase),
        )
        .order_by(PanelSeat.id)
    )
    return session.scalars(found).all()


def may_sit(session: Session, cohort: Cohort) -> list[Person]:
    """The people who may be asked onto panels of a cohort today, by name."""
    held = people.with_role(session, PANEL, program_id=cohort.program_id, cohort_id=cohort.id)
    return [one for one in held if _sits(one.grants_on(clock.today()), cohort)]


def _sits(grants: Grants, cohort: Cohort) -> bool:
    return any(one.role in PANEL and one.covers(cohort.program_id, cohort.id) for one in grants.grants)


def draft(session: Session, case_id: int, author_id: int, kind: str) -> DecisionDraft | None:
    """What somebody typed so far; nobody else's."""
    return session.get(DecisionDraft, (case_id, author_id, kind), populate_existing=True)


@dataclass(frozen=True)
class FiledForm:
    """A form on a scholar about a work of one phase, and what its author is to the scholar."""

    form: Form
    relation: Relation | None


def filed(session: Session, enrolment_id: int, phase_id: int) -> list[FiledForm]:
    """The forms filed on a scholar in a phase, in the order of their ids."""
    found = (
        sa.select(Form)
        .join(Form.work)
        .where(Form.enrolment_id == enrolment_id, Work.phase_id == phase_id)
        .options(joinedload(Form.mentor), joinedload(Form.work), joinedload(Form.assignment))
        .order_by(Form.id)
    )
    return [
        FiledForm(form, form.assignment.relation if form.assignment else None)
        for form in session.scalars(found).unique()
    ]


def seen(forms: Sequence[FiledForm], mentors: frozenset[int]) -> Seen:
    """What counts as evidence: people and works behind forms with an Overall, and people who are no mentors.

    Somebody of whom nothing is known but that they filed, as in an import, counts as a mentor.
    """
    scored = [one for one in forms if one.form.overall is not None]
    known = {one.form.mentor_id for one in scored if one.relation is not None}
    people_ = {one.form.mentor_id for one in scored}
    return Seen(
        people=len(people_),
        works=len({one.form.work_id for one in scored}),
        non_mentors=len(known - mentors),
    )


def mentors_of(session: Session, enrolment_id: int) -> frozenset[int]:
    """Everybody who was ever asked for a form on a scholar as their mentor."""
    found = sa.select(Assignment.mentor_id).where(
        Assignment.enrolment_id == enrolment_id, Assignment.relation.in_(MENTORS)
    )
    return frozenset(session.scalars(found))


def owes_form(session: Session, enrolment_id: int, person_id: int) -> bool:
    """Whether somebody was asked for a form on a scholar that they have neither filed nor been excused of."""
    found = (
        sa.select(Assignment.id)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(
            Assignment.enrolment_id == enrolment_id,
            Assignment.mentor_id == person_id,
            Assignment.excused_at.is_(None),
            Form.id.is_(None),
        )
    )
    return session.scalar(found.limit(1)) is not None


def open_concern(session: Session, enrolment_id: int, phase_id: int) -> Concern | None:
    """The open concern on a scholar that was raised in this phase, read anew."""
    found = (
        sa.select(Concern)
        .where(
            Concern.enrolment_id == enrolment_id, Concern.phase_id == phase_id, Concern.closed_on.is_(None)
        )
        .options(selectinload(Concern.targets), joinedload(Concern.plan), joinedload(Concern.opened_by))
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).unique().first()


def undecided_gates(session: Session, program_id: int) -> Sequence[tuple[Enrolment, Phase]]:
    """Scholars who are still part of a cohort, each with a phase at whose gate nothing stands."""
    decided = sa.exists().where(
        GateDecision.enrolment_id == Enrolment.id, GateDecision.phase_id == Phase.id, *_STANDS
    )
    found = (
        sa.select(Enrolment, Phase)
        .join(Enrolment.cohort)
        .join(Phase, Phase.cohort_id == Cohort.id)
        .where(
            Cohort.program_id == program_id,
            Enrolment.left_on.is_(None),
            Phase.policy_version.is_not(None),
            ~decided,
        )
        .options(joinedload(Enrolment.person), joinedload(Enrolment.cohort).selectinload(Cohort.phases))
        .order_by(Enrolment.id, Phase.starts_on)
    )
    found = found.execution_options(populate_existing=True)
    return [(enrolment, phase) for enrolment, phase in session.execute(found).unique()]


def read_gates_again(session: Session, cohort_id: int) -> None:
    """Read a cohort's phases and policies anew: somebody may have changed them since they were loaded."""
    found = sa.select(Phase).where(Phase.cohort_id == cohort_id)
    session.scalars(found.execution_options(populate_existing=True)).all()
