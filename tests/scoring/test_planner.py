"""What more evidence is worth: solved by hand, drawn, and refitted with it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import settings

from tests.properties import given, st
from tests.scoring.worlds import TYPICAL, Cohort, cohorts, scholar_of, with_form, with_works
from tracker.scoring import PRIORS, Priors, Ratings
from tracker.scoring.grid import composite, corners, weigh
from tracker.scoring.planner import (
    after,
    counts,
    most_worth,
    plan,
    reliability,
    reliability_interval,
    typical,
)

SHARES = np.sqrt(np.array(PRIORS.shares))
# Wide enough that luck is Gaussian to four digits.
GAUSSIAN = Priors(k_low=1000.0, k_high=1000.0)
NUMBER = st.integers(0, 30)


def test_reliability_solved_by_hand():
    """Shares .30 ability, .10 severity, .25 fit, .20 luck, .15 error."""
    assert reliability(SHARES, 1, 1, 1) == pytest.approx(0.30)
    assert reliability(SHARES, 2, 2, 2) == pytest.approx(0.30 / 0.65)
    assert reliability(SHARES, 1, 3, 3) == pytest.approx(0.30 / (0.30 + 0.35 + 0.35 / 3))
    assert reliability(2 * SHARES, 1, 3, 3) == pytest.approx(reliability(SHARES, 1, 3, 3))


@pytest.mark.parametrize(("people", "works"), [(1, 3), (3, 1), (2, 2)])
def test_reliability_is_the_squared_correlation_of_averages_with_the_truth(people, works):
    """Twenty thousand scholars, each with mentors and works of their own, each mentor on every work."""
    rng = np.random.default_rng(people)
    n = 20_000
    ability, severity, fit, luck, error = (
        sd * rng.normal(size=(n, k))
        for sd, k in zip(SHARES, (1, people, people, works, people * works), strict=True)
    )
    averages = ability[:, 0] + sum(part.mean(axis=1) for part in (severity, fit, luck, error))
    squared = np.corrcoef(averages, ability[:, 0])[0, 1] ** 2
    assert squared == pytest.approx(reliability(SHARES, people, works, people * works), abs=0.02)


def test_counts_are_of_distinct_people_and_works_and_typical_is_harmonic():
    codes = {"scholar": [0, 0, 0, 2], "mentor": [1, 1, 0, 1], "work": [0, 1, 1, 2]}
    ratings = Ratings(3, 2, 3, *(np.array(c) for c in codes.values()), np.full(4, 3.0), np.ones(4))
    people, works, forms = counts(ratings)
    assert people.tolist() == [2, 0, 1]
    assert works.tolist() == [2, 0, 1]
    assert forms.tolist() == [3, 0, 1]
    assert typical(forms) == pytest.approx(2 / (1 / 3 + 1))
    with pytest.raises(ValueError, match="no scholar has a form"):
        typical(np.array([0, 0]))


def cheapest(sds: np.ndarray, now: tuple[float, float, float], target: float) -> tuple[int, int] | None:
    """By looking at every addition."""
    fits = [
        (people + works, people, works)
        for people in range(21)
        for works in range(21 - people)
        if reliability(sds, now[0] + people, now[1] + works, now[2] + max(people, works)) >= target
    ]
    return min(fits)[1:] if fits else None


@given(st.floats(1, 6), st.floats(1, 6), st.floats(0, 4), st.tuples(*[st.floats(0.1, 1.0)] * 5))
@settings(max_examples=200)
def test_a_plan_is_the_cheapest_that_reaches_its_target(people, works, more, sds):
    now = (people, works, max(people, works) + more)
    for step in plan(np.array(sds), *now):
        wanted = cheapest(np.array(sds), now, step["target"]) or (None, None)
        assert (step["extra_people"], step["extra_works"]) == wanted


def test_a_plan_asks_for_nothing_where_the_target_is_met_and_says_so_where_nothing_helps():
    able, noisy = np.array([1, 0.1, 0.1, 0.1, 0.1]), np.array([0.1, 1, 1, 1, 1])
    nothing = {"extra_people": 0, "extra_works": 0}
    assert plan(able, 2, 2, 2) == [{"target": 0.7, **nothing}, {"target": 0.8, **nothing}]
    assert [step["extra_people"] for step in plan(noisy, 2, 2, 2)] == [None, None]


def refitted(cohort: Cohort, who: int) -> float:
    return float(cohort.fitted(GAUSSIAN).level.sd[who])


@given(cohorts(results=False), NUMBER, st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=100)
def test_the_variance_promised_is_that_of_the_refit(cohort, number, people, works):
    who, works = scholar_of(cohort, number), min(works, people)
    forms = [[3.0] * (people // works + (work < people % works)) for work in range(works)]
    promised = after(refitted(cohort, who) ** 2, cohort.sds, people, works)
    assert promised**0.5 == pytest.approx(refitted(with_works(cohort, who, forms), who), rel=1e-3)


@given(cohorts(results=False), NUMBER)
@settings(max_examples=100)
def test_what_an_option_narrows_is_what_the_refit_narrows(cohort, number):
    who, ratings = scholar_of(cohort, number), cohort.ratings
    before = refitted(cohort, who)
    options = most_worth(ratings, cohort.sds, who)
    assert {option.what for option in options} == {"another_person", "another_work", "new_person_new_work"}
    assert [option.narrows for option in options] == sorted((o.narrows for o in options), reverse=True)
    for option in options:
        if option.work is None:
            more = with_works(cohort, who, [[3.0]], mentor=option.mentor)
        else:
            room = dataclasses.replace(ratings, n_mentors=ratings.n_mentors + 1)
            roomy = dataclasses.replace(cohort, ratings=room)
            more = with_form(roomy, who, ratings.n_mentors, option.work, 3.0, 1.0)
        assert 1 - refitted(more, who) / before == pytest.approx(option.narrows, abs=1e-3)


def test_of_one_form_a_new_person_on_a_new_work_is_worth_most():
    """Two scholars, one form each: whatever is known of the mentor or the work is in doubt with it."""
    one = np.array([0, 1])
    ratings = Ratings(2, 2, 2, one, one, one, np.array([3.0, 4.0]), np.ones(2))
    best, *others = most_worth(ratings, TYPICAL, 0)
    assert best.what == "new_person_new_work"
    assert all(0 < option.narrows < best.narrows for option in others)


def test_a_scholar_without_forms_can_only_be_met_by_somebody_new():
    one = np.array([0])
    ratings = Ratings(2, 1, 1, one, one, one, np.array([3.0]), np.ones(1))
    assert [option.what for option in most_worth(ratings, TYPICAL, 1)] == ["new_person_new_work"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: reliability(SHARES, 0, 1, 1), "above 0"),
        (lambda: reliability(SHARES, 1, float("nan"), 1), "above 0"),
        (lambda: reliability(-SHARES, 1, 1, 1), "5 positive numbers"),
        (lambda: reliability(SHARES[:4], 1, 1, 1), "5 positive numbers"),
        (lambda: after(0.0, SHARES, 1, 1), "variance of a level"),
        (lambda: after(0.1, SHARES, 1, 2), "every new work needs a form"),
        (lambda: after(0.1, SHARES, -1, 0), "every new work needs a form"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_no_more_evidence_leaves_the_variance_as_it_is():
    assert after(0.1, SHARES, 0, 0) == pytest.approx(0.1)


def test_a_reliability_that_is_known_exactly_has_no_width():
    low, high = reliability_interval(np.log([SHARES]), np.ones(1), 2, 2, 2)
    assert low == pytest.approx(0.30 / 0.65)
    assert high == pytest.approx(low)


def test_the_interval_of_a_reliability_is_that_of_draws_from_the_same_belief():
    rng, mean, width = np.random.default_rng(5), np.log(SHARES), 0.2
    points, log_weights = composite(mean, np.eye(5) / width**2, corners(5))
    log_densities = [-0.5 * float(np.sum((point - mean) ** 2)) / width**2 for point in points]
    weights = weigh(log_densities, log_weights)
    drawn = [reliability(np.exp(one), 3, 2, 4) for one in rng.normal(mean, width, (20_000, 5))]
    low, high = reliability_interval(np.array(points), weights, 3, 2, 4)
    assert (low, high) == pytest.approx(np.quantile(drawn, (0.025, 0.975)), abs=0.01)
    assert 0 < low < reliability(SHARES, 3, 2, 4) < high < 1
