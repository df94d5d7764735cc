"""What a feature offers as a job, and what it is given when one runs. Knows no feature.

A feature has `jobs.py` with `KINDS: tuple[Kind, ...]`, which the worker collects by `of`. What must
outlive a crash is done in `context.step` (kept, but repeated if the crash falls into it) or in
`context.write` (a transaction that is done exactly once); what stands between them runs again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from tracker.settings import Settings

T = TypeVar("T")


class Stopped(Exception):
    """Somebody cancelled the job. Never caught by a feature, whose open transaction it rolls back."""


class Superseded(Exception):
    """Another worker took the job over while this one was not heard of. Never caught by a feature."""


class TryLater(Exception):
    """Something outside did not answer: the step is tried again after a pause, a few times."""


class Context(Protocol):
    """A running job, for its feature."""

    @property
    def job_id(self) -> int: ...

    @property
    def program_id(self) -> int | None: ...

    @property
    def cohort_id(self) -> int | None: ...

    @property
    def person_id(self) -> int | None:
        """Who asked; None for the command line."""

    @property
    def params(self) -> Mapping[str, Any]: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def sessions(self) -> sessionmaker[Session]:
        """Writing sessions. None of them commits once the job was taken over by another worker."""

    @property
    def reading(self) -> sessionmaker[Session]:
        """Sessions that cannot write and keep nobody waiting."""

    @property
    def reports(self) -> sessionmaker[Session]:
        """As `reading`, from the copy of the database where there is one: for what takes minutes to read."""

    def step(self, name: str, do: Callable[[], T]) -> T:
        """Do something whose JSON result is kept, and not done again after a crash.

        A crash in the middle does it again, so it must bear that. Names are unique in a job, and come in
        the same order each time. Transient errors are tried again.
        """

    def write(self, name: str, do: Callable[[Session], T]) -> T:
        """Do something in one transaction that commits exactly once, whatever crashes; its JSON result.

        `do` neither commits nor keeps the session. Transient errors are tried again from its beginning.
        """

    def progress(self, done: int, total: int | None = None, doing: str = "") -> None:
        """Show how far the job is, at most twice a second; raises `Stopped` where it was cancelled.

        On SQLite nothing is shown while the job itself holds a writing transaction open.
        """

    def stop_if_asked(self) -> None:
        """Raise `Stopped` where the job was cancelled; looks at most twice a second."""

    def keep_file(self, name: str, media_type: str, writer: Callable[[BinaryIO], None]) -> int:
        """Keep what `writer` writes as the job's file; returns the id of the kept file.

        Whole or not at all, and one a job: a file kept before is replaced. To be called within a
        `step`, and never while a writing session is open, for which it would wait.
        """


@dataclass(frozen=True)
class Kind:
    """A kind of job: `name` as in `actions.start`, and what does it.

    `run` returns the job's result as JSON. It raises `reasons.Refused` for what its reader can mend, whose
    sentence is then shown; anything else that it raises is logged and shown as our fault.
    """

    name: str
    run: Callable[[Context], dict[str, Any] | None]


def of(offers: Iterable[Iterable[Kind]]) -> dict[str, Kind]:
    """All kinds by their names. Raises `ValueError` where two have the same."""
    kinds: dict[str, Kind] = {}
    for kind in (kind for offer in offers for kind in offer):
        if kind.name in kinds:
            raise ValueError(f"two kinds of jobs are called {kind.name}")
        kinds[kind.name] = kind
    return kinds
