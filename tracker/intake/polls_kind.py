"""The kind of files that bring closed polls."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from tracker.intake import cells, values
from tracker.intake.kinds import Field, Kind, Scope
from tracker.intake.polls_importer import PollsImporter
from tracker.permissions import Permission
from tracker.polls.models import PollKind
from tracker.polls.rules import LONGEST_OPTION
from tracker.polls.sheets import MOST_PEOPLE
from tracker.web.texts import gettext as _

QUESTION_LENGTH = 300
MOST_LINES = 2000

_SHARE = re.compile(r"(\d{1,3})(?:[.,](\d{1,6}))?\s*%?", re.ASCII)


def percentage(cell: str) -> str:
    """A percentage as it was printed, such as “66.7”: its decimals say how it was rounded."""
    found = _SHARE.fullmatch(cell.strip())
    if found is None or float(f"{found[1]}.{found[2] or 0}") > 100:
        raise cells.BadCell("percentage", given=cells.shown(cell.strip()))
    return found[1] if found[2] is None else f"{found[1]}.{found[2]}"


def fields(_session: Session, _scope: Scope) -> list[Field]:
    """What a line may say of an option of a poll."""
    return [
        Field(
            "question",
            lambda: _("Question"),
            values.line(QUESTION_LENGTH),
            required=True,
            key=True,
            guesses=("poll", "poll question"),
            example="Could this result be misused?",
        ),
        Field(
            "option",
            lambda: _("Option"),
            values.line(LONGEST_OPTION),
            required=True,
            key=True,
            guesses=("answer", "choice", "response"),
            example="Yes",
        ),
        *_figures(),
    ]


def _figures() -> list[Field]:
    """How many chose an option."""
    count = values.whole(0, MOST_PEOPLE)
    return [
        Field(
            "pre",
            lambda: _("Answers before, counted"),
            count,
            guesses=("before", "count before", "votes before"),
            example="9",
        ),
        Field(
            "post",
            lambda: _("Answers after, counted"),
            count,
            guesses=("after", "count after", "votes after"),
            example="14",
        ),
        Field(
            "pre_percent",
            lambda: _("Answers before, in percent"),
            percentage,
            guesses=("before %", "% before", "percent before", "before (%)"),
        ),
        Field(
            "post_percent",
            lambda: _("Answers after, in percent"),
            percentage,
            guesses=("after %", "% after", "percent after", "after (%)"),
        ),
        *_whole(),
    ]


def _whole() -> list[Field]:
    """What a line may say of the poll as a whole."""
    number = values.whole(1, MOST_PEOPLE)
    return [
        Field(
            "n_pre",
            lambda: _("Number of answers before, where only percentages are known"),
            number,
            guesses=("n before", "answers before", "respondents before"),
        ),
        Field(
            "n_post",
            lambda: _("Number of answers after, where only percentages are known"),
            number,
            guesses=("n after", "answers after", "respondents after"),
        ),
        Field(
            "group_size",
            lambda: _("How many were asked"),
            number,
            guesses=("group size", "asked", "audience"),
            example="30",
        ),
        Field(
            "kind",
            lambda: _("Kind of poll"),
            values.one_of(PollKind),
            guesses=("poll kind", "type"),
            example="choice",
        ),
    ]


KIND = Kind(
    name="polls",
    label=lambda: _("Closed polls"),
    needs_cohort=True,
    fields=fields,
    begin=PollsImporter,
    permission=Permission.COHORT_MANAGE,
    whole=MOST_LINES,
)
