"""Coming back: into the cohort that was left, or into a later one, with nothing of before counted there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.advancement.raising import concern
from tests.page import count_rows
from tracker import clock
from tracker.advancement import dates, decision_queries, reentry
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.reentry_rules import Away, Later, may_join_later, may_return_here
from tracker.cohorts import actions as cohorts
from tracker.cohorts import calendar
from tracker.cohorts.calendar_models import Shift
from tracker.cohorts.models import Enrolment
from tracker.evaluations import board
from tracker.permissions import Role
from tracker.reasons import Refused

TODAY = date(2026, 3, 4)


def day(days):
    return TODAY + timedelta(days=days)


GONE = Away(TODAY, left_on=day(-20), outcome=None, last_day=day(60))
NEXT = Later(starts_on=day(90), last_day=day(200), after=day(-40))


@pytest.mark.parametrize(
    ("away", "days", "reason", "code"),
    [
        (GONE, 20, "Well again", ""),
        (GONE, 0, "Well again", ""),
        (replace(GONE, outcome=Outcome.WITHDRAWN), 20, "Well again", ""),
        (replace(GONE, outcome=Outcome.DEFERRED), 20, "Well again", ""),
        (replace(GONE, outcome=Outcome.REPEAT), 20, "Well again", "back_was_decided"),
        (replace(GONE, outcome=Outcome.NOT_PLACED), 20, "Well again", "back_was_decided"),
        (replace(GONE, outcome=Outcome.STOP), 20, "Well again", "back_after_stop"),
        (replace(GONE, left_on=None), 20, "Well again", "back_never_left"),
        (replace(GONE, elsewhere="Spring"), 20, "Well again", "back_elsewhere"),
        (replace(GONE, followed=True), 20, "Well again", "back_already"),
        (replace(GONE, last_day=day(-1)), 20, "Well again", "back_cohort_over"),
        (replace(GONE, last_day=TODAY), 20, "Well again", ""),
        (replace(GONE, last_day=None), 20, "Well again", "back_cohort_over"),
        (GONE, -1, "Well again", "back_days_range"),
        (GONE, 367, "Well again", "back_days_range"),
        (GONE, 20, " ", "shift_reason"),
    ],
)
def test_who_goes_on_where_they_left(away, days, reason, code):
    assert may_return_here(away, days, reason).code == code


@pytest.mark.parametrize(
    ("away", "later", "code"),
    [
        (GONE, NEXT, ""),
        *((replace(GONE, outcome=one), NEXT, "") for one in Outcome if one is not Outcome.STOP),
        (replace(GONE, outcome=Outcome.STOP), NEXT, "back_after_stop"),
        (replace(GONE, left_on=None), NEXT, "back_never_left"),
        (replace(GONE, elsewhere="Spring"), NEXT, "back_elsewhere"),
        (replace(GONE, followed=True), NEXT, "back_already"),
        (GONE, replace(NEXT, enrolled=True), "back_enrolled_there"),
        (GONE, replace(NEXT, starts_on=None, last_day=None), "back_no_dates"),
        (GONE, replace(NEXT, starts_on=day(-30), last_day=day(-1)), "back_cohort_over"),
        (GONE, replace(NEXT, starts_on=day(-40)), "back_cohort_earlier"),
        (GONE, replace(NEXT, starts_on=day(-39)), ""),
    ],
)
def test_who_joins_a_later_cohort(away, later, code):
    assert may_join_later(away, later).code == code


def in_days(days):
    return clock.today() + timedelta(days=days)


def left(session, cast, days_ago=0):
    cast.ada.enrolled_on = in_days(-30)
    return cohorts.withdraw(session, cast.sam, enrolment=cast.ada, on=in_days(-days_ago))


def back(session, cast, days=10, reason="Well again."):
    return reentry.return_here(session, cast.sam, enrolment=cast.ada, days=days, reason=reason)


def spring(make, cast, weeks=6):
    phases = make.phases(clock.today() + timedelta(weeks=weeks))
    return make.cohort(cast.program, "spring", name="Spring 2027", phases=phases)


def joins(session, cast, cohort):
    return reentry.join_later(session, cast.sam, enrolment=cast.ada, cohort=cohort)


def refusal(call, *args, **values):
    with pytest.raises(Refused) as refused:
        call(*args, **values)
    return refused.value.decision.code


def test_somebody_who_left_goes_on_with_everything_as_far_ahead_as_before(session, cast):
    before = calendar.phases_of(session, cast.ada)
    left(session, cast)
    with clock.fixed(clock.now() + timedelta(days=10)):
        back(session, cast, days=10)
        after = calendar.phases_of(session, cast.ada)
        assert cast.ada.left_on is None
        assert [one.ends_on for one in after] == [one.ends_on + timedelta(days=10) for one in before]
        assert after[0].notice_by == before[0].notice_by + timedelta(days=10)
        assert cast.from_mara.due_on == in_days(3)
        concern(session, cast.sam, cast.ada)
        assert refusal(back, session, cast) == "back_never_left"
    assert count_rows(session, Shift) == 1


def test_without_days_nothing_moves(session, cast):
    before = calendar.phases_of(session, cast.ada)
    left(session, cast)
    back(session, cast, days=0)
    assert calendar.phases_of(session, cast.ada) == before
    assert count_rows(session, Shift) == 0


def test_who_left_while_on_leave_is_no_longer_on_leave_once_they_are_back(session, cast):
    dates.begin_leave(session, cast.sam, enrolment=cast.ada, from_on=clock.today())
    left(session, cast)
    back(session, cast)
    assert calendar.open_leave(session, cast.ada.id) is None
    assert calendar.on_leave(session, cast.cohort.id, clock.today()) == frozenset()


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.DEFERRED])
def test_a_decision_that_followed_their_own_wish_no_longer_stands(session, cast, make, outcome):
    phase = make.training(cast.cohort)
    decision = GateDecision(
        enrolment=cast.ada,
        phase=phase,
        outcome=outcome,
        wish="I need a year.",
        reasons="As wished.",
        decided_on=clock.today(),
        decided_by_id=cast.sam.id,
        policy=phase.policy,
        evidence={},
        checks={},
    )
    session.add(decision)
    cast.ada.ended_on = clock.today()
    session.flush()
    back(session, cast)
    assert decision_queries.standing(session, cast.ada.id, phase.id) is None
    assert decision.undone_at is not None
    assert cast.ada.left_on is None


def test_somebody_joins_a_later_cohort_once_and_begins_anew_there(session, cast, make):
    make.form(cast.from_mara)
    left(session, cast)
    later = spring(make, cast)
    new = joins(session, cast, later)
    assert (new.follows_id, new.cohort_id, new.person_id) == (cast.ada.id, later.id, cast.ada.person_id)
    assert joins(session, cast, later) is new, "a second click finds the first"
    assert [one.cohort_id for one in new.person.role_grants if one.role is Role.SCHOLAR] == [
        cast.cohort.id,
        later.id,
    ]
    (row,) = board.rows(session, later.id, clock.today())
    assert row.evidence.filed == 0
    assert board.rows(session, cast.cohort.id, clock.today())[0].evidence.filed == 1
    assert refusal(back, session, cast) == "back_already"


def test_nobody_is_in_two_running_cohorts_of_a_program(session, cast, make):
    later = spring(make, cast)
    assert refusal(joins, session, cast, later) == "back_never_left"
    left(session, cast)
    make.enrolment(later, cast.ada.person)
    summer = make.cohort(cast.program, "summer", phases=make.phases(clock.today() + timedelta(weeks=40)))
    assert refusal(joins, session, cast, summer) == "back_elsewhere"
    assert refusal(back, session, cast) == "back_elsewhere"


def test_nothing_crosses_programs(session, cast, make):
    left(session, cast)
    with pytest.raises(PermissionError):
        joins(session, cast, make.cohort(phases=make.phases(clock.today() + timedelta(weeks=40))))
    assert count_rows(session, Enrolment) == 3


def test_only_cohorts_that_can_be_joined_are_offered(session, cast, make):
    left(session, cast)
    later = spring(make, cast)
    past = make.cohort(cast.program, "past", phases=make.phases(clock.today() - timedelta(weeks=90)))
    bare = make.cohort(cast.program, "bare", phases=[])
    elsewhere = make.cohort(phases=make.phases(clock.today() + timedelta(weeks=40)))
    assert reentry.joinable(session, cast.ada, [cast.cohort, later, past, bare, elsewhere]) == [later]
