"""Reads of incidents and of reports."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker import clock
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.releases import access
from tracker.releases.incident_models import ContainmentStep, Incident, IncidentNote, Report
from tracker.releases.incident_rules import Actor, Happening
from tracker.releases.models import Case


def of_case(session: Session, case_id: int) -> Sequence[Incident]:
    """The incidents of a case with their checklist and log, the last first, read anew."""
    found = (
        sa.select(Incident)
        .where(Incident.case_id == case_id)
        .options(
            selectinload(Incident.steps).joinedload(ContainmentStep.by),
            selectinload(Incident.notes).joinedload(IncidentNote.text),
            selectinload(Incident.notes).joinedload(IncidentNote.by),
            joinedload(Incident.begun_by),
            joinedload(Incident.agreed_by),
            joinedload(Incident.closing),
        )
    )
    found = found.order_by(Incident.number.desc()).execution_options(populate_existing=True)
    return session.scalars(found).unique().all()


def open_one(session: Session, case_id: int) -> Incident | None:
    """The incident of a case that is not closed."""
    return next((one for one in of_case(session, case_id) if one.closed_at is None), None)


def numbered(session: Session, case_id: int, number: int) -> Incident | None:
    """An incident by its number in the case."""
    return next((one for one in of_case(session, case_id) if one.number == number), None)


def facts(incident: Incident) -> Happening:
    """What the rules ask of an incident."""
    return Happening(
        incident.begun_by_id,
        incident.agreed_by_id,
        frozenset(one.step for one in incident.steps),
        incident.closed_at is not None,
    )


def acting(session: Session, case: Case, person: Person) -> Actor:
    """Somebody with what they are to the case at this moment."""
    standing = access.standing(session, person, person.grants_on(clock.today()), case)
    return Actor(person.id, standing.roles, standing.barred or standing.operator, standing.desk)


def reports(session: Session, program_ids: frozenset[int]) -> Sequence[Report]:
    """The reports of these programs, unhandled ones first, then the newest."""
    found = (
        sa.select(Report)
        .where(Report.program_id.in_(program_ids))
        .options(joinedload(Report.case), joinedload(Report.by))
        .order_by(Report.handled_at.is_not(None), Report.id.desc())
    )
    return session.scalars(found).unique().all()


def report(session: Session, report_id: int) -> Report | None:
    """A report with its texts, read anew."""
    found = (
        sa.select(Report)
        .where(Report.id == report_id)
        .options(joinedload(Report.text), joinedload(Report.answer), joinedload(Report.case))
    )
    return session.scalars(found.execution_options(populate_existing=True)).unique().one_or_none()


def waiting_reports(session: Session, program_ids: frozenset[int]) -> int:
    """How many reports of these programs wait for an answer."""
    found = sa.select(sa.func.count(Report.id)).where(
        Report.program_id.in_(program_ids), Report.outcome.is_(None)
    )
    return session.scalar(found) or 0


def coordinated(grants: Grants) -> frozenset[int]:
    """The programs whose reports somebody reads today: those they coordinate as a whole."""
    places = grants.places(Permission.RELEASE_COORDINATE)
    return frozenset(program for program, cohort in places if program is not None and cohort is None)


def cases_of(session: Session, program_id: int) -> Sequence[Case]:
    """All cases of a program by number, for a coordinator who says which one a report is about."""
    found = (
        sa.select(Case).where(Case.program_id == program_id).order_by(Case.year.desc(), Case.number.desc())
    )
    return session.scalars(found).unique().all()
