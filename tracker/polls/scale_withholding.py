"""What of answers on a scale may be shown: means to one decimal, of people who do not all agree. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.evidence.scales import MeanChange, mean_change, mean_difference
from tracker.polls.withholding import Answers, Why, few_differ, uses_pairs


@dataclass(frozen=True)
class Means:
    """What of a scale from 1 on may be shown; None where it is left out."""

    pre: float | None
    post: float | None
    change: MeanChange | None
    n_pre: int | None
    n_post: int | None
    paired: int | None
    over_group: bool
    why: frozenset[Why]


def visible_means(answers: Answers, *, least: int, group_size: int | None) -> Means:
    """Means before and after, and the change of those who answered twice if they are at least half.

    A mean tells what everybody said where nearly all said the same: at least `least` answers must
    differ from the commonest one, and the same holds for the changes of pairs.
    """
    why = set[Why]()
    pre, post, pairs = answers.pre, answers.post, answers.pairs
    over = group_size is not None and max(sum(pre), sum(post)) > group_size
    changes = [b - a for a, row in enumerate(pairs.table) for b, n in enumerate(row) for _ in range(n)]
    paired = False
    if uses_pairs(pairs):
        counts = [changes.count(one) for one in set(changes)]
        paired = len(changes) - max(counts) >= least
        why |= set() if paired else {Why.PAIRS}
    n_pre, n_post = sum(pre), sum(post)
    if paired:
        pre = [sum(row) for row in pairs.table]
        post = [sum(column) for column in zip(*pairs.table, strict=True)]
    before, after = _mean(pre, least, why, Why.FEW_BEFORE), _mean(post, least, why, Why.FEW_AFTER)
    if not paired and few_differ(pre, post, least):
        why.add(Why.FEW_DIFFER)
        after = None
    change = None
    if before is not None and after is not None:
        size = None if over or not paired else group_size
        change = mean_change(changes, size=size) if paired else mean_difference(_spread(pre), _spread(post))
    return Means(
        pre=before,
        post=after,
        change=change,
        n_pre=n_pre if n_pre >= least else None,
        n_post=n_post if n_post >= least else None,
        paired=pairs.both if paired else None,
        over_group=over,
        why=frozenset(why),
    )


def _mean(counts: Sequence[int], least: int, why: set[Why], few: Why) -> float | None:
    if sum(counts) < least:
        why.add(few)
        return None
    if sum(counts) - max(counts) < least:
        why.add(Why.ALIKE)
        return None
    return float(np.mean(_spread(counts)))


def _spread(counts: Sequence[int]) -> list[int]:
    """Counts of the levels from 1 on as single answers."""
    return [level for level, n in enumerate(counts, start=1) for _ in range(n)]
