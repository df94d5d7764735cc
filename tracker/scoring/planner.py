"""What more evidence would be worth, before anybody is asked for it.

Everything here is the Gaussian limit of the model (luck with the same variance but no tails, scored
results left out), in which a variance does not depend on what will be said, so that it can be known now.

References
----------
.. [1] R. L. Brennan, "Generalizability Theory", Springer 2001, doi:10.1007/978-1-4757-3456-0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np
import scipy

from tracker.scoring.model import COMPONENTS, MEAN_SD
from tracker.scoring.ratings import Floats, Ints, Ratings

TARGETS = (0.7, 0.8)
# A plan that asks for more than this many people and works together is no plan.
MOST_EXTRA = 20
NORMAL_95 = 1.959963984540054


class Step(TypedDict):
    """What reaches a target: how many more people and works; None where nothing affordable does."""

    target: float
    extra_people: int | None
    extra_works: int | None


def counts(ratings: Ratings) -> tuple[Ints, Ints, Ints]:
    """Distinct people, distinct works and forms behind each scholar, each (n_scholars,)."""

    def distinct(codes: Ints, size: int) -> Ints:
        seen = np.unique(ratings.scholar * size + codes) // size
        return np.bincount(seen, minlength=ratings.n_scholars)

    return (
        distinct(ratings.mentor, ratings.n_mentors),
        distinct(ratings.work, ratings.n_works),
        np.bincount(ratings.scholar, minlength=ratings.n_scholars),
    )


def typical(numbers: Ints) -> float:
    """Harmonic mean of the counts above 0: noise falls with 1 / n, so that is what a cohort has."""
    present = numbers[numbers > 0]
    if len(present) == 0:
        raise ValueError("no scholar has a form")
    return float(1 / np.mean(1 / present))


def reliability(sds: Floats, people: float, works: float, forms: float) -> float:
    """Share of true differences in the average of so much evidence [1]_.

    a² / (a² + b² / people + f² / people + l² / works + e² / forms)

    Parameters
    ----------
    sds : (5,) float
        Standard deviations in the order of `COMPONENTS`, rubric points, positive.
    people, works, forms : float
        How many of each stand behind a scholar, above 0.

    Returns
    -------
    float
        In (0, 1).

    Raises
    ------
    ValueError
        For standard deviations or counts that are not positive.
    """
    ability, severity, fit, luck, error = _squares(sds)
    if not all(math.isfinite(count) and count > 0 for count in (people, works, forms)):
        raise ValueError("people, works and forms must be above 0")
    return ability / (ability + (severity + fit) / people + luck / works + error / forms)


def reliability_interval(
    log_sds: Floats, weights: Floats, people: float, works: float, forms: float
) -> tuple[float, float]:
    """The central 95 % of what is believed of the reliability, whose value nobody knows exactly.

    Its logit is taken as normal, with the mean and the standard deviation that it has over the points.

    Parameters
    ----------
    log_sds : (n_points, 5) float
        Log standard deviations in the order of `COMPONENTS`.
    weights : (n_points,) float
        Of these points, positive, summing to 1.
    people, works, forms : float
        As in `reliability`.

    Returns
    -------
    low, high : float
        0 < low <= high < 1.
    """
    found = np.array([reliability(np.exp(point), people, works, forms) for point in log_sds])
    logit = np.log(found / (1 - found))
    mean = float(weights @ logit)
    half = NORMAL_95 * math.sqrt(float(weights @ (logit - mean) ** 2))
    return 1 / (1 + math.exp(half - mean)), 1 / (1 + math.exp(-half - mean))


def plan(sds: Floats, people: float, works: float, forms: float) -> list[Step]:
    """The cheapest addition for each scholar that reaches each of `TARGETS`.

    Cheapest means fewest people and works together, then fewest people. Each extra person and each extra
    work brings a form: the extra people rate the extra works, and where there are more works than people
    somebody who is there already rates the rest. Parameters as in `reliability`.
    """
    additions = [(extra, total - extra) for total in range(MOST_EXTRA + 1) for extra in range(total + 1)]
    reached = [
        reliability(sds, people + persons, works + more, forms + max(persons, more))
        for persons, more in additions
    ]
    steps = []
    for target in TARGETS:
        enough = (addition for addition, got in zip(additions, reached, strict=True) if got >= target)
        persons, more = next(enough, (None, None))
        steps.append(Step(target=target, extra_people=persons, extra_works=more))
    return steps


def after(variance: float, sds: Floats, people: int, works: int) -> float:
    """Variance of a level once `people` new mentors have each filed one form on one of `works` new works.

    The forms are spread evenly. New mentors and works share nothing with what is known, so a work with n
    new forms brings the information 1 / (l² + (b² + f² + e²) / n), and these add up.

    Parameters
    ----------
    variance : float
        Of the level now, rubric points squared, positive.
    sds : (5,) float
        In the order of `COMPONENTS`, rubric points; forms of medium confidence.
    people, works : int
        At least one form a work: 1 <= works <= people, or both 0.

    Returns
    -------
    float
        Rubric points squared; at most `variance`.
    """
    _, severity, fit, luck, error = _squares(sds)
    if not (math.isfinite(variance) and variance > 0):
        raise ValueError("the variance of a level must be positive")
    if not (people == works == 0 or 1 <= works <= people):
        raise ValueError("every new work needs a form, and everybody files one")
    information = 1 / variance
    for work in range(works):
        forms = people // works + (work < people % works)
        information += 1 / (luck + (severity + fit + error) / forms)
    return 1 / information


What = Literal["another_person", "another_work", "new_person_new_work"]


@dataclass(frozen=True)
class Option:
    """One more form on a scholar, and how far it would narrow the level's interval.

    what : another person on a work they did, another work by somebody who rated them, or both new
    work, mentor : which of those that exist; None for a new one
    narrows : share of the interval's width that goes, in [0, 1)
    """

    what: What
    work: int | None
    mentor: int | None
    narrows: float


def most_worth(ratings: Ratings, sds: Floats, scholar: int) -> list[Option]:
    """The three kinds of one more form, the best of each kind, the most worth first.

    Parameters
    ----------
    ratings : Ratings
        The whole cohort: a mentor known from others brings less doubt of their own.
    sds : (5,) float
        In the order of `COMPONENTS`, rubric points.
    scholar : int
        Code. Somebody without a form has the last of the three kinds only.
    """
    squares = _squares(sds)
    if not 0 <= scholar < ratings.n_scholars:
        raise ValueError(f"scholar must be a code from 0 to {ratings.n_scholars - 1}")
    mine = ratings.scholar == scholar
    known = [int(code) for code in np.unique(ratings.mentor[mine])]
    done = [int(code) for code in np.unique(ratings.work[mine])]
    candidates: list[tuple[What, int | None, int | None]] = [
        ("new_person_new_work", None, None),
        *(("another_work", None, mentor) for mentor in known),
        *(("another_person", work, None) for work in done),
    ]
    narrowed = _narrowed(ratings, squares, scholar, [(work, mentor) for _, work, mentor in candidates])
    options = [Option(*what, share) for what, share in zip(candidates, narrowed, strict=True)]
    best: dict[str, Option] = {}
    for option in sorted(options, key=lambda option: -option.narrows):
        best.setdefault(option.what, option)
    return list(best.values())


def _narrowed(
    ratings: Ratings,
    squares: tuple[float, ...],
    scholar: int,
    forms: list[tuple[int | None, int | None]],
) -> list[float]:
    """Shares of the interval's width that each of these forms, (work, mentor), would take away alone."""
    ability, severity, fit, luck, error = squares
    s, m, w = ratings.scholar, ratings.mentor, ratings.work
    flat = MEAN_SD**2
    same_scholar, same_mentor = np.equal.outer(s, s), np.equal.outer(m, m)
    everything = flat + ability * same_scholar + severity * same_mentor + fit * (same_scholar & same_mentor)
    everything += luck * np.equal.outer(w, w) + np.diag(error * ratings.error_variance)
    # Columns: the level, then each new form; a code of -1 matches nobody.
    work, mentor = np.array([[-1 if code is None else code for code in form] for form in forms]).T
    level = flat + ability * (s == scholar)
    shares_mentor = np.equal.outer(m, mentor)
    new = level[:, None] + severity * shares_mentor + fit * (shares_mentor & (s == scholar)[:, None])
    new = new + luck * np.equal.outer(w, work)
    known = np.column_stack([level, new])
    explained = known.T @ scipy.linalg.cho_solve(scipy.linalg.cho_factor(everything, lower=True), known)
    variance = flat + ability - explained[0, 0]
    with_level = flat + ability - explained[0, 1:]
    own = flat + sum(squares) - np.diag(explained)[1:]
    left = 1 - with_level**2 / (own * variance)
    return [float(share) for share in 1 - np.sqrt(np.clip(left, 0, 1))]


def _squares(sds: Floats) -> tuple[float, ...]:
    """Variances of the five components; refuses what is not five positive numbers."""
    values = np.asarray(sds, dtype=np.float64)
    if values.shape != (len(COMPONENTS),) or not np.all(np.isfinite(values)) or values.min() <= 0:
        raise ValueError(f"sds must be {len(COMPONENTS)} positive numbers: {', '.join(COMPONENTS)}")
    return tuple(float(value) ** 2 for value in values)
