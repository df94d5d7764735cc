"""When a mail leaves: at once what is urgent, never to who left, nothing at quiet hours that may wait."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.properties import given, st
from tracker.outbox import timing_rules
from tracker.outbox.kinds import ALSO_FORMER, CHOSEN, HERE, KINDS, WHOEVER, Kind, Standing, kind_of
from tracker.outbox.mail_models import When
from tracker.outbox.models import Dropped
from tracker.outbox.timing_rules import Hours, Leave

ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati", "Australia/Lord_Howe")
kinds = st.sampled_from(sorted(KINDS)).map(kind_of)
standings = st.sampled_from(Standing)
wishes = st.none() | st.sampled_from(When)
some_hour = st.integers(0, 23)
pairs = st.none() | st.tuples(some_hour, some_hour).filter(lambda two: two[0] != two[1])
hours = st.builds(lambda two, at: Hours(*(two or (None, None)), at), pairs, some_hour)
START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.builds(
    lambda minutes, zone: (START + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)),
    st.integers(0, 2 * 365 * 24 * 60),
    st.sampled_from(ZONES),
)


def leave(kind: Kind, **facts: object) -> Leave:
    given_facts = {
        "standing": Standing.HERE,
        "address": "ada@example.org",
        "chosen": None,
        "hours": Hours(),
        "local": datetime(2026, 3, 2, 12, tzinfo=UTC),
        **facts,
    }
    return timing_rules.leave(kind, **given_facts)  # type: ignore[arg-type]


@given(kinds, standings, wishes, hours, moments)
def test_nobody_who_left_is_written_to(kind, standing, chosen, rest, local):
    found = leave(kind, standing=standing, chosen=chosen, hours=rest, local=local)
    if standing is Standing.CLOSED or standing not in kind.reaches:
        assert found == Leave(dropped=Dropped.LEFT)
    else:
        assert found.dropped is not Dropped.LEFT


@given(st.sampled_from(["concern", "letter", "policy_changed", "appeal"]), wishes, hours, moments)
def test_decisions_and_concerns_leave_at_once_whatever_was_chosen_and_at_any_hour(name, chosen, rest, local):
    assert leave(kind_of(name), chosen=chosen, hours=rest, local=local) == Leave()


@given(st.sampled_from(CHOSEN), hours, moments)
def test_what_may_wait_never_leaves_at_a_quiet_hour_and_waits_no_longer_than_a_day(name, rest, local):
    found = leave(kind_of(name), hours=rest, local=local)
    assert (found.until is not None) == rest.quiet(local.hour)
    if found.until is not None:
        waits = found.until.astimezone(UTC) - local.astimezone(UTC)
        assert timedelta(0) < waits <= timedelta(hours=25)
        there = found.until.astimezone(UTC).astimezone(local.tzinfo)
        assert leave(kind_of(name), hours=rest, local=there) == Leave(), "then it leaves"


def test_quiet_hours_go_over_midnight():
    assert [hour for hour in range(24) if Hours(21, 7).quiet(hour)] == [0, 1, 2, 3, 4, 5, 6, 21, 22, 23]
    assert [hour for hour in range(24) if Hours(1, 3).quiet(hour)] == [1, 2]
    assert not any(Hours(None, None).quiet(hour) for hour in range(24))


def test_what_somebody_never_wants_never_leaves_and_a_choice_that_is_not_offered_counts_for_nothing():
    assert leave(kind_of("reminder"), chosen=When.NEVER) == Leave(dropped=Dropped.DECLINED)
    assert leave(kind_of("release"), chosen=When.NEVER) == Leave(), "a duty of the review can wait, not stop"
    assert timing_rules.wanted(kind_of("survey_link"), When.DAILY) is When.AT_ONCE
    assert not timing_rules.may_choose(kind_of("concern"), When.DAILY)


def test_without_an_address_nothing_leaves():
    assert leave(kind_of("concern"), address=None) == Leave(dropped=Dropped.NO_ADDRESS)


@pytest.mark.parametrize(
    ("name", "reaches"),
    [
        ("concern", HERE),
        ("reminder", HERE),
        ("letter", ALSO_FORMER),
        ("release", ALSO_FORMER),
        ("survey_link", WHOEVER),
        ("sign_in_link", WHOEVER),
    ],
)
def test_who_left_is_told_only_what_is_owed_to_them(name, reaches):
    assert kind_of(name).reaches == reaches
    assert Standing.CLOSED not in kind_of(name).reaches


@pytest.mark.parametrize(
    ("hour", "last", "due"),
    [
        (7, None, False),
        (8, None, True),
        (15, None, True),
        (8, date(2026, 3, 1), True),
        (15, date(2026, 3, 2), False),
        (22, None, False),
    ],
)
def test_the_mail_of_the_day_comes_from_its_hour_on_once_a_day(hour, last, due):
    local = datetime(2026, 3, 2, hour, tzinfo=UTC)
    assert timing_rules.daily_is_due(Hours(21, 7, 8), local, last) is due


@given(hours, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from(ZONES))
def test_hours_that_may_be_kept_leave_a_mail_of_the_day_on_every_day(rest, day, zone):
    """The protection: nobody can choose hours at which what they are owed never comes."""
    if timing_rules.may_keep(rest):
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        quarters = [(start + timedelta(minutes=15 * n)).astimezone(ZoneInfo(zone)) for n in range(4 * 24)]
        assert any(timing_rules.daily_is_due(rest, local, None) for local in quarters)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (Hours(None, 7, 8), "mail_hours_half"),
        (Hours(7, 7, 8), "mail_hours_none_left"),
        (Hours(21, 9, 8), "mail_daily_in_quiet"),
        (Hours(None, None, 3), ""),
    ],
)
def test_hours_that_leave_no_hour_are_refused(chosen, code):
    assert timing_rules.may_keep(chosen).code == code
