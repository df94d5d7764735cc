"""From forms and results with names to the coded arrays of a fit, and back.

A row that cannot be read is named by its list and place from 0: `forms[3].confidence`.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from tracker.scoring.model import Priors
from tracker.scoring.ratings import SHARE_TOLERANCE, Outcomes, Ratings

Code = str | int
# Factor on the error variance that a mentor's confidence stands for.
CONFIDENCE = {"low": 2.0, "medium": 1.0, "high": 0.7}
# Raised with every change after which equal input gives other numbers.
MODEL_VERSION = "1"
LONGEST_NAME, MOST_SCHOLARS = 300, 100_000


class Codes:
    """The names of one kind, in order; a number and its digits are one name."""

    def __init__(self, kind: str, names: Iterable[Any]) -> None:
        known = {self._text(kind, name): name for name in names}
        self.names: list[Code] = sorted(known.values(), key=lambda name: (isinstance(name, str), name))
        self.place = {str(name): place for place, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def of(self, names: Iterable[Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.array([self.place[str(name)] for name in names], dtype=np.int64)

    @staticmethod
    def _text(kind: str, name: Any) -> str:
        if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
            _refuse(f"{name!r} is not the name or number of a {kind}")
        if isinstance(name, int):
            return str(name) if abs(name) < 10**18 else _refuse(f"the number of a {kind} is too large")
        if len(name) > LONGEST_NAME or not name.isprintable():
            _refuse(f"{name[:40]!r} is not the name of a {kind}: at most {LONGEST_NAME} printed characters")
        return name


@dataclass(frozen=True)
class Entry:
    """A cohort ready to be fitted, with the names its codes stand for."""

    scholars: Codes
    mentors: Codes
    ratings: Ratings
    outcomes: Outcomes
    data: Mapping[str, Any]

    def hash(self, priors: Priors, bar: float) -> str:
        """The same for equal input in any order; another for any other input, priors or bar (sha256)."""
        rows = {
            "forms": sorted(json.dumps(_form(row), sort_keys=True) for row in self.data["forms"]),
            "outcomes": sorted(json.dumps(row, sort_keys=True) for row in self.data.get("outcomes", ())),
            "shares": {str(work): dict(team) for work, team in _teams(self.data).items()},
            "scholars": [str(name) for name in self.scholars.names],
            "priors": [*priors.shares, priors.log_sd, priors.k_low, priors.k_high],
            "bar": bar,
            "model": MODEL_VERSION,
        }
        return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def read(data: Mapping[str, Any]) -> Entry:
    """Check and code a cohort.

    Parameters
    ----------
    data : mapping
        `forms`: rows of scholar, mentor, work (names or numbers), overall (1 to 5), confidence (low,
        medium or high; medium if left out). `outcomes`: rows of work, success, expected_able and
        expected_other (rates in (0, 1)). `shares`: {work: {scholar: share}}, or a list by the number of
        the work. `scholars`: everybody, also those without a form; or `n_scholars`, their number.

    Raises
    ------
    ValueError
        Naming the row and the field.
    """
    if not isinstance(data, Mapping):
        _refuse("the data must be an object with a list “forms”")
    forms, results, teams = _rows(data, "forms"), _rows(data, "outcomes"), _teams(data)
    if not forms:
        _refuse("forms: there are none, so nothing can be said")
    for row, form in enumerate(forms):
        _check_form(row, form)
    for row, result in enumerate(results):
        _check_result(row, result, teams)
    everybody = _everybody(data)
    scholars = Codes(
        "scholar", [*everybody, *_column(forms, "scholar"), *_members(results, teams, everybody, forms)]
    )
    mentors = Codes("mentor", _column(forms, "mentor"))
    works = Codes("work", [*_column(forms, "work"), *_column(results, "work")])
    ratings = Ratings(
        len(scholars),
        len(mentors),
        len(works),
        scholars.of(_column(forms, "scholar")),
        mentors.of(_column(forms, "mentor")),
        works.of(_column(forms, "work")),
        np.array([float(form["overall"]) for form in forms]),
        np.array([CONFIDENCE[form.get("confidence", "medium")] for form in forms]),
    )
    shares: list[dict[int, float]] = [{} for _ in range(len(works))]
    for result in results:
        team = teams[str(result["work"])]
        shares[works.place[str(result["work"])]] = {
            scholars.place[str(who)]: float(share) for who, share in team.items()
        }
    outcomes = Outcomes(
        works.of(_column(results, "work")),
        np.array([result["success"] for result in results], dtype=np.bool_),
        np.array([result["expected_able"] for result in results], dtype=np.float64),
        np.array([result["expected_other"] for result in results], dtype=np.float64),
        shares,
    )
    return Entry(scholars, mentors, ratings, outcomes, data)


def _refuse(message: str) -> NoReturn:
    raise ValueError(message)


def _everybody(data: Mapping[str, Any]) -> Sequence[Any]:
    """Everybody in the cohort, as it names or counts them."""
    if "scholars" in data:
        named = data["scholars"]
        if not isinstance(named, Sequence) or isinstance(named, str):
            _refuse("scholars: this must be a list of names or numbers")
        return named
    count = data.get("n_scholars", 0)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_SCHOLARS:
        _refuse(f"n_scholars: this must be a whole number from 0 to {MOST_SCHOLARS}")
    return range(count)


def _rows(data: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        _refuse(f"{key}: this must be a list of rows")
    for row, fields in enumerate(rows):
        if not isinstance(fields, Mapping):
            _refuse(f"{key}[{row}]: this must be an object")
    return rows


def _teams(data: Mapping[str, Any]) -> dict[str, Mapping[Any, Any]]:
    shares = data.get("shares", {})
    if isinstance(shares, Mapping):
        items: Iterable[tuple[Any, Any]] = shares.items()
    elif isinstance(shares, Sequence) and not isinstance(shares, str):
        items = enumerate(shares)
    else:
        _refuse("shares: this must be an object by work, or a list")
    teams: dict[str, Mapping[Any, Any]] = {}
    for work, team in items:
        if not isinstance(team, Mapping):
            _refuse(f"shares[{work}]: this must be an object {{scholar: share}}")
        teams[str(work)] = {str(who): share for who, share in team.items()}
    return teams


def _form(row: Mapping[str, Any]) -> list[Any]:
    names = [str(row[key]) for key in ("scholar", "mentor", "work")]
    return [*names, float(row["overall"]), row.get("confidence", "medium")]


def _column(rows: Sequence[Mapping[str, Any]], key: str) -> list[Any]:
    return [row[key] for row in rows]


def _members(
    results: Sequence[Mapping[str, Any]],
    teams: Mapping[str, Mapping[Any, Any]],
    everybody: Iterable[Any],
    forms: Sequence[Mapping[str, Any]],
) -> list[Any]:
    """Members of teams that nothing else names: the keys of an object are always text."""
    known = {str(name) for name in [*everybody, *_column(forms, "scholar")]}
    named = {str(who) for result in results for who in teams[str(result["work"])]}
    return sorted(named - known)


def _check_form(row: int, form: Mapping[str, Any]) -> None:
    for key in ("scholar", "mentor", "work", "overall"):
        if form.get(key) is None:
            _refuse(f"forms[{row}].{key}: this is missing")
    overall = form["overall"]
    if isinstance(overall, bool) or not isinstance(overall, int | float) or not 1 <= overall <= 5:
        _refuse(f"forms[{row}].overall: {overall!r} is not a number from 1 to 5")
    confidence = form.get("confidence", "medium")
    if not isinstance(confidence, str) or confidence not in CONFIDENCE:
        _refuse(f"forms[{row}].confidence: {form['confidence']!r} is not low, medium or high")


def _check_result(row: int, result: Mapping[str, Any], teams: Mapping[str, Any]) -> None:
    for key in ("work", "success", "expected_able", "expected_other"):
        if result.get(key) is None:
            _refuse(f"outcomes[{row}].{key}: this is missing")
    if not isinstance(result["success"], bool):
        _refuse(f"outcomes[{row}].success: {result['success']!r} is not true or false")
    for key in ("expected_able", "expected_other"):
        rate = result[key]
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < 1:
            _refuse(f"outcomes[{row}].{key}: {rate!r} does not lie between 0 and 1")
    if str(result["work"]) not in teams:
        _refuse(f"outcomes[{row}].work: no shares are given for work {result['work']!r}")
    if result["expected_able"] <= result["expected_other"]:
        _refuse(f"outcomes[{row}].expected_able: this must be above expected_other")
    _check_team(result["work"], teams[str(result["work"])])


def _check_team(work: Any, team: Mapping[Any, Any]) -> None:
    for who, share in team.items():
        if isinstance(share, bool) or not isinstance(share, int | float) or not math.isfinite(share):
            _refuse(f"shares[{work}][{who}]: {share!r} is not a number")
    if not team or min(team.values()) <= 0 or abs(sum(team.values()) - 1) > SHARE_TOLERANCE:
        _refuse(f"shares[{work}]: they must be positive and sum to 1")
