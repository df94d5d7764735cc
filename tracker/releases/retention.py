"""Deletes the texts of cases that ended years ago, by destroying their keys. The rows stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.cohorts.models import Program
from tracker.releases import case_queries, cases, retention_rules
from tracker.releases.incident_models import Incident, Report
from tracker.releases.models import Case
from tracker.releases.retention_rules import Kept
from tracker.releases.states import CLOSED
from tracker.sealed import Vault

SHORTEST = timedelta(days=365)


def due(session: Session, program: Program) -> Sequence[Case]:
    """The cases of a program whose texts are to be deleted today."""
    found = sa.select(Case).join(Vault, Vault.id == Case.vault_id)
    found = found.where(
        Case.program_id == program.id,
        Case.closed_at < clock.now() - SHORTEST,
        Vault.destroyed_at.is_(None),
    )
    cases_ = session.scalars(found.order_by(Case.id)).unique().all()
    today = clock.today(program.time_zone)
    return [one for one in cases_ if retention_rules.may_destroy(kept(session, one), today)]


def delete(session: Session, case: Case) -> bool:
    """Destroy the key of one case and of the reports about it; whether it was due."""
    cases.hold(session, case)
    if not retention_rules.may_destroy(kept(session, case), clock.today(case.program.time_zone)):
        return False
    reports = sa.select(Vault).join(Report, Report.vault_id == Vault.id).where(Report.case_id == case.id)
    for vault in [session.get_one(Vault, case.vault_id), *session.scalars(reports)]:
        sealed.destroy(session, vault)
    audit.note(session, None, "release.delete_texts", case, program_id=case.program_id)
    return True


def kept(session: Session, case: Case) -> Kept:
    """What the deletion of a case hangs on, as of now."""
    follows = sa.select(Case.id).where(
        sa.or_(Case.derived_from_id == case.id, Case.widens_id == case.id), Case.state.not_in(CLOSED)
    )
    incident = sa.select(Incident.id).where(Incident.case_id == case.id, Incident.closed_at.is_(None))
    vault = session.get_one(Vault, case.vault_id)
    return Kept(
        state=case.state,
        closed_on=_closed_on(case),
        years=case.numbers.retention_years,
        destroyed=vault.destroyed_at is not None,
        built_on=session.scalar(follows.limit(1)) is not None,
        incident_open=session.scalar(incident.limit(1)) is not None,
    )


def _closed_on(case: Case) -> date | None:
    return case.closed_at and case_queries.day_of(case, case.closed_at)
