"""A result weighs what its stated pass rates say, and credit follows the share."""

from __future__ import annotations

import dataclasses
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, settings
from scipy.integrate import quad
from scipy.special import ndtr

from tests.properties import given, st
from tests.scoring.worlds import RATES, TYPICAL, Cohort, cohorts, scholar_of, with_result
from tracker.scoring import PRIORS, at
from tracker.scoring.model import capped, link
from tracker.scoring.simulate import world

EXAMPLES = 200
SD_ABILITY, SD_LUCK = float(TYPICAL[0]), float(TYPICAL[3])
STATED = dict(zip(RATES, (2.7, 1.6, 0.8, 0.3), strict=True))
NUMBER = st.integers(0, 30)


@cache  # the integrals over abilities meet the same ones again and again
def success(ability: float, rates: tuple[float, float], sd_luck: float) -> float:
    """P(success) at an ability, averaged over the model's own luck."""
    centre, variance = PRIORS.luck_moments
    alpha, gamma = (float(part[0]) for part in link(*(np.array([r]) for r in rates), SD_ABILITY, sd_luck))

    def weighed(z: float) -> float:
        u = sd_luck * (z - centre) / math.sqrt(variance)
        return float(ndtr(alpha * (ability + u) + gamma) * np.exp(PRIORS.log_luck(np.float64(z))))

    return float(quad(weighed, -math.inf, 0)[0] + quad(weighed, 0, math.inf)[0])


def ratios(able: float, other: float) -> tuple[float, float]:
    """Likelihood ratios of a success and of a failure for "able" against "other"."""
    return able / other, (1 - able) / (1 - other)


def weight(able: float, other: float) -> float:
    """How many failures one success makes up for."""
    of_success, of_failure = ratios(able, other)
    return math.log(of_success) / -math.log(of_failure)


@pytest.mark.parametrize("rates", RATES)
@pytest.mark.parametrize(("sd_luck", "tolerance"), [(SD_LUCK, 0.02), (SD_LUCK / 2, 0.03), (SD_ABILITY, 0.03)])
def test_a_success_makes_up_for_as_many_failures_as_the_pass_rates_say(rates, sd_luck, tolerance):
    got = [success(side * SD_ABILITY, rates, sd_luck) for side in (1, -1)]
    assert weight(*got) == pytest.approx(weight(*rates), rel=tolerance)
    logs = np.log(ratios(*got)) / np.log(ratios(*rates))
    assert logs == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize("rates", RATES)
def test_each_result_says_what_its_pass_rates_say_at_the_default_shares(rates):
    got = [success(side * SD_ABILITY, rates, SD_LUCK) for side in (1, -1)]
    assert ratios(*got) == pytest.approx(ratios(*rates), rel=0.06)


@pytest.mark.parametrize("rates", RATES)
def test_the_table_of_the_guide_is_what_the_pass_rates_say(rates):
    assert weight(*rates) == pytest.approx(STATED[rates], abs=0.05)


def test_pass_rates_that_hit_the_cap_are_named():
    rates = np.array([*RATES, (0.95, 0.05)])
    hit = capped(rates[:, 0], rates[:, 1], SD_ABILITY, SD_LUCK)
    assert hit.tolist() == [False, False, False, False, True]


def known_cohort() -> Cohort:
    """Thirty scholars with forms, and one (the last) of whom nothing was said but a work stands open."""
    drawn = world(3, "light", scholars=30, mentors=6, works=2)
    ratings = dataclasses.replace(drawn.ratings, n_scholars=31, n_works=drawn.ratings.n_works + 1)
    none = np.array([], dtype=np.int64)
    outcomes = dataclasses.replace(
        drawn.outcomes,
        work=none,
        reached=none.astype(bool),
        able=none.astype(float),
        other=none.astype(float),
        shares=[*drawn.outcomes.shares, {30: 1.0}],
    )
    return Cohort(ratings, outcomes, TYPICAL)


@pytest.mark.parametrize("rates", RATES)
@pytest.mark.parametrize("reached", [True, False])
def test_a_fit_moves_a_level_by_one_result_as_far_as_bayes_rule_does(rates, reached):
    """Of the last scholar only the result is known, so their ability is one integral."""
    cohort = known_cohort()
    with_one = with_result(cohort.outcomes, cohort.ratings.n_works - 1, reached, *rates)
    levels = [at(cohort.ratings, outcomes, cohort.sds).level for outcomes in (cohort.outcomes, with_one)]
    moved = levels[1].mean[30] - levels[0].mean[30]

    def moment(power: int) -> float:
        def weighed(t: float) -> float:
            p = success(t * SD_ABILITY, rates, SD_LUCK)
            return (t * SD_ABILITY) ** power * (p if reached else 1 - p) * math.exp(-(t**2) / 2)

        return float(quad(weighed, -7, 7, epsabs=1e-7, epsrel=1e-6)[0])

    assert moved == pytest.approx(moment(1) / moment(0), rel=0.03)
    narrowed = levels[0].sd[30] ** 2 - levels[1].sd[30] ** 2
    exact = SD_ABILITY**2 - (moment(2) / moment(0) - (moment(1) / moment(0)) ** 2)
    assert narrowed == pytest.approx(exact, abs=0.01 * SD_ABILITY**2)


def moves(cohort: Cohort, who: int, partner: int, share: float, reached: bool, rates) -> tuple[float, float]:
    """How far one more result moves a level: with a share beside a partner, and alone."""
    before = cohort.levels()[who]
    found = []
    for team in ({who: share, partner: 1 - share}, {who: 1.0}):
        outcomes = dataclasses.replace(cohort.outcomes, shares=[*cohort.outcomes.shares, team])
        new = cohort.ratings.n_works
        more = dataclasses.replace(
            cohort,
            ratings=dataclasses.replace(cohort.ratings, n_works=new + 1),
            outcomes=with_result(outcomes, new, reached, *rates),
        )
        found.append(float(more.levels()[who] - before))
    return found[0], found[1]


def credited(cohort: Cohort, one: int, other: int, *, together: bool) -> tuple[int, int]:
    """Two scholars whom earlier works connect, straight or through others' partners, or do not."""
    who = scholar_of(cohort, one)
    met, reached = set(), {who}
    while reached - met:
        met |= reached
        reached = {one for team in cohort.outcomes.shares if met & team.keys() for one in team}
    met -= {who}
    present = {int(scholar) for scholar in cohort.ratings.scholar} - {who}
    choice = sorted(met & present if together else present - met)
    assume(choice)
    return who, choice[other % len(choice)]


def excess(cohort: Cohort, pair: tuple[int, int], share: float, reached: bool, rates) -> float:
    """What credit or blame is given beyond the share, as a part of what somebody alone gets.

    A success beside somebody at least as strong, a failure beside somebody no stronger.
    """
    who, partner = pair
    levels = cohort.levels()
    if (levels[partner] >= levels[who]) != reached:
        who, partner = partner, who
    shared, alone = moves(cohort, who, partner, share, reached, rates)
    assert (alone > 0) == reached
    return shared / alone - share


CASE = (cohorts(), NUMBER, NUMBER, st.floats(0.1, 0.9), st.booleans(), st.sampled_from(RATES))


@given(*CASE)
@settings(max_examples=EXAMPLES)
def test_credit_and_blame_follow_the_share(cohort, one, other, share, reached, rates):
    pair = credited(cohort, one, other, together=False)
    assert excess(cohort, pair, share, reached, rates) <= 0.05


@given(*CASE)
@settings(max_examples=EXAMPLES)
def test_a_partner_of_an_earlier_work_shares_a_little_more(cohort, one, other, share, reached, rates):
    """The luck they had in common ties what is known of the two, so news of one is news of the other."""
    pair = credited(cohort, one, other, together=True)
    assert excess(cohort, pair, share, reached, rates) <= 0.2


def test_a_failure_beside_a_stronger_partner_can_cost_more_than_alone():
    cohort = known_cohort()
    strongest, weakest = int(cohort.levels()[:30].argmax()), int(cohort.levels()[:30].argmin())
    shared, alone = moves(cohort, weakest, strongest, 0.7, False, (0.9, 0.6))
    assert shared < 0.75 * alone < 0
