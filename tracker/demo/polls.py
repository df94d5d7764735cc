"""The polls' story: a debate that moved some, a question that is open now, and percentages of a report."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from tracker.cohorts.models import Cohort
from tracker.demo.happenings import STAFF, Happening, Rows, moment
from tracker.demo.timetable import Timetable
from tracker.polls import actions, answering
from tracker.polls.models import Poll, PollKind, PollWave

PRO, CON = 0, 1
# (before, after) of 48 people of 50; five did not come back, two came only afterwards.
DEBATE = (
    [(PRO, PRO)] * 16
    + [(PRO, CON)] * 11
    + [(CON, PRO)] * 5
    + [(CON, CON)] * 9
    + [(PRO, None)] * 3
    + [(CON, None)] * 2
    + [(None, PRO), (None, CON)]
)
WILLING = 38
# How many have answered the open question so far.
SO_FAR = 17
# Codes are paired while a poll is open and then thrown away; those of invented people need no real secret.
SECRET = "invented"  # noqa: S105  # no secret
DEBATED, READ = 61, 10
MOTION = "This house would pause the training of frontier models for a year."
REPORTED = "The same motion, at a public debate of which only percentages were printed"
OPEN = "How sure are you that your main question can be answered by the end (1 not at all, 5 entirely)?"


def polled(rows: Rows, past: Timetable, main: Timetable, today: date, seed: int) -> Iterator[Happening]:
    """All polls of both cohorts."""
    rng = random.Random(seed)  # noqa: S311  # invented data
    said = [*DEBATE]
    rng.shuffle(said)
    debate: list[Poll] = []
    yield moment(past, DEBATED - 9), partial(_debate, rows, past, debate)
    for day, wave in ((DEBATED - 2, PollWave.PRE), (DEBATED + 1, PollWave.POST)):
        yield moment(past, day, 200), partial(_answer, rows, debate, wave, said)
    yield moment(past, DEBATED + 4), partial(_close, rows, debate)
    yield moment(main, READ), partial(_report, rows, main)
    day = (today - main.start).days
    if READ < day < (main.phases[-1].ends_on - main.start).days:
        running: list[Poll] = []
        yield moment(main, day - 4), partial(_ask, rows, main, day, running)
        sure = [(rng.choice((1, 2, 2, 3, 3, 4)), None) for _ in range(SO_FAR)]
        yield moment(main, day - 1, 60), partial(_answer, rows, running, PollWave.PRE, sure)


def _cohort(rows: Rows, table: Timetable) -> Cohort:
    return rows.cohorts[table.slug]


def _debate(rows: Rows, table: Timetable, made: list[Poll]) -> None:
    poll = actions.create(
        rows.session,
        rows.people[STAFF],
        cohort=_cohort(rows, table),
        question=MOTION,
        kind=PollKind.CHOICE,
        options=["Pro", "Con"],
        before=(table.on(DEBATED - 7), table.on(DEBATED)),
        after=(table.on(DEBATED), table.on(DEBATED + 3)),
        group_size=len(DEBATE) + 2,
        asks_willing=True,
    )
    actions.show_result(rows.session, rows.people[STAFF], poll=poll, shows=True)
    made.append(poll)


def _answer(
    rows: Rows, made: list[Poll], wave: PollWave, said: Sequence[tuple[int | None, int | None]]
) -> None:
    for number, (before, after) in enumerate(said):
        option = before if wave is PollWave.PRE else after
        if option is not None:
            answering.answer(
                rows.session,
                poll=made[0],
                wave=wave,
                option=option,
                code=f"{number:03}invented",
                secret=SECRET,
                willing=number < WILLING if made[0].asks_willing else None,
            )


def _close(rows: Rows, made: list[Poll]) -> None:
    actions.close(rows.session, None, poll=made[0])


def _report(rows: Rows, table: Timetable) -> None:
    actions.publish(
        rows.session,
        rows.people[STAFF],
        cohort=_cohort(rows, table),
        question=REPORTED,
        options=["Pro", "Con"],
        pre=["67", "33"],
        post=["64", "36"],
        willing="92",
    )


def _ask(rows: Rows, table: Timetable, day: int, made: list[Poll]) -> None:
    poll = actions.create(
        rows.session,
        rows.people[STAFF],
        cohort=_cohort(rows, table),
        question=OPEN,
        kind=PollKind.SCALE,
        options=["1", "2", "3", "4", "5"],
        before=(table.on(day - 3), table.on(day + 4)),
        after=(table.on(day + 14), table.on(day + 18)),
        group_size=34,
    )
    made.append(poll)
