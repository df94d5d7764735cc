"""Forecasts made up around a line whose meeting point is known, to see how often its interval holds it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.evidence.trends_meeting import drift

START, SPAN = 739_000.0, 300.0


@dataclass(frozen=True)
class Setting:
    """How forecasts are made up: how many, on which line, with what scatter, at what dates.

    `meets` is the day of the meeting point from the first forecast; forecasts span `SPAN` days. The
    scatter is independent: normal, or with heavy tails (Student's t with 3 degrees of freedom), or, with
    `walk`, each forecast corrects the one before (a random walk). `clustered` dates stand close together
    at first and far apart at the end.
    """

    n: int
    slope: float
    heavy: bool = False
    clustered: bool = False
    walk: bool = False
    meets: float = 400.0
    spread: float = 20.0


def dates(setting: Setting) -> np.ndarray:
    even = np.linspace(0, 1, setting.n)
    return START + SPAN * (even**3 if setting.clustered else even)


def holds(setting: Setting, x: np.ndarray, rng: np.random.Generator) -> tuple[bool, bool]:
    """Whether the interval of one made-up series holds the truth, and whether it has a last date."""
    scatter = rng.standard_t(3, setting.n) if setting.heavy else rng.normal(size=setting.n)
    if setting.walk:
        scatter = scatter.cumsum()
    truth = START + setting.meets
    found = drift(x, truth + setting.slope * (x - truth) + setting.spread * scatter)
    assert found.line is not None
    assert found.line.slope_low is not None
    if found.meets is None and found.line.slope_low >= 1:  # said to be surely never, which is wrong
        return False, True
    low = -np.inf if found.low is None else found.low
    high = np.inf if found.high is None else found.high
    return bool(low <= truth <= high), found.high is not None


def covered(setting: Setting, *, repeats: int, seed: int) -> float:
    """The part of the intervals that hold the meeting point."""
    rng, x = np.random.default_rng(seed), dates(setting)
    return float(np.mean([holds(setting, x, rng)[0] for _ in range(repeats)]))
