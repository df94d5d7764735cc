"""Write the tables of a cohort to a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from tracker.cli import installation
from tracker.cli.failures import Failure
from tracker.reports import actions
from tracker.reports.lines import Kind, Table


@click.group()
def export() -> None:
    """Write the tables of a cohort to a file."""


@export.command("cohort")
@click.option("--program", "program_slug", required=True, metavar="SLUG", help="Whose cohort it is.")
@click.option("--cohort", "cohort_slug", required=True, metavar="SLUG", help="The cohort.")
@click.option(
    "--table", required=True, type=click.Choice([table.value for table in Table]), help="Which table."
)
@click.option(
    "--format",
    "kind",
    required=True,
    type=click.Choice([kind.value for kind in Kind]),
    help="As what.",
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file; - prints it."
)
@installation.in_directory()
def export_cohort(
    program_slug: str, cohort_slug: str, table: str, kind: str, out: Path, directory: Path
) -> None:
    """Write the board or all forms of a cohort as CSV or XLSX, and note it in the audit trail.

    In CSV an apostrophe goes before text that a spreadsheet would take for a formula.
    """
    with installation.existing(directory) as opened, opened.session() as session:
        cohort = installation.cohort_named(session, program_slug, cohort_slug)
        made = actions.export(session, None, cohort=cohort, table=Table(table), kind=Kind(kind))
        if str(out) != "-":
            _write(out, made.content)
        session.commit()
    if str(out) == "-":
        click.echo(made.content, nl=False)
    else:
        click.echo(f"Wrote {made.rows} rows to {out}.")


def _write(path: Path, content: bytes) -> None:
    """Put the whole file in place at once: a reader never sees half of it."""
    path = path.resolve()  # what a link points to is written, and the link stays
    if path.exists() and not path.is_file():  # a device or a pipe takes bytes, and is never replaced
        path.write_bytes(content)
        return
    if not path.parent.is_dir():
        raise Failure(f"--out: there is no folder {path.parent}")
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
