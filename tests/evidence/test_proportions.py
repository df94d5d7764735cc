"""Wilson's interval against published values, its coverage, and what it must never do."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from tests.properties import given, st
from tracker.evidence.proportions import wilson


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        # Newcombe (1998), table I, method 3; Statistics in Medicine 17, 857-872:
        # doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_gives_the_published_values(successes, total, low, high):
    found = wilson(successes, total)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_it_gives_the_example_that_scholars_are_shown():
    found = wilson(128, 150)
    assert (round(100 * found.low), round(100 * found.high)) == (79, 90)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_its_ends_solve_the_score_equation(counts):
    successes, total = counts
    z = stats.norm.ppf(0.975)
    for end in wilson(successes, total):
        if 0 < end < 1:
            assert abs(successes / total - end) == pytest.approx(
                z * np.sqrt(end * (1 - end) / total), rel=1e-6
            )


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_holds_the_proportion_and_mirrors(counts):
    successes, total = counts
    found, mirror = wilson(successes, total), wilson(total - successes, total)
    assert 0 <= found.low <= successes / total <= found.high <= 1
    assert found.low < found.high
    assert found.low == pytest.approx(1 - mirror.high, abs=1e-12)


@given(st.integers(1, 300), st.integers(2, 10))
def test_more_of_the_same_narrows_it(total, times):
    successes = total // 3
    one, more = wilson(successes, total), wilson(successes * times, total * times)
    assert more.high - more.low < one.high - one.low


@pytest.mark.parametrize("total", [10, 34, 150])
def test_on_average_it_covers_what_it_says(total):
    """Exact coverage from the binomial distribution, over even proportions."""
    ends = np.array([wilson(k, total) for k in range(total + 1)])
    proportions = np.linspace(0.005, 0.995, 199)
    chance = stats.binom.pmf(np.arange(total + 1)[:, None], total, proportions)
    inside = (ends[:, :1] <= proportions) & (proportions <= ends[:, 1:])
    coverage = (chance * inside).sum(axis=0)
    assert coverage.mean() == pytest.approx(0.95, abs=0.01)
    assert coverage.min() > 0.83


@pytest.mark.parametrize(
    ("successes", "total", "confidence"),
    [(1, 0, 0.95), (-1, 5, 0.95), (6, 5, 0.95), (1, 5, 0.0), (1, 5, 1.0), (1, 5, float("nan"))],
)
def test_what_is_no_proportion_is_refused(successes, total, confidence):
    with pytest.raises(ValueError, match=r"proportion|confidence"):
        wilson(successes, total, confidence=confidence)


def test_the_room_needs_no_framework():
    code = (
        "import sys, tracker.evidence.proportions, tracker.evidence.suppression;"
        "print(sorted({'flask', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
