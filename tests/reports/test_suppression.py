"""What funders are told tells nobody apart: tried by who goes through every world that agrees with it."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from tests.properties import given, st
from tests.reports.attacker import Shape, printed, report, values, worlds
from tracker.evidence.suppression import LEAST
from tracker.reports import kept
from tracker.reports.funder_view import for_funder
from tracker.reports.numbers import Absent, Count, Relation, Row, Why
from tracker.reports.suppression import Reason, choose

CELLS = "abcd"
EACH = {cell: frozenset(cell) for cell in CELLS}
few = st.integers(0, 9)


def flat(cells: str, **more: object) -> Shape:
    return Shape({**{one: frozenset(one) for one in cells}, "all": frozenset(cells)}, **more)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Four cells, and up to five groups of them, however these overlap; some printed, some only as shares."""
    groups = draw(st.lists(st.sets(st.sampled_from(CELLS), min_size=2), max_size=5))
    named = {**EACH, **{"".join(sorted(one)): frozenset(one) for one in groups}}
    unseen = draw(st.sets(st.sampled_from(sorted(named)), max_size=3))
    inside = sorted((part, whole) for part, whole in product(named, named) if named[part] < named[whole])
    shares = draw(st.lists(st.sampled_from(inside), max_size=3, unique=True)) if inside else []
    return Shape(named, frozenset(unseen), tuple(shares))


@given(shapes(), st.fixed_dictionaries(dict.fromkeys(CELLS, few)))
def test_no_count_that_is_left_out_can_be_told_from_those_that_are_not(shape, world):
    shown = for_funder(shape.report(world)).report
    told = printed(shown)
    possible = worlds(shape, told)
    for name, number in shape.counts(world).items():
        if name in shape.unseen and number >= LEAST:
            continue
        if name not in told:
            assert len(values(shape, possible, shape.groups[name])) >= LEAST, (name, number, told)
        else:
            assert told[name] == number >= LEAST


@given(shapes(), st.fixed_dictionaries(dict.fromkeys(CELLS, few)))
def test_nobody_is_told_from_a_share_by_those_whom_it_leaves_over(shape, world):
    told = printed(for_funder(shape.report(world)).report)
    possible = worlds(shape, told)
    counts = shape.counts(world)
    for part, whole in shape.shares:
        if counts[whole] - counts[part] < LEAST:
            left_over = shape.groups[whole] - shape.groups[part]
            assert len(values(shape, possible, left_over)) >= LEAST


@pytest.mark.parametrize(
    ("cells", "totals", "shares"),
    [
        ("ab", range(26), False),
        ("abc", range(19), False),
        ("abc", range(8, 15), True),
        ("abcd", [11], False),
    ],
)
def test_who_knows_the_rule_and_tries_it_on_every_world_can_tell_no_more(cells, totals, shares):
    shape = flat(cells, shares=tuple((one, "all") for one in cells) if shares else ())
    alike = defaultdict(list)
    for numbers in product(range(max(totals) + 1), repeat=len(cells)):
        if sum(numbers) in totals:
            world = dict(zip(cells, numbers, strict=True))
            # Everything that any format could print of it, not the counts alone.
            alike[kept.written(for_funder(shape.report(world)).report)].append(world)
    left_out = 0
    for text, same in alike.items():
        told = printed(kept.read(text))
        for cell in cells:
            if cell not in told and max(sum(world.values()) for world in same) >= LEAST:
                left_out += 1
                possible = {world[cell] for world in same}
                assert len(possible) >= LEAST and not possible <= {1, 2, 3, 4}, (told, cell, sorted(possible))
    assert left_out > 0


def test_a_small_count_takes_the_least_important_other_with_it():
    world = {"a": 10, "b": 13, "c": 1}
    shape = flat("abc", shares=(("a", "all"), ("b", "all"), ("b", "all")))
    shown = for_funder(shape.report(world))
    assert printed(shown.report) == {"all": 24, "b": 13} or printed(shown.report) == {"all": 24, "a": 10}
    assert shown.reasons["c"] is Reason.SMALL
    assert Reason.BESIDE in shown.reasons.values()


def test_nothing_is_left_out_of_a_report_without_small_counts():
    world = {"a": 10, "b": 13, "c": 7}
    shown = for_funder(flat("abc", shares=(("a", "all"),)).report(world))
    assert printed(shown.report) == {"a": 10, "b": 13, "c": 7, "all": 30}
    assert not [reason for key, reason in shown.reasons.items() if key in world]


def test_a_zero_goes_like_a_four():
    assert "c" not in printed(for_funder(flat("abc").report({"a": 9, "b": 9, "c": 0})).report)
    assert "c" not in printed(for_funder(flat("abc").report({"a": 9, "b": 9, "c": 4})).report)


def test_a_public_count_is_told_however_small_and_nobody_pays_for_it():
    shown = for_funder(flat("abc", public=frozenset("c")).report({"a": 9, "b": 9, "c": 1}))
    assert printed(shown.report) == {"a": 9, "b": 9, "c": 1, "all": 19}


def test_what_public_counts_say_by_themselves_is_no_reason_to_hide_everything():
    shape = flat("abcd", public=frozenset({"all", "a", "b"}))
    shown = for_funder(shape.report({"a": 7, "b": 8, "c": 2, "d": 0}))
    assert printed(shown.report) == {"all": 17, "a": 7, "b": 8}


def test_a_sealed_count_is_never_told_and_cannot_be_told_by_subtraction():
    counts = {"made": 30, "open": 18, "sealed.withheld": 12}
    rows = [Row(key, (Count(key),)) for key in counts]
    shown = for_funder(report(counts, rows, (Relation("made", ("open", "sealed.withheld")),)))
    assert len(printed(shown.report)) == 1
    assert shown.report.tables[0].rows[2].cells == (Absent(Why.SEALED),)


def test_the_same_number_under_two_names_goes_under_both():
    counts = {"all": 20, "in": 18, "out": 2, "left": 2, "again": 18}
    rows = [Row(key, (Count(key),)) for key in counts]
    relations = (Relation("all", ("in", "out")), Relation("left", ("out",)), Relation("again", ("in",)))
    assert printed(for_funder(report(counts, rows, relations)).report) == {"all": 20}


def test_a_report_that_contradicts_itself_is_refused():
    counts = {"all": 20, "a": 9, "b": 9}
    rows = [Row(key, (Count(key),)) for key in counts]
    with pytest.raises(ValueError, match="do not add up"):
        choose(report(counts, rows, (Relation("all", ("a", "b")),)))


@pytest.mark.parametrize(("names", "small"), [("survey.intake.silent", 2), ("growth.rigor.end.unpaired", 0)])
def test_how_many_did_not_answer_is_told_since_every_share_rests_on_it(names, small):
    counts = {"asked": 30, "answered": 30 - small, names: small}
    rows = [Row(key, (Count(key),)) for key in counts]
    shown = for_funder(report(counts, rows, (Relation("asked", ("answered", names)),)))
    assert printed(shown.report) == counts
