"""Writes of emergency stops: stop, say why, say what comes next, and what the calendar brings."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import approvals, cases, incidents, notices, stop_queries, stop_rules
from tracker.releases.incident_models import IncidentCause
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Tier, Void
from tracker.releases.stop_models import Stop, StopVoice
from tracker.sealed import Seal, SealedText, Vault


def stop(session: Session, actor: Person, *, case: Case) -> Stop:
    """Stop a release at once (T18). What is out already becomes an incident."""
    cases.hold(session, case)
    require(stop_rules.may_stop(case.state))
    before = case.state
    reasons_by, settle_by = stop_rules.times(clock.now(), clock.today(case.program.time_zone), case.numbers)
    row = Stop(
        case_id=case.id,
        before=before,
        stopped_by_id=actor.id,
        reasons_by=reasons_by,
        settle_by=settle_by,
    )
    session.add(row)
    session.flush()
    cases.move(session, actor, case=case, transition="T18", to=CaseState.SUSPENDED)
    note(session, actor, "stop.make", case, row)
    people = [one for one in stop_queries.team(session, case) if one.id != actor.id]
    notices.tell(session, case=case, people=people, what="stop", due=settle_by)
    if before is CaseState.PUBLISHED:
        incidents.open_one(session, actor, case=case, cause=IncidentCause.STOPPED)
    return row


def give_reasons(session: Session, actor: Person, *, seal: Seal, case: Case, stop: Stop, text: str) -> None:
    """Say why one stopped it, sealed. The same sent twice is kept once."""
    cases.hold(session, case)
    session.refresh(stop)
    require(stop_rules.may_settle(case.state, stop.settled_at is not None))
    facts = stop_queries.facts(session, case, stop)
    require(stop_rules.may_give_reasons(facts, actor.id, text), field="text")
    kept = _keep(session, seal, case, "stop.reasons", text)
    stop.reasons_id, stop.reasons_at = kept.id, clock.now()
    session.flush()
    note(session, actor, "stop.reasons", case, stop, sha256=stop_queries.digest(kept))
    people = [one for one in stop_queries.handlers(session, case) if one.id != actor.id]
    notices.tell(session, case=case, people=people, what="stop-reasons", due=stop.settle_by)


def say(
    session: Session, actor: Person, *, seal: Seal, case: Case, stop: Stop, after: CaseState, reason: str
) -> CaseState | None:
    """Say with a reason what comes next; where two agree it happens (T19), and is returned."""
    cases.hold(session, case)
    session.refresh(stop)
    require(stop_rules.may_settle(case.state, stop.settled_at is not None))
    facts = stop_queries.facts(session, case, stop)
    own = stop_queries.voice(session, case, actor, after)
    require(stop_rules.may_say(facts, own, clock.now()), field="after")
    require(stop_rules.may_write(reason), field="reason")
    kept = _keep(session, seal, case, "stop.settling", reason)
    session.add(StopVoice(stop_id=stop.id, person_id=actor.id, after=after, reason_id=kept.id))
    session.flush()
    note(session, actor, "stop.say", case, stop, sha256=stop_queries.digest(kept))
    found = stop_rules.settled(facts, stop_queries.heard(session, case, stop), clock.now())
    if found is not None:
        _settle(session, actor, case, stop, found, reason=kept)
    return found


def end_overdue(session: Session, case: Case) -> bool:
    """Send to the panel what nobody settled in time; whether that was so. It stays stopped until then."""
    cases.hold(session, case)
    row = stop_queries.open_stop(session, case.id)
    if row is None or case.state is not CaseState.SUSPENDED:
        return False
    facts = stop_queries.facts(session, case, row)
    if not stop_rules.overdue(facts, clock.today(case.program.time_zone)):
        return False
    row.overdue = True
    _settle(session, None, case, row, CaseState.FORMAL)
    return True


def _settle(
    session: Session,
    actor: Person | None,
    case: Case,
    row: Stop,
    after: CaseState,
    reason: SealedText | None = None,
) -> None:
    row.settled_at, row.after = clock.now(), after
    session.flush()
    if not stop_rules.keeps_approval(after, row.before):
        # While it is suspended, so that the approval ends and the case goes where two people said.
        approvals.void(session, actor, case=case, code=Void.STOP, reason=reason)
    if after is CaseState.FORMAL:
        cases.raise_tier(session, actor, case, Tier.FORMAL)
    code = "overdue" if row.overdue else "settled"
    cases.move(session, actor, case=case, transition="T19", to=after, code=code, reason=reason)
    note(session, actor, "stop.settle", case, row)
    people = [one for one in stop_queries.team(session, case) if actor is None or one.id != actor.id]
    notices.tell(session, case=case, people=people, what="stop-settled")
    approvals.settle(session, case)


def _keep(session: Session, seal: Seal, case: Case, field: str, text: str) -> SealedText:
    return sealed.keep(session, seal, session.get_one(Vault, case.vault_id), field, text.strip())


def note(session: Session, actor: Person | None, action: str, case: Case, row: Stop, **change: Any) -> None:
    """The trail tells who did what about which stop; no reason and no state."""
    audit.note(session, actor, action, row, program_id=case.program_id, case=case.id, **change)
