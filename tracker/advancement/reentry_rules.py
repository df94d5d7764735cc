"""Decisions about coming back: into the same cohort, or into a later one of the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.advancement.decision_models import Outcome
from tracker.cohorts.calendar_rules import MOST_DAYS
from tracker.reasons import Decision, no, yes

# What can be taken up again where it was left: what the scholar wished for themselves.
OWN_WISH = frozenset({Outcome.WITHDRAWN, Outcome.DEFERRED})


@dataclass(frozen=True)
class Away:
    """What is known of somebody who is to come back.

    `outcome` is the decision that ended their part, None where they left without one. `last_day` is the
    last day of their cohort's phases; `elsewhere` the name of a running cohort of the program in which
    they are enrolled; `followed` whether a later enrolment follows this one already.
    """

    today: date
    left_on: date | None
    outcome: Outcome | None
    last_day: date | None
    elsewhere: str = ""
    followed: bool = False


@dataclass(frozen=True)
class Later:
    """A cohort that somebody may come back into."""

    starts_on: date | None
    last_day: date | None
    after: date | None
    enrolled: bool = False


def may_come_back(away: Away) -> Decision:
    """Whether somebody may come back at all, wherever to."""
    if away.followed:
        return no("back_already")
    if away.left_on is None:
        return no("back_never_left")
    if away.outcome is Outcome.STOP:
        return no("back_after_stop")
    return no("back_elsewhere", cohort=away.elsewhere) if away.elsewhere else yes()


def may_return_here(away: Away, days: int, reason: str) -> Decision:
    """Whether they may go on in the cohort that they left, with their dates so many days later."""
    decision = may_come_back(away)
    if not decision:
        return decision
    if away.outcome is not None and away.outcome not in OWN_WISH:
        return no("back_was_decided")
    if not 0 <= days <= MOST_DAYS:
        return no("back_days_range", most=MOST_DAYS)
    if away.last_day is None or away.last_day < away.today:
        return no("back_cohort_over")
    return yes() if reason.strip() else no("shift_reason")


def may_join_later(away: Away, later: Later) -> Decision:
    """Whether they may begin in another cohort, with nothing of the earlier one counted at its gates."""
    decision = may_come_back(away)
    if not decision:
        return decision
    if later.enrolled:
        return no("back_enrolled_there")
    if later.starts_on is None or later.last_day is None:
        return no("back_no_dates")
    if later.last_day < away.today:
        return no("back_cohort_over")
    if away.left_on is not None and later.last_day < away.left_on:
        return no("back_cohort_earlier")
    return yes() if later.after is None or later.starts_on > later.after else no("back_cohort_earlier")
