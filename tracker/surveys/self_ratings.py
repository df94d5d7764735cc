"""How one scholar sees themself, at the start and at the end, beside what others say of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.cohorts.models import Enrolment
from tracker.surveys import queries
from tracker.surveys.questions import Kind, Question, Slot, Value


@dataclass(frozen=True)
class Row:
    """One criterion with the scholar's own levels; None where nothing was answered."""

    question: Question
    start: Value | None
    end: Value | None


def of_scholar(session: Session, enrolment: Enrolment) -> list[Row]:
    """The scholar's own levels and goals, by question. The caller has asked who may read them."""
    found = {one.survey.slot: one for one in queries.self_ratings(session, enrolment.cohort_id, enrolment.id)}
    asked: dict[str, Question] = {}
    for one in found.values():
        asked |= {question.slug: question for question in one.survey.version.questions}
    start, end = found.get(Slot.SELF_START), found.get(Slot.SELF_END)
    return [
        Row(
            question,
            start.answers.get(question.slug) if start else None,
            end.answers.get(question.slug) if end else None,
        )
        for question in sorted(asked.values(), key=lambda one: one.kind is Kind.TEXT)
    ]
