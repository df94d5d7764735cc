"""Writes of looks back: kept once a person, never scored."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import access, cases, incidents, look_back_queries, notices, stop_queries
from tracker.releases import look_back_rules as rules
from tracker.releases.look_back_models import LookBack, Showed
from tracker.releases.look_back_rules import Question
from tracker.releases.models import Case
from tracker.sealed import Seal


def look(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    question: Question,
    benefit: Showed,
    harm: Showed,
    scooped: Showed,
    words: str,
) -> LookBack:
    """Keep what somebody thinks of a decision now."""
    cases.hold(session, case)
    asked = look_back_queries.asked(session, case, clock.today(case.program.time_zone))
    done = look_back_queries.answered(look_back_queries.answers(session, case.id), question, actor.id)
    roles = access.standing(session, actor, actor.grants_on(clock.today()), case).roles
    known = question if question in asked else None
    require(rules.may_answer(known, roles, done=done, words=words), field="words")
    kept = incidents.keep(session, seal, case, "look_back.words", words) if words.strip() else None
    row = LookBack(
        case_id=case.id,
        position=question.position,
        month=question.month,
        person_id=actor.id,
        benefit=benefit,
        harm=harm,
        scooped=scooped,
        words_id=kept.id if kept else None,
    )
    session.add(row)
    session.flush()
    digest = stop_queries.digest(kept) if kept else ""
    audit.note(session, actor, "look_back.keep", row, program_id=case.program_id, case=case.id, sha256=digest)
    return row


def remind(session: Session, case: Case) -> int:
    """Ask the author and who handles the case, once for each question; how many were asked."""
    today = clock.today(case.program.time_zone)
    rows = look_back_queries.answers(session, case.id)
    count = 0
    for question in look_back_queries.asked(session, case, today):
        people = [
            one
            for one in (case.author, *stop_queries.handlers(session, case))
            if not look_back_queries.answered(rows, question, one.id)
        ]
        count += len(notices.tell(session, case=case, people=people, what=name(question), ever=True))
    return count


def name(question: Question) -> str:
    """The name of what people are asked, among the notices of a case."""
    return f"look-back-{question.position}-{question.month}"
