"""Holds Python's collector of cycles back while many small things are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[Callable[[], int]]:
    """No collection until the end but by what this gives, to be called after each part of a file.

    That looks through what is new since the last part alone. Left to itself the collector goes through
    all that was judged so far again and again, which takes a third of the time of a long file. It counts
    for the whole process.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield lambda: gc.collect(0)
    finally:
        if was_on:
            gc.enable()
