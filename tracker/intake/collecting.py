"""Holds Python's collector of cycles back while many small things are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[Callable[[], None]]:
    """No collection until the end but by what this gives, to be called after each part of a file.

    That looks through the part alone, and sets what stays of it aside. Left to itself the collector goes
    through all that was judged so far again and again, which takes a third of the time of a long file.
    It counts for the whole process.
    """

    def settle() -> None:
        gc.collect(0)
        gc.freeze()

    was_on = gc.isenabled()
    gc.disable()
    try:
        yield settle
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()
