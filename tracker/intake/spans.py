"""Keys of rows: of a hundred thousand that were written one after the other only the first and the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from tracker.intake.kinds import Key

Keys = tuple[int, ...]


class Spans:
    """Keys of rows of one table: ids that came together as spans, others one by one."""

    def __init__(self) -> None:
        self.spans: list[range] = []
        self._single: dict[Keys, None] = {}

    def add(self, keys: Sequence[Key]) -> None:
        span = _span(keys)
        if span is None:
            self._single.update((as_keys(key), None) for key in keys)
        elif self.spans and self.spans[-1].stop == span.start:
            self.spans[-1] = range(self.spans[-1].start, span.stop)
        else:
            self.spans.append(span)

    def __contains__(self, keys: Keys) -> bool:
        return keys in self._single or any(keys[0] in span for span in self.spans if len(keys) == 1)

    def discard(self, keys: Keys) -> None:
        """Take a key out; the span it is in becomes two."""
        self._single.pop(keys, None)
        if len(keys) > 1:
            return
        for place, span in enumerate(self.spans):
            if keys[0] in span:
                both = (range(span.start, keys[0]), range(keys[0] + 1, span.stop))
                self.spans[place : place + 1] = [one for one in both if one]
                return

    def bounds(self) -> tuple[int, int] | None:
        """The least and the greatest id; None where there are none."""
        ids = [keys[0] for keys in self._single]
        ids += [end for span in self.spans for end in (span[0], span[-1])]
        return (min(ids), max(ids)) if ids else None

    def pieces(self, size: int) -> Iterator[range | list[Keys]]:
        """All keys in pieces of at most so many; no span is mixed with others."""
        for span in self.spans:
            for first in range(span.start, span.stop, size):
                yield range(first, min(first + size, span.stop))
        left = iter(self._single)
        while piece := list(islice(left, size)):
            yield piece


def as_keys(key: Key) -> Keys:
    return key if isinstance(key, tuple) else (key,)


def _span(keys: Sequence[Key]) -> range | None:
    """Several ids without a gap between them, in whatever order; None for anything else."""
    if isinstance(keys, range):
        return keys or None
    ids = {key for key in keys if isinstance(key, int)}
    if len(ids) < 2 or len(ids) != len(keys) or max(ids) - min(ids) + 1 != len(ids):
        return None
    return range(min(ids), max(ids) + 1)
