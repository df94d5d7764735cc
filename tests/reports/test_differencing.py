"""Snapshots one after the other tell of nobody who came, left or changed in between."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import settings

from tests.properties import given, st
from tests.reports.attacker import Shape, World, printed, report, worlds
from tracker.evidence.suppression import LEAST
from tracker.reports import derivation
from tracker.reports.funder_view import CARRIED_NOTE, Frozen, for_funder
from tracker.reports.numbers import Absent, Count, Measure, Relation, Report, Row, Unit, Why
from tracker.reports.suppression import Reason

CELLS = "abc"
SHAPES = (
    Shape({**{one: frozenset(one) for one in CELLS}, "all": frozenset(CELLS)}),
    Shape({**{one: frozenset(one) for one in CELLS}, "all": frozenset(CELLS), "ab": frozenset("ab")}),
    Shape({**{one: frozenset(one) for one in CELLS}, "ab": frozenset("ab"), "bc": frozenset("bc")}),
    Shape(
        {**{one: frozenset(one) for one in CELLS}, "all": frozenset(CELLS)},
        unseen=frozenset("c"),
        shares=(("a", "all"), ("b", "all")),
    ),
    Shape({**{one: frozenset(one) for one in CELLS}, "all": frozenset(CELLS)}, public=frozenset({"all"})),
)
steps = st.one_of(st.just(0), st.integers(-5, 5))
# Pairs of worlds that are looked at together: by each attacker, and by the one whose answer is the measure.
MANY, ALL = 40_000, 4_000_000


@st.composite
def histories(draw: st.DrawFn, snapshots: int = 2) -> tuple[Shape, list[World]]:
    """A cohort at successive moments: its cells move a little, often not at all."""
    found = [{cell: draw(st.integers(0, 11)) for cell in CELLS}]
    while len(found) < snapshots:
        found.append({cell: min(max(n + draw(steps), 0), 12) for cell, n in found[-1].items()})
    return draw(st.sampled_from(SHAPES)), found


def frozen(shape: Shape, history: list[World]) -> list[dict[str, int]]:
    """What is printed of each moment, one after the other."""
    earlier: list[Frozen] = []
    for world in history:
        made = shape.report(world)
        earlier.append(Frozen(made, for_funder(made, earlier).report))
    return [printed(one.funder) for one in earlier]


def known(shape: Shape, told: list[dict[str, int]]) -> list[np.ndarray]:
    """The worlds that agree with each print; what stands as it stood before may have moved by up to four."""
    before: dict[str, int] = {}
    found = []
    for numbers in told:
        slack = {name: LEAST - 1 for name, number in numbers.items() if before.get(name) == number}
        found.append(worlds(shape, numbers, {k: v for k, v in slack.items() if k not in shape.public}))
        before = numbers
    return found


def ways(numbers: list[int], at: tuple[int, int]) -> tuple[int, int]:
    """The least and the most sign that a count’s move between two moments can have, for who knows its way.

    A count that never turns goes one way all along, also where it stands between two of the moments. Of one
    that turns, a stand says nothing.
    """
    steps = np.sign(np.diff(numbers))
    if (steps >= 0).all():
        return 0, 1
    if (steps <= 0).all():
        return -1, 0
    way = int(np.sign(numbers[at[1]] - numbers[at[0]]))
    return (min(way, 0), max(way, 0)) if way else (-1, 1)


class Attacker:
    """Knows what was told at each moment and which way each count went, and joins all moments."""

    def __init__(
        self, shape: Shape, history: list[World], possible: list[np.ndarray], most: int = MANY
    ) -> None:
        self._most = most
        self._sums = [
            {
                n: w[:, [shape.cells.index(c) for c in sorted(cells)]].sum(axis=1)
                for n, cells in shape.groups.items()
            }
            for w in possible
        ]
        self._counts = [shape.counts(world) for world in history]
        pairs = list(combinations(range(len(history)), 2))
        found = {pair: self._pair(pair) for pair in pairs}
        self._agree = {
            (i, j): agree & self._by_way_of(found, i, j, ({*range(len(history))} - {i, j}))
            for (i, j), agree in found.items()
        }

    def _pair(self, at: tuple[int, int]) -> np.ndarray:
        """Which worlds of two moments can follow on each other."""
        first, second = (self._sums[one] for one in at)
        name, *_ = first
        if len(first[name]) * len(second[name]) > self._most:
            return np.ones((1, 1), dtype=bool)
        agree = np.ones((len(first[name]), len(second[name])), dtype=bool)
        for name in first:
            by = np.sign(second[name][None, :] - first[name][:, None])
            low, high = ways([one[name] for one in self._counts], at)
            agree &= (by >= low) & (by <= high)
        return agree

    def _by_way_of(self, found: dict, i: int, j: int, others: set[int]) -> np.ndarray:
        """Which of them leave a world for each other moment."""
        agree = np.ones((1, 1), dtype=bool)
        for k in others:
            one = found[i, k] if i < k else found[k, i].T
            other = found[k, j] if k < j else found[j, k].T
            if 1 not in (one.size, other.size):
                agree = agree & (one.astype(np.float32) @ other.astype(np.float32) > 0)
        return agree

    def moves(self, name: str, i: int, j: int) -> set[int]:
        """By how much a count may have moved."""
        first, second, agree = self._sums[i][name], self._sums[j][name], self._agree[i, j]
        if agree.size == 1:
            low, high = ways([one[name] for one in self._counts], (i, j))
            return {
                by
                for by in {b - a for a in set(first.tolist()) for b in set(second.tolist())}
                if low <= np.sign(by) <= high
            }
        return set((second[None, :] - first[:, None])[agree].tolist())

    def values(self, name: str, at: int) -> set[int]:
        """What a count may be."""
        sums, left = self._sums[at][name], np.ones(len(self._sums[at][name]), dtype=bool)
        for (i, j), agree in self._agree.items():
            if agree.size > 1 and at in (i, j):
                left &= agree.any(axis=1 if at == i else 0)
        return set(sums[left].tolist())


def holds(shape: Shape, history: list[World]) -> None:
    holds_of(shape, history, frozen(shape, history))


def holds_of(shape: Shape, history: list[World], told: list[dict[str, int]]) -> None:
    """Nothing can be told from these prints of a history that must not be."""
    for last in range(len(history)):
        _holds(shape, history[: last + 1], told[: last + 1])


def _holds(shape: Shape, history: list[World], told: list[dict[str, int]]) -> None:
    """Nothing can be told when the last of these is printed that could be kept by not printing it."""
    now = Attacker(shape, history, known(shape, told))

    @cache
    def bare() -> Attacker:
        """What was told before, and what public counts say, nobody can take back."""
        public = {name: number for name, number in told[-1].items() if name in shape.public}
        return Attacker(shape, history, known(shape, [*told[:-1], public]), ALL)

    counts = [shape.counts(world) for world in history]
    for (i, one), (j, other) in combinations(enumerate(counts), 2):
        for name in shape.groups.keys() - shape.public:
            if name in shape.unseen and min(one[name], other[name]) >= LEAST:
                continue
            if 0 < abs(other[name] - one[name]) < LEAST and len(by := now.moves(name, i, j)) < LEAST:
                assert by == bare().moves(name, i, j), (name, one, other, told, sorted(by))
    for at, (truth, numbers) in enumerate(zip(counts, told, strict=True)):
        for name, number in truth.items():
            # What stands is true but for fewer than five.
            assert abs(numbers.get(name, number) - number) < LEAST
            left_out = name not in numbers and not (name in shape.unseen and number >= LEAST)
            if left_out and len(found := now.values(name, at)) < LEAST:
                assert found == bare().values(name, at), (name, at, told, sorted(found))


@settings(max_examples=80)
@given(histories())
def test_a_move_of_few_people_cannot_be_told_from_two_snapshots(case):
    holds(*case)


@settings(max_examples=60)
@given(histories(3))
def test_nor_from_three(case):
    holds(*case)


def counted(**counts: int) -> Report:
    rows = [Row(key, (Count(key),)) for key in counts]
    return report(counts, rows, (Relation("all", tuple(key for key in counts if key != "all")),))


def after(*reports: Report) -> list[Frozen]:
    found: list[Frozen] = []
    for one in reports:
        found.append(Frozen(one, for_funder(one, found).report))
    return found


def test_two_who_went_from_one_group_to_another_are_seen_in_neither():
    first, second = after(counted(all=24, a=12, b=12), counted(all=24, a=14, b=10))
    assert printed(second.funder) == printed(first.funder) == {"all": 24, "a": 12, "b": 12}
    assert CARRIED_NOTE in second.funder.tables[0].notes


def test_one_who_left_is_not_told_by_groups_that_moved_so_much_that_they_are_told_anew():
    # 8 of b's and 6 of a's movement are public; what is left over would be the one.
    before, now = counted(all=40, a=12, b=12, c=16), counted(all=40, a=20, b=13, c=7)
    shown = for_funder(now, after(before))
    assert shown.reasons["b"] is Reason.MOVED
    assert not {"a", "c", "all"} <= {
        key for key, number in printed(shown.report).items() if number == now.counts[key]
    }


def test_a_count_is_told_anew_once_it_has_moved_by_five():
    *_, last = after(counted(all=24, a=12, b=12), counted(all=27, a=15, b=12), counted(all=29, a=17, b=12))
    assert printed(last.funder) == {"all": 29, "a": 17, "b": 12}


def test_a_count_that_comes_back_near_an_older_value_is_not_told_from_that_one():
    a, b, c = after(counted(all=60, a=20, b=40), counted(all=60, a=30, b=30), counted(all=60, a=21, b=39))
    assert printed(b.funder)["a"] == 30
    assert "a" not in printed(c.funder)


def test_a_mean_is_told_anew_only_with_five_more_people():
    def made(n: int, mean: float) -> Report:
        rows = [Row("hours", (Measure(mean, "n", Unit.HOURS),)), Row("n", (Count("n"),))]
        return report({"n": n}, rows)

    first, same, more = after(made(10, 3.0), made(11, 3.5), made(16, 4.0))
    assert [one.funder.tables[0].rows[0].cells[0].value for one in (first, same, more)] == [3.0, 3.0, 4.0]
    assert same.funder.counts == {"n": 10}


def test_a_mean_of_a_public_number_of_people_does_not_tell_whose_answer_changed():
    def made(n: int, mean: float) -> Report:
        return report({"n": n}, [Row("hours", (Measure(mean, "n", Unit.HOURS),))], public=frozenset("n"))

    *_, same = after(made(10, 3.0), made(10, 3.1))
    assert same.funder.tables[0].rows[0].cells[0].value == 3.0
    *_, one_more = after(made(10, 3.0), made(11, 3.1))
    assert one_more.funder.tables[0].rows[0].cells == (Absent(Why.SUPPRESSED),)


def test_a_solver_that_calls_the_truth_impossible_is_asked_again():
    public = Shape(
        {**{one: frozenset(one) for one in CELLS}, "all": frozenset(CELLS)}, public=frozenset({"all"})
    )
    stood = {"a": 0, "b": 3, "c": 0}
    holds(public, [{"a": 0, "b": 0, "c": 1}, stood, stood])


@pytest.mark.parametrize("moves", [(3, 1, 1), (5, 6, 6), (1, 3, 1)])
def test_what_stands_after_it_moved_is_not_read_as_a_move_the_other_way(moves):
    holds(SHAPES[0], [{"a": n, "b": 9, "c": 6} for n in moves])


def test_a_reader_whose_searches_are_cut_short_is_told_less_never_more(monkeypatch):
    first, second = counted(all=40, a=12, b=12, c=16), counted(all=40, a=20, b=13, c=7)
    whole = printed(for_funder(second, after(first)).report)
    monkeypatch.setattr(derivation, "SEARCHES", 0)
    assert printed(for_funder(second, after(first)).report).items() <= whole.items()
    world = {"a": 2, "b": 9, "c": 30}
    assert not {"a", "b"} & printed(for_funder(SHAPES[0].report(world)).report).keys()
