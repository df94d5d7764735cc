"""Builds the demo: plans all that ever happens in the invented program, then plays what lies behind us."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

import numpy as np
from sqlalchemy.orm import Session

from tracker import clock
from tracker.demo import (
    concerns,
    credit,
    crews,
    decisions,
    forecasts,
    gates,
    grids,
    opening,
    outcomes,
    paperwork,
    people,
    places,
    polls,
    releases,
    reports,
    results,
    running,
    stages,
    surveys,
    timetable,
)
from tracker.demo.asks import asks
from tracker.demo.cases import PAST_PLACED
from tracker.demo.crews import Crew
from tracker.demo.filings import filings, make_world
from tracker.demo.happenings import Happening, Rows
from tracker.demo.people import Someone
from tracker.demo.stages import Stage
from tracker.demo.timetable import Timetable
from tracker.people import actions as people_actions
from tracker.people.models import LinkKind
from tracker.sealed import Seal

__all__ = ["Login", "Stage", "build"]

SEED = 20_260_105
# What comes by chance in each cohort; in the main one it comes out near the figures of program.md 2.
PAST_CHANCE, MAIN_CHANCE = SEED + 1, SEED + 89


@dataclass(frozen=True)
class Login:
    """A way in: what the person is in the program, their address, the token of their link."""

    role: str
    email: str
    token: str


def build(
    session: Session,
    *,
    stage: Stage,
    password_hash: str,
    seal: Seal,
    progress: Callable[[int, int], None] | None = None,
) -> list[Login]:
    """Fill an empty database with the demo as it stands in this stage, today. Does not commit.

    Every row is made by the product's own action, with the clock held at the moment of the story at which
    it happened; what would lie after the present moment does not happen. Only tokens, the
    uniquifiers of accounts, codenames, what is sealed and the seconds a fit took differ between two
    builds of one stage on one day.
    """
    now = clock.now()
    rows = Rows(session, password_hash, seal)
    past = [
        happening for happening in sorted(_story(rows, stage, now), key=itemgetter(0)) if happening[0] < now
    ]
    for done, (moment, act) in enumerate(past, start=1):
        with clock.fixed(moment):
            act()
        if progress is not None:
            progress(done, len(past))
    return _logins(rows)


def _story(rows: Rows, stage: Stage, now: datetime) -> Iterator[Happening]:
    today = clock.today(opening.ZONE)
    main = timetable.main(stages.main_start(stage, today))
    past = timetable.past(stages.past_start(main.start))
    coming = timetable.coming(stages.coming_start(today))
    yield from opening.founding(rows, past)
    yield from gates.earlier(rows, past)
    yield from opening.filling(rows, past, 8, people.PAST_SCHOLARS)
    yield from opening.filling(rows, main, 16, people.MAIN_SCHOLARS)
    yield from opening.filling(rows, coming, 4, people.COMING_SCHOLARS, invited=False)
    yield from _course(rows, past, crews.past_crews(_chance(1)), PAST_CHANCE, fewest=2, now=now)
    yield from _course(rows, main, crews.main_crews(_chance(2)), MAIN_CHANCE, fewest=4, now=now)
    yield from gates.reading(rows, past, people.PAST_SCHOLARS, go_on=PAST_PLACED)
    yield from gates.reading(rows, main, people.MAIN_SCHOLARS)
    yield from gates.changing(rows, main, people.MAIN_SCHOLARS)
    yield from running.leaving(rows, main)
    yield from concerns.concerns(rows, main)
    yield from places.given(rows, past)
    yield from forecasts.said(rows, main, SEED + 7)
    yield from forecasts.followed(rows, main, SEED + 8)
    yield from _surveyed(rows, past, main)
    yield from polls.polled(rows, past, main, today, SEED + 9)
    yield from grids.measured(rows, past, main, crews.main_crews(_chance(2)), crews.past_crews(_chance(1)))
    yield from _outcomes(rows, past, main)
    yield from releases.went_out(rows, past, crews.past_crews(_chance(1)), outcomes.PAST)
    yield from releases.went_out(rows, main, crews.main_crews(_chance(2)), outcomes.MAIN)
    yield from releases.in_review(rows, main, crews.main_crews(_chance(2)))
    yield from decisions.decided(rows, main)
    yield from decisions.appealed(rows, main)
    for table in (past, main):
        yield from decisions.defaults(rows, table)
        yield from reports.frozen(rows, table)


def _surveyed(rows: Rows, past: Timetable, main: Timetable) -> Iterator[Happening]:
    """What scholars are asked, and what they answer."""
    yield from surveys.counted(rows, past, 214, len(people.PAST_SCHOLARS))
    yield from surveys.counted(rows, main, 388, len(people.MAIN_SCHOLARS))
    yield from surveys.answering(rows, past, people.PAST_SCHOLARS, SEED + 3)
    yield from surveys.answering(rows, main, people.MAIN_SCHOLARS, SEED + 4)
    ends = (past.phases[-1].ends_on - past.start).days
    yield from surveys.stating(rows, past, crews.past_crews(_chance(1)), ends - 13, 0.8, SEED + 6)
    yield from surveys.stating(rows, main, crews.main_crews(_chance(2)), surveys.STATED, 0.6, SEED + 5)


def _outcomes(rows: Rows, past: Timetable, main: Timetable) -> Iterator[Happening]:
    """What came of the works, and what members say of it half a year later."""
    yield from outcomes.came(rows, past, crews.past_crews(_chance(1)), outcomes.PAST)
    yield from outcomes.came(rows, main, crews.main_crews(_chance(2)), outcomes.MAIN)
    yield from outcomes.answered(rows, past)


def _course(
    rows: Rows, table: Timetable, crewed: Sequence[Crew], seed: int, *, fewest: int, now: datetime
) -> Iterator[Happening]:
    """All that happens in one cohort."""
    rng = random.Random(seed)  # noqa: S311  # invented data
    raters = [mentor.email for mentor in (*people.MENTORS, people.RESEARCH_MANAGER)]
    world = make_world(np.random.default_rng(seed), crewed, raters)
    asked = asks(table, crewed, rng, fewest=fewest)
    yield from running.works(rows, table, crewed)
    yield from running.asking(rows, table, asked)
    yield from running.progress(rows, table, crewed, rng)
    yield from paperwork.filing(rows, filings(asked, world, seed))
    yield from paperwork.drafting(rows, table, asked, now)
    yield from results.results(rows, table, crewed, world, seed)
    yield from credit.credit(rows, table, crewed, world)
    yield from results.scoring(rows, table)


def _chance(number: int) -> random.Random:
    return random.Random(SEED + number)  # noqa: S311  # invented data


def _logins(rows: Rows) -> list[Login]:
    """A link for each role, made now."""
    office = [(label, someone) for label, _, someone in people.OFFICE]
    shown: list[tuple[str, Someone]] = [("mentor", people.MENTOR), ("scholar", people.SCHOLAR), *office]
    return [
        Login(
            role,
            someone.email,
            people_actions.make_link(
                rows.session,
                None,
                person=rows.people[someone.email],
                kind=LinkKind.DEMO,
                program_id=rows.program.id,
            ),
        )
        for role, someone in shown
    ]
