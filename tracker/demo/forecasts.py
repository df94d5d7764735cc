"""Forecasts of milestones, on time and slipping, and a series from elsewhere in two versions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

import sqlalchemy as sa

from tracker import clock
from tracker.cohorts import forecast_actions, forecast_queries, series_actions, series_queries
from tracker.cohorts.models import Enrolment
from tracker.cohorts.series_models import ForecastSeries
from tracker.demo.happenings import STAFF, Happening, Rows, moment
from tracker.demo.people import MAIN_SCHOLARS, SCHOLAR
from tracker.demo.stages import RESEARCH_BEGINS
from tracker.demo.timetable import Timetable
from tracker.evidence import trends_series
from tracker.people.models import Person
from tracker.projects.models import Membership, WorkMentor

SLIPPING, HURRYING = MAIN_SCHOLARS[19].email, MAIN_SCHOLARS[11].email
TITLE = "Example with invented figures: a public question on a general system"
# The two lines of the example: years per year, where they meet, and how many forecasts, one a month.
PULLS = ((-5.5, 2025.77, 46), (-6.5, 2025.44, 50))
FIRST_YEAR = 2021


def said(rows: Rows, table: Timetable, seed: int) -> Iterator[Happening]:
    """What scholars expect of their milestones, every few days; one mentor says it too."""
    rng = random.Random(seed)  # noqa: S311  # invented data
    days = {due.title: due.day for due in table.milestones}
    final, write_up, middle = days["Final report"], days["Sprint write-up"], days["Mid-point report"]
    begin = RESEARCH_BEGINS + 1
    yield from _line(rows, table, rng, (SCHOLAR.email, "Final report"), (begin, final, 3), (final - 2, 0.0))
    yield from _line(rows, table, rng, (SLIPPING, "Final report"), (begin, final, 3), (final - 12, 0.75))
    yield from _line(rows, table, rng, (HURRYING, "Mid-point report"), (begin, middle, 4), (middle + 9, -0.3))
    yield from _line(rows, table, rng, (SLIPPING, "Sprint write-up"), (18, write_up, 2), (write_up - 9, 0.7))
    yield from _line(rows, table, rng, (SCHOLAR.email, "Sprint write-up"), (19, write_up, 5), (write_up, 0.0))
    for day in range(begin + 6, final, 8):
        ahead = final + round(0.6 * (day - begin)) - day
        yield moment(table, day, 500), partial(_say, rows, table, SLIPPING, "Final report", ahead, True)


def _line(
    rows: Rows,
    table: Timetable,
    rng: random.Random,
    about: tuple[str, str],
    when: tuple[int, int, int],
    line: tuple[int, float],
) -> Iterator[Happening]:
    """Forecasts from one day to before another, around a day that drifts by so much each day."""
    first, end, every = when
    for day in range(first, end, every):
        named = line[0] + line[1] * (day - first) + rng.gauss(0, 1.6)
        ahead = max(round(named) - day, 1)
        yield moment(table, day, rng.randint(480, 560)), partial(_say, rows, table, *about, ahead)


def _say(rows: Rows, table: Timetable, scholar: str, title: str, ahead: int, mentor: bool = False) -> None:
    """One forecast, unless the milestone is done or the scholar gone."""
    milestone = rows.milestones[table.slug, title]
    enrolment = rows.enrolments[table.slug, scholar]
    if forecast_queries.done_on(rows.session, milestone, enrolment) or enrolment.left_on:
        return
    by = _mentor(rows, enrolment) if mentor else rows.people[scholar]
    if by is not None:
        day = clock.today(rows.program.time_zone)
        forecast_actions.say(
            rows.session,
            by,
            milestone=milestone,
            enrolment=enrolment,
            predicted_for=day.fromordinal(day.toordinal() + ahead),
        )


def _mentor(rows: Rows, enrolment: Enrolment) -> Person | None:
    """The first mentor of the scholar's newest work."""
    found = (
        sa.select(Person)
        .join(WorkMentor, WorkMentor.person_id == Person.id)
        .join(Membership, Membership.work_id == WorkMentor.work_id)
        .where(Membership.enrolment_id == enrolment.id)
        .order_by(WorkMentor.work_id.desc(), Person.id)
        .limit(1)
    )
    return rows.session.scalar(found)


def followed(rows: Rows, table: Timetable, seed: int) -> Iterator[Happening]:
    """A series that staff took in before the cohort began, and again since."""
    for number, (day, pull) in enumerate(zip((-60, 20), PULLS, strict=True)):
        text = _text(random.Random(seed + number), *pull)  # noqa: S311  # invented data
        yield moment(table, day, 240), partial(_take_in, rows, text)


def _text(rng: random.Random, slope: float, meets: float, count: int) -> str:
    """A file of forecasts scattered around a line."""
    lines = ["made_on,predicted_for"]
    for month in range(count):
        year = FIRST_YEAR + month / 12
        lines.append(f"{year:.3f},{meets + slope * (year - meets) + rng.gauss(0, 0.7):.2f}")
    return "\n".join(lines) + "\n"


def _take_in(rows: Rows, text: str) -> None:
    series = trends_series.read(text, clock.today())
    known = series_queries.of_program(rows.session, rows.program.id)
    actor, content = rows.people[STAFF], text.encode()
    row: ForecastSeries | None = next(iter(known), None)
    if row is None:
        series_actions.create(
            rows.session,
            actor,
            program=rows.program,
            title=TITLE,
            source="made up for this demo",
            content=content,
            series=series,
        )
    else:
        series_actions.add_version(rows.session, actor, followed=row, content=content, series=series)
