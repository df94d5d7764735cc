"""Opening in an emergency, how much reading is much, and when texts are deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.properties import given, st
from tracker.releases.parts import CaseState
from tracker.releases.reading_rules import HOUR, Keyholder, Read, busiest_hour, may_answer, may_ask
from tracker.releases.retention_rules import Kept, ends_on, may_destroy
from tracker.releases.states import CLOSED

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOLDER = Keyholder(holds=True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"holds": False}, "glass_role"),
        ({"barred": True}, "glass_conflict"),
        ({"operator": True}, "access_operator"),
        ({"reads": True}, "glass_reads_already"),
        ({"waits": True}, "glass_asked_already"),
    ],
)
def test_who_may_ask_to_be_let_in(changes, code):
    assert may_ask(replace(HOLDER, **changes), "The host calls.").code == code


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "need_to_know_no_reason"), ("x" * 1001, "need_to_know_reason_long")]
)
def test_nobody_is_let_in_without_a_reason(reason, code):
    assert may_ask(HOLDER, reason).code == code


keyholders = st.builds(Keyholder, *[st.booleans()] * 5)


@given(keyholders, st.booleans(), st.booleans())
def test_it_takes_a_second_keyholder_without_any_part_in_the_release(who, own, answered):
    allowed = may_answer(who, own=own, answered=answered).allowed
    assert allowed == (who.holds and not who.barred and not who.operator and not own and not answered)


def reads(*minutes, text=None):
    return [Read(text or at + 1, NOON + timedelta(minutes=at)) for at in minutes]


def test_eleven_texts_within_sixty_minutes_are_one_too_many():
    assert busiest_hour(reads(*range(10)), 10) is None
    assert busiest_hour(reads(*range(11)), 10) == (NOON, 11)
    assert busiest_hour(reads(*range(0, 66, 6)), 10) is None  # the eleventh comes after sixty minutes
    assert busiest_hour(reads(*range(50, 61)), 10) == (NOON + timedelta(minutes=50), 11)  # over the hour
    assert busiest_hour([], 10) is None


def test_the_same_text_again_is_no_further_text_but_a_forgotten_one_always_is():
    assert busiest_hour(reads(*range(30), text=7), 10) is None
    assert busiest_hour([Read(None, NOON)] * 11, 10) == (NOON, 11)


times = st.lists(
    st.builds(
        Read,
        st.none() | st.integers(1, 30),
        st.integers(0, 240).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    ),
    max_size=40,
)


@given(times, st.integers(0, 12))
def test_no_hour_of_much_reading_is_missed_and_none_is_made_up(log, limit):
    def opened(start):
        within = [one for one in log if start <= one.at < start + HOUR]
        return len({one.text for one in within if one.text}) + sum(one.text is None for one in within)

    most = max((opened(one.at) for one in log), default=0)
    found = busiest_hour(log, limit)
    assert (found is not None) == (most > limit)
    if found:
        assert opened(found[0]) == found[1] > limit


ENDED = Kept(CaseState.PUBLISHED, date(2023, 5, 4), 3)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"closed_on": date(2023, 5, 5)}, "retention_early"),
        ({"destroyed": True}, "retention_done"),
        ({"closed_on": None}, "retention_open"),
        ({"state": CaseState.SUSPENDED}, "retention_open"),
        ({"built_on": True}, "retention_built_on"),
        ({"incident_open": True}, "retention_incident"),
    ],
)
def test_texts_are_deleted_three_years_after_the_end_unless_something_rests_on_them(changes, code):
    assert may_destroy(replace(ENDED, **changes), date(2026, 5, 4)).code == code


def test_a_case_that_ended_on_a_leap_day_is_kept_for_whole_years():
    assert ends_on(date(2024, 2, 29), 3) == date(2027, 3, 1)
    assert ends_on(date(2024, 2, 29), 4) == date(2028, 2, 29)


kept = st.builds(
    Kept,
    st.sampled_from(CaseState),
    st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 10),
    *[st.booleans()] * 3,
)


@given(kept, st.dates(date(2020, 1, 1), date(2045, 1, 1)))
def test_nothing_is_ever_deleted_of_a_case_that_is_open_or_ended_less_than_a_year_ago(one, today):
    if may_destroy(one, today):
        assert one.state in CLOSED
        assert one.closed_on is not None
        assert today - one.closed_on >= timedelta(days=365)
        assert not one.incident_open
