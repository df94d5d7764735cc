"""What came of the works of the demo, and what members answered when they were asked later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from tracker import clock
from tracker.demo.crews import Crew
from tracker.demo.happenings import Happening, Rows, moment
from tracker.demo.outcome_titles import MAIN, PAST, Told
from tracker.demo.people import PAST_SCHOLARS
from tracker.demo.timetable import Timetable
from tracker.projects import follow_ups, outcomes
from tracker.projects.outcome_models import OutcomeStatus
from tracker.projects.outcome_rules import Content, Link, Step

__all__ = ["MAIN", "PAST", "answered", "came"]

# Who of the cohort that is over answers the question of month six, and how many days after the first could.
ANSWERS = (2, 14, 0, 5, 6, 16, 18, 10)
ASKED_BY = 186  # days from the last day of the cohort: the sixth month has passed, whichever months they are


def came(rows: Rows, table: Timetable, crews: Sequence[Crew], told: Sequence[Told]) -> Iterator[Happening]:
    """Outcomes, written down by a member of the work; its mentor says how good the work was."""
    by_title = {crew.title: crew for crew in crews}
    for at, one in enumerate(told):
        crew = by_title[one.work]
        (first, status), *later = one.by_hand
        yield moment(table, first, 300 + at), partial(_add, rows, table, crew, one, status)
        for day, following in later:
            yield moment(table, day, 300 + at), partial(_go_on, rows, crew, one, following)
        last = one.steps[-1][0]
        if one.quality is not None:
            yield moment(table, last + 2, 300 + at), partial(_judge, rows, crew, one)
        if one.agreed:
            yield moment(table, last + 3, 300 + at), partial(_agree, rows, crew, one)


def answered(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """The follow-up of month six: some answer, some do not."""
    end = (table.phases[-1].ends_on - table.start).days
    for at, who in enumerate(ANSWERS):
        yield (
            moment(table, end + ASKED_BY + 2 * at, 420),
            partial(_answer, rows, table, PAST_SCHOLARS[who].email),
        )


def _add(
    rows: Rows,
    table: Timetable,
    crew: Crew,
    one: Told,
    status: OutcomeStatus,
) -> None:
    links = (Link("Read it here", one.link),) if one.link else ()
    rows.outcomes[one.work, one.title] = outcomes.add(
        rows.session,
        rows.people[crew.scholars[0]],
        work=rows.works[table.slug, crew.title],
        content=Content(one.kind, one.title, one.venue, one.tier, one.words, links),
        step=Step(status, clock.today(rows.program.time_zone)),
    )


def _go_on(rows: Rows, crew: Crew, one: Told, status: OutcomeStatus) -> None:
    outcome = rows.outcomes[one.work, one.title]
    outcomes.advance(
        rows.session,
        rows.people[crew.scholars[0]],
        outcome=outcome,
        step=Step(status, clock.today(rows.program.time_zone)),
        base_version=outcome.version,
    )


def _judge(rows: Rows, crew: Crew, one: Told) -> None:
    assert one.quality is not None
    outcomes.judge(
        rows.session,
        rows.people[crew.mentor],
        outcome=rows.outcomes[one.work, one.title],
        quality=one.quality,
    )


def _agree(rows: Rows, crew: Crew, one: Told) -> None:
    for scholar in crew.scholars:
        outcomes.agree(
            rows.session, rows.people[scholar], outcome=rows.outcomes[one.work, one.title], agrees=True
        )


def _answer(rows: Rows, table: Timetable, scholar: str) -> None:
    follow_ups.answer(rows.session, rows.people[scholar], enrolment=rows.enrolments[table.slug, scholar])
