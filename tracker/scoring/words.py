"""What a level says, as a code and as an English sentence. Nothing here ever says "stop"."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

# scoring.md 3: with fewer people or works a level is early, and stands without colour.
ENOUGH_PEOPLE, ENOUGH_WORKS = 3, 2
# Above these probabilities of a level below the program's bar.
OFFER_SUPPORT, PANEL = 0.3, 0.8


class Reading(enum.StrEnum):
    """How a level is to be read."""

    NOTHING = "nothing"
    EARLY = "early"
    USUAL = "usual"
    OFFER_SUPPORT = "offer_support"
    PANEL_MAY_CONSIDER = "panel_may_consider"


def early(people: int, works: int) -> bool:
    """Whether so few people or works stand behind a level that no colour may."""
    return people < ENOUGH_PEOPLE or works < ENOUGH_WORKS


def reading(people: int, works: int, p_below: float | None) -> Reading:
    """How a level is to be read; `p_below` is P(level < bar), None where there is no level."""
    if p_below is None:
        return Reading.NOTHING
    if early(people, works):
        return Reading.EARLY
    if p_below > PANEL:
        return Reading.PANEL_MAY_CONSIDER
    return Reading.OFFER_SUPPORT if p_below > OFFER_SUPPORT else Reading.USUAL


def level_sentence(found: Reading, people: int, works: int, level: Mapping[str, Any]) -> str:
    """The sentence that goes with every level, with its q05, q95 and p_below. Reader: whoever reads it."""
    behind = f"{_count(people, 'person', 'people')}, {_count(works, 'work', 'works')}"
    if found == Reading.NOTHING:
        return f"{behind}: nothing can be told yet."
    low, high = level["q05"], level["q95"]
    if found == Reading.EARLY:
        return f"{behind}: cannot tell average from strong; between {low:.1f} and {high:.1f} so far."
    between = f"{behind}: between {low:.1f} and {high:.1f} with 90 % probability"
    if found == Reading.USUAL:
        return f"{between}."
    word = "offer support" if found == Reading.OFFER_SUPPORT else "a panel may consider"
    return f"{between}; below the bar with {level['p_below']:.0%} probability: {word}."


def severity_sentence(forms: int, severity: Mapping[str, Any]) -> str:
    """What a mentor's severity says, with its q05 and q95. Readers: the mentor, the lead."""
    filed = _count(forms, "form", "forms")
    if severity["severity"] is None:
        return f"{filed}: cannot be told, since nobody else rated the same scholars."
    low, high = severity["q05"], severity["q95"]
    if low <= 0 <= high:
        return f"{filed}: no clear difference from other raters ({low:+.1f} to {high:+.1f})."
    side = "higher" if severity["severity"] > 0 else "lower"
    apart = f"about {abs(severity['severity']):.1f} points {side} than other raters"
    return f"{filed}: {apart} ({low:+.1f} to {high:+.1f})."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
