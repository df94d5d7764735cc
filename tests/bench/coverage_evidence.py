"""How often intervals of polls and forecasts hold the truth: python -m tests.bench.coverage_evidence

Nominal 95 %; simulated without the code of coverage_polls.py and coverage_drift.py, and in worlds that they
leave out: pairs that hang together by a normal curve behind the answers, uniform scatter, dates in bursts,
meeting points within the dates, forecasts rounded to weeks and months. Rows outside 93 to 97 % are marked.
Takes about four minutes; of 1,000 repeats a figure may be off by a point and a half by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from scipy.special import ndtri
from scipy.stats import multivariate_normal

from tracker.evidence.differences import independent, paired
from tracker.evidence.proportions import score_interval
from tracker.evidence.trends_meeting import drift

SHARES = np.linspace(0.05, 0.95, 19)
START, SPAN = 738_000.0, 300.0
REPEATS = 1000

Make = Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray, float]]


def polls() -> Iterator[tuple[str, float]]:
    rng = np.random.default_rng(1)
    for n in (10, 30, 100):
        held = [
            low <= p <= high
            for p in SHARES
            for low, high in (score_interval(k / n, n) for k in rng.binomial(n, p, 1000))
        ]
        yield f"a share, n = {n}", float(np.mean(held))
        for other in (n, n // 2):
            yield f"a change, {n} and {other} people", float(np.mean(list(_strangers(rng, n, other))))
        for tied in (0.0, 0.3, 0.6, 0.9):
            yield f"a change of {n} pairs, correlation {tied}", float(np.mean(list(_pairs(rng, n, tied))))


def _strangers(rng: np.random.Generator, n: int, other: int) -> Iterator[bool]:
    for p, q in product(SHARES, SHARES):
        for k, m in zip(rng.binomial(n, p, 40), rng.binomial(other, q, 40), strict=True):
            found = independent(k / n, n, m / other, other)
            yield found.low - 1e-12 <= q - p <= found.high + 1e-12


def _pairs(rng: np.random.Generator, n: int, tied: float) -> Iterator[bool]:
    for p, q in product(SHARES, SHARES):
        both = p * q
        if tied:
            both = float(multivariate_normal.cdf(ndtri([p, q]), mean=[0, 0], cov=[[1, tied], [tied, 1]]))
        cells = np.clip([both, p - both, q - both, 1 - p - q + both], 0, 1)
        for row in rng.multinomial(n, cells / cells.sum(), 40):
            found = paired(*map(int, row))
            yield found.low - 1e-9 <= q - p <= found.high + 1e-9


def forecasts() -> Iterator[tuple[str, Make]]:
    scatters = ("normal", "t3", "uniform")
    for n, slope, scatter, bursts, sd in product(
        (12, 20, 40), (-6.5, -1.0, 0.0, 0.3, 0.7), scatters, (False, True), (6.0, 90.0)
    ):
        made = _world(n, slope, 500.0, scatter, sd, bursts=bursts)
        words = "in bursts" if bursts else "evenly"
        yield f"n {n}, slope {slope}, {scatter} scatter of {sd:.0f} days, {words}", made
    for n, slope, meets in product((12, 20, 40), (-1.0, 0.0, 0.3, 0.7), (150.0, 310.0, -400.0)):
        yield f"n {n}, slope {slope}, meets on day {meets:.0f} of 300", _world(n, slope, meets)
    for n, slope, (step, sd) in product((12, 20, 40), (0.0, 0.3), ((7, 5.0), (30, 10.0), (30, 30.0))):
        made = _world(n, slope, 503.0, "normal", sd, step=step)
        yield f"n {n}, slope {slope}, scatter of {sd:.0f} days, rounded to {step} days", made


def _world(
    n: int,
    slope: float,
    meets: float,
    scatter: str = "normal",
    sd: float = 20.0,
    *,
    bursts: bool = False,
    step: int | None = None,
) -> Make:
    def make(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
        x = np.linspace(0, SPAN, n)
        if bursts:
            heads = np.concatenate([[0.0, SPAN], rng.uniform(0, SPAN, max(1, n // 4))])
            x = np.sort(np.concatenate([heads[:2], rng.choice(heads, n - 2)]) + rng.integers(0, 4, n))
        apart = {
            "normal": lambda: rng.normal(size=n),
            "t3": lambda: rng.standard_t(3, n) / np.sqrt(3),
            "uniform": lambda: rng.uniform(-1, 1, n) * np.sqrt(3),
        }[scatter]()
        y = meets + slope * (x - meets) + sd * apart
        return x, y if step is None else np.round(y / step) * step, meets

    return make


def _held(make: Make, seed: int) -> float:
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(REPEATS):
        x, y, meets = make(rng)
        found = drift(x + START, y + START)
        after = found.low is None or found.low <= START + meets + 1e-9
        before = found.high is None or START + meets <= found.high + 1e-9
        held += after and before
    return held / REPEATS


def main() -> None:
    for name, figure in polls():
        _say(name, figure)
    for seed, (name, make) in enumerate(forecasts()):
        _say(name, _held(make, seed))


def _say(name: str, figure: float) -> None:
    print(f"{figure:.4f}  {name}{'' if 0.93 <= figure <= 0.97 else '  <-- outside'}", flush=True)


if __name__ == "__main__":
    main()
