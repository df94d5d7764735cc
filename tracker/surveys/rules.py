"""Decisions about surveys: who is asked, when an answer is taken, which days may be set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.evidence.suppression import LEAST
from tracker.reasons import Decision, no, yes
from tracker.surveys.questions import Answers, Question

TEXT_LIMIT = 4000
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Moment:
    """What decides whether somebody may answer a survey on a day.

    `left_on` is the day from which they are no longer in the cohort; `heard` says that they have answered
    a confidential survey, which takes one answer a person.
    """

    today: date
    opens_on: date
    closes_on: date
    is_on: bool = True
    left_on: date | None = None
    heard: bool = False


def is_asked(left_on: date | None, opens_on: date, closes_on: date, today: date) -> bool:
    """Whether a scholar is one of those whom a survey asks: in the cohort until it closes, or until today."""
    until = max(opens_on, min(closes_on, today))
    return left_on is None or left_on > until


def may_answer(moment: Moment) -> Decision:
    """Whether an answer is taken today. A survey that nobody switched on asks nobody."""
    if not moment.is_on:
        return no("survey_off")
    if moment.today < moment.opens_on:
        return no("survey_not_open", opens_on=moment.opens_on)
    if moment.today > moment.closes_on:
        return no("survey_closed", closed_on=moment.closes_on)
    if not is_asked(moment.left_on, moment.opens_on, moment.closes_on, moment.today):
        return no("survey_not_asked")
    return no("survey_answered_once") if moment.heard else yes()


def is_complete(questions: Sequence[Question], answers: Answers, *, alone: bool = False) -> Decision:
    """Whether these are answers to these questions: something was said, and all that is needed.

    Nobody who is `alone` in a work needs to state a share of it.
    """
    asked = {one.slug: one for one in questions}
    for slug, value in answers.items():
        if slug not in asked or not asked[slug].takes(value):
            return no("survey_no_such_answer")
        if isinstance(value, str) and len(value) > TEXT_LIMIT:
            return no("survey_text_too_long", limit=TEXT_LIMIT)
    needed = [one for one in questions if one.needed and not (alone and one.of_shares)]
    if any(one.slug not in answers for one in needed):
        return no("survey_answer_needed")
    return yes() if answers else no("survey_empty")


@dataclass(frozen=True)
class Setting:
    """The days that staff want for a survey; `was_closed_on` is the last day it had, None for a new one.

    `readable` says that its result can be read already.
    """

    today: date
    opens_on: date
    closes_on: date
    confidential: bool
    was_closed_on: date | None = None
    readable: bool = False


def may_set(setting: Setting) -> Decision:
    """Whether these days may be set.

    Whoever could open a confidential survey again, once its result was read, would see the next answer in
    the difference. Nor does one close in the past, with a result that nobody expected.
    """
    if setting.closes_on < setting.opens_on:
        return no("ends_before_start")
    if (setting.closes_on - setting.opens_on).days > LONGEST_DAYS:
        return no("survey_too_long", days=LONGEST_DAYS)
    if setting.confidential and setting.readable:
        return no("survey_result_read")
    if setting.closes_on < setting.today and setting.closes_on != setting.was_closed_on:
        return no("survey_closes_past")
    return yes()


def may_show(*, confidential: bool, closes_on: date, today: date, answers: int) -> Decision:
    """Whether the result may be read by those who may read results."""
    if not confidential:
        return yes()
    if today <= closes_on:
        return no("survey_result_after", on=closes_on + timedelta(days=1))
    return yes() if answers >= LEAST else no("survey_result_few", least=LEAST)


def may_count(applied: int, accepted: int) -> Decision:
    """Whether so many can have applied and been accepted."""
    if applied < 0 or accepted < 0:
        return no("intake_negative")
    return yes() if accepted <= applied else no("intake_more_accepted")
