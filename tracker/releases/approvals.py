"""Writes of approvals: make one, see whether it still holds and clears its release, void it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.people.models import Person
from tracker.reasons import no, require
from tracker.releases import (
    access,
    approval_rules,
    cases,
    contributor_queries,
    notices,
    submission_queries,
    verdicts,
)
from tracker.releases import approval_queries as queries
from tracker.releases.approval_models import Amended, Condition, Publication
from tracker.releases.decision_models import Approval, Approver, Decision
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, Scope, Void
from tracker.sealed import SealedText

# In these an approval is used; in the others it lies still, and nothing can go out.
HELD_BY = frozenset({CaseState.APPROVED, CaseState.CLEARED})
SETTLED = HELD_BY | {CaseState.SUSPENDED, CaseState.STALE}


@dataclass(frozen=True)
class Asked:
    """A condition that reviewers or a panel set, in sealed words."""

    words: SealedText
    before: bool = True
    due_on: date | None = None


def approve(
    session: Session,
    actor: Person | None,
    *,
    case: Case,
    transition: str,
    scope: Scope,
    by: Sequence[int],
    decision: Decision,
    conditions: Sequence[Asked] = (),
    embargo_until: date | None = None,
    embargo_event: SealedText | None = None,
    chair: int | None = None,
) -> Approval:
    """Approve a release on what was decided (T8, T9), and see at once what it still waits for.

    `by` are those on whom it rests, two at least, `chair` who of them chaired the panel. The conditions of
    the route come with it. With `embargo_event` the embargo ends when that happens; awaited until the day.
    """
    cases.hold(session, case)
    submission = decision.submission
    require(approval_rules.may_approve(_deciding(session, case, decision, scope, by, chair)))
    today = clock.today(case.program.time_zone)
    if embargo_until is not None:
        require(approval_rules.may_embargo(today, embargo_until, case.numbers), field="embargo_until")
    approval = Approval(
        case_id=case.id,
        decision_id=decision.id,
        submission_id=submission.id,
        manifest_id=submission.manifest_id,
        binding=submission.binding,
        scope=scope,
        approved_on=today,
        expires_on=approval_rules.expires_on(
            today, by_panel=decision.by_panel, embargo=embargo_until, numbers=case.numbers
        ),
        embargo_until=embargo_until,
        embargo_event_id=embargo_event.id if embargo_event and embargo_until else None,
    )
    add(session, actor, case, approval, {one: one == chair for one in by})
    _ask(session, decision, case, conditions)
    cases.move(session, actor, case=case, transition=transition, to=CaseState.APPROVED)
    tell_authors(session, case, "decision")
    settle(session, case)
    return approval


def _deciding(
    session: Session, case: Case, decision: Decision, scope: Scope, by: Sequence[int], chair: int | None
) -> approval_rules.Deciding:
    """The facts at the moment of approving, read under the lock."""
    current = submission_queries.current(session, case)
    live = submission_queries.live(session, case)
    submission = decision.submission
    return approval_rules.Deciding(
        verdict=decision.verdict,
        decided=decision.scope,
        asked=submission.scope,
        scope=scope,
        approvers=by,
        conflicted=queries.conflicted(session, case, by),
        current=current is not None and current.id == submission.id and decision.case_id == case.id,
        unchanged=live.binding == submission.binding,
        in_force=queries.in_force(session, case.id) is not None,
        chair=chair,
    )


def add(
    session: Session, actor: Person | None, case: Case, approval: Approval, approvers: dict[int, bool]
) -> None:
    """Keep an approval with those on whom it rests (person → whether they chaired)."""
    session.add(approval)
    session.flush()
    session.add_all(
        Approver(approval_id=approval.id, person_id=person, chair=chair)
        for person, chair in approvers.items()
    )
    session.flush()
    note(session, actor, "approval.make", approval, case, by=sorted(approvers))


def _ask(session: Session, decision: Decision, case: Case, conditions: Sequence[Asked]) -> None:
    """The conditions of the checklist in its own words, then those that people set."""
    for item, printed in decision.submission.route.get("conditions", []):
        _condition(session, decision, case, item=item, printed=printed)
    for one in conditions:
        _condition(session, decision, case, words_id=one.words.id, before=one.before, due_on=one.due_on)


def _condition(session: Session, decision: Decision, case: Case, **values: object) -> None:
    position = len(queries.conditions(session, decision.id)) + 1
    session.add(Condition(case_id=case.id, decision_id=decision.id, position=position, **values))
    session.flush()


def settle(session: Session, case: Case) -> None:
    """Take the steps that follow from facts and the clock: to CLEARED (T11), to STALE (T13), or none.

    Nothing is decided here, and asking again changes nothing. Called after every write that could matter,
    and every night.
    """
    cases.hold(session, case)
    if case.state not in SETTLED:
        return
    _end_overtaken(session, case)
    approval = queries.in_force(session, case.id)
    out = queries.publication(session, case.id)
    if approval is not None and (out is None or case.state in HELD_BY):
        facts = queries.facts(session, case, approval)
        code = approval_rules.void(facts)
        if code is not None:
            void(session, None, case=case, code=code)
        elif case.state is CaseState.APPROVED and approval_rules.may_clear(facts):
            cases.move(session, None, case=case, transition="T11", to=CaseState.CLEARED)
            tell_authors(session, case, "cleared")
            if out is not None:
                _stays_out(session, case, approval, out)
    elif approval is None and case.state in HELD_BY:
        # Came back from a stop after its approval had ended.
        last = queries.latest(session, case.id)
        code = last.void_code if last and last.void_code else Void.EXPIRED
        _to_stale(session, None, case, code, None)


def _stays_out(session: Session, case: Case, approval: Approval, out: Publication) -> None:
    """Judged anew after a stop, what is out stays out where it is what was approved; nothing is published.

    Anything else stays where it is: it cannot go out in this case, and what is out can be taken back.
    """
    same = out.manifest_id == approval.manifest_id and out.scope.rank <= approval.scope.rank
    if same and approval.submission.venue_id == out.approval.submission.venue_id:
        cases.move(session, None, case=case, transition="T12", to=CaseState.PUBLISHED, code="out_already")


def void(
    session: Session, actor: Person | None, *, case: Case, code: Void, reason: SealedText | None = None
) -> None:
    """End the approval that is in force; it stays, with the reason. What it let out goes back to STALE."""
    cases.hold(session, case)
    approval = queries.in_force(session, case.id)
    if approval is None:
        return
    approval.voided_at, approval.void_code = clock.now(), code
    approval.void_reason_id = reason.id if reason else None
    session.flush()
    said = verdicts.digests(session, [reason.id]) if reason else []
    note(session, actor, "approval.void", approval, case, reason=said)
    if case.state in HELD_BY:
        _to_stale(session, actor, case, code, reason)


def _to_stale(
    session: Session, actor: Person | None, case: Case, code: Void, reason: SealedText | None
) -> None:
    cases.move(
        session, actor, case=case, transition="T13", to=CaseState.STALE, code=code.value, reason=reason
    )
    tell_authors(session, case, "stale")


def _end_overtaken(session: Session, case: Case) -> None:
    """A fast amendment ends where what it was asked about stands no more, or its approval has run out."""
    asked = queries.open_amendment(session, case.id)
    if asked is None:
        return
    live = submission_queries.live(session, case)
    past = clock.today(case.program.time_zone) > asked.approval.expires_on
    if live.binding != asked.binding or past:
        asked.ended_at, asked.ending = clock.now(), Amended.OVERTAKEN
        session.flush()
        audit.note(session, None, "amendment.overtaken", asked, program_id=case.program_id, case=case.id)


def tell_authors(session: Session, case: Case, what: str) -> None:
    """A neutral notice to those whose release it is."""
    people = contributor_queries.everybody(session, case)
    authors = contributor_queries.by_id(session, people.authors)
    notices.tell(session, case=case, people=list(authors.values()), what=what)


def note(
    session: Session, actor: Person | None, action: str, approval: Approval, case: Case, **change: object
) -> None:
    """Record what happened to an approval: ids and digests, never a scope, a reason or a word."""
    audit.note(
        session,
        actor,
        action,
        approval,
        program_id=case.program_id,
        case=case.id,
        decision=approval.decision_id,
        **change,
    )


def accept_narrower(session: Session, actor: Person, *, approval: Approval, text: SealedText) -> None:
    """An author accepts, in writing, that less was approved than asked for."""
    case, approval = _in_hand(session, approval)
    facts = queries.facts(session, case, approval)
    author = CaseRole.AUTHOR in access.own_roles(session, actor.id, case)
    require(approval_rules.may_accept(facts, author=author, words=True), field="acceptance")
    approval.accepted_at, approval.accepted_by_id, approval.acceptance_id = clock.now(), actor.id, text.id
    session.flush()
    note(session, actor, "approval.accept", approval, case, words=verdicts.digests(session, [text.id]))
    settle(session, case)


def reaffirm(session: Session, actor: Person, *, approval: Approval) -> None:
    """One of those on whom it rests says again, after a long embargo, that it may go out."""
    case, approval = _in_hand(session, approval)
    own = next((one for one in approval.approvers if one.person_id == actor.id), None)
    facts = queries.facts(session, case, approval)
    there = own is not None and queries.can_judge(session, case, actor)
    said = own is not None and own.reaffirmed_at is not None
    require(approval_rules.may_reaffirm(facts, approver=there, said=said))
    assert own is not None
    own.reaffirmed_at = clock.now()
    session.flush()
    note(session, actor, "approval.reaffirm", approval, case)
    settle(session, case)


def meet_event(session: Session, actor: Person, *, approval: Approval, reviews: bool) -> None:
    """Somebody of the review records that what the embargo waited for has happened.

    The approval then lasts as long from today as it would have from the day until which it waited.
    """
    case, approval = _in_hand(session, approval)
    require(approval_rules.may_meet(queries.embargo(approval), reviews=reviews))
    today = clock.today(case.program.time_zone)
    approval.embargo_met_on = today
    approval.expires_on = approval_rules.expires_on(
        approval.approved_on, by_panel=approval.decision.by_panel, embargo=today, numbers=case.numbers
    )
    session.flush()
    note(session, actor, "approval.event", approval, case)
    settle(session, case)


def _in_hand(session: Session, approval: Approval) -> tuple[Case, Approval]:
    """The case, held, and this approval as it stands now. Refused where it is in force no more."""
    case = cases.hold(session, session.get_one(Case, approval.case_id))
    now = queries.in_force(session, case.id)
    if now is None or now.id != approval.id:
        require(no("approval_void"))
    assert now is not None
    return case, now
