"""Writes of results: a mentor proposes, members answer, staff settle. Everything said is kept."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit
from tracker.people.models import Person
from tracker.projects import actions, credit_queries, credit_rules, result_rules, standing
from tracker.projects.credit_models import ResultClaim
from tracker.projects.models import Reached, Work
from tracker.projects.parts import Side
from tracker.reasons import require


def speak(session: Session, actor: Person, *, work: Work, reached: Reached, words: str) -> ResultClaim:
    """Keep what a mentor proposes as the result, or what a member answers.

    Who says again what they said last adds nothing.
    """
    audit.hold(session, work.phase.cohort.program_id)
    session.refresh(work, ["reached", "reached_at"])
    place = standing.place_of(session, actor, work)
    voices = credit_queries.voices(session, [work.id])[work.id]
    stands = result_rules.state(work.reached, work.reached_at, voices)
    member = place.member is not None
    require(
        result_rules.may_speak(member=member, mentor=place.mentor, stands=stands, words=words), field="words"
    )
    words = words.strip()
    last = session.scalar(
        sa.select(ResultClaim)
        .where(ResultClaim.work_id == work.id, ResultClaim.author_id == actor.id)
        .order_by(ResultClaim.id.desc())
        .limit(1)
    )
    if last is not None and (last.reached, last.words) == (reached, words):
        return last
    side = Side.SCHOLAR if member else Side.MENTOR
    made = ResultClaim(work_id=work.id, author_id=actor.id, side=side, reached=reached, words=words)
    session.add(made)
    session.flush()
    audit.note(
        session,
        actor,
        "work.speak-of-result",
        work,
        program_id=work.phase.cohort.program_id,
        side=side.value,
        reached=reached.value,
    )
    return made


def settle(session: Session, actor: Person, *, work: Work, reached: Reached, reason: str) -> Work:
    """Staff settle the result; everybody concerned reads why."""
    require(credit_rules.may_settle(reason), field="reason")
    return actions.record_reached(session, actor, work=work, reached=reached, reason=reason)
