"""What is wrong with a file that somebody wants to import: codes and figures, never sentences."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

# Beyond this many the file is of the wrong kind, and reading on helps nobody.
MOST = 1000


@dataclasses.dataclass(frozen=True)
class Problem:
    """One reason for refusing a file: the line and field it is about, where there are such."""

    code: str
    line: int | None = None
    field: str | None = None
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


class BadInput(Exception):
    """A file that was refused as a whole. Nothing of it was written."""

    def __init__(self, file: str, problems: Sequence[Problem], *, cut: bool = False) -> None:
        super().__init__(f"{file}: {[problem.code for problem in problems[:5]]}")
        self.file = file
        self.problems = list(problems)
        self.cut = cut  # reading stopped early, so there may be more


class Problems:
    """Collects problems of one file; `stop` raises what was found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, code: str, *, line: int | None = None, field: str | None = None, **params: Any) -> None:
        self.found.append(Problem(code, line, field, params))
        if len(self.found) >= MOST:
            raise BadInput(self.file, self.found, cut=True)

    def fail(
        self, code: str, *, line: int | None = None, field: str | None = None, **params: Any
    ) -> BadInput:
        """The error for a problem after which nothing more can be read."""
        return BadInput(self.file, [*self.found, Problem(code, line, field, params)])

    def stop(self) -> None:
        """Raise `BadInput` if anything was found."""
        if self.found:
            raise BadInput(self.file, sorted(self.found, key=lambda one: one.line or 0))
