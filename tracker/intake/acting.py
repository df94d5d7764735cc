"""What the kinds have in common that write line by line through a room's own actions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit
from tracker.intake.kinds import Journal, Judged, Line, NotTaken, Problem, Scope, Verdict
from tracker.intake.refusals import problem_of
from tracker.intake.watching import watched
from tracker.reasons import Refused


class Acting(ABC):
    """Judges each line by itself and writes the good ones one after another, seen by the journal."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self.scope = scope
        self._said: dict[Hashable, tuple[int, Mapping[str, Any]]] = {}

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        return [self._judge(session, one) for one in lines]

    def _judge(self, session: Session, line: Line) -> Judged:
        """A line whose subject an earlier line was about may repeat that, and no more."""
        subject = self.subject(line)
        first = self._said.get(subject)
        if first is not None and first[1] == line.values:
            return Judged(line, Verdict.UNCHANGED)
        if first is not None:
            return refused(line, Problem("line_twice", None, {"first": first[0]}))
        judged = self.judge_line(session, line)
        if judged.verdict is not Verdict.REFUSED:
            self._said[subject] = (line.number, line.values)
        return judged

    def write(self, session: Session, judged: Sequence[Judged], journal: Journal) -> None:
        audit.hold(session, self.scope.program.id)
        for one in judged:
            if one.verdict not in (Verdict.NEW, Verdict.CHANGED):
                continue
            try:
                with watched(session, journal):
                    self.write_line(session, one.intent)
            except Refused as refused:
                raise NotTaken(one.line.number, problem_of(refused.decision, refused.field)) from refused

    @abstractmethod
    def subject(self, line: Line) -> Hashable:
        """What a line is about: two lines of a file are not about one thing."""

    @abstractmethod
    def judge_line(self, session: Session, line: Line) -> Judged:
        """What would become of one line."""

    @abstractmethod
    def write_line(self, session: Session, intent: Any) -> None:
        """Write what a line intends."""


def refused(line: Line, *problems: Problem) -> Judged:
    """A line that cannot be taken."""
    return Judged(line, Verdict.REFUSED, problems)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What stood there and what comes, as the preview shows it, of the values that differ."""
    changed = [name for name, value in after.items() if before.get(name) != value]
    return _texts(before, changed), _texts(after, changed)


def _texts(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    return {name: str(values[name]) for name in names if values.get(name) not in (None, "", ())}
