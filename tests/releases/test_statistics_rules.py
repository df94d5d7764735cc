"""Published statistics: what is printed, and that nothing small can be worked out from it."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import date

import pytest

from tests.properties import given, st
from tracker.releases.statistics_rules import (
    LAYOUTS,
    Decided,
    Ending,
    Limits,
    Period,
    Printed,
    Way,
    may_agree,
    may_make,
    period,
    printed,
)

YEAR = Period(date(2025, 7, 1), date(2026, 7, 1))
NEXT = Period(date(2026, 1, 1), date(2027, 1, 1))
AFTER = Period(date(2026, 7, 1), date(2027, 7, 1))
# What two reviewers alone can never come to.
CELLS = [
    (ending, way) for ending in Ending for way in Way if (ending, way) != (Ending.REFUSED, Way.EXPEDITED)
]


def cases(as_asked=0, narrower=0, refused=0, withdrawn=0, stopped=0, formal=None, days=4):
    counts = (as_asked, narrower, refused, withdrawn, stopped)
    found = [ending for ending, count in zip(Ending, counts, strict=True) for _ in range(count)]
    panel = len(found) if formal is None else formal
    found.reverse()
    return [
        Decided(ending, Way.FORMAL if at < panel else Way.EXPEDITED, days) for at, ending in enumerate(found)
    ]


def table(counts):
    return [Decided(*cell) for cell, count in zip(CELLS, counts, strict=True) for _ in range(count)]


def told(found):
    return {tuple(group): count for group, count in found.endings}


def test_nineteen_cases_print_only_that_they_are_fewer_than_twenty():
    assert printed(cases(19), YEAR) == Printed(YEAR, least=20)


def test_of_23_cases_neither_the_3_nor_the_2_is_told():
    found = printed(cases(18, 3, 2), YEAR)
    assert found.total == 25
    assert told(found) == {(Ending.AS_ASKED,): 20, tuple(e for e in Ending if e is not Ending.AS_ASKED): 5}


def test_a_breakdown_is_left_out_where_merging_does_not_help():
    assert printed(cases(30, 2, 1), YEAR).endings == ()
    assert printed(cases(2, 30), YEAR).endings == ()
    assert printed(cases(30, formal=3), YEAR).ways == ()
    assert printed(cases(30, formal=27), YEAR).ways == ()


def test_every_category_stands_for_itself_where_all_are_large_enough():
    found = printed(cases(22, 5, 6, 5, 8, formal=20), YEAR)
    assert told(found) == {(e,): n for e, n in zip(Ending, (20, 5, 5, 5, 10), strict=True)}
    assert found.ways == ((Way.EXPEDITED, 25), (Way.FORMAL, 20))


def test_a_median_needs_ten_cases_that_somebody_decided():
    nine = [*cases(9, days=6), *cases(0, 0, 0, 20, days=None)]
    assert printed(nine, YEAR).median is None
    assert printed([*nine, *cases(1, days=1)], YEAR).median == 6
    assert printed(cases(30, formal=9), YEAR).medians == ((Way.EXPEDITED, 4),)


def test_of_two_periods_that_overlap_one_alone_is_broken_down():
    first = printed(cases(30, 9), YEAR)
    assert printed(cases(30, 9), NEXT, [first]) == Printed(NEXT, 20, total=40, beside=True)
    assert printed(cases(30, 9), AFTER, [first, Printed(NEXT, 20, 40, beside=True)]).endings
    assert printed(cases(30, 9), NEXT, [printed(cases(19), YEAR)]).endings


@pytest.mark.parametrize(
    ("today", "begins", "ends"),
    [
        (date(2026, 6, 30), date(2025, 1, 1), date(2026, 1, 1)),
        (date(2026, 7, 1), date(2025, 7, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2025, 7, 1), date(2026, 7, 1)),
        (date(2027, 1, 1), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods_end_on_two_fixed_days(today, begins, ends):
    assert period(today) == Period(begins, ends)


def test_one_snapshot_a_period_by_two_people():
    assert may_make(NEXT, YEAR, waiting=False)
    assert may_make(NEXT, NEXT, waiting=False).code == "statistics_made"
    assert may_make(YEAR, NEXT, waiting=False).code == "statistics_made"
    assert may_make(NEXT, YEAR, waiting=True).code == "statistics_waiting"
    assert may_agree(own=True, settled=False).code == "statistics_own"
    assert may_agree(own=False, settled=True).code == "statistics_settled"
    assert may_agree(own=False, settled=False)


def hidden(found):
    """The categories whose own count is not told."""
    single = {group[0] for group, _ in found.endings if len(group) == 1}
    return [e for e in Ending if e not in single], [] if found.ways else list(Way)


def tables(most, cells):
    """Every table of so many cells with at most so many cases."""
    if cells == 0:
        return [()]
    return [(n, *rest) for n in range(most + 1) for rest in tables(most - n, cells - 1)]


def possible(limits, most):
    """Print → every table of counts that prints it, by trying them all. Who reads knows the rules, too."""
    groups = defaultdict(list)
    for counts in tables(most, len(CELLS)):
        groups[printed(table(counts), YEAR, limits=limits)].append(counts)
    return groups


@pytest.mark.parametrize("limits", [Limits(2, 4, 2, 99), Limits(2, 3, 1, 99), Limits(2, 5, 5, 99)])
def test_whatever_is_hidden_can_have_as_many_values_as_the_limit_asks(limits):
    groups = possible(limits, 6)
    assert any(found.endings and hidden(found)[0] for found in groups), "some print merges"
    for found, all_counts in groups.items():
        endings, ways = hidden(found)
        for place, one in [*((0, e) for e in endings), *((1, w) for w in ways)]:
            values = {
                sum(n for n, cell in zip(c, CELLS, strict=True) if cell[place] == one) for c in all_counts
            }
            assert len(values) >= limits.small, (found, one, values)


def test_nor_does_an_earlier_snapshot_give_it_away():
    """Two snapshots over three half-years: all tables of three endings with at most five cases a year."""
    limits, most = Limits(2, 3, 1, 99), 5
    some = (Ending.AS_ASKED, Ending.NARROWER, Ending.REFUSED)
    halves = {
        counts: [Decided(e, Way.FORMAL) for e, n in zip(some, counts, strict=True) for _ in range(n)]
        for counts in tables(most, 3)
    }
    groups = defaultdict(list)
    for one, two, three in itertools.product(halves, repeat=3):
        if sum(one) + sum(two) <= most and sum(two) + sum(three) <= most:
            first = printed(halves[one] + halves[two], YEAR, limits=limits)
            second = printed(halves[two] + halves[three], NEXT, [first], limits)
            groups[first, second].append((one, two, three))
    assert any(second.beside for _, second in groups)
    for (first, second), found in groups.items():
        for cell in range(3):
            if some[cell] in hidden(first)[0]:
                assert len({one[cell] + two[cell] for one, two, _ in found}) >= limits.small
            if some[cell] in hidden(second)[0]:
                assert len({two[cell] + three[cell] for _, two, three in found}) >= limits.small
            # What the new half-year brought cannot be had by subtracting, unless there was nothing.
            if second.beside and sum(found[0][1]) + sum(found[0][2]) > 0:
                assert len({three[cell] for _, _, three in found}) >= limits.small


@given(st.lists(st.integers(0, 30), min_size=5, max_size=5), st.integers(0, 60))
def test_at_the_real_limits_every_hidden_count_keeps_five_values(counts, formal):
    found = printed(cases(*counts, formal=formal), YEAR)
    assert all(count >= 5 for _, count in found.endings)
    layout = next((one for one in LAYOUTS if [*one] == [group for group, _ in found.endings]), ())
    for group in (group for group in layout if len(group) > 1):
        at = [list(Ending).index(ending) for ending in group]
        for cell in at:
            values = set()
            for other in at:
                for value in range(counts[cell] + counts[other] + 1):
                    changed = list(counts)
                    changed[other] += changed[cell] - value
                    changed[cell] = value
                    same = printed(cases(*changed, formal=formal), YEAR) if other != cell else found
                    values |= {changed[cell]} if same.endings == found.endings else set()
            assert len(values) >= 5, (counts, group, values)


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5))
def test_what_is_frozen_reads_back_as_it_was(counts):
    found = printed(cases(*counts, formal=sum(counts) // 2), YEAR)
    assert Printed.of(found.as_json()) == found


@given(st.lists(st.sampled_from(CELLS), max_size=40))
def test_nothing_is_printed_below_the_limits(drawn):
    found = printed([Decided(*cell, 3) for cell in drawn], YEAR)
    if len(drawn) < 20:
        assert (found.total, found.endings, found.ways, found.median) == (None, (), (), None)
        return
    counts = Counter(ending for ending, _ in drawn)
    assert all(sum(counts[e] for e in group) >= 5 for group, _ in found.endings)
    assert found.total % 5 == 0
