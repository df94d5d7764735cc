"""What those who answered only once may hide: how far a change could lie, and how many must have moved."""

from __future__ import annotations

from tracker.evidence.poll_answers import Pairs, Wave
from tracker.evidence.poll_result import Attrition, clean


def least_moved(pre: Wave, post: Wave) -> float:
    """The part of the answers that must have changed.

    Where more answered before than after, or fewer, those who stayed away may have made the difference:
    only what is both gained and lost, in people, is told for certain.
    """
    if pre.n is None or post.n is None or pre.n == post.n:
        before, after, people = 1, 1, 1
    else:
        before, after, people = pre.n, post.n, max(pre.n, post.n)
    apart = [last * after - first * before for first, last in zip(pre.shares, post.shares, strict=True)]
    up, down = sum(max(one, 0.0) for one in apart), sum(max(-one, 0.0) for one in apart)
    # Shares that do not sum to 100 for their rounding gain and lose different amounts.
    return clean((up + down) / 2 if before == after else min(up, down) / people)


def of_waves(pre: Wave, post: Wave) -> Attrition | None:
    """How far each change could lie if those missing after had all answered one way, with rounding."""
    if pre.n is None or post.n is None or post.n >= pre.n:
        return None
    missing, kept = pre.n - post.n, post.n / pre.n
    return Attrition(
        missing,
        tuple(
            (clean(low * kept - most), clean(high * kept + 1 - kept - least))
            for least, most, low, high in zip(pre.least, pre.most, post.least, post.most, strict=True)
        ),
    )


def of_pairs(pairs: Pairs) -> Attrition | None:
    """The same of those who answered twice and those who answered before only."""
    missing = sum(pairs.pre_only)
    if not missing:
        return None
    everybody = pairs.both + missing
    kept = [sum(row[place] for row in pairs.table) for place in range(len(pairs.table))]
    return Attrition(
        missing,
        tuple(
            (clean(after / everybody - first), clean((after + missing) / everybody - first))
            for after, first in zip(kept, pairs.before.shares, strict=True)
        ),
    )
