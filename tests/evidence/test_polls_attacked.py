"""What a poll must not say: bounds that are none, certainty of two people, figures rounded the wrong way."""

from __future__ import annotations

import json
from itertools import product

import pytest
from click.testing import CliRunner

from tests.properties import given, st
from tracker.cli import main
from tracker.evidence.differences import fisher
from tracker.evidence.poll_answers import MOST_COUNTED, BadPoll, Pairs, counted, printed
from tracker.evidence.poll_words import sentence, willing_sentence
from tracker.evidence.polls import shift

MOTION = ("Pro", "Con")
DEBATE = ("--pre", "Pro=67,Con=33", "--post", "Pro=64,Con=36")


def of(pre, post, n_pre=None, n_post=None, **known):
    """Percentages of a motion; the second of each is what is left."""
    first, second = (printed(texts, MOTION, n, about=about) for texts, n, about in (
        (pre, n_pre, "pre"), (post, n_post, "post")
    ))  # fmt: skip
    return shift(MOTION, first, second, **known)


def of_pairs(table, **known):
    return shift(MOTION, pairs=Pairs(table, (0, 0), (0, 0)), **known)


def poll(*arguments, text=None):
    return CliRunner().invoke(main, ["poll", *arguments], input=text)


@pytest.mark.parametrize(("pre", "post"), [((60, 40), (24, 36)), ((24, 36), (60, 40)), ((5, 5), (5, 6))])
def test_nobody_has_moved_where_staying_away_explains_it_all(pre, post):
    """36 of 40 stayed Con, 24 of 60 Pro, the others left: 20 points, and nobody changed their mind."""
    found = shift(MOTION, counted(pre), counted(post), willing=0.9)
    assert found.moved == 0
    assert willing_sentence(found) == "90 % could change their mind; nothing here shows that anybody did."


@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=4), st.lists(st.integers(0, 9), min_size=2, max_size=2)
)
def test_at_least_so_many_moved_is_never_more_than_did(cells, gone):
    """Whoever moved, and whoever stayed away afterwards or came only then."""
    stayed, left, joined, other = cells
    if not sum(cells):
        return
    before = counted((stayed + left + gone[0], joined + other + gone[1]))
    after = counted((stayed + joined, left + other))
    for pre, post in ((before, after), (after, before)):
        if pre.n != post.n:
            found = shift(MOTION, pre, post)
            assert found.moved <= (left + joined) / max(pre.n, post.n) + 1e-9


@pytest.mark.parametrize(("n_pre", "n_post"), [(1000, 800), (300, 299), (5000, 100)])
def test_worst_cases_of_those_missing_hold_whatever_was_rounded_away(n_pre, n_post):
    low, high = of(("67", "33"), ("64", "36"), n_pre, n_post).attrition.bounds[1]
    before = [k for k in range(n_pre + 1) if abs(100 * k / n_pre - 33) <= 0.5]
    after = [k for k in range(n_post + 1) if abs(100 * k / n_post - 36) <= 0.5]
    for first, second in product((min(before), max(before)), (min(after), max(after))):
        assert low - 1e-9 <= (second - first) / n_pre
        assert (second + n_pre - n_post - first) / n_pre <= high + 1e-9


@pytest.mark.parametrize("table", [((0, 2), (0, 0)), ((2, 3), (0, 0)), ((0, 0), (3, 3)), ((9, 5), (0, 9))])
def test_so_few_who_moved_prove_nothing(table):
    """Five who move one way do so once in sixteen times by chance."""
    found = of_pairs(table)
    assert found.options[0].p > 0.05
    assert found.outside is False
    assert "outside" not in sentence(found)


def of_counts(pre, post, names=MOTION, **known):
    return shift(names, counted(pre), counted(post), **known)


@pytest.mark.parametrize(
    ("pre", "post", "p"),
    [((0, 2), (2, 0), "0.33"), ((3, 1), (0, 4), "0.14"), ((0, 19), (1, 0), "0.05")],
)
def test_so_few_strangers_prove_nothing(pre, post, p):
    found = of_counts(pre, post)
    assert found.outside is False
    assert f"within the 95 % margin, by Fisher's exact test (p = {p})" in sentence(found)


@pytest.mark.parametrize(
    ("pre", "post", "n"), [(("0", "100"), ("100", "0"), 2), (("75", "25"), ("0", "100"), 4)]
)
def test_so_few_strangers_prove_nothing_by_percentages_either(pre, post, n):
    found = of(pre, post, n, n)
    assert found.outside is False
    assert "outside" not in sentence(found)


def test_enough_strangers_prove_something_and_so_does_a_whole_group():
    assert of_counts((0, 4), (4, 0)).outside and of_counts((0, 4), (4, 0)).exact_p is None
    # All of two people, and two of three where both of the others would have to be the same one.
    assert "so there is no margin; the majority has changed" in sentence(
        of_counts((0, 2), (2, 0), group_size=2)
    )
    assert of_counts((0, 2), (2, 0), group_size=3).outside
    assert not of_counts((0, 2), (2, 0), group_size=4).outside


def test_no_two_small_polls_are_further_apart_than_fishers_test_says():
    for n1, n2 in product(range(1, 7), repeat=2):
        for k1, k2 in product(range(n1 + 1), range(n2 + 1)):
            found = of_counts((k1, n1 - k1), (k2, n2 - k2))
            assert not found.outside or fisher(k1, n1, k2, n2) < 0.05


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (of(("51", "49"), ("49", "51"), 100, 100), "; among those who answered the majority has changed: it"),
        (
            of(("51", "49"), ("49", "51")),
            "; among those who answered the majority has changed: it now opposes.",
        ),
        (of(("50", "50"), ("55", "45"), 20, 20), "; among those who answered a majority now supports, where"),
        (
            of_pairs(((3, 1), (0, 2))),
            "; among those who answered the majority that supported before is gone.",
        ),
        (of(("90", "10"), ("10", "90"), 100, 100), "outside the 95 % margin; the majority has changed: it"),
        (of_pairs(((3, 1), (0, 2)), group_size=6), "1 of 6 changed their answer; the majority that"),
    ],
)
def test_a_majority_is_told_of_everybody_only_where_chance_did_not_make_it(found, said):
    assert said in sentence(found)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (of(("0", "100"), ("100", "0")), "Pro gained 100 points; 99 to 100 after rounding; among"),
        (of(("100", "0"), ("100", "0")), "No option gained or lost; −0.5 to 0.5 after rounding;"),
        (of(("67", "33"), ("64.2", "35.8")), "Con gained 2.80 points; 2.25 to 3.35 after rounding;"),
        (of(("67", "33"), ("66.6", "33.4")), "Con gained 0.40 points; −0.15 to 0.95 after rounding;"),
        (of_pairs(((2000, 1), (0, 1999))), "Con gained 0.03 points among the 4,000"),
        (
            of(("67", "33"), ("64", "36"), 1000, 800),
            "the change of Con lies between −6 and 17 points",
        ),
    ],
)
def test_what_is_rounded_is_rounded_to_the_safe_side(found, said):
    assert said in sentence(found)


def test_at_least_is_rounded_down():
    found = shift(MOTION, counted((336, 664)), counted((363, 637)), willing=0.5)
    assert found.moved == 0.027
    assert willing_sentence(found) == "50 % could change their mind; at least 2 % did."


def test_nobody_asks_for_fewer_than_ten_answers():
    for found in (of(("0", "100"), ("100", "0")), of(("67", "33"), ("64", "36"), group_size=1)):
        assert found.n_needed < 10
        assert "fewer than" not in sentence(found)


@pytest.mark.parametrize("many", [MOST_COUNTED + 1, 10**400])
def test_more_answers_than_anybody_counts_are_refused(many):
    with pytest.raises(BadPoll, match="at most"):
        of(("67", "33"), ("64", "36"), many, many)
    with pytest.raises(BadPoll, match="at most"):
        of(("67", "33"), ("64", "36"), group_size=many)
    for option in ("--group-size", "--n-pre"):
        done = poll(*DEBATE, option, str(many), *(("--n-post", "100") if option == "--n-pre" else ()))
        assert (done.exit_code, done.stdout) == (2, "")
        assert f"Error: {option}: " in done.stderr


@pytest.mark.parametrize("number", ["1_00", "١٠٠", "１００"])
def test_a_number_is_typed_in_plain_figures(number):
    calls = [
        (*DEBATE, "--n-pre", number, "--n-post", "100"),
        (*DEBATE, "--group-size", number),
        (*DEBATE, "--willing", number),
        ("--pre", f"Pro={number},Con=0", *DEBATE[2:]),
    ]
    for arguments in calls:
        done = poll(*arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "plain number" in done.stderr
    with pytest.raises(BadPoll, match="needs a number"):
        printed((number, "0"), MOTION)


def test_minus_nothing_is_nothing():
    assert "-0.0" not in poll("--pre", "Pro=-0,Con=100", *DEBATE[2:]).stdout


def test_one_code_is_one_person():
    done = poll("--pairs", "-", text="code,pre,post\nx,Pro,Con\n,Pro,Con\n,Pro,Con\nx,Con,Pro\n")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--pairs: line 5, code: “x” stands in line 2 already" in done.stderr


@pytest.mark.parametrize("sign", ["\u2028", "\u0085", "\x0c", "\x0b", "\x1c"])
def test_signs_that_end_lines_elsewhere_may_stand_in_a_cell(sign):
    done = poll("--pairs", "-", text=f"pre,post\nPro{sign}ish,Con\nCon,Con\n")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["options"][0]["name"] == f"Pro{sign}ish"
    rows = "".join(f"2025-01-{day:02d},2026-01-01,so{sign}so\n" for day in range(1, 20))
    done = CliRunner().invoke(main, ["drift", "-"], input="made_on,predicted_for,comment\n" + rows)
    assert done.exit_code == 0, done.stderr
