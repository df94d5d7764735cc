"""Writes of reviewers: asked, answered with a declaration, seated, and ended when something bars them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.cohorts import calendar
from tracker.cohorts.day_rules import add_working_days
from tracker.people.models import Person
from tracker.reasons import no, require
from tracker.releases import (
    approvals,
    assessment_queries,
    assignment_rules,
    cases,
    conflicts,
    declarations,
    escalations,
    notices,
)
from tracker.releases.assignment_rules import Bench
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, HardConflict, SoftConflict
from tracker.releases.review_models import AssignmentEnd, ReviewAssignment
from tracker.sealed import Seal


def ask(session: Session, actor: Person, *, case: Case, person: Person) -> ReviewAssignment:
    """Ask somebody to review a case. They read nothing of it before they declared and accepted."""
    cases.hold(session, case)
    known = assessment_queries.reviewers(session, case)
    bench = Bench(asked=tuple(one.candidate for one in known))
    if person.id not in {one.id for one in conflicts.bench(session, case)}:
        require(no("assign_role"), field="person")
    if person.id == actor.id:
        require(no("assign_self"), field="person")
    require(
        assignment_rules.may_ask(case.state, bench, conflicts.of(session, case, person.id)), field="person"
    )
    closed = calendar.closed_days(session, case.program_id)
    today = clock.today(case.program.time_zone)
    row = ReviewAssignment(
        case_id=case.id,
        person=person,
        asked_by_id=actor.id,
        answer_by=add_working_days(today, assignment_rules.ANSWER_DAYS, closed),
    )
    session.add(row)
    session.flush()
    _note(session, actor, case, "release.ask_reviewer", row)
    notices.tell(session, case=case, people=[person], what="invitation", due=row.answer_by)
    return row


def answer(
    session: Session,
    seal: Seal,
    actor: Person,
    *,
    case: Case,
    row: ReviewAssignment,
    accepts: bool,
    hard: Collection[HardConflict] = (),
    soft: Collection[SoftConflict] = (),
    words: str = "",
) -> ReviewAssignment:
    """Declare conflicts, then take the case or not. A hard conflict ends it whatever was ticked."""
    cases.hold(session, case)
    session.refresh(row)
    if row.person_id != actor.id or row.ended_at is not None:
        require(no("assign_over"))
    if row.answered_at is not None:
        return row
    declarations.declare(session, seal, actor, case=case, hard=hard, soft=soft, words=words)
    candidate = conflicts.of(session, case, actor.id)
    row.accepted, row.answered_at = accepts and not candidate.hard, clock.now()
    if not row.accepted:
        row.ended_at, row.ended_by_id = clock.now(), actor.id
        row.end_code = AssignmentEnd.CONFLICT if candidate.hard else AssignmentEnd.DECLINED
    elif case.state is CaseState.EXPEDITED:
        row.due_on = due_on(session, case)
    session.flush()
    _note(session, actor, case, "release.answer_invitation", row, accepted=row.accepted)
    seat_free(session, actor, case=case)
    tell_desk(session, case, "reviewer-answered", actor)
    return row


def of_case(session: Session, case: Case, person_id: int) -> ReviewAssignment | None:
    """What somebody was asked in a case and has neither declined nor left."""
    found = [one.row for one in assessment_queries.reviewers(session, case) if one.row.person_id == person_id]
    return found[0] if found else None


def seat_free(session: Session, actor: Person | None, *, case: Case) -> None:
    """Put everybody on the need-to-know list who accepted and whom nothing bars."""
    for one in assessment_queries.reviewers(session, case):
        if one.judges:
            cases.add_person(session, actor, case=case, person=one.row.person, role=CaseRole.REVIEWER)


def end(
    session: Session,
    seal: Seal,
    actor: Person | None,
    *,
    case: Case,
    row: ReviewAssignment,
    code: AssignmentEnd,
    reason: str = "",
) -> None:
    """Nobody's reviewer any more: access ends at once, and what they filed approves nothing.

    Serious harm that anybody filed still leads to the panel: no change of reviewers gets around it.
    """
    cases.hold(session, case)
    session.refresh(row)
    if row.ended_at is not None:
        return
    kept = (
        sealed.keep(session, seal, case.vault, "assignment.end", reason.strip()) if reason.strip() else None
    )
    row.ended_at, row.end_code = clock.now(), code
    row.ended_by_id, row.reason_id = actor.id if actor else None, kept.id if kept else None
    session.flush()
    _note(session, actor, case, "release.end_reviewer", row)
    cases.remove_person(session, actor, case=case, person=row.person, role=CaseRole.REVIEWER)
    escalations.after_leaving(session, case)
    approvals.settle(session, case)
    tell_desk(session, case, f"reviewer-left-{row.id}", actor)


def found(
    session: Session,
    seal: Seal,
    actor: Person,
    *,
    case: Case,
    row: ReviewAssignment,
    hard: Collection[HardConflict],
    soft: Collection[SoftConflict],
    words: str,
) -> None:
    """A conflict of a reviewer came to light after they accepted: they told, or somebody else did."""
    cases.hold(session, case)
    if not hard and not soft:
        require(no("conflict_none_named"), field="hard")
    declarations.declare(
        session,
        seal,
        actor,
        case=case,
        hard=hard,
        soft=soft,
        words=words,
        about=None if row.person_id == actor.id else row.person,
    )
    code = AssignmentEnd.RECUSED if row.person_id == actor.id else AssignmentEnd.CONFLICT
    end(session, seal, actor, case=case, row=row, code=code)


def withdraw(session: Session, seal: Seal, actor: Person, *, case: Case, row: ReviewAssignment) -> None:
    """Ask somebody else instead of who does not answer or file; not of who has filed."""
    cases.hold(session, case)
    session.refresh(row)
    require(assignment_rules.may_withdraw(filed=assessment_queries.has_filed(session, case, row.person_id)))
    end(session, seal, actor, case=case, row=row, code=AssignmentEnd.WITHDRAWN)


def recheck(session: Session, seal: Seal, *, case: Case) -> None:
    """End the part of reviewers whom a change of the work, of contributors or of roles has barred since."""
    cases.hold(session, case)
    for one in assessment_queries.reviewers(session, case):
        if not one.row.accepted or one.free:
            continue
        if one.candidate.hard or not one.held:
            code = AssignmentEnd.CONFLICT if one.candidate.hard else AssignmentEnd.ROLE
            end(session, seal, None, case=case, row=one.row, code=code)
        else:  # a soft conflict that may be waived still
            cases.remove_person(session, None, case=case, person=one.row.person, role=CaseRole.REVIEWER)


def due_on(session: Session, case: Case) -> date:
    """The day by which a reviewer who begins today is to have filed."""
    closed = calendar.closed_days(session, case.program_id)
    return add_working_days(clock.today(case.program.time_zone), case.numbers.assessment_due, closed)


def tell_desk(session: Session, case: Case, what: str, actor: Person | None) -> None:
    """Tell who handles a case that something waits for them; not who did it themselves."""
    people = [one for one in (case.coordinator, case.deputy) if one is not None and one != actor]
    notices.tell(session, case=case, people=people, what=what)


def _note(
    session: Session, actor: Person | None, case: Case, action: str, row: ReviewAssignment, **facts: object
) -> None:
    audit.note(
        session,
        actor,
        action,
        case,
        program_id=case.program_id,
        assignment=row.id,
        person=row.person_id,
        **facts,
    )
