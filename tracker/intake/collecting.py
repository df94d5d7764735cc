"""Holds Python's collector of cycles back while many small things are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection until the end: looking through all that a process holds costs more than a part's lines.

    It counts for the whole process, so it is for a part of a file at a time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
