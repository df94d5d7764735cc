"""Who is waited for in a case and until when; that a day which passes only makes it late."""

from __future__ import annotations

from datetime import date, timedelta

from tests.properties import given, st
from tracker.releases.clocks import Deadline, Facts, Task, Who, deadlines, reminder_on
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import CaseState
from tracker.releases.states import CLOSED

FRIDAY = date(2026, 5, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
MAYBE = st.none() | DAYS


def of(state, **days):
    return [(one.who, one.what, one.due) for one in deadlines(Facts(state, FRIDAY, **days), DEFAULTS)]


def test_screening_two_reviewers_and_a_panel_have_working_days():
    assert of(CaseState.SCREENING) == [(Who.COORDINATOR, Task.SCREEN, date(2026, 5, 6))]
    assert of(CaseState.EXPEDITED) == [(Who.REVIEWERS, Task.ASSESS, date(2026, 5, 8))]
    assert of(CaseState.FORMAL) == [(Who.PANEL, Task.DECIDE, date(2026, 5, 22))]
    closed = {date(2026, 5, 4)}
    (one,) = deadlines(Facts(CaseState.SCREENING, FRIDAY), DEFAULTS, closed)
    assert one.due == date(2026, 5, 7)


def test_what_is_the_authors_has_no_day_but_that_of_the_approval():
    assert of(CaseState.DRAFT) == [(Who.AUTHOR, Task.ANSWER, None)]
    assert of(CaseState.RETURNED) == [(Who.AUTHOR, Task.MEND, None)]
    assert of(CaseState.STALE) == [(Who.AUTHOR, Task.RENEW, None)]
    assert of(CaseState.CLEARED, expires_on=FRIDAY) == [(Who.AUTHOR, Task.PUBLISH, FRIDAY)]
    assert of(CaseState.HELD, revisit_on=FRIDAY) == [(Who.COORDINATOR, Task.REVISIT, FRIDAY)]


def test_a_stop_asks_for_its_reasons_first_and_then_for_two_people():
    days = {"reasons_by": FRIDAY + timedelta(2), "settle_by": FRIDAY + timedelta(7)}
    assert of(CaseState.SUSPENDED, **days) == [
        (Who.STOPPER, Task.STOP_REASONS, date(2026, 5, 3)),
        (Who.SETTLERS, Task.STOP_SETTLE, date(2026, 5, 8)),
    ]
    assert [what for _who, what, _due in of(CaseState.SUSPENDED, **days, reasons_filed=True)] == [
        Task.STOP_SETTLE
    ]


def test_an_appeal_is_waited_for_beside_the_rest():
    assert of(CaseState.HELD, revisit_on=FRIDAY + timedelta(90), appeal_by=date(2026, 5, 15)) == [
        (Who.APPEAL_READER, Task.APPEAL, date(2026, 5, 15)),
        (Who.COORDINATOR, Task.REVISIT, date(2026, 7, 30)),
    ]


def test_on_the_day_itself_nobody_is_late():
    one = Deadline(Who.PANEL, Task.DECIDE, FRIDAY)
    assert not one.late(FRIDAY)
    assert one.late(FRIDAY + timedelta(1))
    assert not Deadline(Who.AUTHOR, Task.ANSWER).late(date.max)


@given(st.sampled_from(CaseState), DAYS, MAYBE, MAYBE, MAYBE, st.booleans(), MAYBE)
def test_a_case_that_is_open_waits_for_somebody_and_one_that_is_closed_for_nobody(
    state, since, expires, revisit, settle, filed, appealed
):
    found = deadlines(Facts(state, since, expires, revisit, settle, filed, settle, appealed), DEFAULTS)
    assert bool(found) is (state not in CLOSED or appealed is not None)
    days = [one.due or date.max for one in found]
    assert days == sorted(days)


@given(DAYS, st.integers(-30, 400))
def test_a_reminder_comes_on_the_day_and_every_week_after_it(due, passed):
    found = reminder_on(due, due + timedelta(passed))
    if passed < 0:
        assert found is None
    else:
        assert found is not None
        assert found <= due + timedelta(passed) < found + timedelta(7)
        assert (found - due).days % 7 == 0
