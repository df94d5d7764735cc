"""Cohorts drawn from the model, and from a world harsher than it, with the truth beside them.

A score can be judged only where the truth is known. `world` draws one cohort from a seed: in the light
world luck is Gaussian; in the heavy one it is half as large again as the score expects, now and then
disastrous, rarely splendid. Neither is the shape the model assumes for luck, so that a good figure here
is not the model agreeing with itself.

References
----------
.. [1] T. P. Morris, I. R. White, M. J. Crowther, "Using simulation studies to evaluate statistical
   methods", Statistics in Medicine 38 (2019), doi:10.1002/sim.8086.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from tracker.scoring.model import PRIORS, Priors, link
from tracker.scoring.ratings import HIGHEST, LOWEST, Floats, Outcomes, Ratings

Kind = Literal["light", "heavy"]

# Heavy luck in units of sd_luck, and the mixture it is drawn from: a common core, rare disasters, rarer
# strokes of luck.
HEAVY_SCALE, CORE_SD = 1.5, 0.7
DISASTER, DISASTER_SIZE = 0.22, 2.2
STROKE, STROKE_SIZE = 0.06, 1.6
# The share of works that a pair makes, and the shares a pair splits into.
PAIRS = 0.35
SPLITS = (0.3, 0.5, 0.7)
# A scholar's own mentor rates every work of theirs; a second, random mentor joins this often.
SECOND_RATER = 0.65
# Pass rates of able and other people, and how often the harder of the two is stated.
HARD, EASY, HARD_SHARE = (0.5, 0.1), (0.75, 0.35), 0.6
# Factors on the error variance at low, medium and high confidence, equally frequent.
CONFIDENCES = (2.0, 1.0, 0.7)


@dataclass(frozen=True)
class World:
    """One drawn cohort: what a program would see, and the truth behind it (rubric points).

    Parameters
    ----------
    ratings, outcomes
        The input of `fit`.
    sds : (5,)
        Standard deviations of ability, severity, fit, luck (as the model means it) and error.
    level : (n_scholars,)
        The truth: mean plus ability.
    ability : (n_scholars,)
    severity : (n_mentors,)
    luck : (n_works,)
    """

    ratings: Ratings
    outcomes: Outcomes
    sds: Floats
    level: Floats
    ability: Floats
    severity: Floats
    luck: Floats


def world(
    seed: int,
    kind: Kind = "light",
    *,
    scholars: int = 60,
    mentors: int = 20,
    works: int = 3,
    mean: float = 3.25,
    total_sd: float = 0.75,
    priors: Priors = PRIORS,
) -> World:
    """Draw a cohort; equal arguments give equal bytes, on every machine with this numpy.

    Parameters
    ----------
    seed : int
        At least 0.
    kind : {"light", "heavy"}
        The luck: Gaussian, or larger and with disasters.
    scholars, mentors : int
        Size of the cohort; at least 1 and 2.
    works : int
        Works a scholar takes part in, at least 1.
    mean, total_sd : float
        Mean and standard deviation of a rating before it is cut to [1, 5], rubric points; in the heavy
        world luck comes on top. Ratings are not rounded to the form's steps.
    priors : Priors
        The shares of the variance are taken from here.

    Raises
    ------
    ValueError
        For a size out of range or an unknown kind.
    """
    if scholars < 1 or mentors < 2 or works < 1:
        raise ValueError("a world needs a scholar, two mentors and a work each at least")
    rng = np.random.default_rng(seed)
    sds: Floats = total_sd * np.sqrt(np.array(priors.shares))
    ability = rng.normal(0, sds[0], scholars)
    severity = rng.normal(0, sds[1], mentors)
    teams = _teams(rng, scholars, works)
    luck = _luck(rng, kind, len(teams)) * sds[3]
    ratings = _ratings(rng, teams, (scholars, mentors), mean + ability, severity, luck, sds)
    outcomes = _outcomes(rng, teams, ability, luck, sds)
    return World(ratings, outcomes, sds, mean + ability, ability, severity, luck)


def _teams(rng: np.random.Generator, scholars: int, works: int) -> list[dict[int, float]]:
    """Shares of every work: each scholar takes part in `works` of them, alone or in a pair."""
    teams: list[dict[int, float]] = []
    for _ in range(works):
        waiting = [int(code) for code in rng.permutation(scholars)]
        while waiting:
            first = waiting.pop()
            if waiting and rng.random() < PAIRS:
                share = float(rng.choice(SPLITS))
                teams.append({first: share, waiting.pop(): 1 - share})
            else:
                teams.append({first: 1.0})
    return teams


def _luck(rng: np.random.Generator, kind: Kind, n: int) -> Floats:
    """Luck of n works in units of the model's sd_luck, mean 0, (n,)."""
    if kind == "light":
        return rng.normal(0, 1, n)
    if kind != "heavy":
        raise ValueError(f"the kind of a world is light or heavy, not {kind!r}")
    which = rng.random(n)
    disaster = which < DISASTER
    stroke = ~disaster & (rng.random(n) < STROKE)
    w = rng.normal(0, CORE_SD, n)
    w -= np.where(disaster, rng.exponential(DISASTER_SIZE, n), 0)
    w += np.where(stroke, rng.exponential(STROKE_SIZE, n), 0)
    centre, sd = heavy_moments()
    luck: Floats = HEAVY_SCALE * (w - centre) / sd
    return luck


def heavy_moments() -> tuple[float, float]:
    """Mean and standard deviation of w, the mixture behind heavy luck, in closed form."""
    stroke = (1 - DISASTER) * STROKE
    mean = stroke * STROKE_SIZE - DISASTER * DISASTER_SIZE
    # The second moment of an exponential is twice its mean squared.
    second = CORE_SD**2 + 2 * (DISASTER * DISASTER_SIZE**2 + stroke * STROKE_SIZE**2)
    return mean, math.sqrt(second - mean**2)


def _ratings(
    rng: np.random.Generator,
    teams: list[dict[int, float]],
    size: tuple[int, int],
    level: Floats,
    severity: Floats,
    luck: Floats,
    sds: Floats,
) -> Ratings:
    scholars, mentors = size
    own = rng.integers(0, mentors, scholars)
    liking = rng.normal(0, sds[2], (scholars, mentors))
    rows = []
    for work, team in enumerate(teams):
        for scholar in team:
            rows.append((scholar, int(own[scholar]), work))
            if rng.random() < SECOND_RATER:
                other = (own[scholar] + rng.integers(1, mentors)) % mentors
                rows.append((scholar, int(other), work))
    s, m, w = np.array(rows, dtype=np.int64).T
    factor = rng.choice(CONFIDENCES, len(rows))
    said = level[s] + severity[m] + liking[s, m] + luck[w]
    said += sds[4] * np.sqrt(factor) * rng.normal(0, 1, len(rows))
    return Ratings(scholars, mentors, len(teams), s, m, w, np.clip(said, LOWEST, HIGHEST), factor)


def _outcomes(
    rng: np.random.Generator, teams: list[dict[int, float]], ability: Floats, luck: Floats, sds: Floats
) -> Outcomes:
    """A scored result of every work, drawn from the model's own probit."""
    n = len(teams)
    hard = rng.random(n) < HARD_SHARE
    able, other = (np.where(hard, h, e) for h, e in zip(HARD, EASY, strict=True))
    alpha, gamma = link(able, other, float(sds[0]), float(sds[3]))
    together = np.array([sum(share * ability[code] for code, share in team.items()) for team in teams])
    reached = rng.random(n) < scipy.special.ndtr(alpha * (together + luck) + gamma)
    return Outcomes(np.arange(n), reached, able, other, teams)
