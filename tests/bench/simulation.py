"""How much better the level is than a mean, a median or the worst form, where the truth is known.

    python tests/bench/simulation.py [--seeds 200] [--workers 2] [--first 0]

Draws cohorts of 60 from `tracker.scoring.simulate`, in the light and in the heavy world, and fits each.
Prints a table beside the targets and one JSON line; ends with 1 if a target is missed.
"""

from __future__ import annotations

import os

# Before numpy is loaded: a worker each is faster than threads that wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import math
import multiprocessing
import sys
from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

from tracker.scoring import fit
from tracker.scoring.posterior import Mixture
from tracker.scoring.simulate import Kind, world

KINDS: tuple[Kind, ...] = ("light", "heavy")
LOWEST_FEW = 6
ESTIMATES = ("level", "mean", "median", "worst")

# Lowest and highest allowed value of each figure.
TARGETS: dict[str, dict[str, tuple[float, float]]] = {
    "light": {
        "gain over the mean": (0.06, math.inf),
        "gain over the median": (0.09, math.inf),
        "coverage of the level": (0.865, 0.905),
        "coverage of the centred level": (0.88, 0.915),
        "above-median among six lowest, x mean's": (0.0, 0.65),
        "above-median among six lowest, x worst's": (0.0, 0.4),
        "bias": (-0.03, 0.03),
    },
    "heavy": {
        "gain over the mean": (0.09, math.inf),
        "gain over the median": (0.09, math.inf),
        "coverage of the level": (0.88, 0.92),
        "coverage of the centred level": (0.895, 0.93),
        "above-median among six lowest, x mean's": (0.0, 0.5),
        "above-median among six lowest, x worst's": (0.0, 0.2),
        "bias": (-0.03, 0.03),
    },
}


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def coverage(said: Mixture, truth: np.ndarray) -> float:
    """How many of the truths lie inside their 90 % intervals."""
    return float(((said.quantile(0.05) <= truth) & (truth <= said.quantile(0.95))).mean())


def one(task: tuple[Kind, int]) -> dict[str, float]:
    """The figures of one cohort."""
    kind, seed = task
    drawn = world(seed, kind)
    ratings, truth = drawn.ratings, drawn.level
    posterior = fit(ratings, drawn.outcomes)
    said = [ratings.overall[ratings.scholar == code] for code in range(ratings.n_scholars)]
    estimates = {
        "level": posterior.level.mean,
        "mean": np.array([forms.mean() for forms in said]),
        "median": np.array([np.median(forms) for forms in said]),
        "worst": np.array([forms.min() for forms in said]),
    }
    above = truth > np.median(truth)
    figures = {"seed": float(seed), "forms": float(len(ratings.overall))}
    for name, estimate in estimates.items():
        figures[f"spearman {name}"] = rank_correlation(estimate, truth)
        lowest = np.argsort(estimate, kind="stable")[:LOWEST_FEW]
        figures[f"above {name}"] = float(above[lowest].mean())
    figures["coverage of the level"] = coverage(posterior.level, truth)
    figures["coverage of the centred level"] = coverage(posterior.centred, truth - truth.mean())
    figures["bias"] = float((posterior.level.mean - truth).mean())
    figures["rms error"] = float(np.sqrt(((posterior.level.mean - truth) ** 2).mean()))
    return figures


def summary(found: Sequence[dict[str, float]]) -> dict[str, float]:
    """Means over the cohorts, and the figures that have a target."""
    means = {name: float(np.mean([figures[name] for figures in found])) for name in found[0]}
    del means["seed"]
    for name in ("mean", "median", "worst"):
        means[f"gain over the {name}"] = means["spearman level"] - means[f"spearman {name}"]
    for name in ("mean", "worst"):
        means[f"above-median among six lowest, x {name}'s"] = means["above level"] / means[f"above {name}"]
    gains = [figures["spearman level"] - figures["spearman mean"] for figures in found]
    means["standard error of the gain over the mean"] = float(np.std(gains) / math.sqrt(len(gains)))
    return means


def show(kind: str, means: dict[str, float]) -> list[str]:
    """Print the table of one world; returns the names of the targets missed."""
    print(f"\n{kind} world, {means['forms']:.0f} forms a cohort on average")
    print(f"  {'':42}" + "".join(f"{name:>9}" for name in ESTIMATES))
    for title, key in (
        ("Spearman with the truth", "spearman"),
        ("above-median among the six lowest", "above"),
    ):
        print(f"  {title:42}" + "".join(f"{means[f'{key} {name}']:9.3f}" for name in ESTIMATES))
    missed = []
    for name, (low, high) in TARGETS[kind].items():
        met = low <= means[name] <= high
        wanted = f">= {low:g}" if high == math.inf else f"<= {high:g}" if low == 0 else f"{low:g} to {high:g}"
        print(f"  {name:42}{means[name]:9.3f}   target {wanted:14} {'met' if met else 'MISSED'}")
        missed += [] if met else [f"{kind}: {name}"]
    return missed


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seeds", type=int, default=200)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--first", type=int, default=0, help="the first seed")
    asked = asked.parse_args()
    seeds = range(asked.first, asked.first + asked.seeds)
    tasks = [(kind, seed) for kind in KINDS for seed in seeds]
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        found = pool.map(one, tasks, chunksize=4)
    summaries = {
        kind: summary([figures for (k, _), figures in zip(tasks, found, strict=True) if k == kind])
        for kind in KINDS
    }
    missed = [name for kind in KINDS for name in show(kind, summaries[kind])]
    rounded = {
        kind: {name: round(value, 4) for name, value in means.items()} for kind, means in summaries.items()
    }
    print("\n" + json.dumps({"seeds": asked.seeds, "first": asked.first, **rounded, "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
