"""Writes of containment: begun by one, agreed by another, its lines seen to one by one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import clock
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import incident_queries as queries
from tracker.releases import incident_rules as rules
from tracker.releases import incidents, notices, stop_queries
from tracker.releases.incident_models import Containment, ContainmentStep, Incident, StepResult
from tracker.releases.models import Case


def begin(session: Session, actor: Person, *, case: Case, incident: Incident) -> None:
    """Begin containment, and ask for the second person."""
    row = incidents.now(session, case, incident)
    require(rules.may_begin(queries.facts(row), queries.acting(session, case, actor)))
    row.begun_at, row.begun_by_id = clock.now(), actor.id
    session.flush()
    incidents.note(session, actor, "containment.begin", case, row)
    found = [
        *stop_queries.handlers(session, case),
        *stop_queries.seated(session, case),
        *stop_queries.directors(session, case),
    ]
    people = [one for one in found if one.id != actor.id]
    notices.tell(session, case=case, people=people, what=f"containment-{row.number}")


def agree(session: Session, actor: Person, *, case: Case, incident: Incident) -> None:
    """Be the second person, without whom nothing of the checklist is marked."""
    row = incidents.now(session, case, incident)
    require(rules.may_agree(queries.facts(row), queries.acting(session, case, actor)))
    row.agreed_at, row.agreed_by_id = clock.now(), actor.id
    session.flush()
    incidents.note(session, actor, "containment.agree", case, row)


def see_to(
    session: Session,
    actor: Person,
    *,
    case: Case,
    incident: Incident,
    step: Containment,
    result: StepResult,
) -> None:
    """Mark a line of the checklist as done, or as not needed. The last word stands."""
    row = incidents.now(session, case, incident)
    require(rules.may_see_to(queries.facts(row), queries.acting(session, case, actor)))
    found = next((one for one in row.steps if one.step is step), None)
    if found is not None and found.result is result:
        return
    if found is None:
        session.add(ContainmentStep(incident_id=row.id, step=step, result=result, by_id=actor.id))
    else:
        found.result, found.by_id, found.at = result, actor.id, clock.now()
    session.flush()
    incidents.note(session, actor, "containment.step", case, row, step=step.value, result=result.value)
