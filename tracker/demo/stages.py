"""The moments of a program's year that the demo can show, and the days of its three cohorts in each."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

# Days since the main cohort's training began. The same on every weekday, so that the demo always
# shows the same things, even where a phase then begins on a Saturday.
TRAINING_DAYS = 70
RESEARCH_BEGINS = 91
RESEARCH_DAYS = 84


class Stage(StrEnum):
    """What the main cohort is going through today."""

    SETUP = "setup"
    TRAINING = "training"
    GATE = "gate"
    RESEARCH = "research"
    CLOSED = "closed"


# Week 6 of 10 and before the last day for a concern (day 48); the last day on which forms on training
# are open, four days before the decision; the middle of research; three weeks after everything.
TODAY = {
    Stage.SETUP: -13,
    Stage.TRAINING: 38,
    Stage.GATE: TRAINING_DAYS + 2,
    Stage.RESEARCH: RESEARCH_BEGINS + 42,
    Stage.CLOSED: RESEARCH_BEGINS + RESEARCH_DAYS + 20,
}


def main_start(stage: Stage, today: date) -> date:
    """The first day of the main cohort's training."""
    return today - timedelta(days=TODAY[stage])


def past_start(main: date) -> date:
    """The first day of the cohort that is over in every stage."""
    return main - timedelta(weeks=40)


def coming_start(today: date) -> date:
    """The first day of the cohort that is being set up in every stage."""
    return today + timedelta(weeks=9)
