"""A choice of what funders are told as it is kept until somebody freezes it: two letters a count. Pure.

No number is kept and no name: they are those of the report that it was chosen from, which its reader makes
again and compares by `made_of`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources

from tracker.reports import borrowed, kept
from tracker.reports.funder_view import Frozen
from tracker.reports.known_counts import Facts
from tracker.reports.numbers import Report
from tracker.reports.suppression import Choice, Reason, Told

_HOW = {Told.NEW: "n", Told.CARRIED: "c", Told.LEFT_OUT: "l"}
_WHY = {None: "-", Reason.SMALL: "s", Reason.SEALED: "e", Reason.BESIDE: "b", Reason.MOVED: "m"}
_TOLD = {letter: how for how, letter in _HOW.items()}
_REASON = {letter: why for why, letter in _WHY.items()}


def written(choice: Choice, report: Report) -> dict[str, str]:
    """A choice that was made from a report: `how` and `why`, a letter for each count in order of names."""
    keys = _keys(report)
    return {
        "how": "".join(_HOW[_how(choice, key)] for key in keys),
        "why": "".join(_WHY[choice.reasons.get(key)] for key in keys),
    }


def read(body: Mapping[str, str], report: Report, earlier: Sequence[Frozen]) -> Choice:
    """The choice that was written, of the same report after the same snapshots.

    Raises `ValueError` or `KeyError` where it was made from others.
    """
    keys, counts = _keys(report), Facts.of(borrowed.without(report)).counts
    before = earlier[-1].snapshot.printed if earlier else {}
    how = {key: _TOLD[letter] for key, letter in zip(keys, body["how"], strict=True)}
    why = {key: _REASON[letter] for key, letter in zip(keys, body["why"], strict=True)}
    return Choice(
        printed={
            key: before[key] if told is Told.CARRIED else counts[key]
            for key, told in how.items()
            if told is not Told.LEFT_OUT
        },
        fresh=frozenset(key for key, told in how.items() if told is Told.NEW),
        reasons={key: reason for key, reason in why.items() if reason is not None},
    )


def made_of(report: Report, earlier: Sequence[str], others: Mapping[str, str]) -> str:
    """What a choice hangs on, as 64 hex digits: another one of these, and it has to be made anew.

    All of the report but when it was made; the `sha256` of the cohort's earlier snapshots in their order, and
    of the newest ones of other cohorts by slug; and this program's rules of what is told.
    """
    # The figures of another day, if they are the same, are told in the same way.
    timeless = replace(report, made_at=datetime.min.replace(tzinfo=UTC), as_of=date.min, settings={})
    body = [kept.written(timeless), list(earlier), sorted(others.items()), rules()]
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


@cache
def rules() -> str:
    """The version of the rules: a hash of this room's code, so that nobody can forget to count it up."""
    files = (one for one in resources.files("tracker.reports").iterdir() if one.name.endswith(".py"))
    found = sorted((one.name, hashlib.sha256(one.read_bytes()).hexdigest()) for one in files)
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def _keys(report: Report) -> list[str]:
    return sorted(Facts.of(borrowed.without(report)).counts)


def _how(choice: Choice, key: str) -> Told:
    if key in choice.fresh:
        return Told.NEW
    return Told.CARRIED if key in choice.printed else Told.LEFT_OUT
