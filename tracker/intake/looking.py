"""The preview of an import: what becomes of each line, kept so that the import can be held to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.intake.bulk import parts as parts_of
from tracker.intake.judging import LETTERS, Part, texts
from tracker.intake.kinds import Judged, Problem, Verdict
from tracker.intake.models import ImportLine, ImportPart, ImportRun, RunState
from tracker.intake.problems import BadInput
from tracker.intake.problems import Problem as FileProblem

# Of lines that need no look, so many are kept of each verdict.
KEPT = 200
# Why lines are refused of which no cell is kept: it could be a title that is under restriction.
UNTOLD = frozenset({"outcome_restricted", "outcome_beside_sealed"})


@dataclass
class Tally:
    """The lines so far, by verdict."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    notices: int = 0

    def add(self, part: Part) -> None:
        """Count the lines of a part."""
        for verdict, letter in LETTERS.items():
            self.verdicts[verdict] += part.verdicts.count(letter)
        self.notices += sum(bool(one.notices) for one in part.judged)

    def counts(self) -> dict[str, int]:
        by_verdict = {verdict.value: self.verdicts[verdict] for verdict in Verdict}
        return {"lines": self.verdicts.total(), "notices": self.notices, **by_verdict}


def forget(session: Session, run_id: int) -> None:
    """Take away an earlier preview."""
    session.execute(sa.delete(ImportLine).where(ImportLine.run_id == run_id))
    session.execute(sa.delete(ImportPart).where(ImportPart.run_id == run_id))


def keep(session: Session, run_id: int, part: Part, tally: Tally) -> None:
    """Keep what was judged of a part."""
    rows = [_row(run_id, one, part) for one in _kept(part, tally)]
    tally.add(part)
    for some in parts_of(rows, 500):
        session.execute(sa.insert(ImportLine), list(some))
    session.add(ImportPart(run_id=run_id, number=part.number, verdicts=part.verdicts, digest=part.digest))
    session.flush()


def done(session: Session, run: ImportRun, tally: Tally) -> None:
    """The preview stands."""
    run.state, run.counts, run.looked_at = RunState.LOOKED, tally.counts(), clock.now()
    run.problems, run.stale = [], []
    session.flush()


def failed(session: Session, run: ImportRun, error: BadInput) -> None:
    """The file cannot be read as a whole: nothing of a preview stays."""
    forget(session, run.id)
    run.state, run.counts, run.looked_at, run.stale = RunState.FAILED, None, None, []
    run.problems = [asdict(problem) for problem in error.problems]
    session.flush()


def file_problems(run: ImportRun) -> list[FileProblem]:
    """Why the file was refused as a whole."""
    return [FileProblem(**kept) for kept in run.problems]


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems of a line as they are kept."""
    return [{"code": one.code, "field": one.field, "params": dict(one.params)} for one in problems]


def from_json(kept: Iterable[dict[str, Any]]) -> list[Problem]:
    """What `as_json` gave."""
    return [Problem(**one) for one in kept]


def _kept(part: Part, tally: Tally) -> Iterator[Judged]:
    """The lines to look at, and of the others the first."""
    always = LETTERS[Verdict.REFUSED] + LETTERS[Verdict.CHANGED]
    room = {letter: KEPT - tally.verdicts[verdict] for verdict, letter in LETTERS.items()}
    for letter, one in zip(part.verdicts, part.judged, strict=True):
        room[letter] -= 1
        if room[letter] >= 0 or letter in always or one.notices:
            yield one


def _row(run_id: int, one: Judged, part: Part) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "number": one.line.number,
        "verdict": one.verdict,
        "noticed": bool(one.notices),
        "problems": as_json(one.problems),
        "notices": as_json(one.notices),
        "before": dict(texts(one.before)),
        "after": dict(texts(one.after)),
        "cells": _cells(one, part) if one.verdict is Verdict.REFUSED else None,
    }


def _cells(one: Judged, part: Part) -> list[str]:
    cells = part.cells[one.line.number]
    return [""] * len(cells) if any(problem.code in UNTOLD for problem in one.problems) else list(cells)
