"""Who can be compared with whom, and whose severity can be told."""

from __future__ import annotations

import numpy as np
from hypothesis import settings

from tests.properties import given
from tests.scoring.worlds import Cohort, cohorts
from tracker.scoring import Outcomes, Ratings
from tracker.scoring.graph import NOWHERE, can_tell, components


def cohort_of(
    forms: list[tuple[int, int, int]],
    *,
    size: tuple[int, int, int],
    teams: list[dict[int, float]] | None = None,
    scored: tuple[int, ...] = (),
) -> tuple[Ratings, Outcomes]:
    """Forms as (scholar, mentor, work), each of 3 points, and the works that have a result."""
    scholar, mentor, work = np.array(forms, dtype=np.int64).T
    flat = np.full(len(forms), 3.0)
    works, rates = np.array(scored, dtype=np.int64), np.full(len(scored), 0.5)
    return (
        Ratings(*size, scholar, mentor, work, flat, np.ones(len(forms))),
        Outcomes(works, rates > 0, rates, rates - 0.4, teams or [{} for _ in range(size[2])]),
    )


def labels(*args, **kwargs) -> tuple[list[int], list[int]]:
    scholars, mentors = components(*cohort_of(*args, **kwargs))
    return scholars.tolist(), mentors.tolist()


def test_two_mentors_who_share_no_scholar_and_no_work_make_two_components():
    assert labels([(0, 0, 0), (1, 1, 1)], size=(2, 2, 2)) == ([0, 1], [0, 1])


def test_a_scholar_whom_two_mentors_rated_connects_them_and_theirs():
    forms = [(2, 0, 0), (1, 0, 1), (1, 1, 1), (0, 1, 2), (3, 2, 3)]
    assert labels(forms, size=(4, 3, 4)) == ([0, 0, 0, 1], [0, 0, 1])


def test_forms_on_one_work_connect_its_members():
    assert labels([(0, 0, 0), (1, 1, 0)], size=(2, 2, 1)) == ([0, 0], [0, 0])


def test_a_scored_result_connects_its_team_though_one_member_has_no_form():
    teams = [{0: 1.0}, {0: 0.5, 1: 0.5}]
    assert labels([(0, 0, 0)], size=(2, 1, 2), teams=teams, scored=(1,)) == ([0, 0], [0])
    assert labels([(0, 0, 0)], size=(2, 1, 2), teams=teams) == ([0, 1], [0])


def test_a_scholar_without_form_or_result_stands_alone_and_so_does_each_of_two():
    assert labels([(1, 0, 0)], size=(3, 1, 1)) == ([0, 1, 2], [1])


def test_a_mentor_without_a_form_is_nowhere():
    assert labels([(0, 1, 0)], size=(1, 2, 1)) == ([0], [NOWHERE, 0])


def test_labels_count_up_in_the_order_of_first_scholars():
    scholars, _ = labels([(3, 0, 0), (0, 1, 1), (2, 2, 2), (1, 0, 0)], size=(4, 3, 3))
    assert scholars == [0, 1, 2, 1]


def test_severity_can_be_told_where_another_mentor_rated_the_same_scholar():
    forms = [(0, 0, 0), (0, 1, 1), (1, 1, 2), (2, 2, 3), (3, 2, 4), (4, 3, 5), (4, 3, 6)]
    ratings, _ = cohort_of(forms, size=(5, 5, 7))
    assert can_tell(ratings).tolist() == [True, True, False, False, False]


def test_a_work_in_common_does_not_tell_two_severities_apart():
    ratings, _ = cohort_of([(0, 0, 0), (1, 1, 0)], size=(2, 2, 1))
    assert can_tell(ratings).tolist() == [False, False]


def contrasts_told(ratings: Ratings) -> list[bool]:
    """By the rank of the two-way layout: whether some contrast of a mentor with another is estimable."""
    rows = np.zeros((len(ratings.overall), ratings.n_scholars + ratings.n_mentors))
    here = np.arange(len(rows))
    rows[here, ratings.scholar] = rows[here, ratings.n_scholars + ratings.mentor] = 1
    space = np.linalg.pinv(rows) @ rows
    told = []
    for one in range(ratings.n_mentors):
        found = False
        for other in range(ratings.n_mentors):
            contrast = np.zeros(rows.shape[1])
            contrast[ratings.n_scholars + one] += 1
            contrast[ratings.n_scholars + other] -= 1
            found |= one != other and bool(np.allclose(space @ contrast, contrast, atol=1e-8))
        told.append(found)
    return told


@given(cohorts())
@settings(max_examples=60)
def test_severity_can_be_told_exactly_where_least_squares_could_estimate_it(cohort: Cohort):
    thin = np.arange(len(cohort.ratings.overall)) % 3 == 0
    ratings = Ratings(
        cohort.ratings.n_scholars,
        cohort.ratings.n_mentors,
        cohort.ratings.n_works,
        *(getattr(cohort.ratings, name)[thin] for name in ("scholar", "mentor", "work", "overall")),
        cohort.ratings.error_variance[thin],
    )
    assert can_tell(ratings).tolist() == contrasts_told(ratings)


@given(cohorts())
@settings(max_examples=60)
def test_everybody_on_a_form_or_a_scored_team_shares_a_label(cohort: Cohort):
    ratings, outcomes = cohort.ratings, cohort.outcomes
    scholars, mentors = components(ratings, outcomes)
    assert np.array_equal(scholars[ratings.scholar], mentors[ratings.mentor])
    for work in outcomes.work:
        assert len({int(scholars[who]) for who in outcomes.shares[work]}) == 1
    assert sorted(set(scholars.tolist())) == list(range(scholars.max() + 1))
