"""What came of the works: rates stated before, shares and results after, and the scores made on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import NormalDist

import numpy as np

from tracker import clock
from tracker.cohorts.models import PhaseKind
from tracker.demo import ratings
from tracker.demo.cases import CASES
from tracker.demo.crews import Crew
from tracker.demo.filings import World
from tracker.demo.happenings import STAFF, Happening, Rows, moment
from tracker.demo.timetable import Round, Timetable
from tracker.evaluations import score_settings, scores
from tracker.evaluations.answers import Share
from tracker.projects import actions as projects
from tracker.projects.models import Reached
from tracker.projects.rules import PRESETS
from tracker.scoring.model import link

# How often mentors call a work ambitious, hard, normal, routine.
CHANCES = (0.25, 0.30, 0.30, 0.15)
PARTS = {Share.LEAD: 0.65, Share.EQUAL: 0.5, Share.SUPPORTING: 0.35}
# Of the works in training, the share whose result the hand-in half-way settles already.
SETTLED_HALF_WAY = 0.35
STILL_OPEN = 0.06


@dataclass(frozen=True)
class Fate:
    """What came of one work."""

    preset: str
    reached: Reached
    shares: dict[str, float]
    half_way: bool


# The partner of who left, of who was carried, and two failures with good work behind them.
_TOLD: dict[str, tuple[str, Reached]] = {
    CASES["hard_problem"]: ("ambitious", Reached.NO),
    CASES["risky_project"]: ("ambitious", Reached.NO),
    CASES["carried"]: ("normal", Reached.YES),
}
_PARTS = {CASES["carried"]: 0.25, CASES["withdrew"]: 0.3}


def fate(crew: Crew, world: World, rng: np.random.Generator) -> Fate:
    """Draw what comes of a work from its team's ability, its luck and how hard it is called."""
    shares = _shares(crew, world)
    preset = str(rng.choice(list(PRESETS), p=CHANCES))
    drawn, open_, early = rng.random(3)
    able = np.array([PRESETS[preset].able])
    other = np.array([PRESETS[preset].other])
    alpha, gamma = link(able, other, ratings.ABILITY_SD, ratings.LUCK_SD)
    team = sum(world.ability[one] * share for one, share in shares.items()) + world.luck[crew.title]
    reached = Reached.YES if drawn < NormalDist().cdf(float(alpha[0] * team + gamma[0])) else Reached.NO
    half_way = early < SETTLED_HALF_WAY
    if open_ < STILL_OPEN:
        reached = Reached.NOT_YET
    if not crew.in_research and (told := next((one for one in crew.scholars if one in _TOLD), None)):
        (preset, reached), half_way = _TOLD[told], True
    return Fate(preset, reached, shares, half_way)


def _shares(crew: Crew, world: World) -> dict[str, float]:
    if len(crew.scholars) == 1:
        return dict.fromkeys(crew.scholars, 1.0)
    one, other = crew.scholars
    if one in _PARTS or other in _PARTS:
        part = _PARTS.get(one) or 1 - _PARTS[other]
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
        yield moment(table, _first_day(table, crew), 10 + at), partial(_state, rows, table, crew, came)
        day = _result_day(table, crew, came)
        if len(crew.scholars) > 1:
            yield moment(table, day, 60 + at), partial(_share, rows, table, crew, came)
        if came.reached is not Reached.NOT_YET:
            yield moment(table, day + 1, 60 + at), partial(_record, rows, table, crew, came)


def _first_day(table: Timetable, crew: Crew) -> int:
    kind = PhaseKind.RESEARCH if crew.in_research else PhaseKind.TRAINING
    return (next(phase.starts_on for phase in table.phases if phase.kind is kind) - table.start).days


def _result_day(table: Timetable, crew: Crew, came: Fate) -> int:
    handed_in = {due.round: due.day for due in table.milestones}
    if crew.in_research:
        return handed_in[Round.FINAL]
    return handed_in[Round.HALF] if came.half_way and Round.HALF in handed_in else handed_in[Round.END]


def _state(rows: Rows, table: Timetable, crew: Crew, came: Fate) -> None:
    projects.state_rates(
        rows.session,
        rows.people[STAFF],
        work=rows.works[table.slug, crew.title],
        rates=PRESETS[came.preset],
        steepest=score_settings.steepest(score_settings.in_use(rows.session, rows.program.id)),
    )


def _share(rows: Rows, table: Timetable, crew: Crew, came: Fate) -> None:
    projects.set_shares(
        rows.session,
        rows.people[STAFF],
        work=rows.works[table.slug, crew.title],
        shares={rows.enrolments[table.slug, one].id: share for one, share in came.shares.items()},
    )


def _record(rows: Rows, table: Timetable, crew: Crew, came: Fate) -> None:
    projects.record_reached(
        rows.session, rows.people[STAFF], work=rows.works[table.slug, crew.title], reached=came.reached
    )


def scoring(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """The scores as somebody looked them up, in the week in which forms came in and in the one after."""
    for day in looked_up(table):
        yield moment(table, day, 600), partial(_score, rows, table)


def looked_up(table: Timetable) -> Iterable[int]:
    return sorted({due + days for _round, due in table.due for days in (-4, 2)})


def _score(rows: Rows, table: Timetable) -> None:
    cohort = rows.cohorts[table.slug]
    for audience in scores.Audience:
        shown = scores.current(rows.session, cohort, audience, clock.today(cohort.program.time_zone))
        if shown is not None:
            scores.keep(rows.session, shown)
