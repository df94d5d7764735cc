"""Three worked examples on a small invented cohort, computed by the model itself at any settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from tracker.scoring.document import score
from tracker.scoring.model import Priors

# Eleven scholars beside the one the examples are about: the levels of three works, two raters each.
OTHERS: tuple[str, ...] = (
    "43 34 33",
    "33 22 34",
    "44 54 43",
    "32 33 23",
    "35 44 33",
    "23 33 32",
    "44 33 43",
    "34 32 33",
)
OTHERS += ("54 44 45", "33 43 32", "22 33 23")
MENTORS = 5
# The strong scholar of the examples, before anything bad happens; the one who is carried.
STRONG = "45 44 54"
STEADY = "33 33 23"
NOOR, TEO = "Noor", "Teo"
# Stated pass rates: half of the able succeed at an ambitious work and one in ten of the others.
NORMAL, AMBITIOUS = (0.75, 0.35), (0.50, 0.10)
BAD = 2


@dataclass(frozen=True)
class Example:
    """One case: who it is about, the entry of the score's document, and the one to compare it with."""

    key: str
    scholar: str
    entry: Mapping[str, Any]
    before: Mapping[str, Any]

    @property
    def change(self) -> float:
        """How far the level moved, rubric points."""
        return float(self.entry["level"] - self.before["level"])

    @property
    def lowest(self) -> int:
        """The lowest rating that was given, which a rule on single forms would act on."""
        return BAD if self.key in ("one_bad", "three_bad") else min(int(one) for one in STEADY if one != " ")


@lru_cache(maxsize=64)
def worked(priors: Priors, bar: float) -> tuple[Example, ...]:
    """The examples at these settings. Raises what `score` raises."""

    def levels(data: dict[str, Any]) -> dict[str, Mapping[str, Any]]:
        return {one["scholar"]: one for one in score(data, bar=bar, priors=priors)["scholars"]}

    # Far-off settings overflow on the way to not settling; only the latter is of interest here.
    with np.errstate(all="ignore"):
        before = levels(_cohort())
        after = (
            ("one_bad", NOOR, levels(_with_bad(1))),
            ("three_bad", NOOR, levels(_with_bad(3))),
            ("alone", TEO, levels(_with_success({TEO: 1.0}))),
            ("carried", TEO, levels(_with_success({TEO: 0.3, NOOR: 0.7}))),
        )
    return tuple(Example(key, who, said[who], before[who]) for key, who, said in after)


def _cohort() -> dict[str, Any]:
    """Everybody before the examples: three works each, rated by two people, one result each."""
    data: dict[str, Any] = {"forms": [], "outcomes": [], "shares": {}}
    everybody = {NOOR: STRONG, TEO: STEADY}
    everybody |= {f"scholar {number}": levels for number, levels in enumerate(OTHERS, 1)}
    for row, (scholar, levels) in enumerate(everybody.items()):
        for piece, pair in enumerate(levels.split()):
            work = f"{scholar}, work {piece + 1}"
            data["shares"][work] = {scholar: 1.0}
            for rater, overall in enumerate(pair):
                mentor = f"mentor {(row + piece * rater + rater) % MENTORS + 1}"
                data["forms"].append(_form(scholar, mentor, work, int(overall)))
        _result(data, work, int(levels[0]) >= 3, NORMAL)
    return data


def _with_bad(count: int) -> dict[str, Any]:
    """The strong scholar fails at ambitious works, each rated low by another person."""
    data = _cohort()
    for number in range(1, count + 1):
        work = f"{NOOR}, ambitious {number}"
        data["shares"][work] = {NOOR: 1.0}
        data["forms"].append(_form(NOOR, f"mentor {number + 2}", work, BAD))
        _result(data, work, False, AMBITIOUS)
    return data


def _with_success(shares: dict[str, float]) -> dict[str, Any]:
    """A success at an ambitious work with these shares of it, rated the same for all who made it."""
    data = _cohort()
    work = "an ambitious success"
    data["shares"][work] = shares
    data["forms"] += [_form(scholar, "mentor 4", work, 4) for scholar in shares]
    _result(data, work, True, AMBITIOUS)
    return data


def _form(scholar: str, mentor: str, work: str, overall: int) -> dict[str, Any]:
    return {
        "scholar": scholar,
        "mentor": mentor,
        "work": work,
        "overall": float(overall),
        "confidence": "medium",
    }


def _result(data: dict[str, Any], work: str, success: bool, rates: tuple[float, float]) -> None:
    able, other = rates
    data["outcomes"].append(
        {"work": work, "success": success, "expected_able": able, "expected_other": other}
    )
