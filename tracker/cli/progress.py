"""A bar on standard error for what takes longer than a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def bar(what: str, unit: str) -> Iterator[Callable[[int, int | None], None]]:
    """A function that is told (done, total); nothing is drawn in the first second."""
    with tqdm(desc=what, unit=f" {unit}", delay=1, mininterval=1, leave=False, dynamic_ncols=True) as drawn:

        def show(done: int, total: int | None) -> None:
            drawn.total = total
            drawn.update(done - drawn.n)

        yield show
