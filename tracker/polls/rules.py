"""Decisions about polls: when they take answers, what a poll and a code must be, when one may go."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from tracker.evidence.poll_answers import FEWEST_OPTIONS, MOST_OPTIONS
from tracker.evidence.suppression import LEAST
from tracker.polls.models import Poll, PollKind, PollWave
from tracker.reasons import Decision, no, yes

SHORTEST_CODE, LONGEST_CODE = 6, 60
# Stands on the page as an example, so it is nobody's own.
EXAMPLE_CODE = "417greenmar"
MOST_LEVELS = 10
LONGEST_OPTION = 100
# The number of answers is told in steps, so that no two looks tell of one answer.
STEP = 5


class Stage(StrEnum):
    """Where a poll stands on a day."""

    COMING = "coming"
    BEFORE = "before"
    BOTH = "both"
    BETWEEN = "between"
    AFTER = "after"
    CLOSED = "closed"


def stage(poll: Poll, today: date) -> Stage:
    """Where the poll stands. On one day both waves may be open, where the event lies within it."""
    if is_closed(poll, today):
        return Stage.CLOSED
    assert poll.pre_opens_on is not None
    if today < poll.pre_opens_on:
        return Stage.COMING
    waves = open_waves(poll, today)
    if len(waves) == 2:
        return Stage.BOTH
    if not waves:
        return Stage.BETWEEN
    return Stage.BEFORE if waves[0] is PollWave.PRE else Stage.AFTER


def is_closed(poll: Poll, today: date) -> bool:
    """Whether nothing can arrive any more, counted or not."""
    return poll.closed_on is not None or (poll.post_closes_on is not None and poll.post_closes_on < today)


def open_waves(poll: Poll, today: date) -> list[PollWave]:
    """The waves that take answers today."""
    if is_closed(poll, today):
        return []
    days = {
        PollWave.PRE: (poll.pre_opens_on, poll.pre_closes_on),
        PollWave.POST: (poll.post_opens_on, poll.post_closes_on),
    }
    return [wave for wave, (first, last) in days.items() if first and last and first <= today <= last]


def may_answer(poll: Poll, wave: PollWave, today: date) -> Decision:
    """Whether an answer of this wave is taken today."""
    if is_closed(poll, today):
        return no("poll_closed")
    return yes() if wave in open_waves(poll, today) else no("poll_wave_not_open")


def may_close(poll: Poll, today: date) -> Decision:
    """Whether staff may close it before its last day. What is closed never opens again."""
    if poll.closed_on is not None:
        return no("poll_closed")
    if poll.pre_opens_on is not None and today < poll.pre_opens_on:
        return no("poll_coming", opens_on=poll.pre_opens_on)
    return yes()


def may_remove(poll: Poll, today: date) -> Decision:
    """Whether it may go altogether: what was asked here only before anybody could answer."""
    if poll.pre_opens_on is not None and today >= poll.pre_opens_on:
        return no("poll_was_open", opened_on=poll.pre_opens_on)
    return yes()


def are_days(first: tuple[date, date], second: tuple[date, date], today: date) -> Decision:
    """Whether the days of both waves can be: in order, at most one day shared, not all of them past."""
    if not first[0] <= first[1] <= second[0] <= second[1]:
        return no("poll_days_order")
    return yes() if second[1] >= today else no("poll_days_past")


def are_options(options: Sequence[str], kind: PollKind) -> Decision:
    """Whether these can be chosen from."""
    most = MOST_OPTIONS if kind is PollKind.CHOICE else MOST_LEVELS
    if not FEWEST_OPTIONS <= len(options) <= most:
        return no("poll_options_count", most=most, count=len(options))
    folded = [option.casefold() for option in options]
    for place, option in enumerate(options):
        if len(option) > LONGEST_OPTION:
            return no("poll_option_long", limit=LONGEST_OPTION)
        if folded[place] in folded[:place]:
            return no("poll_option_twice", option=option)
    return yes()


def is_least(least: int, group_size: int | None) -> Decision:
    """Whether results may be held back below this number."""
    if least < LEAST:
        return no("poll_least", least=LEAST)
    if group_size is not None and group_size < 1:
        return no("poll_group_empty")
    return yes()


def folded_code(code: str) -> str:
    """A code without what people write differently the second time: case, blanks, hyphens."""
    text = unicodedata.normalize("NFKC", code).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def is_code(code: str) -> Decision:
    """Whether a self-made code is long enough that nobody finds it by trying."""
    folded = folded_code(code)
    if not SHORTEST_CODE <= len(folded) <= LONGEST_CODE:
        return no("poll_code_length", least=SHORTEST_CODE, most=LONGEST_CODE)
    if folded == EXAMPLE_CODE:
        return no("poll_code_example")
    return yes() if len(set(folded)) > 3 else no("poll_code_simple")


def told(answers: int) -> int:
    """The number of answers as it is told before the poll is closed: the step it has reached, 0 if none."""
    return answers // STEP * STEP
