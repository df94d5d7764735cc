"""What came of the works: rates stated before, shares and results after, and the scores made on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import NormalDist

import numpy as np

from tracker import clock
from tracker.demo import ratings
from tracker.demo.cases import CASES
from tracker.demo.credit import HELD_OPEN, SETTLED_WORDS, UNSETTLED
from tracker.demo.crews import ROUNDS, Crew, Part
from tracker.demo.filings import World
from tracker.demo.happenings import STAFF, Happening, Rows, moment
from tracker.demo.running import first_day
from tracker.demo.timetable import Timetable
from tracker.evaluations import score_settings, scores
from tracker.projects import actions as projects
from tracker.projects.models import Reached
from tracker.projects.parts import Share, usual_share
from tracker.projects.rules import PRESETS
from tracker.scoring.model import link

# How often mentors call a work ambitious, hard, normal, routine.
CHANCES = (0.25, 0.30, 0.30, 0.15)
PARTS = {part: usual_share(part, 2) for part in Share}
# Of the mini-projects, the share whose result is settled as they are handed in, and the days within which
# that of the others is: it waits for a last run.
SETTLED_AT_ONCE, SETTLED_WITHIN = 0.35, 14
STILL_OPEN = 0.06


@dataclass(frozen=True)
class Fate:
    """What came of one work."""

    preset: str
    reached: Reached
    shares: dict[str, float]
    known_after: int  # days from the hand-in


# What the stories say of a mini-project: two failures with good work behind them, and a partner's success.
_TOLD: dict[str, tuple[str, Reached]] = {
    CASES["hard_problem"]: ("ambitious", Reached.NO),
    CASES["risky_project"]: ("ambitious", Reached.NO),
    CASES["carried"]: ("normal", Reached.YES),
}
_PARTS = {
    (Part.MINI, CASES["carried"]): 0.25,
    (Part.MINI, CASES["withdrew"]): 0.3,
    (Part.SPRINT, CASES["withdrew"]): 0.05,  # they left as it began
}


def fate(crew: Crew, world: World, rng: np.random.Generator) -> Fate:
    """Draw what comes of a work from its team's ability, its luck and how hard it is called."""
    shares = _shares(crew, world)
    preset = str(rng.choice(list(PRESETS), p=CHANCES))
    drawn, open_, settled = rng.random(3)
    able = np.array([PRESETS[preset].able])
    other = np.array([PRESETS[preset].other])
    alpha, gamma = link(able, other, ratings.ABILITY_SD, ratings.LUCK_SD)
    team = sum(world.ability[one] * share for one, share in shares.items()) + world.luck[crew.title]
    reached = Reached.YES if drawn < NormalDist().cdf(float(alpha[0] * team + gamma[0])) else Reached.NO
    at_once = crew.part is not Part.MINI or settled < SETTLED_AT_ONCE
    after = 1 if at_once else 1 + int(settled * SETTLED_WITHIN)
    if open_ < STILL_OPEN:
        reached = Reached.NOT_YET
    if crew.part is Part.MINI and (told := next((one for one in crew.scholars if one in _TOLD), None)):
        (preset, reached), after = _TOLD[told], 1
    return Fate(preset, reached, shares, after)


def _shares(crew: Crew, world: World) -> dict[str, float]:
    if len(crew.scholars) == 1:
        return dict.fromkeys(crew.scholars, 1.0)
    one, other = crew.scholars
    if (crew.part, one) in _PARTS:
        part = _PARTS[crew.part, one]
    elif (crew.part, other) in _PARTS:
        part = 1 - _PARTS[crew.part, other]
    else:
        part = PARTS[world.shares[crew.title, one]]
    return {one: part, other: 1 - part}


def results(
    rows: Rows, table: Timetable, crews: Sequence[Crew], world: World, seed: int
) -> Iterator[Happening]:
    """Rates on the first day of a work, shares and result in the days after it was handed in."""
    rng = np.random.default_rng(seed)
    for at, crew in enumerate(crews):
        came = fate(crew, world, rng)
        yield moment(table, first_day(table, crew), 10 + at), partial(_state, rows, table, crew, came)
        day = table.handed_in(ROUNDS[crew.part])
        if len(crew.scholars) > 1 and crew.title not in UNSETTLED:
            yield moment(table, day, 60 + at), partial(_share, rows, table, crew, came)
        if came.reached is not Reached.NOT_YET and crew.title not in HELD_OPEN:
            yield moment(table, day + came.known_after, 60 + at), partial(_record, rows, table, crew, came)


def _state(rows: Rows, table: Timetable, crew: Crew, came: Fate) -> None:
    projects.state_rates(
        rows.session,
        rows.people[STAFF],
        work=rows.works[table.slug, crew.title],
        rates=PRESETS[came.preset],
        steepest=score_settings.steepest(score_settings.in_use(rows.session, rows.program.id)),
    )


def _share(rows: Rows, table: Timetable, crew: Crew, came: Fate) -> None:
    told = crew.part is Part.MINI and CASES["carried"] in crew.scholars
    projects.set_shares(
        rows.session,
        rows.people[STAFF],
        work=rows.works[table.slug, crew.title],
        shares={rows.enrolments[table.slug, one].id: share for one, share in came.shares.items()},
        reason=SETTLED_WORDS if told else "As mentors and members had it in the review of the hand-in.",
    )


def _record(rows: Rows, table: Timetable, crew: Crew, came: Fate) -> None:
    projects.record_reached(
        rows.session,
        rows.people[STAFF],
        work=rows.works[table.slug, crew.title],
        reached=came.reached,
        reason="As the mentor reported it in the review of the hand-in.",
    )


def scoring(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """The scores as somebody looked them up, around the days on which forms were due."""
    for day in sorted({due + days for _round, due in table.due for days in table.looked_up}):
        yield moment(table, day, 600), partial(_score, rows, table)


def _score(rows: Rows, table: Timetable) -> None:
    cohort = rows.cohorts[table.slug]
    for audience in scores.Audience:
        shown = scores.current(rows.session, cohort, audience, clock.today(cohort.program.time_zone))
        if shown is not None:
            scores.keep(rows.session, shown)
