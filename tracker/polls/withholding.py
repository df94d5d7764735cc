"""What of a poll may be shown: nothing that tells what one person, or fewer than five, said. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.evidence.differences import independent
from tracker.evidence.poll_answers import Pairs, counted
from tracker.evidence.poll_result import Shift
from tracker.evidence.polls import shift
from tracker.evidence.proportions import score_interval
from tracker.evidence.suppression import without_small

Cell = tuple[int | None, int | None]


class Why(StrEnum):
    """Why something is left out."""

    FEW_BEFORE = "few_before"
    FEW_AFTER = "few_after"
    FEW_DIFFER = "few_differ"
    SMALL_OPTIONS = "small_options"
    ALIKE = "alike"
    PAIRS = "pairs"
    WILLING = "willing"


@dataclass(frozen=True)
class Answers:
    """The counts of a poll: how many chose which option before and after (None: did not answer then)."""

    options: int
    people: Mapping[Cell, int]
    willing: int | None = None
    unwilling: int | None = None

    @property
    def pre(self) -> list[int]:
        """How many chose each option before."""
        return [sum(n for (a, _), n in self.people.items() if a == place) for place in range(self.options)]

    @property
    def post(self) -> list[int]:
        """How many chose each option after."""
        return [sum(n for (_, b), n in self.people.items() if b == place) for place in range(self.options)]

    @property
    def pairs(self) -> Pairs:
        """Who chose what twice, and who answered once."""
        every = range(self.options)
        return Pairs(
            tuple(tuple(self.people.get((a, b), 0) for b in every) for a in every),
            tuple(self.people.get((a, None), 0) for a in every),
            tuple(self.people.get((None, b), 0) for b in every),
        )


@dataclass(frozen=True)
class Share:
    """The share of an option in one wave, with its interval where the number of answers is known."""

    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Row:
    """One option as it is shown; None where it is left out."""

    name: str
    pre: Share | None
    post: Share | None
    change: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Visible:
    """What of a choice may be shown. `found` is there where every option is; a None number is too small."""

    rows: tuple[Row, ...]
    found: Shift | None
    n_pre: int | None
    n_post: int | None
    paired: int | None
    willing: float | None
    over_group: bool
    why: frozenset[Why]


def differing(pre: Sequence[int], post: Sequence[int]) -> int:
    """How many answers would have to be others for the two waves to be the same."""
    up = sum(max(after - before, 0) for before, after in zip(pre, post, strict=True))
    down = sum(max(before - after, 0) for before, after in zip(pre, post, strict=True))
    return max(up, down)


def few_differ(pre: Sequence[int], post: Sequence[int], least: int) -> bool:
    """Whether after minus before would tell what fewer than `least` people did."""
    return 0 < differing(pre, post) < least


def may_pair(pairs: Pairs, least: int) -> bool:
    """Whether what came of pairs is of `least` people at least, whichever way one subtracts.

    Exact movement, McNemar's test and the paired interval each give away how many joined and left every
    option; less these, its share is of those who stayed with it. Each of these counts is nobody or at
    least `least`, and not everybody moved.
    """
    table = pairs.table
    stayed = [row[place] for place, row in enumerate(table)]
    cells = [*stayed]
    for place, row in enumerate(table):
        cells += [sum(row) - row[place], sum(other[place] for other in table) - row[place]]
    return pairs.both >= least and any(stayed) and all(cell == 0 or cell >= least for cell in cells)


def uses_pairs(pairs: Pairs) -> bool:
    """Whether those who answered twice are at least half of each wave."""
    before = pairs.both + sum(pairs.pre_only)
    after = pairs.both + sum(pairs.post_only)
    return pairs.both > 0 and 2 * pairs.both >= max(before, after)


def visible(names: Sequence[str], answers: Answers, *, least: int, group_size: int | None) -> Visible:
    """The shares and changes of a choice, without what is too small (see `docs/polls.md`)."""
    pairs, why = answers.pairs, set[Why]()
    pre, post, paired = answers.pre, answers.post, False
    n_pre, n_post = sum(pre), sum(post)
    if uses_pairs(pairs):
        paired = may_pair(pairs, least)
        why |= set() if paired else {Why.PAIRS}
    over = group_size is not None and max(n_pre, n_post) > group_size
    size = None if over else group_size
    willing = _willing(answers, least, why)
    if paired:
        pre = [sum(row) for row in pairs.table]
        post = [sum(column) for column in zip(*pairs.table, strict=True)]
    before = _cells(pre, least, why, Why.FEW_BEFORE)
    # Of pairs it is known that enough people moved each way; of strangers only the difference is.
    if not paired and n_post >= least and few_differ(pre, post, least):
        # No second reason: both together would tell which options are small.
        why.add(Why.FEW_DIFFER)
        after: list[int | None] = [None] * len(names)
    else:
        after = _cells(post, least, why, Why.FEW_AFTER)
    found = None
    if None not in before and None not in after:
        found = (
            shift(names, pairs=_kept(pairs, least), group_size=size, willing=willing)
            if paired
            else shift(names, counted(pre), counted(post), group_size=size, willing=willing)
        )
        rows = _of_shift(found)
    else:
        rows = tuple(
            _row(name, one, other, sum(pre), sum(post), size)
            for name, one, other in zip(names, before, after, strict=True)
        )
    return Visible(
        rows=rows,
        found=found,
        n_pre=n_pre if n_pre >= least else None,
        n_post=n_post if n_post >= least else None,
        paired=pairs.both if paired else None,
        willing=willing,
        over_group=over,
        why=frozenset(why),
    )


def of_published(found: Shift) -> Visible:
    """Percentages that stand somewhere already: nothing is left out."""
    return Visible(
        _of_shift(found), found, found.n_pre, found.n_post, None, found.willing, False, frozenset()
    )


def _cells(counts: Sequence[int], least: int, why: set[Why], few: Why) -> list[int | None]:
    if sum(counts) < least:
        why.add(few)
        return [None] * len(counts)
    shown = without_small(counts, least=least)
    if None in shown:
        why.add(Why.SMALL_OPTIONS)
    return shown


def _willing(answers: Answers, least: int, why: set[Why]) -> float | None:
    if answers.willing is None or answers.unwilling is None:
        return None
    if None in without_small([answers.willing, answers.unwilling], least=least):
        why.add(Why.WILLING)
        return None
    return answers.willing / (answers.willing + answers.unwilling)


def _kept(pairs: Pairs, least: int) -> Pairs:
    """The pairs; those who did not come back only where their own answers may be told."""
    nobody = (0,) * len(pairs.table)
    tell = None not in without_small(pairs.pre_only, least=least)
    return Pairs(pairs.table, pairs.pre_only if tell else nobody, nobody)


def _row(name: str, before: int | None, after: int | None, n_pre: int, n_post: int, size: int | None) -> Row:
    pre = None if before is None else before / n_pre
    post = None if after is None else after / n_post
    shown = Row(
        name,
        None if pre is None else Share(pre, *score_interval(pre, n_pre, size=size)),
        None if post is None else Share(post, *score_interval(post, n_post, size=size)),
    )
    if pre is None or post is None:
        return shown
    return Row(name, shown.pre, shown.post, *independent(pre, n_pre, post, n_post, size=size))


def _of_shift(found: Shift) -> tuple[Row, ...]:
    return tuple(
        Row(
            one.name,
            Share(one.pre, one.pre_low, one.pre_high),
            Share(one.post, one.post_low, one.post_high),
            one.change,
            one.change_low,
            one.change_high,
        )
        for one in found.options
    )
