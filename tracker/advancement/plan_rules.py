"""Decisions about support plans: what a plan needs, when two people judge it, and what comes of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.advancement.models import Seat, Verdict
from tracker.advancement.rules import Gate, earliest_target
from tracker.reasons import Decision, no, yes

REVIEW_BEFORE_END = timedelta(days=7)
LONGEST_EXTENSION = timedelta(days=14)
# From kind to harsh.
KINDNESS = (Verdict.MET, Verdict.PARTLY, Verdict.NOT_MET)


@dataclass(frozen=True)
class Planning:
    """The facts of a plan that is to be made. `told_on` is the delivery, or today before there is proof."""

    today: date
    told_on: date
    last_target: date
    gate: Gate
    plans: bool
    owner_reads: bool
    closed: bool = False
    left: bool = False
    away: bool = False
    planned: bool = False


@dataclass(frozen=True)
class Review:
    """The facts at which somebody says what came of a plan."""

    today: date
    due_on: date
    seat: Seat
    own: bool = False
    reads: bool = True
    delivered: bool = True
    closed: bool = False
    left: bool = False
    away: bool = False
    settled: bool = False
    extended: bool = False
    seat_taken: bool = False
    spoke_already: bool = False


def earliest_review(planning: Planning) -> date:
    """No review before two weeks to respond, nor before the last target's day."""
    return max(earliest_target(planning.told_on), planning.last_target)


def default_review(planning: Planning) -> date:
    """A week before the phase ends, or as soon after as the targets allow."""
    return max(planning.gate.ends_on - REVIEW_BEFORE_END, earliest_review(planning))


def may_plan(planning: Planning, review_on: date) -> Decision:
    """Whether a plan may be made on a concern, to be reviewed on this day."""
    if not planning.plans:
        return no("plan_not_yours")
    if planning.closed:
        return no("concern_closed")
    if planning.left:
        return no("scholar_left")
    if planning.away:
        return no("scholar_on_leave")
    if planning.planned:
        return no("planned_already")
    if not planning.owner_reads:
        return no("plan_owner")
    earliest = earliest_review(planning)
    if review_on < earliest:
        return no("review_before_targets", earliest=earliest)
    if review_on > planning.gate.last_day:
        return no("review_too_late", last=planning.gate.last_day)
    return yes()


def may_judge(review: Review, verdict: Verdict, until: date | None) -> Decision:
    """Whether this person may say today what came of a plan.

    Before its day, and while the scholar is on leave, a plan can only be said to be met: they still have
    time.
    """
    if not (open_to_you := _may_review(review)):
        return open_to_you
    if review.away and verdict is not Verdict.MET:
        return no("scholar_on_leave")
    if review.spoke_already:
        return no("review_twice")
    if review.seat_taken:
        return no("review_seat_taken")
    if verdict is not Verdict.MET and review.today < review.due_on:
        return no("review_too_early", on=review.due_on)
    if verdict is not Verdict.PARTLY:
        return no("until_unneeded") if until is not None else yes()
    if review.extended:
        return no("extended_already")
    return _may_extend(review, until)


def _may_review(review: Review) -> Decision:
    """Whether a plan stands open to this person's word at all."""
    if review.own or not review.reads:
        return no("review_not_yours")
    if review.closed or review.settled:
        return no("plan_settled")
    if review.left:
        return no("scholar_left")
    return yes() if review.delivered else no("review_before_delivery")


def _may_extend(review: Review, until: date | None) -> Decision:
    if until is None:
        return no("until_needed")
    judged_on = max(review.due_on, review.today)
    if not judged_on < until <= judged_on + LONGEST_EXTENSION:
        return no("until_range", after=judged_on, days=LONGEST_EXTENSION.days)
    return yes()


def settle(words: Sequence[tuple[Verdict, date | None]]) -> tuple[Verdict, date | None] | None:
    """What two words come to: the kinder of them, with the later new day; None until both are in."""
    if len(words) < len(Seat):
        return None
    verdict = min((verdict for verdict, _until in words), key=KINDNESS.index)
    days = [until for said, until in words if said is verdict and until is not None]
    return verdict, max(days, default=None)
