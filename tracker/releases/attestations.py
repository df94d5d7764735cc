"""What a contributor can show elsewhere: that they completed reviewed work, and when; no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.people.models import Person
from tracker.reasons import Decision as Answer
from tracker.releases import attestation_rules, case_queries
from tracker.releases.access_rules import Standing
from tracker.releases.decision_models import Decision
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole


@dataclass(frozen=True)
class Attestation:
    """The whole of what the page says. No number, codename, title, kind, state or outcome."""

    name: str
    program: str
    begun: date
    done: date
    issued: date


def may_attest(session: Session, standing: Standing, case: Case) -> Answer:
    """Whether this contributor can have an attestation of this case."""
    return attestation_rules.may_attest(
        contributor=CaseRole.AUTHOR in standing.roles,
        submitted=case.submitted_at is not None,
        decided=_decided_on(session, case) is not None,
        state=case.state,
    )


def of(session: Session, standing: Standing, person: Person, case: Case) -> Attestation | None:
    """The attestation of a contributor; None for everybody else, and before there is one."""
    if not may_attest(session, standing, case) or case.submitted_at is None:
        return None
    closed = case_queries.day_of(case, case.closed_at or case.state_since)
    return Attestation(
        name=person.name,
        program=case.program.name,
        begun=case_queries.day_of(case, case.submitted_at),
        done=_decided_on(session, case) or closed,
        issued=clock.today(case.program.time_zone),
    )


def _decided_on(session: Session, case: Case) -> date | None:
    """The day of the first decision: a later one would tell that there was another."""
    return session.scalar(sa.select(sa.func.min(Decision.decided_on)).where(Decision.case_id == case.id))
