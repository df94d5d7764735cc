"""Takes a file in: all that the preview promised in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.intake import collecting
from tracker.intake.journals import Journal
from tracker.intake.judging import LETTERS, Course, Part, texts
from tracker.intake.kinds import Kind, NotTaken, Scope, Verdict
from tracker.intake.looking import Tally
from tracker.intake.models import ImportLine, ImportPart, ImportRun, RunState
from tracker.people.models import Person

# More differences from the preview than these say no more.
TOLD = 20
_WORDS = {letter: verdict.value for verdict, letter in LETTERS.items()}

Progress = Callable[[int], None]


def silent(_lines: int) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class Difference:
    """A line of which the preview said something else. `code` is of a rule that refused it in the end."""

    line: int
    was: str
    now: str
    code: str | None = None
    params: Mapping[str, Any] | None = None


class Stale(Exception):
    """What is in the database changed since the preview, so nothing may be written."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__(f"{len(differences)} lines differ from the preview")
        self.differences = differences


def hold(session: Session, scope: Scope) -> None:
    """Keep everybody else from writing into the program, and from making people, until the commit."""
    audit.hold(session, scope.program.id)
    audit.hold(session, None)


def write(
    session: Session,
    run: ImportRun,
    course: Course,
    *,
    promised: bool = True,
    progress: Progress = silent,
) -> Tally:
    """Judge all lines again and write the good ones; never commits.

    `promised`: held to the kept preview, by `Stale` where a line differs from it. Raises `BadInput` too.
    The caller holds the program (`hold`) before the course begins, and rolls back whatever is raised.
    """
    journal, tally, lines = Journal(), Tally(), 0
    kept = _promises(session, run.id) if promised else {}
    with collecting.paused() as settle:
        for part in course.parts():
            if promised and kept.pop(part.number, ("", ""))[1] != part.digest:
                raise Stale(_differences(session, run.id, part))
            tally.add(part)
            try:
                course.importer.write(session, part.good, journal)
            except NotTaken as error:
                told = Difference(error.number, "", "refused", error.problem.code, error.problem.params)
                raise Stale([told]) from error
            lines += len(part.judged)
            progress(lines)
            settle()
        if kept:
            raise Stale([])
        journal.finish(session, run.id)
    return tally


def done(session: Session, actor: Person | None, run: ImportRun, tally: Tally) -> None:
    """The file is in; whoever asked stands in the audit trail with what was counted."""
    run.state, run.applied_at, run.applied_by_id = RunState.APPLIED, clock.now(), actor.id if actor else None
    run.counts = tally.counts()
    run.stale = []
    session.flush()
    audit.note(
        session,
        actor,
        "import.apply",
        run,
        program_id=run.program_id,
        kind=run.kind,
        file=run.file_name,
        sha256=run.sha256,
        **tally.counts(),
    )


def is_good(kind: Kind, tally: Tally) -> bool:
    """Whether a file may be written as it was judged: of a whole one no line is left out."""
    return not (kind.whole is not None and tally.verdicts[Verdict.REFUSED])


def _promises(session: Session, run_id: int) -> dict[int, tuple[str, str]]:
    found = sa.select(ImportPart.number, ImportPart.verdicts, ImportPart.digest)
    return {
        number: (verdicts, digest)
        for number, verdicts, digest in session.execute(found.where(ImportPart.run_id == run_id))
    }


def _differences(session: Session, run_id: int, part: Part) -> list[Difference]:
    """The lines of a part that differ from the preview, as far as it was kept."""
    was = session.scalar(
        sa.select(ImportPart.verdicts).where(ImportPart.run_id == run_id, ImportPart.number == part.number)
    )
    if was is None or len(was) != len(part.judged):
        return []
    lines = [one.line.number for one in part.judged]
    kept = {
        line.number: line
        for line in session.scalars(
            sa.select(ImportLine).where(
                ImportLine.run_id == run_id, ImportLine.number.between(min(lines), max(lines))
            )
        )
    }
    found = []
    for letter, one in zip(was, part.judged, strict=True):
        before = kept.get(one.line.number)
        moved = before is not None and (before.before, before.after) != (texts(one.before), texts(one.after))
        if letter != LETTERS[one.verdict] or moved:
            found.append(Difference(one.line.number, _WORDS[letter], one.verdict.value))
    return found[:TOLD]
