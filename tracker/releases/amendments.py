"""Writes of fast amendments (T14): an author shows a small change, the same approvers confirm or doubt it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.people.models import Person
from tracker.reasons import no, require
from tracker.releases import (
    access,
    amendment_rules,
    approvals,
    cases,
    notices,
    submission_queries,
    verdicts,
)
from tracker.releases import approval_queries as queries
from tracker.releases.amendment_rules import Then
from tracker.releases.approval_models import Amended, Amendment, AmendmentAnswer
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, Scope
from tracker.sealed import SealedText


def ask(session: Session, actor: Person, *, case: Case, statement: SealedText) -> Amendment:
    """An author asks those who approved to confirm that a change discloses nothing new."""
    cases.hold(session, case)
    approval = queries.latest(session, case.id)
    author = CaseRole.AUTHOR in access.own_roles(session, actor.id, case)
    if approval is None or approval.voided_at is None:
        require(no("amendment_not_now"))
    assert approval is not None
    facts = queries.amending(session, case, approval)
    asked = queries.open_amendment(session, case.id) is not None
    require(amendment_rules.may_ask(facts, author=author, words=True, asked=asked), field="statement")
    live = submission_queries.live(session, case)
    assert live.manifest is not None
    assert live.scope is not None
    assert live.binding is not None
    row = Amendment(
        case_id=case.id,
        approval_id=approval.id,
        manifest_id=live.manifest.id,
        scope=live.scope,
        venue_id=live.venue_id,
        contributors={"keys": list(live.contributors)},
        binding=live.binding,
        statement_id=statement.id,
        asked_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "amendment.ask", row, case, words=verdicts.digests(session, [statement.id]))
    people = [one.person for one in approval.approvers if queries.can_judge(session, case, one.person)]
    notices.tell(session, case=case, people=people, what=f"amendment-{row.id}")
    return row


def answer(
    session: Session,
    actor: Person,
    *,
    case: Case,
    amendment: Amendment,
    nothing_new: bool,
    words: SealedText | None = None,
) -> Then:
    """One of those who approved confirms that it discloses nothing new, or is not sure, which ends it."""
    cases.hold(session, case)
    now = queries.open_amendment(session, case.id)
    approval = queries.latest(session, case.id)
    if now is None or now.id != amendment.id or approval is None:
        require(no("amendment_not_now"))
    assert now is not None
    assert approval is not None
    facts = queries.amending(session, case, approval)
    same = submission_queries.live(session, case).binding == now.binding
    said = any(one.person_id == actor.id for one in now.answers)
    require(amendment_rules.may_answer(facts, actor.id, same=same, said=said), field="answer")
    now.answers.append(
        AmendmentAnswer(person_id=actor.id, nothing_new=nothing_new, words_id=words.id if words else None)
    )
    session.flush()
    said_words = verdicts.digests(session, [words.id]) if words else []
    _note(session, actor, "amendment.answer", now, case, words=said_words)
    answers = {one.person_id: one.nothing_new for one in now.answers}
    then = amendment_rules.then(facts.by_panel, facts.seats, answers)
    if then is Then.NOT_SURE:
        now.ended_at, now.ending = clock.now(), Amended.NOT_SURE
        session.flush()
        approvals.tell_authors(session, case, "amendment")
    elif then is Then.CONFIRMED:
        _confirm(session, case, approval, now)
    return then


def _confirm(session: Session, case: Case, before: Approval, amendment: Amendment) -> None:
    """Make the approval anew for what stands now; it lasts no longer than the one before."""
    asked = amendment.scope
    scope = min((before.scope, asked), key=lambda one: one.rank)
    sure = {one.person_id for one in amendment.answers if one.nothing_new}
    accepted = before.accepted_at if scope is before.scope else None
    made = Approval(
        case_id=case.id,
        decision_id=before.decision_id,
        submission_id=before.submission_id,
        manifest_id=amendment.manifest_id,
        binding=amendment.binding,
        scope=Scope(scope),
        approved_on=before.approved_on,
        expires_on=before.expires_on,
        embargo_until=before.embargo_until,
        embargo_event_id=before.embargo_event_id,
        embargo_met_on=before.embargo_met_on,
        accepted_at=accepted,
        accepted_by_id=before.accepted_by_id if accepted else None,
        acceptance_id=before.acceptance_id if accepted else None,
        amends_id=before.id,
    )
    approvers = {one.person_id: one.chair for one in before.approvers if one.person_id in sure}
    approvals.add(session, None, case, made, approvers)
    amendment.ended_at, amendment.ending, amendment.made_id = clock.now(), Amended.CONFIRMED, made.id
    session.flush()
    cases.move(session, None, case=case, transition="T14", to=CaseState.APPROVED)
    approvals.tell_authors(session, case, "decision")
    approvals.settle(session, case)


def _note(
    session: Session, actor: Person, action: str, amendment: Amendment, case: Case, **change: object
) -> None:
    audit.note(session, actor, action, amendment, program_id=case.program_id, case=case.id, **change)
