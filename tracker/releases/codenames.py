"""Neutral names of cases: a colour or a stone with a bird or a tree, chosen by chance. Pure but for chance.

Said aloud in a corridor such a name tells nothing: neither kind nor area nor people lead to it.
"""

from __future__ import annotations

import secrets
from collections.abc import Container

FIRST = (
    *("amber", "ashen", "azure", "basalt", "beige", "bronze", "chalk", "cobalt", "copper", "coral"),
    *("cream", "flint", "garnet", "granite", "green", "hazel", "indigo", "ivory", "jade", "linen"),
    *("marble", "mauve", "ochre", "olive", "opal", "pearl", "quartz", "russet", "sandy", "slate"),
    *("teal", "umber", "violet", "walnut", "white", "yellow"),
)
SECOND = (
    *("alder", "aspen", "beech", "birch", "cedar", "crane", "curlew", "dunlin", "elder", "finch"),
    *("gannet", "heron", "hornbeam", "jay", "juniper", "kestrel", "lapwing", "larch", "linden", "magpie"),
    *("maple", "martin", "oak", "osprey", "petrel", "plover", "poplar", "puffin", "redstart", "robin"),
    *("rowan", "siskin", "sparrow", "spruce", "starling", "swift", "tern", "thrush", "willow", "wren"),
)
MOST = len(FIRST) * len(SECOND)


def draw(taken: Container[str]) -> str:
    """A name that no case of the program has; once all pairs are taken, one with a number behind it."""
    turn = secrets.randbelow(MOST)
    number = 1
    while True:
        for step in range(MOST):
            first, second = divmod((turn + step) % MOST, len(SECOND))
            name = f"{FIRST[first]}-{SECOND[second]}" + (f"-{number}" if number > 1 else "")
            if name not in taken:
                return name
        number += 1
