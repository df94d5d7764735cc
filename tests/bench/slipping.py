"""How often staff are told of a date that holds, and how soon of one that slips.

    python -m tests.bench.slipping

Prints percent of 4,000 made-up dates for each scatter and number of forecasts. Ends with 1 if more than 2 %
of the dates that hold are told. Takes a minute.
"""

from __future__ import annotations

import sys
from itertools import product

from tests.cohorts.forecasting import told

# So many forecasts, over so many days.
SIZES = ((4, 14), (5, 14), (5, 28), (6, 35), (8, 49), (12, 77))
SCATTERS = (3.0, 7.0, 14.0, 28.0)
REPEATS = 4000


def main() -> int:
    held = {
        (scatter, n, span): 100 * told(n, span, scatter=scatter, repeats=REPEATS)
        for scatter, (n, span) in product(SCATTERS, SIZES)
    }
    for (scatter, n, span), share in held.items():
        print(f"scatter {scatter:4.1f}  n {n:2d} in {span:2d} days  holds, told: {share:.2f}")
    for slope, (n, span) in product((0.75, 1.0), SIZES):
        share = 100 * told(n, span, slope=slope, repeats=REPEATS)
        print(f"scatter  7.0  n {n:2d} in {span:2d} days  drift {slope:.2f}, told: {share:.1f}")
    return int(max(held.values()) > 2)


if __name__ == "__main__":
    sys.exit(main())
