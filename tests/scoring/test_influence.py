"""What a level rests on, against fits that really leave the item out or really add the form."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests.scoring.cohorts import reference
from tracker.scoring import Outcomes, Ratings, at, fit

FIELDS = ("scholar", "mentor", "work", "overall", "error_variance")


@pytest.fixture(scope="module", params=["small", "medium", "large"])
def cohort(request):
    ratings, outcomes, _ = reference(request.param)
    whole = fit(ratings, outcomes)
    return request.param, ratings, outcomes, whole, np.exp(whole.mean_log_sds)


def without_form(ratings, row):
    keep = np.arange(len(ratings.overall)) != row
    return dataclasses.replace(ratings, **{name: getattr(ratings, name)[keep] for name in FIELDS})


def without_outcome(outcomes, row):
    keep = np.arange(len(outcomes.work)) != row
    kept = (getattr(outcomes, name)[keep] for name in ("work", "reached", "able", "other"))
    return Outcomes(*kept, outcomes.shares)


def with_a_bad_result(ratings, outcomes, scholar, overall=1.0, mentors=1):
    more = np.arange(mentors)
    ratings = Ratings(
        ratings.n_scholars,
        ratings.n_mentors + mentors,
        ratings.n_works + 1,
        np.append(ratings.scholar, np.full(mentors, scholar)),
        np.append(ratings.mentor, ratings.n_mentors + more),
        np.append(ratings.work, np.full(mentors, ratings.n_works)),
        np.append(ratings.overall, np.full(mentors, overall)),
        np.append(ratings.error_variance, np.ones(mentors)),
    )
    return ratings, dataclasses.replace(outcomes, shares=[*outcomes.shares, {}])


def some(count, most):
    return np.random.default_rng(4).permutation(count)[:most]


def test_leaving_a_form_out_is_what_the_page_says_it_is(cohort):
    _, ratings, outcomes, whole, sds = cohort
    settled = at(ratings, outcomes, sds)
    for row in some(len(ratings.overall), 40):
        who = ratings.scholar[row]
        true = at(without_form(ratings, row), outcomes, sds).level.mean[who] - settled.level.mean[who]
        said = whole.centre.influence.form_change[row]
        assert said == pytest.approx(true, abs=max(0.005, 0.02 * abs(true)))


def test_leaving_a_result_out_is_what_the_page_says_it_is(cohort):
    _, ratings, outcomes, whole, sds = cohort
    settled, said = at(ratings, outcomes, sds), whole.centre.influence
    for item in some(len(said.outcome), 40):
        who = said.member[item]
        assert who in outcomes.shares[outcomes.work[said.outcome[item]]]
        left = at(ratings, without_outcome(outcomes, said.outcome[item]), sds)
        true = left.level.mean[who] - settled.level.mean[who]
        assert said.outcome_change[item] == pytest.approx(true, abs=max(0.005, 0.02 * abs(true)))


def test_the_changes_are_near_those_of_a_whole_new_fit():
    near = []
    for name, forms, results in (("small", 21, 11), ("medium", 30, 15), ("large", 16, 8)):
        ratings, outcomes, _ = reference(name)
        whole = fit(ratings, outcomes)
        said = whole.centre.influence
        for row in some(len(ratings.overall), forms):
            who = ratings.scholar[row]
            true = fit(without_form(ratings, row), outcomes).level.mean[who] - whole.level.mean[who]
            near.append(abs(said.form_change[row] - true) <= max(0.02, 0.1 * abs(true)))
        for item in some(len(said.outcome), results):
            who = said.member[item]
            left = fit(ratings, without_outcome(outcomes, said.outcome[item]))
            true = left.level.mean[who] - whole.level.mean[who]
            near.append(abs(said.outcome_change[item] - true) <= max(0.02, 0.1 * abs(true)))
    assert np.mean(near) >= 0.95


def test_one_more_bad_result_costs_what_the_page_says(cohort):
    _, ratings, outcomes, whole, sds = cohort
    settled = at(ratings, outcomes, sds).level.mean
    for who in some(ratings.n_scholars, 20):
        there = at(*with_a_bad_result(ratings, outcomes, who), sds).level.mean[who]
        assert whole.centre.one_more_bad_result[who] == pytest.approx(settled[who] - there, abs=0.003)


def test_in_a_small_cohort_one_more_bad_result_costs_what_a_new_fit_says():
    ratings, outcomes, _ = reference("small")
    whole = fit(ratings, outcomes)
    for who in range(ratings.n_scholars):
        there = fit(*with_a_bad_result(ratings, outcomes, who)).level.mean[who]
        assert whole.centre.one_more_by_refit[who] == pytest.approx(whole.level.mean[who] - there, rel=0.06)


def test_nothing_said_on_one_more_work_costs_more_than_the_bound(cohort):
    name, ratings, outcomes, whole, sds = cohort
    settled = at(ratings, outcomes, sds).level.mean
    for who in some(ratings.n_scholars, 6):
        most = whole.centre.most_a_work_can_take[who]
        for mentors in (1, 4):
            worse = with_a_bad_result(ratings, outcomes, who, mentors=mentors)
            assert settled[who] - at(*worse, sds).level.mean[who] <= 1.05 * most
            if name != "small":
                slack = 1.15 if mentors == 1 else 1.4
                assert whole.level.mean[who] - fit(*worse).level.mean[who] <= slack * most


def test_a_forms_weight_is_the_slope_of_the_level_where_luck_is_gaussian():
    ratings, outcomes, _ = reference("small")
    none = dataclasses.replace(
        outcomes,
        work=outcomes.work[:0],
        reached=outcomes.reached[:0],
        able=outcomes.able[:0],
        other=outcomes.other[:0],
    )
    gaussian = dataclasses.replace(fit.__kwdefaults__["priors"], k_low=60.0, k_high=60.0)
    sds = np.array([0.4, 0.2, 0.3, 0.3, 0.3])
    said = at(ratings, none, sds, priors=gaussian).centre.influence.form_weight
    for row in (0, 5, 11):
        who, step = ratings.scholar[row], np.zeros(len(ratings.overall))
        step[row] = 0.2
        ends = [
            at(
                dataclasses.replace(ratings, overall=ratings.overall + side * step),
                none,
                sds,
                priors=gaussian,
            )
            for side in (1, -1)
        ]
        slope = (ends[0].level.mean[who] - ends[1].level.mean[who]) / 0.4
        assert said[row] == pytest.approx(slope, abs=1e-3)
