"""A kind put to work without pages: rows of texts in, verdicts out; what was written can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Program
from tracker.db import Base
from tracker.intake.cells import BadCell
from tracker.intake.kinds import PART, Judged, Key, Kind, Line, Problem, Scope, Verdict
from tracker.people.models import Person

Rows = Sequence[Mapping[str, str]]
# What an import leaves besides its rows; taking it back keeps these.
TRAIL = ("audit_entry", "audit_head")


@dataclass
class Notebook:
    """A journal that can be read backwards."""

    entries: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def added(self, table: str, keys: Sequence[Key]) -> None:
        self.entries += [("added", table, key, None) for key in keys]

    def changed(self, table: str, key: Key, before: Mapping[str, Any]) -> None:
        self.entries.append(("changed", table, key, dict(before)))

    def removed(self, table: str, row: Mapping[str, Any]) -> None:
        self.entries.append(("removed", table, None, dict(row)))


@dataclass
class Bench:
    """A kind, the place where its files go, and the session it works in."""

    session: Session
    kind: Kind
    program: Program
    cohort: Cohort | None = None
    actor: Person | None = None
    options: dict[str, str] = field(default_factory=dict)
    tables: tuple[str, ...] = ()  # that the kind writes to

    @property
    def scope(self) -> Scope:
        return Scope(self.program, self.cohort, self.actor, self.options)

    def look(self, rows: Rows, part: int = PART) -> list[Judged]:
        """What would become of each row; those with a bad cell are refused before the kind sees them."""
        return self._through(rows, None, part)

    def take(self, rows: Rows, part: int = PART) -> tuple[list[Judged], Notebook]:
        """Judge and write what is good, one part after the other."""
        notebook = Notebook()
        return self._through(rows, notebook, part), notebook

    def _through(self, rows: Rows, notebook: Notebook | None, part: int) -> list[Judged]:
        importer = self.kind.begin(self.session, self.scope)
        part = self.kind.whole or part
        refused, good = self._read(rows)
        found = list(refused)
        for start in range(0, len(good), part):
            lines = good[start : start + part]
            judged = importer.judge(self.session, lines)
            assert [one.line for one in judged] == lines
            found += judged
            if notebook is not None:
                importer.write(self.session, judged, notebook)
                self.session.flush()
        return sorted(found, key=lambda one: one.line.number)

    def _read(self, rows: Rows) -> tuple[list[Judged], list[Line]]:
        fields = {one.name: one for one in self.kind.fields(self.session, self.scope)}
        refused, good = [], []
        for number, row in enumerate(rows, start=2):
            values: dict[str, Any] = {}
            problems = []
            for name, cell in row.items():
                if not cell.strip():
                    continue
                try:
                    values[name] = fields[name].parse(cell)
                except BadCell as bad:
                    problems.append(Problem(bad.code, name, bad.params))
            missing = [
                one.name for one in fields.values() if one.required and not row.get(one.name, "").strip()
            ]
            problems += [Problem("blank", name) for name in missing]
            if problems:
                refused.append(Judged(Line(number, values), Verdict.REFUSED, tuple(problems)))
            else:
                good.append(Line(number, values))
        return refused, good


def keep_promises(bench: Bench, rows: Rows) -> set[str]:
    """Put rows through a kind and take everything back; returns the verdicts that came up.

    A preview says what the import then does, part by part; what was taken is unchanged the second time;
    and what the journal knows of brings back what stood there.
    """
    session = bench.session
    point = session.begin_nested()
    try:
        before = contents(session, bench.tables)
        looked = bench.look(rows, part=2)
        judged, notebook = bench.take(rows, part=2)
        assert [told(one) for one in looked] == [told(one) for one in judged]
        good = [row for row, one in zip(rows, judged, strict=True) if one.verdict != "refused"]
        again = bench.look(good)
        assert [one.verdict for one in again] == ["unchanged"] * len(good)
        undo(session, notebook)
        assert contents(session, bench.tables) == before
    finally:
        point.rollback()
        session.expire_all()
    assert bool(notebook.entries) is any(one.verdict in ("new", "changed") for one in judged)
    return {one.verdict for one in judged}


def told(judged: Judged) -> tuple[Any, ...]:
    """What a preview shows of a line."""
    return judged.line.number, judged.verdict, judged.problems, judged.notices, judged.before, judged.after


def verdicts(judged: Sequence[Judged]) -> str:
    """The verdicts in a word each."""
    return " ".join(one.verdict.value for one in judged)


def codes(judged: Judged) -> set[str]:
    """Why a line is refused."""
    return {problem.code for problem in judged.problems}


def notices(judged: Judged) -> list[tuple[str, Mapping[str, Any]]]:
    """What there is to look at."""
    return [(one.code, one.params) for one in judged.notices]


def undo(session: Session, notebook: Notebook) -> None:
    """Take back what a notebook holds, last things first."""
    session.flush()
    for what, name, key, values in reversed(notebook.entries):
        table = Base.metadata.tables[name]
        keys = (key if isinstance(key, tuple) else (key,)) if key is not None else ()
        here = sa.and_(
            sa.true(), *(column == value for column, value in zip(table.primary_key, keys, strict=False))
        )
        if what == "added":
            done = session.execute(sa.delete(table).where(here).returning(sa.literal(1)))
            assert len(done.all()) == 1, (name, key)
        elif what == "changed":
            done = session.execute(sa.update(table).where(here).values(**values).returning(sa.literal(1)))
            assert len(done.all()) == 1, (name, key)
        else:
            session.execute(sa.insert(table).values(**values))
    session.expire_all()


def contents(session: Session, tables: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of some tables, or of every table but the audit trail."""
    session.flush()
    return {
        table.name: sorted((tuple(row) for row in session.execute(sa.select(table))), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name not in TRAIL and (not tables or table.name in tables)
    }
