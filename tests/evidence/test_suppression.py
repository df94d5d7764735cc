"""Small counts stay hidden, and nothing that is shown gives them away."""

from __future__ import annotations

from itertools import product

import pytest

from tests.properties import given, st
from tracker.evidence.suppression import LEAST, without_small


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([128, 22], [128, 22]),
        ([28, 2], [None, None]),
        ([24, 2, 0], [None, None, None]),
        ([24, 9, 2], [24, None, None]),
        ([24, 9, 2, 3], [24, 9, None, None]),
        ([24, 9, 2, 2], [24, None, None, None]),
        ([5, 4, 4], [None, None, None]),
        ([5, 5], [5, 5]),
        ([30, 0], [None, None]),
        ([3], [None]),
        ([], []),
    ],
)
def test_what_is_shown(cells, shown):
    assert without_small(cells) == shown


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_no_small_count_is_shown_or_follows_from_the_total(cells):
    shown = without_small(cells)
    assert all(one is None or one >= LEAST for one in shown)
    hidden = [cell for cell, one in zip(cells, shown, strict=True) if one is None]
    if hidden and len(hidden) < len(cells):
        assert len(hidden) > 1
        assert sum(hidden) >= LEAST


@given(st.lists(st.integers(0, 12), min_size=2, max_size=3))
def test_whoever_knows_the_total_and_the_rule_cannot_tell_a_small_count(cells):
    """Every hidden count has at least two values that give the same page."""
    shown = without_small(cells)
    same = [
        guess
        for guess in product(range(sum(cells) + 1), repeat=len(cells))
        if sum(guess) == sum(cells) and without_small(guess) == shown
    ]
    for place, one in enumerate(shown):
        if one is None and sum(cells) >= LEAST:
            assert len({guess[place] for guess in same}) > 1


def test_what_no_count_is_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        without_small([1, -1])
