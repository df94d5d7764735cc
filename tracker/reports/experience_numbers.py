"""Table 11: what scholars say of the program at the end, with how many said it.

The survey is confidential: nobody, staff neither, is told a count that rests on fewer than five people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.reports import definitions, responses
from tracker.reports.counting import Counting
from tracker.reports.numbers import Absent, Amount, Cell, Count, Measure, Part, Row, Table, Unit, Why
from tracker.surveys import findings, queries
from tracker.surveys.questions import Kind, Question, Slot, Sort
from tracker.surveys.tallies import Tally

# Nothing is told before the survey has closed, and nothing that rests on fewer than five people. The share is
# of all who were asked.
COLUMNS, NOTES = ("answered", "mean"), ("experience_confidential",)
# Of a question from 0 to 10: promoters say 9 or 10, detractors 0 to 6. The score is promoters less detractors
# in points of a hundred.
RECOMMEND, RECOMMEND_NOTES = ("promoters", "passives", "detractors", "nps"), ("net_promoter_score",)
GROUPS = RECOMMEND[:3]
FEW = Absent(Why.SUPPRESSED)
ASKED, ANSWERED = (responses.name(Slot.EXPERIENCE, word) for word in (responses.ASKED, responses.ANSWERED))


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """A row each question that takes a level, and the groups of those from 0 to 10.

    A fixed number of statements.
    """
    survey = queries.survey(session, cohort.id, Slot.EXPERIENCE)
    if survey is None or not survey.is_on:
        return _nothing(Why.NOT_COLLECTED)
    if as_of <= survey.closes_on:
        return _nothing(Why.NOT_YET)
    counting = Counting()
    responses.count(session, cohort.id, as_of, counting)
    result = findings.result(session, survey, as_of, sees_single=False)
    asked = [one for one in survey.version.questions if one.kind is Kind.LEVEL]
    changed = definitions.questions_changed(session, cohort, Sort.EXPERIENCE, asked)
    told = {one.question.slug: one for one in result.tallies} if result.shown else {}

    def row(one: Question, cells: Sequence[Cell]) -> Row:
        return Row(one.slug, tuple(cells), label=one.text, changed=one.slug in changed)

    rows = tuple(row(one, _cells(counting, told.get(one.slug))) for one in asked)
    groups = tuple(row(one, _groups(counting, told.get(one.slug))) for one in asked if one.high == 10)
    return counting.part(
        Table(11, "experience", COLUMNS, rows, notes=NOTES),
        Table(11, "recommend", RECOMMEND, groups, notes=RECOMMEND_NOTES),
    )


def _nothing(why: Why) -> Part:
    return Part(
        (
            Table(11, "experience", COLUMNS, (), notes=NOTES, why_empty=why),
            Table(11, "recommend", RECOMMEND, (), notes=RECOMMEND_NOTES, why_empty=why),
        ),
        {},
    )


def _cells(counting: Counting, one: Tally | None) -> Sequence[Cell]:
    if one is None or one.mean is None:
        return (FEW,) * len(COLUMNS)
    n = f"experience.{one.question.slug}.n"
    counting.count(n, one.levels)
    counting.within(ANSWERED, n, f"experience.{one.question.slug}.skipped")
    # With more digits a mean of few people would tell one answer among many that are equal.
    return counting.share(n, ASKED), Measure(round(one.mean, 1), n, Unit.POINTS, counts=(n,))


def _groups(counting: Counting, one: Tally | None) -> Sequence[Cell]:
    if one is None or one.mean is None:
        return (FEW,) * len(RECOMMEND)
    name = f"experience.{one.question.slug}"
    found = {f"{name}.{group}": line.count for group, line in zip(GROUPS, one.lines, strict=False)}
    known = {key: number for key, number in found.items() if number is not None}
    for key, number in known.items():
        counting.count(key, number)
    if len(known) == len(GROUPS):
        counting.relate(f"{name}.n", *known)
    score = FEW if one.score is None else Amount(one.score, Unit.POINTS, (f"{name}.n", *found))
    return *(Count(key) if key in known else FEW for key in found), score
