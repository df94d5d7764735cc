"""Counts that are too small to be published, and what would give them away."""

from __future__ import annotations

from collections.abc import Sequence

# program.md 5 and releases.md 5.11: the smallest group of which anything is told to whoever may not see the
# persons. Every room takes it from here; where a page asks for more, such as polls, it is set beside this.
LEAST = 5


def without_small(cells: Sequence[int], *, least: int = LEAST) -> list[int | None]:
    """The counts of groups that make up a published total, without those that would single people out.

    Every count below `least` is hidden, zeros too: a zero beside a hidden count says who the hidden ones
    are. A single hidden count follows from the total, and so do all of several that come to less than
    `least` together, or that can only all be the largest hidden count; the smallest shown ones are hidden
    with them until none of this holds.

    Parameters
    ----------
    cells : sequence of int, shape (n,)
        Counts of groups that share nobody, each at least 0.
    least : int
        The smallest count that may be published, at least 1.

    Returns
    -------
    list of int or None, shape (n,)
        The counts in their order, None where hidden.

    Raises
    ------
    ValueError
        If a count is negative or `least` is below 1.
    """
    if least < 1 or any(cell < 0 for cell in cells):
        raise ValueError("counts are not negative, and the smallest one shown is at least 1")
    hidden = {place for place, cell in enumerate(cells) if cell < least}
    shown = sorted(set(range(len(cells))) - hidden, key=lambda place: (cells[place], place))
    while hidden and shown and _follows([cells[place] for place in hidden], least):
        hidden.add(shown.pop(0))
    return [None if place in hidden else cell for place, cell in enumerate(cells)]


def _follows(hidden: Sequence[int], least: int) -> bool:
    """Whether hidden counts follow from their sum, which the total and the shown counts give."""
    whole = sum(hidden)
    return len(hidden) == 1 or whole < least or whole == len(hidden) * (least - 1)
