"""Restricted maximum likelihood for two crossed factors: the Gaussian limit of the model.

    y = mu + theta[scholar] + beta[mentor] + error,   all Gaussian, mu and the variances without a prior

Average information [1]_: Newton's method with the mean of the observed and the expected information, which
costs no more than three further right-hand sides.

References
----------
.. [1] A. R. Gilmour, R. Thompson, B. R. Cullis, "Average Information REML: An Efficient Algorithm for
   Variance Parameter Estimation in Linear Mixed Models", Biometrics 51 (1995), doi:10.2307/2533274.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.scoring.crossed_gaussian import Crossing, Solved, System, rough_variances
from tracker.scoring.ratings import Floats, Ints, refuse_rows
from tracker.scoring.sites import NotConverged

# Relative step of a variance after which the search ends, and how many steps it may take. The error left
# after a step is about a fiftieth of it.
TOLERANCE = 1e-5
STEPS = 100
# A variance below this share of the ratings' own is zero.
LEAST_SHARE = 1e-8
# Smallest eigenvalue of the information as correlations, below which variances cannot be told apart.
LEAST_TOLD = 1e-8
# Observed information this small against the expected is none.
NIL = 1e-6


@dataclass(frozen=True)
class Reml:
    """Estimates in the unit of the ratings; a factor that explains nothing has standard deviation 0."""

    mean: float
    sd_scholar: float
    sd_mentor: float
    sd_error: float


def reml(scholar: Ints, mentor: Ints, overall: Floats, n_scholars: int, n_mentors: int) -> Reml:
    """Standard deviations of scholars, mentors and error by restricted maximum likelihood.

    Parameters
    ----------
    scholar, mentor : (n_forms,) int
        Codes from 0 up to `n_scholars`, `n_mentors` (exclusive); a pair may have several forms.
    overall : (n_forms,) float
        Any finite numbers, not all equal.
    n_scholars, n_mentors : int
        Sizes of the two factors; codes without a form change nothing.

    Raises
    ------
    ValueError
        Naming the row, for a code out of range or a value that is not finite; and for values that are
        all equal or fewer than three.
    NotConverged
        If the estimates still moved after `STEPS` steps, or the forms do not tell the error and the
        factors apart.
    """
    _check(scholar, mentor, overall, n_scholars, n_mentors)
    # Codes without a form would enter the traces as rounding errors only; they are left out.
    scholar, mentor = (np.unique(codes, return_inverse=True)[1] for codes in (scholar, mentor))
    centre = float(overall.mean())
    crossing = Crossing(scholar, mentor, overall - centre, int(scholar.max()) + 1, int(mentor.max()) + 1)
    total = float(crossing.y @ crossing.y) / (len(overall) - 1)
    variances = rough_variances(crossing)
    for _ in range(STEPS):
        solved = _solve(crossing, variances)
        wanted = _step(crossing, solved, variances, LEAST_SHARE * total)
        settled = np.all(np.abs(wanted - variances) <= TOLERANCE * np.maximum(variances, 1e-3 * total))
        variances = wanted
        if settled:
            break
    else:
        raise NotConverged(f"the variances still moved after {STEPS} steps")
    if variances[2] <= LEAST_SHARE * total:
        raise NotConverged("the error cannot be told from the factors")
    sds = np.sqrt(np.where(variances <= LEAST_SHARE * total, 0.0, variances))
    kept, gone = (float(sd) for sd in sds[:2])
    by_scholar, by_mentor = (kept, gone) if crossing.keeps_scholars else (gone, kept)
    mean = float(solved.kept_level.mean[0] - solved.kept_effect.mean[0]) + centre
    return Reml(mean, by_scholar, by_mentor, float(sds[2]))


def _check(scholar: Ints, mentor: Ints, overall: Floats, n_scholars: int, n_mentors: int) -> None:
    if not len(scholar) == len(mentor) == len(overall):
        raise ValueError("scholar, mentor and overall need one entry a form")
    for name, codes, size in (("scholar", scholar, n_scholars), ("mentor", mentor, n_mentors)):
        refuse_rows(f"{name} must be a code from 0 to {size - 1}", (codes < 0) | (codes >= size))
    refuse_rows("overall must be finite", ~np.isfinite(overall))
    if len(overall) < 3 or np.ptp(overall) == 0:
        raise ValueError("fewer than three forms, or all equal: no variance can be told")


def _solve(crossing: Crossing, variances: Floats) -> Solved:
    kept, gone, error = variances
    weight = np.full(crossing.n_forms, 1 / error)
    return System(crossing, weight, float(np.sqrt(kept)), float(np.sqrt(gone)), 0.0).solve(
        weight * crossing.y
    )


def slopes(crossing: Crossing, solved: Solved, variances: Floats) -> Floats:
    """Derivatives of the restricted log likelihood by the variances (kept, eliminated, error), (3,)."""
    kept, gone, error = variances
    residual = crossing.y - solved.eta.mean
    squares = float(residual @ residual) + float(solved.eta.variance.sum())
    found: Floats = 0.5 * np.array(
        [
            solved.kept_effect.squares / kept**2 - crossing.n_kept / kept,
            solved.gone_effect.squares / gone**2 - crossing.n_gone / gone,
            squares / error**2 - crossing.n_forms / error,
        ]
    )
    return found


def _step(crossing: Crossing, solved: Solved, variances: Floats, least: float) -> Floats:
    """The next variances, none below `least`."""
    kept, gone, error = variances
    variates = np.column_stack(
        [
            solved.kept_effect.mean[crossing.kept] / kept,
            solved.gone_effect.mean[crossing.gone] / gone,
            (crossing.y - solved.eta.mean) / error,
        ]
    )
    projected = np.column_stack([v - solved.fitted(v / error) for v in variates.T]) / error
    information = 0.5 * variates.T @ projected
    # Effects that happen to be nil carry no observed information; the expected keeps the step finite.
    for which, effect in enumerate((solved.kept_effect, solved.gone_effect)):
        known = 1 - effect.variance / variances[which]
        expected = 0.5 * float((known**2).sum()) / variances[which] ** 2
        if information[which, which] < NIL * expected:
            information[which, which] = expected
    slope = slopes(crossing, solved, variances)
    own = np.diag(information)
    free = ~((variances <= least) & (slope < 0)) & (own > 0)
    alike = information[np.ix_(free, free)] / np.sqrt(np.outer(own[free], own[free]))
    if np.linalg.eigvalsh(alike)[0] <= LEAST_TOLD:
        raise NotConverged("the forms do not tell the error and the factors apart")
    step = np.zeros(3)
    step[free] = np.linalg.solve(information[np.ix_(free, free)], slope[free])
    # Far from the top a full step may overshoot; no variance changes by more than a factor of four.
    wanted: Floats = np.clip(variances + step, variances / 4, variances * 4)
    return np.maximum(wanted, least)
