"""Appeals: against what, until which day, and never decided by anybody who had a hand in the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from tests.properties import given, st
from tracker import clock
from tracker.advancement import appeal_rules as rules
from tracker.advancement.appeal_models import Ruling
from tracker.advancement.appeal_rules import Filing, Hand, Reading
from tracker.advancement.decision_models import Outcome

MONDAY = date(2026, 11, 16)
NOBODY: frozenset[date] = frozenset()


@pytest.mark.parametrize(("outcome", "possible"), [(one, one is not Outcome.CONTINUE) for one in Outcome])
def test_all_but_going_on_can_be_appealed_against(outcome, possible):
    assert rules.can_be_appealed(outcome) is possible
    found = rules.appeal_by(outcome, sent_on=MONDAY, closed=NOBODY)
    assert found == (date(2026, 11, 23) if possible else None)


@pytest.mark.parametrize(
    ("sent_on", "closed", "by"),
    [
        (date(2026, 11, 16), (), date(2026, 11, 23)),  # Monday to Monday
        (date(2026, 11, 20), (), date(2026, 11, 27)),  # Friday
        (date(2026, 11, 21), (), date(2026, 11, 27)),  # Saturday
        (date(2026, 11, 22), (), date(2026, 11, 27)),  # Sunday
        (date(2026, 11, 16), (date(2026, 11, 18),), date(2026, 11, 24)),
        (date(2026, 11, 16), (date(2026, 11, 21),), date(2026, 11, 23)),  # closed on a Saturday
        (date(2026, 11, 16), (date(2026, 11, 16),), date(2026, 11, 23)),  # closed on the day itself
        (date(2026, 11, 20), (date(2026, 11, 26), date(2026, 11, 27)), date(2026, 12, 1)),
        (date(2026, 12, 23), (date(2026, 12, 25), date(2027, 1, 1)), date(2026, 12, 31)),
        (date(2026, 10, 23), (), date(2026, 10, 30)),  # the hour goes back in Europe
        (date(2027, 3, 26), (), date(2027, 4, 2)),  # the hour goes forward
    ],
)
def test_five_working_days_over_weekends_closed_days_and_a_change_of_the_hour(sent_on, closed, by):
    assert rules.appeal_by(Outcome.STOP, sent_on=sent_on, closed=frozenset(closed)) == by


@pytest.mark.parametrize(
    ("moment", "zone", "open_"),
    [
        (datetime(2026, 10, 30, 22, 59, tzinfo=UTC), "Europe/Berlin", True),  # 23:59, winter time
        (datetime(2026, 10, 30, 23, 1, tzinfo=UTC), "Europe/Berlin", False),
        (datetime(2027, 4, 2, 21, 59, tzinfo=UTC), "Europe/Berlin", False),
        (datetime(2026, 10, 31, 6, 59, tzinfo=UTC), "America/Los_Angeles", True),  # 23:59, summer time
        (datetime(2026, 10, 31, 7, 1, tzinfo=UTC), "America/Los_Angeles", False),
        (datetime(2026, 10, 30, 13, 59, tzinfo=UTC), "Asia/Tokyo", True),
        (datetime(2026, 10, 30, 15, 1, tzinfo=UTC), "Asia/Tokyo", False),
    ],
)
def test_the_last_day_ends_at_midnight_where_the_program_is(moment, zone, open_):
    """Sent on Friday 23 October 2026: the last day is Friday the 30th, whatever the clocks do between."""
    by = rules.appeal_by(Outcome.STOP, sent_on=date(2026, 10, 23), closed=NOBODY)
    with clock.fixed(moment):
        decision = rules.may_appeal(Filing(today=clock.today(zone), appeal_by=by))
    assert decision.allowed is open_


FILED = Filing(today=MONDAY, appeal_by=MONDAY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"today": MONDAY - timedelta(days=5)}, ""),
        ({"today": MONDAY + timedelta(days=1)}, "appeal_late"),
        ({"own": False}, "appeal_not_yours"),
        ({"appealable": False}, "appeal_impossible"),
        ({"sent": False, "appeal_by": None}, "appeal_before_letter"),
        ({"appeal_by": None}, "appeal_before_letter"),
        ({"undone": True}, "appeal_undone"),
        ({"appealed": True}, "appeal_twice"),
        ({"appealed": True, "undone": True}, "appeal_twice"),
        ({"own": False, "appealed": True}, "appeal_not_yours"),
    ],
)
def test_when_a_scholar_can_appeal(changes, code):
    assert rules.may_appeal(replace(FILED, **changes)).code == code


@pytest.mark.parametrize(
    ("filed_on", "closed", "next_starts_on", "by"),
    [
        (MONDAY, (), None, date(2026, 11, 23)),
        (MONDAY, (), date(2026, 11, 24), date(2026, 11, 23)),
        (MONDAY, (), date(2026, 11, 23), date(2026, 11, 20)),  # the next phase begins on that Monday
        (MONDAY, (), date(2026, 11, 19), date(2026, 11, 18)),
        (MONDAY, (date(2026, 11, 18),), date(2026, 11, 19), date(2026, 11, 17)),
        (MONDAY, (), date(2026, 11, 17), date(2026, 11, 23)),  # not possible before it
        (MONDAY, (), MONDAY, date(2026, 11, 23)),
        (MONDAY, (), date(2026, 11, 2), date(2026, 11, 23)),
        (date(2026, 11, 20), (), date(2026, 11, 23), date(2026, 11, 27)),  # only a weekend lies between
    ],
)
def test_by_when_an_appeal_is_decided(filed_on, closed, next_starts_on, by):
    assert rules.decide_by(filed_on, frozenset(closed), next_starts_on) == by


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
closings = st.frozensets(days, max_size=30)


@given(days, closings, st.none() | st.integers(-10, 20))
def test_an_appeal_is_always_due_after_it_was_filed_and_never_later_than_promised(filed_on, closed, ahead):
    starts = None if ahead is None else filed_on + timedelta(days=ahead)
    by = rules.decide_by(filed_on, closed, starts)
    assert filed_on < by <= rules.decide_by(filed_on, closed, None)
    free = [filed_on + timedelta(days=n) for n in range(1, (by - filed_on).days + 1)]
    assert sum(day.weekday() < 5 and day not in closed for day in free) <= rules.READING_DAYS


@given(days, closings)
def test_nobody_has_less_than_five_working_days_to_appeal(sent_on, closed):
    by = rules.appeal_by(Outcome.STOP, sent_on=sent_on, closed=closed)
    open_ = [
        day
        for day in (sent_on + timedelta(days=n) for n in range(1, (by - sent_on).days + 1))
        if day.weekday() < 5 and day not in closed
    ]
    assert len(open_) == 5
    assert open_[-1] == by
    for day in (sent_on, *open_):
        assert rules.may_appeal(Filing(today=day, appeal_by=by))
    assert not rules.may_appeal(Filing(today=by + timedelta(days=1), appeal_by=by))


@given(days, closings, st.none() | days)
def test_a_fresh_panel_has_five_working_days_and_never_less_than_the_gate(back_on, closed, decision_on):
    by = rules.panel_by(back_on, closed, decision_on)
    working = [back_on + timedelta(days=n) for n in range(1, (by - back_on).days + 1)]
    assert sum(day.weekday() < 5 and day not in closed for day in working) >= rules.PANEL_DAYS
    assert decision_on is None or by >= decision_on


ONE_HAND = {
    Hand.SCHOLAR: "appeal_of_self",
    Hand.DECIDED: "appeal_decider",
    Hand.PANEL: "appeal_panel",
    Hand.OPENED: "appeal_opener",
    Hand.PLAN: "appeal_planner",
    Hand.RATED: "appeal_rater",
    Hand.READ: "appeal_read_before",
}


@pytest.mark.parametrize("hand", Hand)
def test_each_hand_keeps_somebody_from_reading_with_its_reason(hand):
    found = frozenset({hand})
    assert rules.may_read(found, permitted=True).code == ONE_HAND[hand]
    assert rules.may_rule(Reading(reader=True, hands=found), "Reasons.").code == ONE_HAND[hand]
    assigned = rules.may_assign(found, assigns=True, permitted=True, decided=False)
    assert assigned.code == ONE_HAND[hand]


hands = st.frozensets(st.sampled_from(Hand))


@given(hands, st.booleans(), st.booleans(), st.booleans(), st.text(max_size=3))
def test_no_appeal_is_decided_by_anybody_who_had_a_hand_in_it(found, reader, permitted, decided, reasons):
    """The protection: only the reader asked, with the role, without any part in it, with reasons, once."""
    reading = Reading(reader=reader, hands=found, permitted=permitted, decided=decided)
    allowed = rules.may_rule(reading, reasons).allowed
    assert allowed == (reader and permitted and not found and not decided and bool(reasons.strip()))
    assert rules.may_read(found, permitted=permitted).allowed == (permitted and not found)


def test_the_table_of_assigning():
    for assigns, permitted, decided in product((True, False), repeat=3):
        answer = rules.may_assign(frozenset(), assigns=assigns, permitted=permitted, decided=decided)
        assert answer.allowed is (assigns and permitted and not decided)


def test_being_late_is_seen_and_bars_nothing():
    assert not rules.is_overdue(MONDAY, None, MONDAY)
    assert rules.is_overdue(MONDAY, None, MONDAY + timedelta(days=1))
    assert not rules.is_overdue(MONDAY, Ruling.UPHELD, MONDAY + timedelta(days=9))


@pytest.mark.parametrize(
    ("text", "code"), [("", "reply_empty"), (" \n", "reply_empty"), ("x" * 8001, "text_too_long")]
)
def test_an_appeal_says_something_and_not_too_much(text, code):
    assert rules.may_write(text).code == code
    assert rules.may_write("x" * 8000)
