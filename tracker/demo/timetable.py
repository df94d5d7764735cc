"""The dates of the three cohorts: phases with their gates, milestones, and rounds of forms."""

from __future__ import annotations

import calendar
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.demo.stages import RESEARCH_BEGINS, RESEARCH_DAYS, TRAINING_DAYS

TRAINING, RESEARCH = PhaseKind.TRAINING, PhaseKind.RESEARCH


class Round(StrEnum):
    """When forms are asked for; the first three on training, the last two on research."""

    FIRST = "first"
    HALF = "half"
    END = "end"
    MIDDLE = "middle"
    FINAL = "final"

    @property
    def phase(self) -> PhaseKind:
        return RESEARCH if self in (Round.MIDDLE, Round.FINAL) else TRAINING


@dataclass(frozen=True)
class Due:
    """A milestone: its day since the cohort's start, and the round of forms about it, if there is one."""

    title: str
    phase: PhaseKind
    day: int
    round: Round | None = None


@dataclass(frozen=True)
class Timetable:
    """One cohort's dates. Days count from the first day of training."""

    slug: str
    start: date
    phases: tuple[PhaseDates, ...]
    milestones: tuple[Due, ...] = ()
    # The day each round of forms is due, and the day it is asked for.
    due: tuple[tuple[Round, int], ...] = ()
    asked: tuple[tuple[Round, int], ...] = ()
    # When somebody looks up the levels, in days from the one on which a round's forms are due.
    looked_up: tuple[int, ...] = (-4, 2)

    @property
    def name(self) -> str:
        return f"{calendar.month_name[self.start.month]} {self.start.year}"

    def on(self, day: int) -> date:
        return self.start + timedelta(days=day)

    def handed_in(self, rounds: Container[Round | None]) -> int:
        """The day of the last milestone that forms of these rounds are about."""
        return max(due.day for due in self.milestones if due.round in rounds)


def _slug(start: date) -> str:
    return f"{calendar.month_name[start.month].lower()}-{start.year}"


def _phase(kind: PhaseKind, start: date, days: int, gate: Gate) -> PhaseDates:
    return PhaseDates(kind, start, start + timedelta(days=days - 1), gate)


def main(start: date) -> Timetable:
    """Ten weeks of training that continue by default, then twelve of research that everybody finishes."""

    def on(day: int) -> date:
        return start + timedelta(days=day)

    end = RESEARCH_BEGINS + RESEARCH_DAYS - 1
    gate = Gate(GateDefault.CONTINUE_BY_DEFAULT, on(TRAINING_DAYS - 22), on(TRAINING_DAYS + 6))
    finish = Gate(GateDefault.CONTINUE_BY_DEFAULT, None, on(end))
    return Timetable(
        slug=_slug(start),
        start=start,
        phases=(
            _phase(TRAINING, start, TRAINING_DAYS, gate),
            _phase(RESEARCH, on(RESEARCH_BEGINS), RESEARCH_DAYS, finish),
        ),
        milestones=(
            Due("Self-assessment and one-page goal", TRAINING, 6),
            Due("First result", TRAINING, 18, Round.FIRST),
            Due("Mini-project hand-in", TRAINING, 34, Round.HALF),
            Due("Sprint write-up", TRAINING, 65, Round.END),
            Due("Research plan", RESEARCH, RESEARCH_BEGINS + 11),
            Due("Mid-point report", RESEARCH, RESEARCH_BEGINS + 40, Round.MIDDLE),
            Due("Final report", RESEARCH, end - 6, Round.FINAL),
            Due("Contribution statement", RESEARCH, end - 2),
        ),
        due=(
            (Round.FIRST, 20),
            (Round.HALF, 40),
            (Round.END, TRAINING_DAYS - 1),
            (Round.MIDDLE, RESEARCH_BEGINS + 45),
            (Round.FINAL, end),
        ),
        asked=(
            (Round.FIRST, -16),
            (Round.HALF, -16),
            (Round.END, 50),
            (Round.MIDDLE, RESEARCH_BEGINS - 5),
            (Round.FINAL, RESEARCH_BEGINS + 60),
        ),
    )


def past(start: date) -> Timetable:
    """Five weeks of training for 8 places, said from the first day; ten weeks of research."""
    research = start + timedelta(weeks=8)
    end = 8 * 7 + 69
    return Timetable(
        slug=_slug(start),
        start=start,
        phases=(
            _phase(
                TRAINING,
                start,
                35,
                # Five weeks hold fewer forms, so the least evidence is smaller; that, too, was said before.
                Gate(
                    GateDefault.CAPACITY_LIMITED,
                    None,
                    start + timedelta(days=40),
                    places=8,
                    people=2,
                    works=2,
                ),
            ),
            _phase(
                RESEARCH,
                research,
                70,
                Gate(GateDefault.CONTINUE_BY_DEFAULT, None, start + timedelta(days=end)),
            ),
        ),
        milestones=(
            Due("Mini-project hand-in", TRAINING, 18, Round.FIRST),
            Due("Sprint write-up", TRAINING, 32, Round.END),
            Due("Mid-point report", RESEARCH, 8 * 7 + 34, Round.MIDDLE),
            Due("Final report", RESEARCH, end - 4, Round.FINAL),
        ),
        due=((Round.FIRST, 20), (Round.END, 34), (Round.MIDDLE, 8 * 7 + 38), (Round.FINAL, end)),
        asked=((Round.FIRST, -10), (Round.END, 12), (Round.MIDDLE, 8 * 7 - 5), (Round.FINAL, end - 20)),
        looked_up=(2,),
    )


def coming(start: date) -> Timetable:
    """Four weeks of training: too short to stop anybody fairly, so everybody continues."""
    gate = Gate(GateDefault.CONTINUE_BY_DEFAULT, None, start + timedelta(days=34))
    research = start + timedelta(weeks=6)
    after = Gate(GateDefault.CONTINUE_BY_DEFAULT, None, research + timedelta(days=70))
    return Timetable(
        slug=_slug(start),
        start=start,
        phases=(_phase(TRAINING, start, 28, gate), _phase(RESEARCH, research, 70, after)),
    )
