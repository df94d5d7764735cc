"""What came of a case by a day, as the statistics count it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.releases.ending_rules import Step, decided
from tracker.releases.parts import Tier
from tracker.releases.statistics_rules import Decided, Ending, Period, Way

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
FIRST = date(2026, 3, 1)


def of(*transitions, first=FIRST, tier=Tier.EXPEDITED, narrower=False):
    """One step every two days."""
    steps = [Step(one, first + timedelta(days=2 * n), narrower) for n, one in enumerate(transitions)]
    return decided(steps, tier, YEAR)


@pytest.mark.parametrize(
    ("transitions", "ending", "days"),
    [
        (("T1", "T2", "T4", "T8", "T11"), Ending.AS_ASKED, 4),
        (("T1", "T2", "T3", "T2", "T4", "T8"), Ending.AS_ASKED, 8),
        (("T1", "T2", "T5", "T10"), Ending.REFUSED, 4),
        (("T1", "T2", "T5", "T10", "T16"), Ending.REFUSED, 4),
        (("T1", "T2", "T5", "T10", "T16", "T5", "T9"), Ending.AS_ASKED, 4),
        (("T1", "T2", "T17"), Ending.WITHDRAWN, None),
        (("T1", "T2", "T4", "T8", "T11", "T12", "T18"), Ending.STOPPED, None),
        (("T1", "T2", "T4", "T8", "T18", "T19"), Ending.AS_ASKED, 4),
        (("T1", "T2", "T4", "T8", "T11", "T12", "T18", "T20"), Ending.STOPPED, None),
        (("T1", "T2", "T21"), Ending.STOPPED, None),
    ],
)
def test_the_last_word_on_a_case_counts(transitions, ending, days):
    assert of(*transitions) == Decided(ending, Way.EXPEDITED, days)


@pytest.mark.parametrize(
    "transitions",
    [("T1",), ("T1", "T17"), ("T1", "T18"), ("T1", "T21"), ("T1", "T2", "T4"), ("T1", "T2", "T3")],
)
def test_what_was_not_submitted_or_not_decided_is_not_counted(transitions):
    assert of(*transitions) is None


def test_a_stop_that_was_lifted_before_any_decision_leaves_the_case_undecided():
    assert of("T1", "T2", "T18", "T19") is None


def test_less_than_was_asked_for_is_narrower_and_a_panel_is_formal():
    assert of("T1", "T2", "T5", "T9", tier=Tier.EXTERNAL, narrower=True) == Decided(
        Ending.NARROWER, Way.FORMAL, 4
    )


def test_a_case_counts_in_the_period_in_which_it_was_decided():
    assert of("T1", "T2", "T4", "T8", first=date(2025, 12, 1)) is None
    assert of("T1", "T2", "T4", "T8", first=date(2025, 12, 28)) is not None
    assert of("T1", "T2", "T4", "T8", first=date(2026, 12, 28)) is None


STEPS = st.lists(
    st.sampled_from(
        ["T2", "T3", "T4", "T5", "T7", "T8", "T9", "T10", "T15", "T16", "T17", "T18", "T19", "T21"]
    ),
    max_size=12,
)


@given(STEPS, STEPS)
def test_what_happens_after_the_period_changes_nothing(before, after):
    steps = [Step(one, FIRST) for one in before]
    later = [Step(one, YEAR.ends + timedelta(days=n)) for n, one in enumerate(after)]
    assert decided(steps, Tier.FORMAL, YEAR) == decided([*steps, *later], Tier.FORMAL, YEAR)
