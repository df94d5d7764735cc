"""Whom to remind that they are asked what became of their works. Names no work and no outcome."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.cohorts.models import Cohort, Program
from tracker.outbox import reminders
from tracker.outbox.reminders import Entry
from tracker.projects import follow_up_queries, follow_up_rules
from tracker.projects.follow_up_queries import Asked
from tracker.projects.follow_up_rules import Question
from tracker.projects.outcome_words import follow_up_sentence

# Days from the day on which it is asked: then, and once more.
STEPS = (0, 21)


def due(session: Session, program: Program, today: date) -> list[Entry]:
    """A line for everybody who can be reached, is asked today and has not answered."""
    found = sa.select(Cohort).where(Cohort.program_id == program.id).options(selectinload(Cohort.phases))
    entries = []
    for cohort in session.scalars(found.order_by(Cohort.id)):
        question = follow_up_rules.open_question(cohort.last_day, today)
        if question is None:
            continue
        (asked,) = (
            one for one in follow_up_queries.rounds(session, cohort, today) if one.question == question
        )
        entries += [
            _entry(one, question, today) for one in asked.people if one.reachable and one.answered_on is None
        ]
    return entries


def _entry(one: Asked, question: Question, today: date) -> Entry:
    step = reminders.due(question.on, today, STEPS)
    assert step is not None
    key = reminders.key("follow-up", one.enrolment.id, question.on, step)
    return Entry(one.enrolment.person_id, (key,), lambda: follow_up_sentence(question))
