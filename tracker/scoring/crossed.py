"""The fit of very large cohorts in which every form is its own work.

Course evaluations are like this: thousands of raters, each rates many people once, and no work is seen
twice. Then luck, fit and error of a form are its own, the unknowns are two crossed factors, and seventy
thousand forms take seconds. The model and the answer are those of `fit`; only the algebra differs.

`reml` is the limit of Gaussian luck and no priors, where other programs' answers are known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracker.scoring.canon import Canon, canonical
from tracker.scoring.crossed_ep import Forms, Settled, settle
from tracker.scoring.crossed_gaussian import Crossing, Moments
from tracker.scoring.crossed_reml import Reml, reml
from tracker.scoring.crossed_surface import Surface
from tracker.scoring.grid import weigh
from tracker.scoring.model import COMPONENTS, PRIORS, Priors
from tracker.scoring.posterior import Mixture, Posterior
from tracker.scoring.ratings import Floats, Ints, Outcomes, Ratings, refuse_rows

__all__ = ["Reml", "at", "fit", "fits", "reml"]

# At given standard deviations the sites are left to settle fully.
SETTLED = 1e-8


def fits(ratings: Ratings, outcomes: Outcomes) -> bool:
    """Whether the special case holds: no scored result, one form a work and one a scholar-mentor pair."""
    return (
        not len(outcomes.work) and not _repeated(ratings.work).any() and not _repeated(_pairs(ratings)).any()
    )


def fit(ratings: Ratings, *, priors: Priors = PRIORS) -> Posterior:
    """Levels of all scholars with their uncertainty, the standard deviations integrated out.

    Parameters
    ----------
    ratings : Ratings
        The forms; each on a work of its own, and at most one of a mentor on a scholar.
    priors : Priors
        Variance shares and the shape of luck.

    Returns
    -------
    Posterior
        As `tracker.scoring.fit` gives it, without influences (`centre` is None).

    Raises
    ------
    ValueError
        Naming the first row that is a work's, or a pair's, second form.
    NotConverged
        If the inference did not settle; never a half-answer.
    """
    canon, forms = _arrange(ratings, priors)
    surface = Surface(forms, priors.log_sds(canon.ratings.overall), priors.log_sd)
    points, log_weights = surface.design()
    fitted, log_densities = zip(*(surface.at(point) for point in points), strict=True)
    return _posterior(canon, surface, fitted, points, weigh(list(log_densities), log_weights))


def plug_in(ratings: Ratings, *, priors: Priors = PRIORS) -> Posterior:
    """The same at the most probable standard deviations alone: faster, and its intervals too narrow."""
    canon, forms = _arrange(ratings, priors)
    surface = Surface(forms, priors.log_sds(canon.ratings.overall), priors.log_sd)
    point, settled = surface.top()
    return _posterior(canon, surface, [settled], [point], np.ones(1))


def at(ratings: Ratings, sds: Floats, *, priors: Priors = PRIORS) -> Posterior:
    """The same at given standard deviations, (5,) in the order of `COMPONENTS`, all positive.

    Raises `ValueError` as `fit` and for standard deviations that are not five positive numbers, and
    `NotConverged`.
    """
    if np.shape(sds) != (len(COMPONENTS),) or not np.all(np.isfinite(sds)) or np.min(sds) <= 0:
        raise ValueError(f"sds must be {len(COMPONENTS)} positive numbers: {', '.join(COMPONENTS)}")
    canon, forms = _arrange(ratings, priors)
    log_sds = np.log(sds)
    settled = settle(forms, log_sds, None, SETTLED)
    return Posterior(*_mixtures(canon, forms, [settled], np.ones(1)), log_sds[None], np.ones(1))


def _arrange(ratings: Ratings, priors: Priors) -> tuple[Canon, Forms]:
    refuse_rows("a second form on its work", _repeated(ratings.work))
    refuse_rows("a second form of its mentor on its scholar", _repeated(_pairs(ratings)))
    nothing = np.array([], dtype=np.int64)
    no_rates = nothing.astype(np.float64)
    none = Outcomes(nothing, nothing.astype(np.bool_), no_rates, no_rates, [{}] * ratings.n_works)
    canon = canonical(ratings, none)
    r = canon.ratings
    crossing = Crossing(r.scholar, r.mentor, r.overall, r.n_scholars, r.n_mentors)
    return canon, Forms(crossing, r.error_variance, priors)


def _pairs(ratings: Ratings) -> Ints:
    return ratings.scholar * ratings.n_mentors + ratings.mentor


def _repeated(codes: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which entries are not the first of their code."""
    repeated = np.ones(len(codes), dtype=np.bool_)
    repeated[np.unique(codes, return_index=True)[1]] = False
    return repeated


def _posterior(
    canon: Canon, surface: Surface, fitted: Sequence[Settled], points: Sequence[Floats], weights: Floats
) -> Posterior:
    """Put the fits together; a point may stand for several standard deviations."""
    rows, shares = zip(*(surface.coordinates.spread(point) for point in points), strict=True)
    shared = [weight * share for weight, share in zip(weights, shares, strict=True)]
    mixtures = _mixtures(canon, surface.forms, fitted, weights)
    return Posterior(*mixtures, np.concatenate(rows), np.concatenate(shared))


def _mixtures(
    canon: Canon, forms: Forms, fitted: Sequence[Settled], weights: Floats
) -> tuple[Mixture, Mixture, Mixture]:
    """Level, centred level and severity, in the codes of the cohort as it was given."""

    def mixture(parts: list[Moments], codes: Ints) -> Mixture:
        means = np.array([part.mean[codes] for part in parts])
        return Mixture(weights, means, np.sqrt(np.array([part.variance[codes] for part in parts])))

    solved = [one.solved for one in fitted]
    return (
        mixture([forms.levels(one) for one in solved], canon.scholar),
        mixture([forms.centred(one) for one in solved], canon.scholar),
        mixture([forms.effects(one)[1] for one in solved], canon.mentor),
    )
