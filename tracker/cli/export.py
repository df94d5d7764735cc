"""Write the tables of a cohort, or its report, to a file."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy.orm import Session

from tracker import clock
from tracker.cli import installation, progress
from tracker.cli.failures import Failure
from tracker.cli.installation import Installation
from tracker.reasons import Refused
from tracker.reports import actions, streams
from tracker.reports.actions import Wanted
from tracker.reports.editions import Edition, Format
from tracker.reports.lines import OF_COHORTS, Kind, Table
from tracker.reports.numbers import View

MEGABYTE = 1 << 20


@click.group()
def export() -> None:
    """Write the tables of a cohort, or its report, to a file."""


@export.command("cohort")
@click.option("--program", "program_slug", required=True, metavar="SLUG", help="Whose cohort it is.")
@click.option("--cohort", "cohort_slug", required=True, metavar="SLUG", help="The cohort.")
@click.option(
    "--table", required=True, type=click.Choice([table.value for table in OF_COHORTS]), help="Which table."
)
@click.option(
    "--format",
    "kind",
    required=True,
    type=click.Choice([kind.value for kind in Kind]),
    help="As what; jsonl is one JSON object a line.",
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file; - prints it."
)
@installation.in_directory()
def export_cohort(
    program_slug: str, cohort_slug: str, table: str, kind: str, out: Path, directory: Path
) -> None:
    """Write a table of a cohort to a file, and note it in the audit trail.

    In CSV an apostrophe goes before text that a spreadsheet would take for a formula.
    """
    with installation.existing(directory) as opened, opened.reports() as session:
        actions.freeze(session)
        cohort = installation.cohort_named(session, program_slug, cohort_slug)
        _export(opened, session, Wanted(cohort.program, cohort, Table(table), Kind(kind)), out)


@export.command("audit")
@click.option("--program", "program_slug", required=True, metavar="SLUG", help="Whose trail it is.")
@click.option(
    "--format",
    "kind",
    required=True,
    type=click.Choice([kind.value for kind in Kind]),
    help="As what; jsonl is one JSON object a line.",
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file; - prints it."
)
@installation.in_directory()
def export_audit(program_slug: str, kind: str, out: Path, directory: Path) -> None:
    """Write a program's audit trail to a file, and note that in it.

    Of the review of releases and of restricted outcomes it says nothing but how many entries there are.
    """
    with installation.existing(directory) as opened, opened.reports() as session:
        actions.freeze(session)
        program = installation.program_named(session, program_slug)
        _export(opened, session, Wanted(program, None, Table.AUDIT, Kind(kind)), out)


@export.command("report")
@click.option("--program", "program_slug", required=True, metavar="SLUG", help="Whose cohort it is.")
@click.option("--cohort", "cohort_slug", required=True, metavar="SLUG", help="The cohort.")
@click.option(
    "--view",
    required=True,
    type=click.Choice([view.value for view in View]),
    help="For staff, every number of today; for funders, what the newest snapshot tells them.",
)
@click.option(
    "--format", "kind", required=True, type=click.Choice([kind.value for kind in Format]), help="As what."
)
@click.option("--snapshot", type=click.IntRange(1), help="The numbers that this snapshot kept.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file; - prints it."
)
@installation.in_directory()
def export_report(
    program_slug: str,
    cohort_slug: str,
    view: str,
    kind: str,
    snapshot: int | None,
    out: Path,
    directory: Path,
) -> None:
    """Write the report of a cohort, and note it in the audit trail.

    CSV and Parquet are one file a table, together in a zip.
    """
    from tracker.app import create_app  # noqa: PLC0415  # the other exports need no pages
    from tracker.reports import formats, reading  # noqa: PLC0415

    with installation.existing(directory) as opened, opened.session() as session:
        cohort = installation.cohort_named(session, program_slug, cohort_slug)
        try:
            found = reading.shown(session, None, cohort, View(view), number=snapshot)
        except Refused as refused:
            if snapshot is None:
                raise
            raise Failure(f"--snapshot: there is no snapshot {snapshot} of this cohort's report") from refused
        zone = cohort.program.time_zone
        edition = Edition(
            found.report, View(view), cohort.program.name, None, clock.now(), zone, snapshot=found.snapshot
        )
        with create_app(opened.settings, opened.engine).app_context():
            content = formats.write(edition, Format(kind))
        reading.note(session, None, cohort, edition, Format(kind))
        if str(out) != "-":
            _write(out, content)
        session.commit()
    if str(out) == "-":
        click.echo(content, nl=False)
    else:
        click.echo(f"Wrote the report of {edition.report.as_of.isoformat()} to {out}.")


def _export(opened: Installation, session: Session, wanted: Wanted, out: Path) -> None:
    """Write a table, note it, and only then put it in place; nobody who writes meanwhile has to wait."""
    with _placed(out) as file:
        try:
            found = actions.sheet(session, wanted)
            with progress.bar(wanted.table.value, "lines") as show:
                rows = streams.write(
                    file,
                    found,
                    wanted.kind,
                    created=clock.now(),
                    tell=lambda done: show(done, found.count),
                )
        except Refused as refused:
            from tracker.app import create_app  # noqa: PLC0415  # only sentences need pages
            from tracker.web import catalogue  # noqa: PLC0415

            with create_app(opened.settings, opened.engine).test_request_context():
                raise Failure(f"--format: {catalogue.sentence(refused.decision)}") from refused
        with opened.session() as noting:
            actions.note(noting, None, wanted, rows)
            noting.commit()
    if str(out) != "-":
        click.echo(f"Wrote {rows} rows to {out}.")


def _write(path: Path, content: bytes) -> None:
    """Put the whole file in place at once."""
    with _placed(path) as file:
        file.write(content)


@contextmanager
def _placed(path: Path) -> Iterator[BinaryIO]:
    """A file to write that is put in place whole when all is well: a reader never sees half of it."""
    if str(path) == "-":
        with tempfile.TemporaryFile() as file:
            yield file
            file.seek(0)
            for piece in iter(lambda: file.read(MEGABYTE), b""):
                click.echo(piece, nl=False)
        return
    path = path.resolve()  # what a link points to is written, and the link stays
    if path.exists() and not path.is_file():  # a device or a pipe takes bytes, and is never replaced
        with tempfile.TemporaryFile() as file:
            yield file
            file.seek(0)
            with path.open("wb") as device:
                shutil.copyfileobj(file, device)
        return
    if not path.parent.is_dir():
        raise Failure(f"--out: there is no folder {path.parent}")
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
