"""The words of surveys, as scholars and staff read them."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from tracker.evidence.proportions import Interval
from tracker.surveys.queries import Response
from tracker.surveys.questions import NOT_SURE, Kind, Question, Slot, Sort
from tracker.surveys.tallies import Line
from tracker.web.filters import day, days, number
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

NAMES = {
    Slot.INTAKE: _l("Intake"),
    Slot.SELF_START: _l("Self-assessment and goal, at the start"),
    Slot.SELF_END: _l("Self-assessment and goal, at the end"),
    Slot.CONTRIBUTION: _l("Contribution statement"),
    Slot.EXPERIENCE: _l("Experience of the program"),
    Slot.CAREERS_0: _l("Careers, at the end of the program"),
    Slot.CAREERS_6: _l("Careers, six months after the end"),
    Slot.CAREERS_12: _l("Careers, twelve months after the end"),
}
LEADS = {
    Sort.INTAKE: _l("Where you come from, and what you would have done otherwise. About two minutes."),
    Sort.SELF: _l(
        "How you see yourself, by what your mentors look at too. Your own view stands beside theirs and never"
        " enters the score; a low mark costs you nothing. About three minutes."
    ),
    Sort.CONTRIBUTION: _l(
        "What your part in this work was. Your mentor is asked the same; both answers are kept, and where"
        " they differ, staff settle it with you."
    ),
    Sort.EXPERIENCE: _l("What the program was like, so that the next one is better. About three minutes."),
    Sort.CAREERS: _l("One question, and one line if you like. It tells what programs like this lead to."),
}
READERS = {
    Sort.INTAKE: _l(
        "You and the program's staff read your answers. Mentors do not. Reports to others hold counts only,"
        " none below five."
    ),
    Sort.SELF: _l(
        "You and the program's staff read your answers. Mentors do not. Reports to others hold counts and"
        " means only, none below five people."
    ),
    Sort.CONTRIBUTION: _l(
        "Staff, the mentors of the work and its other members read the part you state, on the page of the"
        " work. Your words and your roles stand there too."
    ),
    Sort.EXPERIENCE: _l(
        "Nobody can tell what you answered. Each answer is kept by itself, without your name, a time or a"
        " link to your other answers; staff read them together once the survey has closed, and only if five"
        " or more people answered. That you answered is noted, so that you are not reminded. What you write"
        " in words is read as you write it, so leave out what would tell who you are. It cannot be changed"
        " once it is sent."
    ),
    Sort.CAREERS: _l(
        "You and the program's staff read your answer. Mentors do not. Reports to others hold counts only,"
        " none below five."
    ),
}


def survey_name(slot: Slot) -> str:
    """What a survey is called."""
    return str(NAMES[slot])


def survey_lead(slot: Slot) -> str:
    """What it is about, and how long it takes."""
    return str(LEADS[slot.sort])


def survey_readers(slot: Slot) -> str:
    """Who reads the answers: said above each form."""
    return str(READERS[slot.sort])


def survey_until(closes_on: date, today: date) -> str:
    """Until when it can be answered."""
    if today == closes_on:
        return _("Today is the last day to answer.")
    return _("You can answer until %(day)s, in %(left)s.", day=day(closes_on), left=days(closes_on - today))


def survey_response(response: Response, slot: Slot) -> str:
    """How many answered, and how many did not."""
    if not response.asked:
        return _("Nobody is asked yet.")
    if not response.silent:
        return _("All %(asked)d are in.", asked=response.asked)
    said = {"num": response.answered, "asked": response.asked, "silent": response.silent}
    if slot.per_work:
        return ngettext(
            "%(num)d of %(asked)d statements is in; %(silent)d are missing.",
            "%(num)d of %(asked)d statements are in; %(silent)d are missing.",
            **said,
        )
    return ngettext(
        "%(num)d of %(asked)d answered; %(silent)d did not.",
        "%(num)d of %(asked)d answered; %(silent)d did not.",
        **said,
    )


def tally_count(line: Line, n: int) -> str:
    """How many gave an answer, of how many who answered the question."""
    if line.count is None:
        return _("withheld")
    return _("%(count)d of %(n)d", count=line.count, n=n)


def tally_share(share: Interval | None, count: int | None, n: int) -> str:
    """The share with its interval, in percent."""
    if share is None or count is None:
        return "–"
    return _(
        "%(share)s %% (%(low)s to %(high)s)",
        share=number(100 * count / n, 0),
        low=number(100 * share.low, 0),
        high=number(100 * share.high, 0),
    )


def tally_label(question: Question, label: str) -> str:
    """A level with what it stands for, where that was said."""
    if label == NOT_SURE:
        return _("not sure")
    anchors = {str(level): words for level, words in question.anchors}
    return f"{label}: {anchors[label]}" if label in anchors else label


def survey_answer(question: Question, value: object) -> str:
    """An answer as its readers see it."""
    if value is None:
        return _("no answer")
    words = dict(question.options)
    if question.kind is Kind.SEVERAL and isinstance(value, list):
        return ", ".join(words[one] for one in value)
    if question.kind is Kind.ONE:
        return words[str(value)]
    if question.kind is Kind.PERCENT:
        return f"{value} %"
    return tally_label(question, str(value)) if question.kind is Kind.LEVEL else str(value)


def growth_change(change: float | None, low: float | None, high: float | None) -> str:
    """A mean change with its sign and, where there is one, its interval."""
    if change is None:
        return "–"
    said = f"{'+' if round(change, 2) > 0 else ''}{_hundredths(change)}"
    if low is None or high is None:
        return said
    return _("%(change)s (%(low)s to %(high)s)", change=said, low=_hundredths(low), high=_hundredths(high))


def _hundredths(value: float) -> str:
    """With two decimals, so that an interval tells whether it holds zero, and no minus before a zero."""
    return number(round(value, 2) + 0.0, 2)


def question_kind(question: Question) -> str:
    """The kind of a question, by which a template chooses how to show it."""
    return question.kind.value
