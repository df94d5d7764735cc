"""Every poll of two options that there can be, and what follows from all that is shown of it.

Polls that look the same to the reader, reasons and sentence included, make up one picture. If a number of
one to four people is the same in all polls of a picture, then who reads it knows that number.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

from tracker.evidence.poll_words import sentence
from tracker.polls.withholding import Answers, visible

LEAST = 5


def picture(people):
    """All that is shown, as the reader can note it down."""
    found = visible(("Pro", "Con"), Answers(2, people), least=LEAST, group_size=None)
    told = None
    if found.found is not None:
        told = (found.found.options, found.found.moved, found.found.attrition, sentence(found.found))
    return found, (found.rows, told, found.n_pre, found.n_post, found.paired, found.willing, found.why)


def known_of_few(polls, cells, only=lambda found: True):
    """The polls in which some cell of one to four people follows, one of each picture."""
    pictures = defaultdict(list)
    for counts in polls:
        found, shown = picture({cell: n for cell, n in zip(cells, counts, strict=True) if n})
        if only(found):
            pictures[shown].append(counts)
    assert len(pictures) > 100
    return [
        alike[0]
        for alike in pictures.values()
        if any(len(values := {one[place] for one in alike}) == 1 and 0 < min(values) < LEAST
               for place in range(len(cells)))
    ]  # fmt: skip


def test_of_strangers_no_small_number_follows_from_shares_and_reasons():
    polls = ((a, n - a, b, m - b)
             for n, m in product(range(10, 17, 2), range(8, 18, 3))
             for a, b in product(range(n + 1), range(m + 1)))  # fmt: skip
    assert known_of_few(polls, [(0, None), (1, None), (None, 0), (None, 1)]) == []


def test_of_pairs_no_small_number_follows_from_shares_and_movement():
    """Where everybody answered twice the number of pairs says so, and the table has no other unknowns."""
    polls = (table for table in product(range(11), repeat=4) if 14 <= sum(table) <= 22)
    everybody = lambda found: found.paired == found.n_pre == found.n_post != None  # noqa: E711, E731
    assert known_of_few(polls, [(0, 0), (0, 1), (1, 0), (1, 1)], everybody) == []
