"""Cases at any state, and what people do about stops, for tests of stops and incidents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from tests.releases.casting import SEAL, Bench
from tracker import clock
from tracker.people.models import Person
from tracker.releases import cases, stop_queries, stops
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState
from tracker.releases.stop_models import Stop

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
# What must be found in no plain place.
CANARY = "zanzibar-canary"


def at(session: Session, case: Case, state: CaseState, *, tier: int = 1) -> Case:
    """The case as it stands in a state, without the way there."""
    case.state, case.state_since = state, clock.now()
    if state is not CaseState.DRAFT:
        case.submitted_at, case.tier = clock.now(), max(tier, 2 if state is CaseState.FORMAL else 1)
    session.flush()
    return case


def seated(session: Session, case: Case, bench: Bench) -> None:
    """Coordinator, deputy and two reviewers of a case."""
    case.coordinator_id, case.deputy_id = bench.cora.id, bench.dev.id
    session.flush()
    session.refresh(case)
    for person in (bench.rhea, bench.ravi):
        cases.add_person(session, bench.cora, case=case, person=person, role=CaseRole.REVIEWER)


def later(**passed: int):
    return clock.fixed(START + timedelta(**passed))


def stopped(session: Session, person: Person, case: Case, *, reasons: bool = True) -> Stop:
    stop = stops.stop(session, person, case=case)
    if reasons:
        stops.give_reasons(session, person, seal=SEAL, case=case, stop=stop, text=f"Seen: {CANARY}")
    return stop


def say(session: Session, person: Person, case: Case, after: CaseState) -> CaseState | None:
    stop = stop_queries.open_stop(session, case.id)
    assert stop is not None
    return stops.say(session, person, seal=SEAL, case=case, stop=stop, after=after, reason=f"Why {CANARY}")
