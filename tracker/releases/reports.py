"""Writes of reports: somebody saw a release that nobody approved, and a coordinator says what came of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.reasons import require
from tracker.releases import incident_queries as queries
from tracker.releases import incident_rules as rules
from tracker.releases import incidents, notices, stop_queries
from tracker.releases.incident_models import Report, ReportOutcome
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.sealed import Seal, Vault


def file(session: Session, actor: Person | None, *, seal: Seal, program_id: int, text: str) -> Report:
    """Keep a report under a key of its own, and ask the program's coordinators to look.

    `actor` None: somebody without an account.
    """
    audit.hold(session, program_id)
    require(rules.may_report(text), field="text")
    vault = sealed.new_vault(session, seal)
    kept = sealed.keep(session, seal, vault, "report.text", text.strip())
    row = Report(program_id=program_id, vault_id=vault.id, text_id=kept.id, by_id=actor.id if actor else None)
    session.add(row)
    session.flush()
    _note(session, actor, "report.file", row, sha256=stop_queries.digest(kept))
    people = stop_queries.with_role(session, program_id, Role.COORDINATOR, Role.DEPUTY)
    notices.tell_of_report(session, report=row, people=people, what="report")
    return row


def confirm(session: Session, actor: Person, *, seal: Seal, report: Report, case: Case, answer: str) -> None:
    """Say which release it is and that it is out without approval (T21), unless that is known already."""
    row = _now(session, actor, report, answer)
    if case.program_id != row.program_id:
        raise ValueError("a report is about a release of its own program")
    if case.state is not CaseState.DISCLOSED_UNREVIEWED:
        incidents.disclose(session, actor, seal=seal, case=case, text=answer)
    row.case_id = case.id
    _end(session, actor, seal, row, ReportOutcome.DISCLOSED, answer)


def dismiss(session: Session, actor: Person, *, seal: Seal, report: Report, answer: str) -> None:
    """Say why nothing follows from a report."""
    row = _now(session, actor, report, answer)
    _end(session, actor, seal, row, ReportOutcome.NOTHING, answer)


def _now(session: Session, actor: Person, report: Report, answer: str) -> Report:
    audit.hold(session, report.program_id)
    found = queries.report(session, report.id)
    assert found is not None
    coordinated = queries.coordinated(actor.grants_on(clock.today()))
    decision = rules.may_handle_report(
        handled=found.outcome is not None,
        coordinates=found.program_id in coordinated,
        mine=found.by_id == actor.id,
        text=answer,
    )
    require(decision, field="answer")
    return found


def _end(
    session: Session, actor: Person, seal: Seal, row: Report, outcome: ReportOutcome, answer: str
) -> None:
    kept = sealed.keep(session, seal, session.get_one(Vault, row.vault_id), "report.answer", answer.strip())
    row.answer_id, row.outcome = kept.id, outcome
    row.handled_at, row.handled_by_id = clock.now(), actor.id
    session.flush()
    _note(
        session,
        actor,
        "report.answer",
        row,
        outcome=outcome.value,
        case=row.case_id,
        sha256=stop_queries.digest(kept),
    )


def _note(session: Session, actor: Person | None, action: str, row: Report, **change: Any) -> None:
    audit.note(session, actor, action, row, program_id=row.program_id, **change)
