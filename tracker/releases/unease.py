"""Writes of unease about a release: said to the coordinator alone, or openly; answered; opened up."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.people.models import Person
from tracker.reasons import no, require, yes
from tracker.releases import cases, contributor_queries, notices, worries
from tracker.releases.models import Case
from tracker.releases.states import BEFORE_PUBLICATION
from tracker.releases.submission_models import Unease
from tracker.sealed import Seal

TEXT, ANSWER = "unease.text", "unease.answer"


def say(session: Session, actor: Person, *, seal: Seal, case: Case, text: str, private: bool) -> Unease:
    """Say that one is uneasy. It leads to the panel; in private, nothing tells who, or why."""
    cases.hold(session, case)
    people = contributor_queries.everybody(session, case)
    require(yes() if actor.id in people.authors | people.mentors else no("case_not_yours"))
    require(yes() if case.state in BEFORE_PUBLICATION else no("unease_too_late"), field="text")
    require(yes() if text.strip() else no("unease_empty"), field="text")
    kept = sealed.keep(session, seal, case.vault, TEXT, text.strip())
    row = Unease(case_id=case.id, person_id=actor.id, private=private, text_id=kept.id)
    session.add(row)
    session.flush()
    # In private the trail and the step name nobody: both can be read by others than the coordinator.
    named = None if private else actor
    audit.note(session, named, "release.unease", row, program_id=case.program_id, case=case.id)
    worries.raise_route(session, named, case=case, code="" if private else "unease")
    notices.tell(session, case=case, people=worries.desk(session, case), what=f"unease-{row.id}")
    return row


def open_up(session: Session, actor: Person, *, case: Case, unease_id: int) -> None:
    """Let the people of the case read what one said in private. There is no way back."""
    cases.hold(session, case)
    row = session.get(Unease, unease_id)
    if row is None or row.case_id != case.id or row.person_id != actor.id:
        require(no("case_not_yours"))
    elif row.private and row.opened_up_at is None:
        row.opened_up_at = clock.now()
        session.flush()
        audit.note(session, actor, "release.unease_open", row, program_id=case.program_id, case=case.id)


def answer(session: Session, actor: Person, *, seal: Seal, case: Case, unease_id: int, text: str) -> None:
    """Answer somebody who is uneasy. Who keeps the desk of the case, the caller asked."""
    cases.hold(session, case)
    row = session.get(Unease, unease_id, populate_existing=True)
    if row is None or row.case_id != case.id:
        require(no("case_not_yours"))
        return
    require(yes() if row.answered_at is None else no("unease_answered"), field="text")
    require(yes() if text.strip() else no("unease_empty"), field="text")
    row.answer_id = sealed.keep(session, seal, case.vault, ANSWER, text.strip()).id
    row.answered_by_id, row.answered_at = actor.id, clock.now()
    session.flush()
    audit.note(session, actor, "release.unease_answer", row, program_id=case.program_id, case=case.id)
    notices.tell(session, case=case, people=[row.person], what=f"answer-{row.id}")
