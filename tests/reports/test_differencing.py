"""Snapshots one after the other tell of nobody who came, left or changed in between."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from hypothesis import settings

from tests.properties import given, st
from tests.reports.attacker import Shape, World, printed, report, values, worlds
from tracker.reports.funder_view import CARRIED_NOTE, Frozen, for_funder
from tracker.reports.known_counts import LEAST
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
MOVES = range(LEAST)
MANY = 20_000  # pairs of worlds that are looked at together


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


def known(shape: Shape, history: list[World], told: list[dict[str, int]]) -> list[np.ndarray]:
    """The worlds that agree with each print; what stands as it stood before may have moved by up to four."""
    before: dict[str, int] = {}
    found = []
    for numbers in told:
        slack = {name: LEAST - 1 for name, number in numbers.items() if before.get(name) == number}
        found.append(worlds(shape, numbers, {k: v for k, v in slack.items() if k not in shape.public}))
        before = numbers
    return found


def moves(
    shape: Shape, first: np.ndarray, second: np.ndarray, name: str, history: tuple[World, World]
) -> set[int]:
    """By how much a count may have moved, for somebody who knows of each which way it went."""
    places = [[shape.cells.index(cell) for cell in sorted(cells)] for cells in shape.groups.values()]
    at = list(shape.groups).index(name)
    if len(first) * len(second) > MANY:
        one, other = (values(shape, grid, shape.groups[name]) for grid in (first, second))
        return {b - a for a, b in product(one, other)}
    before = np.stack([first[:, place].sum(axis=1) for place in places])
    after = np.stack([second[:, place].sum(axis=1) for place in places])
    by = after[:, None, :] - before[:, :, None]
    true = [shape.counts(history[1])[one] - shape.counts(history[0])[one] for one in shape.groups]
    agree = np.all([(by[i] >= 0) if way >= 0 else (by[i] <= 0) for i, way in enumerate(true)], axis=0)
    return set(by[at][agree].tolist())


def holds(shape: Shape, history: list[World]) -> None:
    told = frozen(shape, history)
    possible = known(shape, history, told)
    # What public counts say by themselves nobody can take back.
    public = [{name: n for name, n in one.items() if name in shape.public} for one in told]
    anyhow = known(shape, history, public) if shape.public else None
    for (i, first), (j, second) in combinations(enumerate(history), 2):
        one, other = shape.counts(first), shape.counts(second)
        if any(0 < abs(other[name] - one[name]) < LEAST for name in shape.public):
            continue
        for name in shape.groups.keys() - shape.public:
            if name in shape.unseen and min(one[name], other[name]) >= LEAST:
                continue
            if 0 < abs(other[name] - one[name]) < LEAST:
                by = moves(shape, possible[i], possible[j], name, (first, second))
                least = moves(shape, anyhow[i], anyhow[j], name, (first, second)) if anyhow else MOVES
                assert len(by) >= min(LEAST, len(least)), (name, one, other, told[i], told[j], sorted(by))
    for at, (world, numbers) in enumerate(zip(history, told, strict=True)):
        for name, number in shape.counts(world).items():
            # What stands is true but for fewer than five.
            assert abs(numbers.get(name, number) - number) < LEAST
            if name not in numbers and not (name in shape.unseen and number >= LEAST):
                least = values(shape, anyhow[at], shape.groups[name]) if anyhow else MOVES
                found = values(shape, possible[at], shape.groups[name])
                assert len(found) >= min(LEAST, len(least)), (name, told, sorted(found))


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
