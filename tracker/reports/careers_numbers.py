"""Table 10: where scholars are at the end and 6 and 12 months later, with everybody who did not answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.reports import definitions, responses
from tracker.reports.counting import Counting
from tracker.reports.numbers import Absent, Cell, Count, Part, Row, Table, Why
from tracker.surveys import queries, tallies
from tracker.surveys.models import Survey, SurveyAnswer
from tracker.surveys.questions import Kind, Question, Slot, Sort, Value

SLOTS = (Slot.CAREERS_0, Slot.CAREERS_6, Slot.CAREERS_12)
COLUMNS = tuple(f"months_{slot.value.partition('-')[2]}" for slot in SLOTS)
STATUS = "status"
# Each column is one survey, told once it has closed. Of what people do the share is of all who were asked, so
# that silence is no good news; nobody is guessed at.
NOTES = ("careers_of_all_asked",)
Values = Mapping[Slot, list[Value]]


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """A column a survey and a row an answer, those of nobody too; a fixed number of statements."""
    counting = Counting()
    on = {slot: one for slot, one in queries.of_cohort(session, cohort.id).items() if one.is_on}
    responses.count(session, cohort.id, as_of, counting)
    closed = {slot: on[slot] for slot in SLOTS if slot in on and on[slot].closes_on < as_of}
    asked = _asked(closed)
    said = _said(session, closed, asked)
    changed = STATUS in definitions.questions_changed(session, cohort, Sort.CAREERS, asked.values())
    if not closed:
        why = Why.NOT_YET if any(slot in on for slot in SLOTS) else Why.NOT_COLLECTED
        return counting.part(Table(10, "careers", COLUMNS, (), notes=NOTES, why_empty=why))
    answers = {option: words for one in asked.values() for option, words in one.options}
    waits = {slot for slot in SLOTS if slot in on and slot not in closed}
    columns = [_column(counting, slot, waits, said, list(answers)) for slot in SLOTS]
    keys = ["asked", "answered", *answers, "no_answer"]
    labels = {**dict.fromkeys(keys), **answers}
    rows = tuple(
        Row(
            key if key not in answers else f"{STATUS}.{key}",
            tuple(column[key] for column in columns),
            label=labels[key],
            changed=changed and key in answers,
        )
        for key in keys
    )
    return counting.part(Table(10, "careers", COLUMNS, rows, notes=NOTES))


def _asked(closed: Mapping[Slot, Survey]) -> dict[Slot, Question]:
    """The question of what people do, as each survey put it."""
    found = {}
    for slot, survey in closed.items():
        for one in survey.version.questions:
            if one.slug == STATUS and one.kind is Kind.ONE:
                found[slot] = one
    return found


def _said(session: Session, closed: Mapping[Slot, Survey], asked: Mapping[Slot, Question]) -> Values:
    """What was answered to each survey's question. One statement."""
    slots = {survey.id: slot for slot, survey in closed.items()}
    rows = session.execute(
        sa.select(SurveyAnswer.survey_id, SurveyAnswer.answers)
        .where(SurveyAnswer.survey_id.in_(slots))
        .order_by(SurveyAnswer.id)
    ).all()
    return {
        slot: tallies.values_of(asked[slot], [answers for key, answers in rows if slots[key] is slot])
        for slot in asked
    }


def _column(
    counting: Counting, slot: Slot, waits: set[Slot], said: Values, options: list[str]
) -> dict[str, Cell]:
    keys = ["asked", "answered", *options, "no_answer"]
    if slot not in said:
        why = Why.NOT_YET if slot in waits else Why.NOT_COLLECTED
        return dict.fromkeys(keys, Absent(why))
    name = f"careers.{slot.value.partition('-')[2]}"
    asked, answered, silent = (
        responses.name(slot, word) for word in (responses.ASKED, responses.ANSWERED, responses.SILENT)
    )
    found = Counter(said[slot])
    parts = {f"{name}.{option}": found[option] for option in options}
    counting.split(f"{name}.said", parts)
    # Who answered the survey without this question is one more who did not say.
    counting.within(answered, f"{name}.said", f"{name}.skipped")
    skipped = (f"{name}.skipped",) if f"{name}.skipped" in counting else ()
    counting.relate(f"{name}.no_answer", silent, *skipped)
    counting.relate(asked, f"{name}.said", f"{name}.no_answer")
    return {
        "asked": Count(asked),
        "answered": counting.share(answered, asked),
        **{option: counting.share(f"{name}.{option}", asked) for option in options},
        "no_answer": counting.share(f"{name}.no_answer", asked),
    }
