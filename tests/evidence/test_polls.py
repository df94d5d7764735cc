"""What a poll before and after says, told aloud, and what it must never say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.properties import given, st
from tracker.evidence.poll_answers import BadPoll, Pairs, counted, printed
from tracker.evidence.poll_result import Basis
from tracker.evidence.poll_words import sentence, willing_sentence
from tracker.evidence.polls import shift

MOTION = ("Pro", "Con")


def of_percentages(pre, post, n_pre=None, n_post=None, names=MOTION, **known):
    before, after = printed(pre, names, n_pre), printed(post, names, n_post, about="post")
    return shift(names, before, after, **known)


def of_pairs(table, pre_only=None, post_only=None, names=MOTION, **known):
    once = tuple(0 for _ in names)
    return shift(names, pairs=Pairs(table, pre_only or once, post_only or once), **known)


def test_the_debate_of_which_only_percentages_are_known():
    """A report that announced 4 points for Con lies inside the rounding."""
    found = of_percentages(("67", "33"), ("64", "36"), willing=0.92)
    assert sentence(found) == (
        "Con gained 3 points; 2 to 4 after rounding; with fewer than about 1,930 answers in each poll this"
        " is within the 95 % margin; a majority still supports."
    )
    assert willing_sentence(found) == "92 % could change their mind; at least 3 % did."
    pro, con = found.options
    assert (pro.change, con.change) == (-0.03, 0.03)
    assert (con.rounding_low, con.rounding_high) == pytest.approx((0.02, 0.04))
    assert (con.change_low, con.change_high) == (None, None)
    assert found.moved == 0.03 and not found.moved_exact
    assert found.n_needed == pytest.approx(1930, abs=5)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            of_percentages(("67", "33"), ("67", "33")),
            "No option gained or lost; −1 to 1 after rounding; a majority still supports.",
        ),
        (
            of_percentages(("67", "33"), ("64", "36"), 100, 100),
            (
                "Con gained 3 points; 2 to 4 after rounding; with 100 answers in each poll this is"
                " within the 95 % margin; a majority still supports."
            ),
        ),
        (
            of_percentages(("67", "33"), ("64", "36"), 3000, 3000),
            (
                "Con gained 3 points; 2 to 4 after rounding; with 3,000 answers in each poll this is"
                " within the 95 % margin, with rounding counted in; a majority still supports."
            ),
        ),
        (
            of_percentages(("67", "33"), ("45", "55"), 100, 80),
            (
                "Con gained 22 points; 21 to 23 after rounding; with 100 and 80 answers this is"
                " outside the 95 % margin; whatever the 20 answers missing afterwards would be, the"
                " change of Con lies between 11 and 31 points; the majority has changed: it now"
                " opposes."
            ),
        ),
        (
            of_percentages(("55", "45"), ("50", "50")),
            (
                "Con gained 5 points; 4 to 6 after rounding; with fewer than about 767 answers in"
                " each poll this is within the 95 % margin; among those who answered the majority that"
                " supported before is gone."
            ),
        ),
        (
            of_percentages(("50", "50"), ("55", "45"), 40, 40, group_size=40),
            (
                "Pro gained 5 points; 4 to 6 after rounding; the whole group answered, so there is no"
                " margin; a majority now supports, where there was none before."
            ),
        ),
        (
            of_percentages(("50", "50"), ("55", "45"), 20, 20, group_size=40),
            (
                "Pro gained 5 points; 4 to 6 after rounding; for the group of 40 with 20 answers in each poll"
                " this is within the 95 % margin; among those who answered a majority now supports, where"
                " there was none before."
            ),
        ),
        (
            of_percentages(("50", "50"), ("50", "50")),
            "No option gained or lost; −1 to 1 after rounding; no option has a clear majority.",
        ),
        (
            of_percentages(("40", "35", "25"), ("54", "30", "16"), 100, 100, names=("Tea", "Milk", "Soup")),
            (
                "Tea gained 14 points, the largest of 3 changes; 13 to 15 after rounding; with 100"
                " answers in each poll this is within the 95 % margin for the largest of 3 changes,"
                " with rounding counted in; among those who answered a majority now chooses Tea, where there"
                " was none before."
            ),
        ),
        (
            of_percentages(("50.4", "49.6"), ("51.4", "48.6"), names=("Tea", "Soup")),
            (
                "Tea gained 1.0 points; 0.9 to 1.1 after rounding; with fewer than about 19,200"
                " answers in each poll this is within the 95 % margin; a majority still chooses Tea."
            ),
        ),
        (
            of_pairs(((20, 9), (3, 9))),
            (
                "Con gained 15 points among the 41 who answered twice; this is within the 95 %"
                " margin; 12 of 41 changed their answer; a majority still supports."
            ),
        ),
        (
            of_pairs(((20, 0), (0, 9))),
            (
                "No option gained or lost among the 29 who answered twice; nobody of 29 changed their"
                " answer; a majority still supports."
            ),
        ),
        (
            of_pairs(((2, 0), (0, 2)), (10, 10), (11, 9)),
            (
                "Pro gained 4 points; with 24 answers in each poll this is within the 95 % margin; among"
                " those who answered a majority now supports, where there was none before."
            ),
        ),
    ],
)
def test_what_is_said_aloud(found, said):
    assert sentence(found) == said


def test_pairs_tell_exactly_how_many_moved_where_shares_tell_only_the_least():
    table = ((20, 9), (9, 12))
    known = of_pairs(table, willing=0.8)
    unknown = shift(MOTION, counted((29, 21)), counted((29, 21)), willing=0.8)
    assert (known.moved, known.moved_exact) == (0.36, True)
    assert (unknown.moved, unknown.moved_exact) == (0.0, False)
    assert willing_sentence(known) == "80 % could change their mind; 36 % did."
    assert willing_sentence(unknown) == "80 % could change their mind; nothing here shows that anybody did."


def test_those_who_left_could_have_gone_either_way():
    found = of_pairs(((10, 5), (5, 10)), pre_only=(10, 0))
    assert found.attrition.missing == 10
    # Before: 25 of 40 pro. After: 15 of 30 pro; with the ten missing 15 to 25 of 40.
    assert found.attrition.bounds[0] == pytest.approx((-0.25, 0.0))


@pytest.mark.parametrize("n", [500, 1500, 1929, 4000])
def test_the_number_needed_is_where_the_margin_ends(n):
    found = of_percentages(("67", "33"), ("64", "36"))
    one = shift(MOTION, counted((67 * n, 33 * n)), counted((64 * n, 36 * n))).options[1]
    assert found.n_needed is not None
    inside = one.change_low <= 0 <= one.change_high
    assert inside == (100 * n < found.n_needed)
    exact = [shift(MOTION, *(_wave(share, m) for share in (0.33, 0.36))).options[1] for m in (1928, 1929)]
    assert [option.change_low > 0 for option in exact] == [False, True]


def _wave(share, n):
    wave = counted((1, 1))
    return type(wave)((1 - share, share), n, 0.0, (1 - share, share), (1 - share, share))


POLLS = st.integers(2, 7).flatmap(
    lambda k: st.tuples(*[st.lists(st.integers(0, 50), min_size=k, max_size=k).filter(any)] * 2)
)


@given(POLLS)
def test_counts_make_shares_that_hold_together(polls):
    before, after = polls
    names = [f"option {place}" for place in range(len(before))]
    found = shift(names, counted(before), counted(after))
    assert found.basis is Basis.INDEPENDENT
    assert sum(one.change for one in found.options) == pytest.approx(0, abs=1e-9)
    assert 0 <= found.moved <= 1
    for one in found.options:
        assert one.change_low <= one.change + 1e-9 and one.change <= one.change_high + 1e-9
        assert one.rounding_low == one.change == one.rounding_high
        assert found.moved + 1e-9 >= abs(one.change) or sum(before) != sum(after)
    said = sentence(found)
    assert said[0].isupper() and said.endswith(".")


@given(st.integers(2, 4).flatmap(lambda k: st.lists(st.integers(0, 15), min_size=k * k, max_size=k * k)))
def test_at_least_the_net_shift_moved_and_pairs_never_say_less(cells):
    k = int(len(cells) ** 0.5)
    table = tuple(tuple(cells[row * k : row * k + k]) for row in range(k))
    if not any(cells):
        return
    names = [f"option {place}" for place in range(k)]
    known = of_pairs(table, names=names)
    unknown = shift(names, Pairs(table, (0,) * k, (0,) * k).before, Pairs(table, (0,) * k, (0,) * k).after)
    assert unknown.moved <= known.moved + 1e-9
    assert [one.change for one in known.options] == pytest.approx([one.change for one in unknown.options])


@given(st.integers(2, 300), st.data())
def test_what_was_counted_and_printed_is_taken_and_bounded(n, data):
    """Whatever counts were rounded, their percentages are taken and the bounds hold the true change."""
    truth = [data.draw(st.integers(0, n)) for _ in range(2)]
    texts = [(_half_up(100 * k, n), _half_up(100 * (n - k), n)) for k in truth]
    found = of_percentages(*texts, n, n)
    change = (truth[1] - truth[0]) / n
    assert found.options[0].rounding_low - 1e-9 <= change <= found.options[0].rounding_high + 1e-9


def _half_up(numerator, denominator):
    return str((2 * numerator + denominator) // (2 * denominator))


def test_a_shift_that_rounding_may_have_made_is_never_outside():
    for n in (100, 1000, 100_000):
        found = of_percentages(("50", "50"), ("51", "49"), n, n)
        assert found.outside is False


@pytest.mark.parametrize(
    ("pre", "n", "about", "words"),
    [
        (("67", "36"), None, "pre", "sum to 103"),
        (("67", "30"), None, "pre", "may sum to 99 to 101"),
        (("67.0", "33.2"), None, "pre", "may sum to 99.9 to 100.1"),
        (("67", "33"), 4, "n_pre", "no whole number of 4 answers is 67 %"),
        (("67", "33"), 1, "n_pre", "there are 2 options"),
        (("50", "51"), 100, "n_pre", "no whole numbers that sum to 100 answers"),
        (("nan", "33"), None, "pre", "from 0 to 100"),
        (("inf", "33"), None, "pre", "from 0 to 100"),
        (("-3", "103"), None, "pre", "from 0 to 100"),
        (("67%", "33"), None, "pre", "without a % sign"),
        (("66.6666666", "33.3333334"), None, "pre", "decimals"),
    ],
)
def test_percentages_that_cannot_be_are_refused(pre, n, about, words):
    with pytest.raises(BadPoll, match=words) as refused:
        of_percentages(pre, ("64", "36"), n, 100)
    assert refused.value.about == about


def test_seven_rounded_thirds_may_miss_a_hundred():
    names = [str(place) for place in range(7)]
    found = of_percentages(("14",) * 7, ("14",) * 7, names=names)
    assert found.main == 0 and found.moved == 0


@pytest.mark.parametrize(
    ("given", "about"),
    [
        (lambda: shift(("Pro",), counted((4,)), counted((4,))), "options"),
        (lambda: shift(tuple("abcdefgh"), counted((1,) * 8), counted((1,) * 8)), "options"),
        (lambda: shift(("Pro", "Pro"), counted((4, 4)), counted((4, 4))), "options"),
        (lambda: shift(MOTION, counted((4, 4)), counted((4, 4, 4))), "post"),
        (lambda: shift(MOTION, counted((4, 4)), counted((4, 4)), group_size=7), "n_pre"),
        (lambda: shift(MOTION, counted((4, 4)), counted((4, 4)), willing=1.2), "willing"),
        (lambda: shift(MOTION, counted((4, 4)), None), "pairs"),
        (lambda: of_percentages(("67", "33"), ("64", "36"), 100, None), "n_post"),
        (lambda: counted((0, 0)), "pre"),
        (lambda: counted((-1, 2)), "pre"),
        (lambda: of_pairs(((0, 0), (0, 0))), "pairs"),
    ],
)
def test_what_no_poll_can_be_is_refused(given, about):
    with pytest.raises(BadPoll) as refused:
        given()
    assert refused.value.about == about


def test_the_instrument_needs_no_framework():
    code = (
        "import sys, tracker.evidence.poll_words, tracker.evidence.polls, tracker.evidence.scales;"
        "print(sorted({'flask', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
