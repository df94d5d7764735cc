"""Writes of incidents: opened, its log kept, said to be out (T21), closed. Containment stands beside it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import approvals, cases, notices, stop_queries
from tracker.releases import incident_queries as queries
from tracker.releases import incident_rules as rules
from tracker.releases.incident_models import Incident, IncidentCause, IncidentNote
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Void
from tracker.sealed import Seal, SealedText, Vault


def open_one(session: Session, actor: Person | None, *, case: Case, cause: IncidentCause) -> Incident:
    """Open an incident of a case, or return the one that is open."""
    cases.hold(session, case)
    found = queries.open_one(session, case.id)
    if found is not None:
        return found
    row = Incident(
        case_id=case.id,
        number=len(queries.of_case(session, case.id)) + 1,
        cause=cause,
        opened_by_id=actor.id if actor else None,
    )
    session.add(row)
    session.flush()
    note(session, actor, "incident.open", case, row, cause=cause.value)
    people = [*stop_queries.handlers(session, case), *stop_queries.directors(session, case)]
    notices.tell(session, case=case, people=people, what=f"incident-{row.number}")
    return row


def disclose(session: Session, actor: Person, *, seal: Seal, case: Case, text: str) -> Incident:
    """Say that a release is out that nobody approved (T21). What is reviewed later does not change that."""
    cases.hold(session, case)
    require(rules.may_disclose(case.state, queries.acting(session, case, actor)))
    require(rules.may_report(text), field="text")
    kept = keep(session, seal, case, "incident.disclosed", text)
    cases.move(
        session,
        actor,
        case=case,
        transition="T21",
        to=CaseState.DISCLOSED_UNREVIEWED,
        reason=kept,
    )
    approvals.void(session, actor, case=case, code=Void.STOP, reason=kept)
    close_stop(session, actor, case=case)
    row = open_one(session, actor, case=case, cause=IncidentCause.DISCLOSED)
    _log(session, actor, case, row, kept)
    people = [one for one in stop_queries.team(session, case) if one.id != actor.id]
    notices.tell(session, case=case, people=people, what="disclosed")
    return row


def write_down(
    session: Session, actor: Person, *, seal: Seal, case: Case, incident: Incident, text: str
) -> None:
    """Add a sealed line to the log of an incident."""
    row = now(session, case, incident)
    require(rules.may_note(queries.facts(row), queries.acting(session, case, actor), text), field="text")
    _log(session, actor, case, row, keep(session, seal, case, "incident.note", text))


def close(session: Session, actor: Person, *, seal: Seal, case: Case, incident: Incident, text: str) -> None:
    """Say that it is over, and what came of it."""
    row = now(session, case, incident)
    require(rules.may_close(queries.facts(row), queries.acting(session, case, actor), text), field="text")
    kept = keep(session, seal, case, "incident.closing", text)
    row.closed_at, row.closed_by_id, row.closing_id = clock.now(), actor.id, kept.id
    session.flush()
    note(session, actor, "incident.close", case, row, sha256=stop_queries.digest(kept))
    people = [*stop_queries.owners(session, case), *stop_queries.directors(session, case)]
    notices.tell(session, case=case, people=people, what=f"incident-over-{row.number}")


def close_stop(session: Session, actor: Person | None, *, case: Case) -> None:
    """End the open stop of a case that went elsewhere: retracted, or out without review."""
    row = stop_queries.open_stop(session, case.id)
    if row is not None and case.state is not CaseState.SUSPENDED:
        row.settled_at, row.after = clock.now(), case.state
        session.flush()
        audit.note(session, actor, "stop.close", row, program_id=case.program_id, case=case.id)


def now(session: Session, case: Case, incident: Incident) -> Incident:
    """The case held, and the incident as it stands now."""
    cases.hold(session, case)
    found = queries.numbered(session, case.id, incident.number)
    assert found is not None
    return found


def keep(session: Session, seal: Seal, case: Case, field: str, text: str) -> SealedText:
    """Seal a text of an incident under the key of its case."""
    return sealed.keep(session, seal, session.get_one(Vault, case.vault_id), field, text.strip())


def _log(session: Session, actor: Person | None, case: Case, row: Incident, kept: SealedText) -> None:
    line = IncidentNote(incident_id=row.id, text_id=kept.id, by_id=actor.id if actor else None)
    session.add(line)
    session.flush()
    note(session, actor, "incident.note", case, row, sha256=stop_queries.digest(kept))


def note(
    session: Session, actor: Person | None, action: str, case: Case, row: Incident, **change: Any
) -> None:
    """The trail tells numbers, steps and digests; what happened stays sealed."""
    audit.note(session, actor, action, row, program_id=case.program_id, case=case.id, **change)
