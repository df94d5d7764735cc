"""Table 3: who the scholars are, as they say of themselves in the intake survey."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.evidence.suppression import LEAST
from tracker.reports import definitions, responses
from tracker.reports.counting import Counting
from tracker.reports.numbers import Count, Part, Row, Table, Why
from tracker.surveys.models import Survey, SurveyAnswer
from tracker.surveys.questions import NOT_SURE, Answers, Kind, Question, Slot, Sort, Value
from tracker.surveys.tallies import values_of

COLUMNS = ("count", "share")
# Shares are of those who answered the question; of plans everybody could choose several.
NOTES = ("make_up_shares",)
ANSWERED = responses.name(Slot.INTAKE, responses.ANSWERED)
# What scholars typed in words of their own and what is nonetheless counted.
TRACK = "track"
COUNTED = (Kind.ONE, Kind.SEVERAL, Kind.LEVEL)


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """One row a possible answer, below a row for its question; a fixed number of statements."""
    counting = Counting()
    opened = responses.count(session, cohort.id, as_of, counting)
    survey = opened.get(Slot.INTAKE)
    if survey is None or not counting[ANSWERED]:
        return counting.part(_empty(session, cohort, survey, as_of))
    found = session.scalars(sa.select(SurveyAnswer.answers).where(SurveyAnswer.survey_id == survey.id))
    answers: Sequence[Answers] = found.all()
    questions = survey.version.questions
    changed = definitions.questions_changed(session, cohort, Sort.INTAKE, questions)
    asked = responses.name(Slot.INTAKE, responses.ASKED)
    rows = [Row("respondents", (Count(ANSWERED), counting.share(ANSWERED, asked)))]
    for question in questions:
        if question.kind in COUNTED or question.slug == TRACK:
            values = [value for value in values_of(question, answers) if question.takes(value)]
            rows += _question(counting, question, values, changed=question.slug in changed)
    return counting.part(Table(3, "make_up", COLUMNS, tuple(rows), notes=NOTES))


def _empty(session: Session, cohort: Cohort, survey: Survey | None, as_of: date) -> Table:
    """Nobody was asked; or the survey has not opened, or nobody has answered it so far."""
    why = Why.NONE
    if survey is None:
        planned = sa.select(Survey.id).where(
            Survey.cohort_id == cohort.id, Survey.slot == Slot.INTAKE, Survey.is_on, Survey.opens_on > as_of
        )
        why = Why.NOT_COLLECTED if session.scalar(planned) is None else Why.NOT_YET
    elif survey.closes_on >= as_of:
        why = Why.NOT_YET
    return Table(3, "make_up", COLUMNS, (), notes=NOTES, why_empty=why)


def _question(
    counting: Counting, question: Question, values: Sequence[Value], *, changed: bool
) -> Iterator[Row]:
    """A question with how many answered it, then each answer that it takes."""
    name, whole = f"make_up.{question.slug}", f"make_up.{question.slug}.answered"
    counting.split(ANSWERED, {whole: len(values), f"{name}.skipped": counting[ANSWERED] - len(values)})
    cells = (Count(whole), counting.share(whole, ANSWERED))
    yield Row(question.slug, cells, label=question.text, changed=changed)
    several = question.kind is Kind.SEVERAL
    counted = _several(question, values) if several else _single(question, values)
    if several:  # who chose it and who did not
        for key, _label, number in counted:
            counting.split(whole, {f"{name}.{key}": number, f"{name}.{key}.not": len(values) - number})
    else:
        counting.split(whole, {f"{name}.{key}": number for key, _label, number in counted})
    for key, label, _number in counted:
        cell = f"{name}.{key}"
        cells = (Count(cell), counting.share(cell, whole))
        yield Row(f"{question.slug}.{key}", cells, label=label, changed=changed)


# Key, the program's words for it (None for words of the report), how many.
Counted = list[tuple[str, str | None, int]]


def _several(question: Question, values: Sequence[Value]) -> Counted:
    chosen = Counter(one for value in values if isinstance(value, list) for one in value)
    return [(option, words, chosen[option]) for option, words in question.options]


def _single(question: Question, values: Sequence[Value]) -> Counted:
    """The answers of which each person gave one."""
    if question.kind is Kind.TEXT:
        return _tracks([str(value) for value in values])
    given = Counter(str(value) for value in values)
    if question.kind is Kind.ONE:
        return [(option, words, given[option]) for option, words in question.options]
    levels: Counted = [(str(level), str(level), given[str(level)]) for level in question.levels]
    return [*levels, ("not_sure", None, given[NOT_SURE])] if question.unsure else levels


def _tracks(typed: Sequence[str]) -> Counted:
    """What at least five people typed alike, by the alphabet, and everybody else together.

    Fewer could be told by their words.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for one in typed:
        words = " ".join(one.split())
        alike[words.casefold()].append(words)
    often = [min(alike[text]) for text in sorted(alike) if len(alike[text]) >= LEAST]
    counted: Counted = [(_typed(words), words, len(alike[words.casefold()])) for words in often]
    rest = len(typed) - sum(number for _key, _words, number in counted)
    return [*counted, ("other_tracks", None, rest)]


def _typed(words: str) -> str:
    """The same name for the same words in every report, whoever else typed what."""
    return f"typed-{hashlib.sha256(words.casefold().encode()).hexdigest()[:12]}"
