"""Writes about conditions: an author says how one is met, somebody else verifies it or finds it open."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import approval_queries as queries
from tracker.releases import approvals, cases, condition_rules, verdicts
from tracker.releases.access_rules import HANDLERS, JUDGES, Standing
from tracker.releases.approval_models import Condition
from tracker.releases.condition_rules import Meeting
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState
from tracker.sealed import SealedText


def meeting(session: Session, standing: Standing, case: Case, condition: Condition) -> Meeting:
    """What somebody is to a condition now."""
    approval = queries.latest(session, case.id)
    out = case.state is CaseState.PUBLISHED
    holds = approval is not None and approval.decision_id == condition.decision_id
    return Meeting(
        author=CaseRole.AUTHOR in standing.roles,
        wrote=standing.wrote or standing.conflicted,
        reviews=reviews(standing),
        done=condition.done_at is not None,
        by_them=condition.done_by_id == standing.person_id,
        verified=condition.verified_at is not None,
        # A voided approval can come back by a fast amendment; what is after publication stays due.
        holds=holds and (out or case.state in approvals.SETTLED),
    )


def reviews(standing: Standing) -> bool:
    """Whether somebody has a part in the review of a case and none in what it is about."""
    return bool(standing.roles & (HANDLERS | JUDGES)) and not standing.barred and not standing.operator


def mark_done(
    session: Session, actor: Person, standing: Standing, *, case: Case, condition: Condition, note: SealedText
) -> None:
    """An author says how a condition is met, and where that can be seen."""
    condition = _hold(session, case, condition)
    require(condition_rules.may_mark(meeting(session, standing, case, condition), note=True), field="note")
    condition.done_at, condition.done_by_id, condition.note_id = clock.now(), actor.id, note.id
    condition.answer_id = None
    session.flush()
    _note(session, actor, "condition.done", condition, note)


def verify(session: Session, actor: Person, standing: Standing, *, case: Case, condition: Condition) -> None:
    """Somebody with no part in the work has seen that a condition is met. This may clear the release."""
    condition = _hold(session, case, condition)
    require(condition_rules.may_verify(meeting(session, standing, case, condition)))
    condition.verified_at, condition.verified_by_id = clock.now(), actor.id
    session.flush()
    _note(session, actor, "condition.verify", condition, None)
    approvals.settle(session, case)


def send_back(
    session: Session,
    actor: Person,
    standing: Standing,
    *,
    case: Case,
    condition: Condition,
    answer: SealedText,
) -> None:
    """Somebody with no part in the work finds a condition not met yet, and says why."""
    condition = _hold(session, case, condition)
    require(condition_rules.may_verify(meeting(session, standing, case, condition)), field="answer")
    condition.done_at = condition.done_by_id = None
    condition.answer_id = answer.id
    session.flush()
    _note(session, actor, "condition.open", condition, answer)
    approvals.tell_authors(session, case, "condition")


def _hold(session: Session, case: Case, condition: Condition) -> Condition:
    cases.hold(session, case)
    session.refresh(condition)
    return condition


def _note(
    session: Session, actor: Person, action: str, condition: Condition, words: SealedText | None
) -> None:
    case = session.get_one(Case, condition.case_id)
    said = verdicts.digests(session, [words.id]) if words else []
    audit.note(session, actor, action, condition, program_id=case.program_id, case=case.id, words=said)
