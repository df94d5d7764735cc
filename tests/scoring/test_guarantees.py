"""On every cohort: higher ratings never hurt, and names, order and zero say nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import settings

from tests.properties import given, st
from tests.scoring.worlds import COLUMNS, Cohort, cohorts, drawn_cohorts, scholar_of
from tracker.scoring import Outcomes, fit

EXAMPLES = 200
NUMBER = st.integers(0, 30)
# Sites stop moving a little before they stand still.
ROUNDING = 1e-4


def raised(cohort: Cohort, rows: np.ndarray, by: float) -> tuple[Cohort, Cohort]:
    """The cohort with these forms at 4 at most, and with all of them so much higher."""
    below = np.where(rows, np.minimum(cohort.ratings.overall, 4.0), cohort.ratings.overall)
    return cohort.with_overall(below), cohort.with_overall(np.where(rows, below + by, below))


@given(cohorts(), NUMBER, st.floats(0.1, 1.0))
@settings(max_examples=EXAMPLES)
def test_raising_all_of_a_scholars_ratings_never_lowers_their_level(cohort, number, by):
    who = scholar_of(cohort, number)
    before, after = raised(cohort, cohort.ratings.scholar == who, by)
    assert after.levels()[who] >= before.levels()[who] - ROUNDING


def change_by_one_mentor(cohort: Cohort, number: int, by: float) -> float:
    """How far a level moves when all of one mentor's forms on the scholar rise."""
    ratings = cohort.ratings
    form = number % len(ratings.overall)
    who, mentor = ratings.scholar[form], ratings.mentor[form]
    before, after = raised(cohort, (ratings.scholar == who) & (ratings.mentor == mentor), by)
    return float(after.levels()[who] - before.levels()[who])


@given(drawn_cohorts(), NUMBER, st.floats(0.1, 1.0))
@settings(max_examples=EXAMPLES)
def test_raising_all_forms_of_one_mentor_on_a_scholar_never_lowers_the_scholars_level(cohort, number, by):
    assert change_by_one_mentor(cohort, number, by) >= -ROUNDING


@given(cohorts(), NUMBER, st.floats(0.1, 1.0))
@settings(max_examples=EXAMPLES)
def test_not_even_ratings_that_make_no_sense_let_a_mentors_praise_do_harm(cohort, number, by):
    """Such ratings may all lie in the tails of luck: once in some thousand cases a praise does nothing."""
    assert change_by_one_mentor(cohort, number, by) >= -0.01 * by


@given(cohorts(), st.floats(-0.5, 0.5))
@settings(max_examples=EXAMPLES)
def test_shifting_all_ratings_shifts_all_levels(cohort, by):
    inside = cohort.with_overall(np.clip(cohort.ratings.overall, 1.5, 4.5))
    moved = inside.with_overall(inside.ratings.overall + by)
    np.testing.assert_allclose(moved.levels() - inside.levels(), by, atol=ROUNDING)


def shuffled(cohort: Cohort, rng: np.random.Generator) -> Cohort:
    """The same rows in another order, team members too."""
    ratings, outcomes = cohort.ratings, cohort.outcomes
    rows, results = rng.permutation(len(ratings.overall)), rng.permutation(len(outcomes.work))
    return dataclasses.replace(
        cohort,
        ratings=dataclasses.replace(ratings, **{name: getattr(ratings, name)[rows] for name in COLUMNS}),
        outcomes=Outcomes(
            *(getattr(outcomes, name)[results] for name in ("work", "reached", "able", "other")),
            [dict(reversed(team.items())) for team in outcomes.shares],
        ),
    )


@given(cohorts(), st.integers(0, 2**32 - 1))
@settings(max_examples=EXAMPLES)
def test_the_order_of_forms_and_results_changes_no_byte(cohort, seed):
    first, second = cohort.fitted(), shuffled(cohort, np.random.default_rng(seed)).fitted()
    assert first.level.means.tobytes() == second.level.means.tobytes()
    assert first.level.sds.tobytes() == second.level.sds.tobytes()
    assert first.severity.means.tobytes() == second.severity.means.tobytes()


def relabelled(cohort: Cohort, scholar: np.ndarray, mentor: np.ndarray, work: np.ndarray) -> Cohort:
    """The cohort with code i of each kind called `kind[i]`."""
    ratings, outcomes = cohort.ratings, cohort.outcomes
    shares: list[dict[int, float]] = [{}] * len(work)
    for old, team in enumerate(outcomes.shares):
        shares[work[old]] = {int(scholar[who]): share for who, share in team.items()}
    return dataclasses.replace(
        cohort,
        ratings=dataclasses.replace(
            ratings, scholar=scholar[ratings.scholar], mentor=mentor[ratings.mentor], work=work[ratings.work]
        ),
        outcomes=dataclasses.replace(outcomes, work=work[outcomes.work], shares=shares),
    )


def assert_equal_under_other_names(cohort: Cohort, seed: int, score) -> None:
    rng = np.random.default_rng(seed)
    ratings = cohort.ratings
    names = [rng.permutation(n) for n in (ratings.n_scholars, ratings.n_mentors, ratings.n_works)]
    first, second = score(cohort), score(relabelled(cohort, *names))
    for number in ("mean", "sd"):
        levels = getattr(first.level, number), getattr(second.level, number)[names[0]]
        severities = getattr(first.severity, number), getattr(second.severity, number)[names[1]]
        assert levels[0].tobytes() == levels[1].tobytes()
        assert severities[0].tobytes() == severities[1].tobytes()


@given(cohorts(), st.integers(0, 2**32 - 1))
@settings(max_examples=EXAMPLES)
def test_other_names_for_everybody_change_no_byte(cohort, seed):
    assert_equal_under_other_names(cohort, seed, Cohort.fitted)


@given(cohorts(), st.integers(0, 2**32 - 1))
@settings(max_examples=10)
def test_other_names_for_everybody_change_no_byte_of_the_whole_fit(cohort, seed):
    assert_equal_under_other_names(cohort, seed, lambda one: fit(one.ratings, one.outcomes))
