"""The result of a survey, as its reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.evidence.suppression import LEAST
from tracker.reasons import Decision
from tracker.surveys import queries, rules, tallies
from tracker.surveys.models import Survey, SurveyHeard
from tracker.surveys.queries import Response
from tracker.surveys.questions import Answers, Kind, Value
from tracker.surveys.tallies import Tally


@dataclass(frozen=True)
class Result:
    """What a survey brought: who answered, whether the rest may be read, and one tally a question."""

    response: Response
    shown: Decision
    tallies: tuple[Tally, ...] = ()


def may_show(session: Session, survey: Survey, today: date) -> Decision:
    """Whether the result of a survey may be read today."""
    heard = sa.select(sa.func.count()).where(SurveyHeard.survey_id == survey.id)
    count = (session.scalar(heard) or 0) if survey.slot.confidential else 0
    return rules.may_show(
        confidential=survey.slot.confidential, closes_on=survey.closes_on, today=today, answers=count
    )


def result(session: Session, survey: Survey, today: date, *, sees_single: bool) -> Result:
    """The result for somebody who may read single answers, or may not: then small counts are withheld.

    Nobody reads single answers of a confidential survey. Texts under a name stand on the page of single
    answers, and in no result.
    """
    response = queries.response(session, [survey], today)[survey.id]
    shown = may_show(session, survey, today)
    if not shown or not response.answered:
        return Result(response, shown)
    questions = survey.version.questions
    if survey.slot.confidential:
        said = queries.voices(session, survey.id)
        values: list[list[Value]] = [
            [_value(one.kind, value) for value in said.get(one.slug, [])] for one in questions
        ]
        names_hidden, texts, stated = True, True, 0
    else:
        answers: list[Answers] = [one.answers for one in queries.named_answers(session, survey.id)]
        values = [tallies.values_of(one, answers) for one in questions]
        names_hidden, texts = not sees_single, False
        # Of a work of one's own no share is asked, and who was not asked is not silent.
        stated = sum("part" in one for one in answers)
    least = LEAST if names_hidden else None
    rows = zip(questions, values, strict=True)
    return Result(
        response,
        shown,
        tuple(
            tallies.tally(
                question, found, sent=stated if question.of_shares else response.answered, least=least
            )
            for question, found in rows
            if texts or question.kind is not Kind.TEXT
        ),
    )


def _value(kind: Kind, value: str) -> Value:
    return int(value) if kind in (Kind.LEVEL, Kind.PERCENT) and value.isdigit() else value
