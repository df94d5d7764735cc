"""Reads of concerns and plans. Who sees which is decided here: what is not yours is not found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from tracker.advancement.models import Concern, ConcernDraft, PlanWord, SupportPlan
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort, Enrolment
from tracker.evaluations import queries as evaluations
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.permissions import Grants, Permission, Role

# Everything a page says of a concern, but for what is said of its plan: see `words`.
WHOLE: tuple[ORMOption, ...] = (
    joinedload(Concern.enrolment).joinedload(Enrolment.person),
    joinedload(Concern.enrolment).joinedload(Enrolment.cohort).selectinload(Cohort.phases),
    joinedload(Concern.phase),
    joinedload(Concern.opened_by),
    joinedload(Concern.closed_by),
    joinedload(Concern.message),
    selectinload(Concern.targets),
    selectinload(Concern.replies),
    joinedload(Concern.plan).joinedload(SupportPlan.owner),
)
_ON_A_LIST = (
    joinedload(Concern.enrolment).joinedload(Enrolment.person),
    joinedload(Concern.enrolment).joinedload(Enrolment.cohort),
    joinedload(Concern.opened_by),
    joinedload(Concern.plan),
)
# Who may answer for a plan: people of the program's office. A panel decides, so it helps in no plan.
OFFICE = (Role.STAFF, Role.LEAD, Role.RESEARCH_MANAGER)


def reads(grants: Grants, cohort: Cohort) -> bool:
    """Whether somebody reads every concern of a cohort: staff and the panel."""
    return grants.allow(Permission.CONCERN_READ, program_id=cohort.program_id, cohort_id=cohort.id)


def works_on(grants: Grants, concern: Concern, person: Person) -> bool:
    """Whether somebody may plan help on a concern and say what came of it: staff, or who opened it."""
    cohort = concern.enrolment.cohort
    office = reads(grants, cohort) and grants.allow(
        Permission.CONCERN_RAISE, program_id=cohort.program_id, cohort_id=cohort.id
    )
    return (office or concern.opened_by_id == person.id) and concern.enrolment.person_id != person.id


def leads(grants: Grants, cohort: Cohort) -> bool:
    return grants.allow(Permission.CONCERN_WITHDRAW, program_id=cohort.program_id, cohort_id=cohort.id)


def readable(session: Session, concern_id: int, *, reader: Person, grants: Grants) -> Concern | None:
    """A concern for its scholar, for who opened it, for staff and panel; None stands for "not found"."""
    found = sa.select(Concern).where(Concern.id == concern_id).options(*WHOLE)
    concern = session.scalars(found).unique().one_or_none()
    if concern is None or reader.id in (concern.enrolment.person_id, concern.opened_by_id):
        return concern
    return concern if reads(grants, concern.enrolment.cohort) else None


def own(session: Session, concern_id: int, person_id: int) -> Concern | None:
    """A concern, only for the scholar whom it is about."""
    found = sa.select(Concern).join(Concern.enrolment).where(Concern.id == concern_id)
    found = found.where(Enrolment.person_id == person_id).options(*WHOLE)
    return session.scalars(found).unique().one_or_none()


def raisable(session: Session, enrolment_id: int, *, person: Person, grants: Grants) -> Enrolment | None:
    """An enrolment on which this person may raise a concern at all: as staff, or as the scholar's mentor."""
    enrolment = cohorts.enrolment(session, enrolment_id)
    if enrolment is None or enrolment.person_id == person.id:
        return None
    return enrolment if may_raise(session, enrolment, person=person, grants=grants) else None


def may_raise(session: Session, enrolment: Enrolment, *, person: Person, grants: Grants) -> bool:
    """Whether somebody is staff of the scholar's cohort, or a mentor of the scholar."""
    cohort = enrolment.cohort
    raises = grants.allow(Permission.CONCERN_RAISE, program_id=cohort.program_id, cohort_id=cohort.id)
    return raises and (reads(grants, cohort) or evaluations.mentors(session, enrolment.id, person.id))


def of_enrolment(session: Session, enrolment_id: int, *, opened_by: int | None = None) -> Sequence[Concern]:
    """The concerns on a scholar, or those of one mentor on them: the open one first, then the newest."""
    found = sa.select(Concern).where(Concern.enrolment_id == enrolment_id).options(*WHOLE)
    if opened_by is not None:
        found = found.where(Concern.opened_by_id == opened_by)
    return session.scalars(found.order_by(Concern.closed_on.is_not(None), Concern.id.desc())).unique().all()


def seen_of(session: Session, enrolment: Enrolment, *, reader: Person, grants: Grants) -> Sequence[Concern]:
    """The concerns on a scholar that this reader may see: all of them, or those they raised."""
    everything = reads(grants, enrolment.cohort)
    return of_enrolment(session, enrolment.id, opened_by=None if everything else reader.id)


def open_on(session: Session, enrolment_id: int) -> Concern | None:
    """The open concern on a scholar, read anew."""
    found = sa.select(Concern).where(Concern.enrolment_id == enrolment_id, Concern.closed_on.is_(None))
    return session.scalars(found.options(*WHOLE).execution_options(populate_existing=True)).unique().first()


def at_gate(session: Session, enrolment_id: int, phase_id: int, today: date) -> list[Concern]:
    """The concerns on a scholar, open or closed, that came in time for the gate of a phase, or still can."""
    found = sa.select(Concern).where(
        Concern.enrolment_id == enrolment_id,
        Concern.phase_id == phase_id,
        Concern.counts_at_gate,
        sa.or_(Concern.delivered_on.is_not(None), Concern.notice_by >= today),
    )
    return list(session.scalars(found))


def in_cohort(session: Session, cohort_id: int, *, reader_id: int) -> Sequence[Concern]:
    """Every concern of a cohort on others than the reader, open ones first, then the newest."""
    found = sa.select(Concern).join(Concern.enrolment).where(*_for_others([cohort_id], reader_id))
    found = found.options(*_ON_A_LIST)
    return session.scalars(found.order_by(Concern.closed_on.is_not(None), Concern.id.desc())).unique().all()


def open_in_cohort(session: Session, cohort_id: int) -> dict[int, Concern]:
    """Enrolment id → the open concern on that scholar."""
    found = sa.select(Concern).join(Concern.enrolment)
    found = found.where(Enrolment.cohort_id == cohort_id, Concern.closed_on.is_(None))
    return {concern.enrolment_id: concern for concern in session.scalars(found)}


def unproven(session: Session, cohort_ids: Sequence[int], *, reader_id: int) -> Sequence[Concern]:
    """Open concerns of these cohorts that nothing proves to have arrived, oldest first."""
    return _open(session, *_for_others(cohort_ids, reader_id), Concern.delivered_on.is_(None))


def under_review(session: Session, cohort_ids: Sequence[int], *, reader_id: int) -> Sequence[Concern]:
    """Open concerns of these cohorts with a plan that has not been settled, by their review day."""
    waiting = Concern.plan.has(SupportPlan.outcome.is_(None))
    found = _open(session, *_for_others(cohort_ids, reader_id), waiting)
    return sorted(found, key=lambda one: (one.plan.due_on if one.plan else date.max, one.id))


def _for_others(cohort_ids: Sequence[int], reader_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """In these cohorts, on somebody else: whoever a concern is about reads it as a scholar."""
    return Enrolment.cohort_id.in_(cohort_ids), Enrolment.person_id != reader_id


def opened_by(session: Session, person_id: int) -> Sequence[Concern]:
    """The open concerns that somebody raised, oldest first."""
    return _open(session, Concern.opened_by_id == person_id)


def _open(session: Session, *which: sa.ColumnElement[bool]) -> Sequence[Concern]:
    found = sa.select(Concern).join(Concern.enrolment).options(*_ON_A_LIST)
    found = found.where(Concern.closed_on.is_(None), Enrolment.left_on.is_(None), *which)
    return session.scalars(found.order_by(Concern.opened_at, Concern.id)).unique().all()


def words(session: Session, plan: SupportPlan, *, reader_id: int) -> Sequence[PlanWord]:
    """What was said of a plan: one's own word at once, the other's once both of a review are in."""
    both_in = PlanWord.round < plan.round if plan.outcome is None else sa.true()
    found = (
        sa.select(PlanWord)
        .where(PlanWord.plan_id == plan.concern_id, sa.or_(PlanWord.author_id == reader_id, both_in))
        .options(joinedload(PlanWord.author))
        .order_by(PlanWord.round, PlanWord.seat.desc())
    )
    return session.scalars(found).all()


def said_so_far(session: Session, plan: SupportPlan) -> Sequence[PlanWord]:
    """The words of the review that is going on. For deciding, never for a page."""
    found = sa.select(PlanWord).where(PlanWord.plan_id == plan.concern_id, PlanWord.round == plan.round)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def owners(session: Session, concern: Concern) -> list[Person]:
    """The people who may answer for a plan: staff, and who opened the concern; never the scholar."""
    cohort = concern.enrolment.cohort
    office = people.with_role(session, OFFICE, program_id=cohort.program_id, cohort_id=cohort.id)
    found = {one.id: one for one in (*office, concern.opened_by)}
    found.pop(concern.enrolment.person_id, None)
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))


def draft(session: Session, enrolment_id: int, author_id: int) -> ConcernDraft | None:
    """What somebody has typed so far; nobody else's."""
    return session.get(ConcernDraft, (enrolment_id, author_id), populate_existing=True)


def message_concern(session: Session, message_id: int) -> Concern | None:
    """The concern that a message tells of."""
    found: Any = sa.select(Concern).where(Concern.message_id == message_id).options(*WHOLE)
    return session.scalars(found).unique().one_or_none()
