"""The sentences about levels, severities and what lies behind them."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.overview import cohort_words, score_words
from tracker.projects.models import Reached, Work


@pytest.fixture(autouse=True)
def request_context(shared_app):
    with shared_app.test_request_context():
        yield


def entry(**changes: Any) -> dict[str, Any]:
    """An entry of the score's document."""
    values: dict[str, Any] = {
        "level": 3.61,
        "q05": 3.02,
        "q95": 4.18,
        "sd": 0.35,
        "p_below": 0.01,
        "people": 3,
        "works": 2,
        "early": False,
        "reading": "usual",
        "raw": {"mean": 3.75, "median": 4.0, "count": 4, "sd": 0.5},
        "one_more_bad_result": 0.21,
        "one_more_bad_bound": 0.33,
    }
    return {**values, **changes}


@pytest.mark.parametrize(
    ("bar", "words"),
    [
        (2.0, "the level lies between 3.0 and 4.2 with 90 % probability, above the bar of 2.0."),
        (3.5, "; on which side of the bar of 3.5 is open."),
        (4.5, ", below the bar of 4.5."),
    ],
)
def test_a_level_is_said_with_its_evidence_and_its_side_of_the_bar(bar, words):
    said = score_words.level_sentence(entry(), bar)
    assert said.startswith("3 people, 2 works: the level lies between")
    assert said.endswith(words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"q05": 2.03},
            "between 2.0 and 4.2 with 90 % probability; on which side of the bar of 2.0 is open.",
        ),
        ({"q05": 2.06}, "between 2.1 and 4.2 with 90 % probability, above the bar of 2.0."),
        ({"q05": 1.2, "q95": 1.96}, "between 1.2 and 2.0 with 90 % probability; on which side"),
        ({"q05": 1.2, "q95": 1.94}, "between 1.2 and 1.9 with 90 % probability, below the bar of 2.0."),
    ],
)
def test_the_side_of_the_bar_never_contradicts_the_numbers_as_they_are_said(changes, words):
    assert words in score_words.level_sentence(entry(**changes), 2.0)


def test_a_bar_is_said_as_it_was_chosen():
    assert "the bar of 2.25" in score_words.level_sentence(entry(), 2.25)
    assert "the bar is 2.25." in score_words.level_label(entry(), 2.25)


@pytest.mark.parametrize(("bound", "said"), [(1.1, "1.1"), (0.301, "0.4"), (0.34, "0.4"), (0.36, "0.4")])
def test_a_bound_is_never_rounded_below_itself(bound, said):
    assert f"by at most {said}." in score_words.bad_result_sentence(entry(one_more_bad_bound=bound))


@pytest.mark.parametrize("own", [True, False])
def test_a_drop_too_small_for_one_decimal_is_not_said_as_none(own):
    small = entry(one_more_bad_bound=None, one_more_bad_result=0.03)
    assert "by less than 0.1." in score_words.bad_result_sentence(small, own=own)


def test_an_early_level_names_what_it_cannot_tell_apart():
    said = score_words.level_sentence(entry(early=True, people=1, works=1, q05=1.6, q95=4.4), 2.0)
    assert said == "1 person, 1 work: too early to tell “behind, with named gaps” (1.6) from “ready” (4.4)."


def test_an_early_level_within_one_word_says_its_interval():
    said = score_words.level_sentence(entry(early=True, people=2, works=1, q05=2.6, q95=3.4), 2.0)
    assert said == "2 people, 1 work: too early to tell. Between 2.6 and 3.4 is likely."


def test_without_a_rating_nothing_is_said():
    nothing = entry(level=None, raw={"mean": None, "median": None, "count": 0, "sd": None})
    assert score_words.level_sentence(nothing, 2.0) == "Nothing was rated yet, so nothing can be said."
    assert "too few ratings" in score_words.level_sentence(entry(level=None), 2.0)
    assert score_words.raw_sentence(nothing["raw"]) == "no rating yet"


@pytest.mark.parametrize(
    ("reading", "p", "staff", "scholar"),
    [
        ("usual", 0.1, "", ""),
        ("early", 0.9, "", ""),
        (
            "offer_support",
            0.35,
            "Offer support: with 35 %",
            "a reason to offer you help, and decides nothing",
        ),
        ("panel_may_consider", 0.85, "A panel may consider it: with 85 %", "people do, with reasons"),
    ],
)
def test_what_follows_is_said_kindly_and_nothing_reads_stop(reading, p, staff, scholar):
    one = entry(reading=reading, p_below=p)
    to_staff = score_words.reading_sentence(one, 2.0)
    to_scholar = score_words.reading_sentence(one, 2.0, own=True)
    assert staff in to_staff
    assert scholar in to_scholar
    assert bool(staff) == bool(to_staff) == bool(to_scholar) == bool(score_words.reading_word(one))
    assert "stop" not in (to_staff + to_scholar + score_words.reading_word(one)).lower()


def test_one_more_bad_result_is_bounded_in_a_large_cohort_and_computed_in_a_small_one():
    assert score_words.bad_result_sentence(entry(), own=True) == (
        "One more bad result could lower this by at most 0.4."
    )
    small = entry(one_more_bad_bound=None)
    assert score_words.bad_result_sentence(small) == "One more bad result would lower the level by about 0.2."
    assert score_words.bad_result_sentence(entry(one_more_bad_bound=None, one_more_bad_result=None)) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [(0.123, "0.12 higher"), (-0.08, "0.08 lower"), (0.001, "the same"), (0.0, "the same")],
)
def test_what_a_level_would_be_without_something(change, words):
    assert score_words.change_words(change) == words


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (0.0, "less than 1 %"),
        (0.004, "less than 1 %"),
        (0.35, "35 %"),
        (0.996, "more than 99 %"),
        (1.0, "more than 99 %"),
    ],
)
def test_a_probability_is_never_rounded_into_certainty(part, words):
    assert score_words.percent(part) == words


def test_raw_ratings_are_said_with_their_count():
    assert score_words.raw_sentence(entry()["raw"]) == "4 ratings: mean 3.75, median 4.0, spread 0.50"
    one = {"mean": 4.0, "median": 4.0, "count": 1, "sd": None}
    assert score_words.raw_sentence(one) == "1 rating: mean 4.00, median 4.0"


@pytest.mark.parametrize(
    ("low", "high", "mine", "fact"),
    [
        (
            -0.8,
            -0.1,
            "about 0.4 points lower than the others",
            "rates lower, between 0.8 lower and 0.1 lower",
        ),
        (
            0.1,
            0.8,
            "about 0.4 points higher than the others",
            "rates higher, between 0.1 higher and 0.8 higher",
        ),
        (-0.3, 0.01, "No clear difference", "no clear difference, between 0.3 lower and no difference"),
    ],
)
def test_a_severity_is_said_with_its_interval(low, high, mine, fact):
    one = {"can_tell": True, "severity": (low + high) / 2 * 0.98, "q05": low, "q95": high}
    assert mine in cohort_words.severity_sentence(one)
    assert cohort_words.severity_fact(one) == fact


def test_a_severity_that_cannot_be_told_is_said_to_be_so():
    one = {"can_tell": False, "severity": None, "q05": None, "q95": None}
    assert "cannot be told" in cohort_words.severity_sentence(one)
    assert cohort_words.severity_fact(one).startswith("cannot be told")


def test_the_shares_of_the_components_sum_to_one():
    components = {
        name: {"sd": sd, "q05": sd / 2, "q95": sd * 2}
        for name, sd in [("ability", 0.4), ("severity", 0.2), ("fit", 0.4), ("luck", 0.3), ("error", 0.3)]
    }
    shares = cohort_words.component_shares(components)
    assert sum(shares.values()) == pytest.approx(1)
    said = cohort_words.components_sentence(components)
    assert "explains about 30 %" in said and "the luck of the work 17 %" in said


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"target": 0.7, "extra_people": 0, "extra_works": 0}, "A reliability of 0.7 is reached."),
        ({"target": 0.8, "extra_people": 1, "extra_works": 2}, "1 more person and 2 more works."),
        ({"target": 0.8, "extra_people": None, "extra_works": None}, "out of reach"),
    ],
)
def test_the_plan_is_said_for_a_usual_scholar(plan, words):
    assert words in cohort_words.planner_sentence(plan)


def test_a_reliability_that_cannot_be_told_is_said_to_be_so():
    assert "not enough" in cohort_words.reliability_sentence(None)
    assert "Reliability 0.55" in cohort_words.reliability_sentence(0.55)


def test_groups_are_counted_from_the_lowest():
    assert "no order" in cohort_words.spread_sentence([[1, 2]], 0)
    assert "; 2 of 6 pairs of scholars do not overlap." in cohort_words.spread_sentence([[1, 2, 3, 4]], 2)
    assert "2 groups, from the lowest: 1, 3 scholars" in cohort_words.spread_sentence([[1], [2, 3, 4]], 3)
    assert cohort_words.group_sentence(1, known=True) == "1 scholar, apart from all others"
    assert cohort_words.group_sentence(3, known=True).startswith("3 scholars whose intervals hang together")
    assert cohort_words.group_sentence(3, known=False) == "No level is shown for these"


@pytest.mark.parametrize(("late", "when"), [(False, "stated beforehand"), (True, "stated only afterwards")])
def test_rates_that_were_changed_afterwards_are_never_said_to_come_before(late, when):
    work = Work(reached=Reached.NO, pass_able=0.6, pass_other=0.2, rates_late=late)
    assert (
        score_words.result_sentence(work) == f"not reached; {when}: 60 % of able people would, 20 % of others"
    )
