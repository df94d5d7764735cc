"""Who was asked for a form on whom, about which work, and when it came in. No answers yet, no database."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from tracker.demo.cases import CASES, LEFT_AT_THE_GATE, TURNS
from tracker.demo.crews import Crew, Part
from tracker.demo.people import MAIN_SCHOLARS, MENTOR, SCHOLAR
from tracker.demo.timetable import Round, Timetable
from tracker.evaluations.answers import Relation

FILED_SHARE = 0.87
MEDIAN_MINUTES = 2.4


@dataclass(frozen=True)
class Ask:
    """A form that somebody was asked for. `filed_at` is None where it never comes."""

    cohort: str
    scholar: str
    mentor: str
    crew: Crew
    round: Round
    relation: Relation
    asked_at: datetime
    due_at: datetime
    filed_at: datetime | None = None
    minutes: float = MEDIAN_MINUTES
    excused_at: datetime | None = None

    @property
    def key(self) -> tuple[str, Round, Relation]:
        return (self.scholar, self.round, self.relation)


def at(day: datetime, hour: int, minute: int = 0) -> datetime:
    return day.replace(hour=hour, minute=minute)


def noon(table: Timetable, day: int) -> datetime:
    return datetime.combine(table.on(day), time(12), UTC)


def wanted(table: Timetable, crew: Crew, rng: random.Random) -> Iterator[tuple[str, str, Round, Relation]]:
    """(scholar, rater, round, relation) of every form that a crew's scholars should get."""
    primary, second, blind = Relation.PRIMARY_MENTOR, Relation.SECOND_MENTOR, Relation.BLIND_REVIEWER
    half_way = Round.HALF in dict(table.due)
    for scholar, backup in zip(crew.scholars, crew.seconds, strict=True):
        # Few enough that the shorter lists have four to five forms, the longer ones eight.
        early = rng.random() < 0.6 or scholar in ALWAYS_EARLY
        twice = rng.random() < 0.6
        if crew.in_research:
            yield scholar, crew.mentor, Round.MIDDLE, primary
            yield scholar, crew.mentor, Round.FINAL, primary
            if twice:
                relation = Relation.RESEARCH_MANAGER if crew.manager else second
                yield scholar, crew.manager or backup, Round.FINAL, relation
            continue
        if crew.part is Part.SPRINT:
            yield scholar, crew.mentor, Round.END, primary
            # A blind reviewer reads one work of each scholar: the one handed in half-way, if there is one.
            if half_way:
                yield scholar, backup, Round.END, second
            else:
                yield scholar, crew.blind, Round.END, blind
            continue
        if early or not half_way:
            yield scholar, crew.mentor, Round.FIRST, primary
        if scholar == CASES["withdrew"] or not half_way:
            yield scholar, backup, Round.FIRST, second
        if half_way:
            yield scholar, crew.mentor, Round.HALF, primary
            yield scholar, crew.blind, Round.HALF, blind


# Their stories begin with the first round.
ALWAYS_EARLY = frozenset(
    {
        SCHOLAR.email,
        LEFT_AT_THE_GATE,
        *(CASES[case] for case in ("overdue_form", "withdrew", "thin_evidence", "hard_problem")),
    }
)


def asks(table: Timetable, crews: Iterable[Crew], rng: random.Random, *, fewest: int) -> list[Ask]:
    """Every form asked for in a cohort, with the moment at which it is filed, if ever.

    About 87 % are, and at least `fewest` on each scholar, from two raters or more.
    """
    due, asked = dict(table.due), dict(table.asked)
    found = []
    for crew in crews:
        for scholar, mentor, round_, relation in wanted(table, crew, rng):
            ask = Ask(
                cohort=table.slug,
                scholar=scholar,
                mentor=mentor,
                crew=crew,
                round=round_,
                relation=relation,
                asked_at=at(noon(table, asked[round_]), 9),
                due_at=noon(table, due[round_]),
                minutes=MEDIAN_MINUTES * rng.lognormvariate(0, 0.45),
            )
            found.append(_timed(ask, rng))
    return _unfiled(_left(found, table), rng, fewest)


def _timed(ask: Ask, rng: random.Random) -> Ask:
    """When it is filed, were it filed: mostly in the week before its day, sometimes after it."""
    days = rng.choices((-6, -5, -4, -3, -2, -1, 0, 1, 2), (1, 1, 2, 2, 2, 3, 4, 1, 1))[0]
    hour, minute = rng.randint(8, 18), rng.randint(0, 59)
    if ask.key in TURNS or ask.scholar == CASES["withdrew"]:
        days = -5 if ask.round is Round.HALF else -3
    elif ask.mentor == MENTOR.email and ask.round is Round.HALF:
        # The demo mentor is caught in the week in which forms are due; the demo scholar's feedback
        # is complete the moment the demo mentor files.
        days = 0 if ask.scholar in STILL_OWED else -4
    elif ask.scholar == SCHOLAR.email and ask.round is not Round.END:
        days = -4
    return replace(ask, filed_at=at(ask.due_at + timedelta(days=days), hour, minute))


# Whom the demo mentor has not yet written about in the middle of training.
DRAFTED_ON = MAIN_SCHOLARS[32].email
STILL_OWED = frozenset({SCHOLAR.email, MAIN_SCHOLARS[1].email, DRAFTED_ON, CASES["blind_reviewer"]})


def _left(found: Sequence[Ask], table: Timetable) -> list[Ask]:
    """Forms on somebody who left: those still open are excused that day, later ones never asked for."""
    left = {CASES["withdrew"]: noon(table, 37), LEFT_AT_THE_GATE: noon(table, 78)}
    kept = []
    for ask in found:
        day = left.get(ask.scholar)
        came_too_late = ask.scholar == LEFT_AT_THE_GATE and ask.relation is Relation.SECOND_MENTOR
        if day is None or (ask.filed_at and ask.filed_at < day and not came_too_late):
            kept.append(ask)
        elif ask.asked_at < day:
            kept.append(replace(ask, filed_at=None, excused_at=at(day, 15)))
    return kept


def _unfiled(found: list[Ask], rng: random.Random, fewest: int) -> list[Ask]:
    """Leave out forms until the share filed is as it should be, and the cases are what they are."""
    never = {at for at, ask in enumerate(found) if _never_filed(ask)}
    open_ = [at for at, ask in enumerate(found) if ask.excused_at is None]
    filed: dict[str, list[str]] = defaultdict(list)
    for at in open_:
        if at not in never:
            filed[found[at].scholar].append(found[at].mentor)
    candidates = [at for at in open_ if at not in never and not _always_filed(found[at])]
    rng.shuffle(candidates)
    for at in candidates:
        if len(never) >= round((1 - FILED_SHARE) * len(open_)):
            break
        raters = list(filed[found[at].scholar])
        raters.remove(found[at].mentor)
        if len(raters) >= fewest and len(set(raters)) > 1:
            filed[found[at].scholar] = raters
            never.add(at)
    return [replace(ask, filed_at=None) if at in never else ask for at, ask in enumerate(found)]


def _never_filed(ask: Ask) -> bool:
    if ask.scholar == CASES["thin_evidence"]:
        return ask.relation is not Relation.PRIMARY_MENTOR
    if ask.scholar == CASES["overdue_form"]:
        return ask.round is Round.FIRST
    owes = ask.mentor == CASES["owes_many"] and ask.key not in TURNS
    return owes and ask.round in (Round.FIRST, Round.HALF) and ask.excused_at is None


def _always_filed(ask: Ask) -> bool:
    told = {
        SCHOLAR.email,
        LEFT_AT_THE_GATE,
        *(CASES[case] for case in ("thin_evidence", "withdrew", "overdue_form")),
    }
    return ask.key in TURNS or ask.scholar in told or ask.mentor == MENTOR.email
