"""A file on its way in, without pages and without a worker."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Program
from tracker.db import Base
from tracker.intake import all_kinds, flow, layouts, mapping
from tracker.intake.kinds import Kind, Scope
from tracker.intake.mapping import Columns
from tracker.intake.models import ImportRun, RunState
from tracker.jobs import files
from tracker.people.models import Person

# What stays however an import ends: its own story, and the trail of who did what.
STORY = frozenset(
    {
        "audit_entry",
        "audit_head",
        "import_run",
        "import_line",
        "import_part",
        "import_change",
        "import_mapping",
        "kept_file",
        "job",
        "job_step",
        "worker",
    }
)


@dataclass
class Way:
    """Where files go: their kind, the program, who sends them, and the folder they are kept in."""

    session: Session
    kind: Kind
    program: Program
    cohort: Cohort | None
    actor: Person
    folder: Path

    def scope(self, options: Mapping[str, str]) -> Scope:
        return Scope(self.program, self.cohort, self.actor, options)

    def begun(self, content: str | bytes, *, name: str = "file.csv") -> ImportRun:
        """A file that was sent."""
        sent = content.encode() if isinstance(content, str) else content
        kept = files.keep(
            self.session,
            self.folder,
            name=name,
            media_type="text/csv",
            write=lambda file: file.write(sent) and None,
            program_id=self.program.id,
            person_id=self.actor.id,
        )
        return flow.begin(
            self.session,
            self.actor,
            kind=self.kind,
            program=self.program,
            cohort=self.cohort,
            file=kept,
            name=name,
            sha256=hashlib.sha256(sent).hexdigest(),
            size=len(sent),
            layout=layouts.of(self.folder / kept.key, name=name),
        )

    def mapped(self, content: str | bytes, *, options: Mapping[str, str] | None = None) -> ImportRun:
        """A file whose columns are what they are called."""
        run = self.begun(content)
        fields = list(self.kind.fields(self.session, self.scope(options or {})))
        layout = layouts.from_json(run.layout)
        guessed = mapping.guess(fields, layout.header)
        columns = Columns(guessed, layouts.told_orders(layout))
        assert not mapping.faults(fields, layout.header, columns)
        flow.name_columns(self.session, run=run, columns=columns, options=options or {})
        return run

    def looked(self, content: str | bytes, **options: str) -> ImportRun:
        """A file whose preview stands, or that cannot be read."""
        run = self.mapped(content, options=options)
        self.look(run)
        return run

    def look(self, run: ImportRun) -> None:
        flow.look(self.session, run=run, kind=self.kind, scope=self.scope(run.options), path=self.path(run))

    def apply(self, run: ImportRun) -> None:
        """As a job would."""
        run.state = RunState.APPLYING
        flow.apply(
            self.session,
            self.actor,
            run=run,
            kind=self.kind,
            scope=self.scope(run.options),
            path=self.path(run),
        )

    def applied(self, content: str | bytes, **options: str) -> ImportRun:
        run = self.looked(content, **options)
        self.apply(run)
        return run

    def undo(self, run: ImportRun) -> None:
        flow.take_back(self.session, self.actor, run=run)

    def path(self, run: ImportRun) -> Path:
        assert run.file is not None
        return self.folder / run.file.key


def contents(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the imports' own story, as the database holds it."""
    session.flush()
    return {
        table.name: sorted((tuple(row) for row in session.execute(sa.select(table))), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name not in STORY
    }


def waiting(session: Session, program: Program, cohort: Cohort, actor: Person) -> ImportRun:
    """An import whose preview stands, with a good and a refused line, for whoever looks at its pages."""
    way = Way(session, all_kinds.named("people"), program, cohort, actor, Path(tempfile.mkdtemp()))
    return way.looked("name,email,role\nNia Novak,nia@example.org,mentor\nOz Okoro,nobody,mentor\n")
