"""What the import wizard can take in: a kind names its fields, judges lines, and writes the good ones.

A kind sees a file in parts of at most `PART` lines, so that memory stays flat, first to judge (nothing is
written) and then, in one transaction, to judge again and write.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Program
from tracker.people.models import Person

PART = 2000

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Verdict(enum.StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Field:
    """One thing a line may say. `guesses` are headers in lower case that mean it in other systems.

    `parse` turns a cell's text into a value or raises `cells.BadCell`; a blank cell is never parsed.
    `many` takes a cell that lists several, as linked records and multi-selects do. `day` takes a day: the
    reader of the file has written it as YYYY-MM-DD, or as a moment, by the order that the column has.
    """

    name: str
    label: Callable[[], str]
    parse: Callable[[str], Any]
    required: bool = False
    key: bool = False  # one of the fields that tell whether a line is known
    many: bool = False
    day: bool = False
    guesses: tuple[str, ...] = ()
    example: str = ""


# What a file has 100,000 of are tuples: they are made in half the time of frozen classes.
class Line(NamedTuple):
    """A line of the file: its number, counted from 1, and its values by field; blank ones are missing."""

    number: int
    values: Mapping[str, Any]


class Problem(NamedTuple):
    """Why a line is refused, or what to look at though it is not: a code of `messages` and its figures."""

    code: str
    field: str | None = None
    params: Mapping[str, Any] = NOTHING


class Judged(NamedTuple):
    """What would become of a line. `before` and `after` show the values that change, for the preview.

    `notices` are near-duplicate names and the like, which refuse nothing. `intent` is the kind's own
    note to itself for `write`.
    """

    line: Line
    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    before: Mapping[str, Any] = NOTHING
    after: Mapping[str, Any] = NOTHING
    intent: Any = None


@dataclass(frozen=True)
class Scope:
    """Where a file goes: the program, the cohort if the kind asks for one, who imports, the day it is."""

    program: Program
    cohort: Cohort | None
    actor: Person | None
    options: Mapping[str, Any]


# A row's primary key; of several columns in the table's order.
Key = int | tuple[int, ...]


class Journal(Protocol):
    """Keeps what a change replaced, so that the import can be taken back."""

    def added(self, table: str, keys: Sequence[Key]) -> None: ...

    def changed(self, table: str, key: Key, before: Mapping[str, Any]) -> None: ...

    def removed(self, table: str, row: Mapping[str, Any]) -> None: ...


class NotTaken(Exception):
    """A line that was judged good and could not be written after all: the whole import is then undone."""

    def __init__(self, number: int, problem: Problem) -> None:
        super().__init__(f"line {number}: {problem.code}")
        self.number = number
        self.problem = problem


class Importer(Protocol):
    """One file's way through a kind: remembers what earlier lines of the same file said."""

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        """What would become of each line, in their order. Writes nothing."""

    def write(self, session: Session, judged: Sequence[Judged], journal: Journal) -> None:
        """Write the new and the changed ones of these, with what they need; never commits.

        Raises `NotTaken` where a rule of a room says no all the same.
        """


@dataclass(frozen=True)
class Option:
    """Something to choose for a file as a whole; the value, a text, lands in `Scope.options`."""

    name: str
    label: Callable[[], str]
    choices: Callable[[Session, Scope], Sequence[tuple[str, str]]]
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of file. `fields` may depend on the program, as the criteria of its rubric do.

    `needs_person` says that it cannot be taken in without an actor. `whole` is set where a line cannot be
    judged without the others: all lines then come at once, and a file has at most so many.
    """

    name: str
    label: Callable[[], str]
    needs_cohort: bool
    fields: Callable[[Session, Scope], Sequence[Field]]
    begin: Callable[[Session, Scope], Importer]
    permission: str
    options: tuple[Option, ...] = ()
    needs_person: bool = False
    whole: int | None = None
