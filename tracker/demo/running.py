"""How a cohort goes: works begin, forms are asked for, milestones are met, people leave or are away."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from tracker.advancement import dates
from tracker.cohorts import actions as cohorts
from tracker.cohorts import calendar
from tracker.cohorts.models import PhaseKind
from tracker.demo.asks import Ask
from tracker.demo.cases import CASES, LEFT_AT_THE_GATE
from tracker.demo.crews import ROUNDS, Crew, Part
from tracker.demo.happenings import STAFF, Happening, Rows, key, moment
from tracker.demo.people import MAIN_SCHOLARS, SCHOLAR
from tracker.demo.timetable import Due, Timetable
from tracker.evaluations import setup
from tracker.projects import actions as projects
from tracker.projects.models import WorkKind

# The day on which a person left, counted like all days from the start of training.
LEAVING = {CASES["withdrew"]: 37, LEFT_AT_THE_GATE: 78}
# One scholar was on leave in week 6: the first day away, and the first day back.
ON_LEAVE = MAIN_SCHOLARS[6].email
AWAY_FROM, BACK_ON = 37, 44
DONE_SHARE = 0.93


def works(rows: Rows, table: Timetable, crews: Iterable[Crew]) -> Iterator[Happening]:
    """The works, set up some time before their first day."""
    for at, crew in enumerate(crews):
        before = 20 if crew.part is Part.MINI else 9
        yield moment(table, first_day(table, crew) - before, at), partial(_begin, rows, table, crew)


def first_day(table: Timetable, crew: Crew) -> int:
    """The day on which a work begins: a sprint right after the mini-project, the others with their phase."""
    if crew.part is Part.SPRINT:
        return table.handed_in(ROUNDS[Part.MINI]) + 1
    kind = PhaseKind.RESEARCH if crew.in_research else PhaseKind.TRAINING
    return (next(phase.starts_on for phase in table.phases if phase.kind is kind) - table.start).days


def _begin(rows: Rows, table: Timetable, crew: Crew) -> None:
    kind = PhaseKind.RESEARCH if crew.in_research else PhaseKind.TRAINING
    phase = cohorts.phase_of(rows.cohorts[table.slug], kind)
    rows.works[table.slug, crew.title] = projects.create_work(
        rows.session,
        rows.people[STAFF],
        phase=phase,
        title=crew.title,
        kind=WorkKind.SPRINT if crew.part is Part.SPRINT else WorkKind.PROJECT,
        members=[rows.enrolments[table.slug, scholar] for scholar in crew.scholars],
        starts_on=table.on(first_day(table, crew)),
        due_on=table.on(table.handed_in(ROUNDS[crew.part])),
    )


def asking(rows: Rows, table: Timetable, asks: Iterable[Ask]) -> Iterator[Happening]:
    """The forms that mentors are asked for, and those they are excused from."""
    titles = {due.round: due.title for due in table.milestones}
    for at, ask in enumerate(asks):
        yield ask.asked_at + timedelta(seconds=20 * at), partial(_ask, rows, ask, titles.get(ask.round))
        if ask.excused_at:
            yield ask.excused_at, partial(_excuse, rows, ask)


def _ask(rows: Rows, ask: Ask, title: str | None) -> None:
    rows.assignments[key(ask)] = setup.assign(
        rows.session,
        rows.people[STAFF],
        enrolment=rows.enrolments[ask.cohort, ask.scholar],
        mentor=rows.people[ask.mentor],
        work=rows.works[ask.cohort, ask.crew.title],
        relation=ask.relation,
        due_on=ask.due_at.date(),
        milestone=rows.milestones[ask.cohort, title] if title else None,
    )


def _excuse(rows: Rows, ask: Ask) -> None:
    setup.excuse(rows.session, rows.people[STAFF], assignment=rows.assignments[key(ask)])


def progress(rows: Rows, table: Timetable, crews: Iterable[Crew], rng: random.Random) -> Iterator[Happening]:
    """Milestones met around their days: nearly all, by everybody whose work the phase holds."""
    members = dict.fromkeys((crew.in_research, scholar) for crew in crews for scholar in crew.scholars)
    for due in table.milestones:
        for in_research, scholar in members:
            days, minute = rng.choices((-2, -1, 0, 1, 2), (1, 2, 5, 1, 1))[0], rng.randint(0, 480)
            met = rng.random() < DONE_SHARE
            if scholar == SCHOLAR.email:
                met, days = True, -1
            day = due.day + days
            if in_research is (due.phase is PhaseKind.RESEARCH) and met and day < LEAVING.get(scholar, 999):
                yield moment(table, day, minute), partial(_meet, rows, table, due, scholar, table.on(day))


def _meet(rows: Rows, table: Timetable, due: Due, scholar: str, day: date) -> None:
    cohorts.mark_milestone(
        rows.session,
        rows.people[STAFF],
        milestone=rows.milestones[table.slug, due.title],
        enrolment=rows.enrolments[table.slug, scholar],
        done_on=day,
    )


def leaving(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """The two who left of their own accord, and the one who was away for a week."""
    for scholar, day in LEAVING.items():
        yield moment(table, day, 150), partial(_leave, rows, table, scholar, table.on(day))
    yield moment(table, AWAY_FROM, 20), partial(_go, rows, table)
    yield moment(table, BACK_ON, 20), partial(_return, rows, table)


def _go(rows: Rows, table: Timetable) -> None:
    dates.begin_leave(
        rows.session,
        rows.people[STAFF],
        enrolment=rows.enrolments[table.slug, ON_LEAVE],
        from_on=table.on(AWAY_FROM),
        expected_until=table.on(BACK_ON),
    )


def _return(rows: Rows, table: Timetable) -> None:
    leave = calendar.open_leave(rows.session, rows.enrolments[table.slug, ON_LEAVE].id)
    assert leave is not None
    dates.end_leave(rows.session, rows.people[STAFF], leave=leave, back_on=table.on(BACK_ON))


def _leave(rows: Rows, table: Timetable, scholar: str, day: date) -> None:
    enrolment = rows.enrolments[table.slug, scholar]
    cohorts.withdraw(rows.session, rows.people[STAFF], enrolment=enrolment, on=day)
