"""Writes of appeals: filed by an author, given to a reader, upheld or sent back to a new panel (T22)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.cohorts import calendar
from tracker.people.models import Person
from tracker.reasons import Refused, no, require
from tracker.releases import appeal_queries as queries
from tracker.releases import appeal_rules as rules
from tracker.releases import approvals, cases, contributor_queries, notices, panel_people, votes
from tracker.releases.appeal_models import Ground, ReleaseAppeal, Ruling
from tracker.releases.decision_models import Decision
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, Tier, Void
from tracker.sealed import Seal


class RuledAlready(Refused):
    """The appeal was ruled on before, in another window."""

    def __init__(self) -> None:
        super().__init__(no("release_appeal_ruled"), field="reasons")


def filing(session: Session, actor: Person, *, case: Case, decision: Decision) -> rules.Filing:
    """The facts that decide whether this person can appeal against a decision today."""
    newest = queries.newest_decision(session, case.id)
    return rules.Filing(
        today=clock.today(case.program.time_zone),
        decided_on=decision.decided_on,
        author=actor.id in contributor_queries.everybody(session, case).authors,
        refused=rules.is_refusal(decision.verdict, decision.scope, decision.submission.scope),
        newest=newest is not None and newest.id == decision.id,
        appealed=queries.of_decision(session, decision.id) is not None,
        state=case.state,
        days=case.numbers.appeal,
    )


def file(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    decision: Decision,
    ground: Ground,
    text: str,
) -> ReleaseAppeal:
    """Appeal against a decision. There is one appeal against each."""
    cases.hold(session, case)
    require(rules.may_appeal(filing(session, actor, case=case, decision=decision)), field="text")
    require(rules.may_write(text), field="text")
    kept = sealed.keep(session, seal, case.vault, "appeal.text", text.strip())
    today = clock.today(case.program.time_zone)
    closed = calendar.closed_days(session, case.program_id)
    row = ReleaseAppeal(
        case_id=case.id,
        decision_id=decision.id,
        ground=ground,
        text_id=kept.id,
        filed_by_id=actor.id,
        filed_on=today,
        answer_by=rules.answer_by(today, closed, case.numbers.appeal_due),
    )
    session.add(row)
    session.flush()
    note(session, actor, "appeal.file", case, row, text=kept.id, sha256=votes.digest(kept))
    handlers = [one for one in (case.coordinator, case.deputy) if one is not None]
    notices.tell(session, case=case, people=handlers, what="appeal", due=row.answer_by)
    return row


def assign(session: Session, actor: Person, *, case: Case, appeal: ReleaseAppeal, reader: Person) -> None:
    """Ask somebody who had no part in the case to read an appeal. They read nothing before they declared."""
    cases.hold(session, case)
    session.refresh(appeal)
    decision = rules.may_assign(
        queries.ties(session, case, reader),
        permitted=panel_people.is_free(session, case, reader.id),
        self_chosen=reader.id == actor.id,
        ruled=appeal.ruling is not None,
    )
    require(decision, field="reader")
    if appeal.reader_id == reader.id:
        return
    if appeal.reader is not None:
        cases.remove_person(session, actor, case=case, person=appeal.reader, role=CaseRole.APPEAL_READER)
    appeal.reader_id, appeal.declared_at = reader.id, None
    appeal.reader_external = panel_people.is_external(reader, case)
    appeal.assigned_by_id, appeal.assigned_at = actor.id, clock.now()
    session.flush()
    session.refresh(appeal)
    note(session, actor, "appeal.assign", case, appeal, reader=reader.id)
    notices.tell(session, case=case, people=[reader], what=f"appeal-{appeal.id}", due=appeal.answer_by)


def take(session: Session, actor: Person, *, case: Case, appeal: ReleaseAppeal) -> None:
    """Begin to read, once the reader declared no conflict that bars them."""
    cases.hold(session, case)
    session.refresh(appeal)
    if appeal.declared_at is None:
        require(rules.may_rule(_reading(session, actor, case, appeal, declared=True)))
        appeal.declared_at = clock.now()
        session.flush()
        note(session, actor, "appeal.declare", case, appeal)
        cases.add_person(session, actor, case=case, person=actor, role=CaseRole.APPEAL_READER)


def give_up(session: Session, actor: Person, *, case: Case, appeal: ReleaseAppeal) -> None:
    """Hand an appeal back that one cannot or may not read; somebody else is asked."""
    cases.hold(session, case)
    session.refresh(appeal)
    if appeal.reader_id != actor.id or appeal.ruling is not None:
        raise Refused(no("release_appeal_other_reader"))
    appeal.reader_id = appeal.assigned_by_id = appeal.assigned_at = appeal.declared_at = None
    appeal.reader_external = False
    session.flush()
    session.refresh(appeal)
    note(session, actor, "appeal.give_up", case, appeal)
    handlers = [one for one in (case.coordinator, case.deputy) if one is not None]
    notices.tell(session, case=case, people=handlers, what=f"appeal-{appeal.id}-reader")


def reading(session: Session, actor: Person, *, case: Case, appeal: ReleaseAppeal) -> rules.Reading:
    """The facts at which this person would rule now."""
    return _reading(session, actor, case, appeal, declared=appeal.declared_at is not None)


def _reading(
    session: Session, actor: Person, case: Case, appeal: ReleaseAppeal, *, declared: bool
) -> rules.Reading:
    return rules.Reading(
        reader=appeal.reader_id == actor.id,
        declared=declared,
        ties=queries.ties(session, case, actor),
        permitted=panel_people.is_free(session, case, actor.id),
        ruled=appeal.ruling is not None,
        state=case.state,
    )


def rule(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    appeal: ReleaseAppeal,
    ruling: Ruling,
    reasons: str,
) -> None:
    """Uphold a decision, or send it back to a new panel. An approval there is is void then; none is made."""
    cases.hold(session, case)
    session.refresh(appeal)
    if appeal.ruling is not None and appeal.reader_id == actor.id:
        raise RuledAlready
    require(rules.may_rule(reading(session, actor, case=case, appeal=appeal)), field="reasons")
    require(rules.may_write(reasons), field="reasons")
    kept = sealed.keep(session, seal, case.vault, "appeal.reasons", reasons.strip())
    appeal.ruling, appeal.reasons_id, appeal.ruled_at = ruling, kept.id, clock.now()
    session.flush()
    note(session, actor, "appeal.rule", case, appeal, text=kept.id, sha256=votes.digest(kept))
    cases.remove_person(session, actor, case=case, person=actor, role=CaseRole.APPEAL_READER)
    if ruling is Ruling.REMANDED:
        approvals.void(session, actor, case=case, code=Void.APPEAL)
        cases.raise_tier(session, None, case, Tier.FORMAL)
        cases.move(session, actor, case=case, transition="T22", to=CaseState.FORMAL, code="appeal")
    approvals.tell_authors(session, case, f"ruling-{appeal.id}")
    handlers = [one for one in (case.coordinator, case.deputy) if one is not None]
    notices.tell(session, case=case, people=handlers, what=f"ruling-{appeal.id}")


def note(
    session: Session, actor: Person, action: str, case: Case, appeal: ReleaseAppeal, **change: Any
) -> None:
    """The trail names rows and digests; grounds and words stand in none of its entries."""
    audit.note(
        session,
        actor,
        action,
        case,
        program_id=case.program_id,
        appeal=appeal.id,
        decision=appeal.decision_id,
        **change,
    )
