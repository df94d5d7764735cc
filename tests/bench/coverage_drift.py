"""How often the 95 % interval of a meeting point holds it: python -m tests.bench.coverage_drift

    python -m tests.bench.coverage_drift [--repeats 4000]

Prints coverage in percent for 12, 20 and 40 forecasts on lines from -6 to 0.8, with normal scatter and
with heavy tails, at even dates and at clustered ones, meeting soon and late; how many intervals had no last
date; and coverage where each forecast corrects the one before, for which the interval is not made. Ends
with 1 if a setting of independent scatter leaves 93 to 97 %. Takes some minutes.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
from itertools import product

import numpy as np

from tests.evidence.simulated_forecasts import Setting, dates, holds

SIZES = (12, 20, 40)
SLOPES = (-6.0, -1.0, 0.0, 0.3, 0.5, 0.8)
MEETS = (330.0, 400.0, 900.0)
SEED = 20_260_105


def figures(setting: Setting, repeats: int) -> tuple[float, float]:
    """Coverage and the part of intervals without a last date, in percent."""
    rng, x = np.random.default_rng(SEED), dates(setting)
    held, ended = zip(*(holds(setting, x, rng) for _ in range(repeats)), strict=True)
    return 100 * float(np.mean(held)), 100 * (1 - float(np.mean(ended)))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=4000)
    repeats = parser.parse_args().repeats
    every, bad = [], 0
    for n, heavy, clustered in product(SIZES, (False, True), (False, True)):
        for slope in SLOPES:
            row = [figures(Setting(n, slope, heavy, clustered, meets=meets), repeats) for meets in MEETS]
            every += [one[0] for one in row]
            bad += sum(not 93 <= one[0] <= 97 for one in row)
            print(
                f"n {n:2d}  slope {slope:4.1f}  {'heavy ' if heavy else 'normal'}"
                f"  {'clustered' if clustered else 'even     '}  "
                + "  ".join(f"{held:.1f} ({endless:.0f} % endless)" for held, endless in row),
                flush=True,
            )
    print(f"{len(every)} settings: {min(every):.1f} to {max(every):.1f}, mean {np.mean(every):.2f}")
    print(f"{bad} outside 93 to 97")
    for n, slope in product(SIZES, (-1.0, 0.5)):
        held, _endless = figures(Setting(n, slope, walk=True), repeats)
        print(f"n {n:2d}  slope {slope:4.1f}  random walk: {held:.1f}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
