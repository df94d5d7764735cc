"""What a poll before and after says of a shift: shares, changes, margins, and what is only a bound."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.evidence.differences import (
    Difference,
    fisher_of_few,
    independent,
    mcnemar,
    paired,
)
from tracker.evidence.poll_answers import (
    FEWEST_OPTIONS,
    MOST_COUNTED,
    MOST_OPTIONS,
    BadPoll,
    Pairs,
    Wave,
    about_n,
)
from tracker.evidence.poll_attrition import least_moved, of_pairs, of_waves
from tracker.evidence.poll_result import Basis, OptionShift, Shift, clean
from tracker.evidence.proportions import score_interval

CONFIDENCE, ERROR = 0.95, 0.05


def shift(
    names: Sequence[str],
    pre: Wave | None = None,
    post: Wave | None = None,
    *,
    pairs: Pairs | None = None,
    group_size: int | None = None,
    willing: float | None = None,
) -> Shift:
    """What is known of a poll, whichever way it is known, as one result.

    Give either both waves or pairs. Pairs are used as pairs if they make up at least half of the answers
    of each wave; else all answers of both waves are compared as if given by different people, which
    overstates the margin.

    Parameters
    ----------
    names : sequence of str
        2 to 7 options, all different.
    pre, post : Wave, optional
        Shares with their number of answers, known or not, see `poll_answers.printed` and `counted`. The
        numbers are known of both or of none.
    pairs : Pairs, optional
        Who chose what before and after.
    group_size : int, optional
        How many there were to be asked, at least the answers of each wave; narrows the intervals.
    willing : float, optional
        The share who said beforehand that they could change their mind, 0 to 1.

    Returns
    -------
    Shift
        Put into words by `poll_words.sentence`.

    Raises
    ------
    BadPoll
        If what is given cannot be a poll; `about` names what it is about.
    """
    _check(names, pre, post, pairs, group_size, willing)
    if pairs is not None:
        if 2 * pairs.both >= max(pairs.before.n or 0, pairs.after.n or 0):
            return _of_pairs(names, pairs, group_size, willing)
        pre, post = pairs.before, pairs.after
    assert pre is not None
    assert post is not None
    return _of_waves(names, pre, post, group_size, willing)


def _check(
    names: Sequence[str],
    pre: Wave | None,
    post: Wave | None,
    pairs: Pairs | None,
    group_size: int | None,
    willing: float | None,
) -> None:
    if not FEWEST_OPTIONS <= len(names) <= MOST_OPTIONS:
        raise BadPoll("options", f"a poll has 2 to 7 options, here are {len(names)}")
    if len(set(names)) < len(names):
        twice = next(name for name in names if list(names).count(name) > 1)
        raise BadPoll("options", f"the option “{twice}” is there twice")
    if group_size is not None and group_size < 1:
        raise BadPoll("group_size", f"a group has at least one member, not {group_size}")
    if group_size is not None and group_size > MOST_COUNTED:
        raise BadPoll("group_size", f"a group has at most {MOST_COUNTED:,} members here")
    if willing is not None and not 0 <= willing <= 1:
        raise BadPoll("willing", "the share of those willing lies between 0 and 100 %")
    if (pairs is None) == (pre is None) or (pairs is None) == (post is None):
        raise BadPoll("pairs", "shares come either from pairs or from both waves")
    if pairs is not None:
        pre, post = pairs.before, pairs.after
    for about, wave in (("pre", pre), ("post", post)):
        _check_wave(wave, f"n_{about}", len(names), group_size)
    if pre is not None and post is not None and (pre.n is None) != (post.n is None):
        missing = "n_pre" if pre.n is None else "n_post"
        raise BadPoll(missing, "give the number of answers of both polls, or of neither")


def _check_wave(wave: Wave | None, about: str, options: int, group_size: int | None) -> None:
    if wave is None or len(wave.shares) != options:
        raise BadPoll(about.removeprefix("n_"), "both polls have the same options")
    if wave.n is not None and group_size is not None and wave.n > group_size:
        raise BadPoll(about, f"there are {about_n(wave.n)}, but the group has {group_size:,}")


def _of_waves(
    names: Sequence[str], pre: Wave, post: Wave, group_size: int | None, willing: float | None
) -> Shift:
    half = pre.half + post.half
    options = tuple(_option(name, place, pre, post, group_size) for place, name in enumerate(names))
    main = _main(options)
    one = options[main]
    outside, exact_p = _outside(one.change, main, pre, post, group_size)
    return Shift(
        options=options,
        basis=Basis.SHARES if pre.n is None else Basis.INDEPENDENT,
        n_pre=pre.n,
        n_post=post.n,
        group_size=group_size,
        half=half,
        main=main,
        outside=outside,
        n_needed=_needed(one, len(names), group_size),
        moved=least_moved(pre, post),
        moved_exact=False,
        attrition=of_waves(pre, post),
        willing=willing,
        exact_p=exact_p,
    )


def _option(name: str, place: int, pre: Wave, post: Wave, group_size: int | None) -> OptionShift:
    before, after = pre.shares[place], post.shares[place]
    change = clean(after - before)
    # No share lies below 0 or above 1, whichever way it was rounded.
    low = clean(max(after - post.half, 0.0) - min(before + pre.half, 1.0))
    high = clean(min(after + post.half, 1.0) - max(before - pre.half, 0.0))
    if pre.n is None or post.n is None:
        return OptionShift(name, before, after, change, low, high)
    first = score_interval(before, pre.n, size=group_size)
    second = score_interval(after, post.n, size=group_size)
    found = independent(before, pre.n, after, post.n, size=group_size)
    return OptionShift(name, before, after, change, low, high, *first, *second, *_ends(found))


def _of_pairs(names: Sequence[str], pairs: Pairs, group_size: int | None, willing: float | None) -> Shift:
    n, table = pairs.both, pairs.table
    tables = []
    options = []
    for place, name in enumerate(names):
        both = table[place][place]
        left, joined = sum(table[place]) - both, sum(row[place] for row in table) - both
        four = (both, left, joined, n - both - left - joined)
        before, after = (both + left) / n, (both + joined) / n
        change = clean((joined - left) / n)
        tables.append(four)
        options.append(
            OptionShift(
                name,
                before,
                after,
                change,
                change,
                change,
                *score_interval(before, n, size=group_size),
                *score_interval(after, n, size=group_size),
                *_ends(paired(*four, size=group_size)),
                left=left,
                joined=joined,
                p=mcnemar(left, joined),
            )
        )
    main = _main(options)
    margin = paired(*tables[main], size=group_size, confidence=_level(len(names)))
    return Shift(
        options=tuple(options),
        basis=Basis.PAIRED,
        n_pre=n,
        n_post=n,
        group_size=group_size,
        half=0.0,
        main=main,
        # The exact test is asked too: of few people the score interval alone says too much.
        outside=_leaves(margin) and (options[main].p or 0.0) < ERROR / _several(len(names))
        if options[main].change
        else None,
        n_needed=None,
        moved=clean(sum(option.left or 0 for option in options) / n),
        moved_exact=True,
        attrition=of_pairs(pairs),
        willing=willing,
    )


def _outside(
    change: float, main: int, pre: Wave, post: Wave, group_size: int | None
) -> tuple[bool | None, float | None]:
    """Whether a change leaves its margin however close together the shares were before rounding.

    With Fisher's p of few answers where it alone keeps the change inside.
    """
    if pre.n is None or post.n is None or not change:
        return None, None
    before, after = (pre.most, post.least) if change > 0 else (pre.least, post.most)
    first, second = before[main], after[main]
    level = _level(len(pre.shares))
    if (second - first) * change <= 0 or not _leaves(
        independent(first, pre.n, second, post.n, size=group_size, confidence=level)
    ):
        return False, None
    p = fisher_of_few(first, pre.n, second, post.n, size=group_size)
    return (True, None) if p is None or p < ERROR / _several(len(pre.shares)) else (False, p)


def _main(options: Sequence[OptionShift]) -> int:
    """The option that moved most; of two that moved alike the one that gained, then the first."""
    return max(
        range(len(options)), key=lambda place: (abs(options[place].change), options[place].change, -place)
    )


def _needed(one: OptionShift, options: int, group_size: int | None) -> int | None:
    """The fewest answers in each poll from which the change, as printed, leaves its margin."""
    if not one.change:
        return None

    def leaves(n: int) -> bool:
        return _leaves(independent(one.pre, n, one.post, n, size=group_size, confidence=_level(options)))

    # A shift so small that as many answers as there may be leave it inside its margin needs no number.
    low, high = 1, group_size or MOST_COUNTED
    if not leaves(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if leaves(middle) else (middle + 1, high)
    return low


def _level(options: int) -> float:
    return CONFIDENCE if options == 2 else 1 - (1 - CONFIDENCE) / options


def _several(options: int) -> int:
    """How many changes there are that are not each other's mirror."""
    return 1 if options == 2 else options


def _leaves(found: Difference) -> bool:
    return found.low > 0 or found.high < 0


def _ends(found: Difference) -> tuple[float, float]:
    return found.low, found.high
