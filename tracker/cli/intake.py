"""Take in records from another system."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import import_kind, installation, progress
from tracker.cli.explained import language
from tracker.cli.failures import Failure, RefusedByRule
from tracker.intake import all_kinds, columns, flow, forms, rows, undo_words, undoing
from tracker.intake.models import ImportRun


class Kinds(click.Group):
    """`forms` as it always was, `undo`, and a command for each other kind of file."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        named = {*super().list_commands(ctx), *(kind.name for kind in all_kinds.KINDS)}
        return [*sorted(named - {"undo"}), "undo"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is not None or cmd_name not in {kind.name for kind in all_kinds.KINDS}:
            return found
        return import_kind.command_for(all_kinds.named(cmd_name))


@click.group(cls=Kinds)
def intake() -> None:
    """Take in records from another system, as the pages under “Imports” do."""


@intake.command("undo")
@click.argument("number", type=int)
@installation.in_directory()
def undo_import(number: int, directory: Path) -> None:
    """Take an import back by its number, as long as nothing builds on it."""
    with installation.existing(directory) as opened, opened.session() as session:
        run = session.get(ImportRun, number)
        if run is None:
            raise Failure(f"there is no import {number}")
        try:
            flow.take_back(session, None, run=run)
        except undoing.Built as error:
            with language().app_context():
                told = undo_words.told(session, run, error.obstacles)
            lines = "".join(f"\n  {one.sentence}" for one in told)
            raise RefusedByRule(f"import {number} stays, since something builds on it:{lines}") from error
        session.commit()
    click.echo(f"Import {number} is undone: what it added is gone, what it replaced is back.")


@intake.command("forms")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--program", "program_slug", required=True, metavar="SLUG", help="Whose forms they are.")
@click.option("--cohort", "cohort_slug", required=True, metavar="SLUG", help="The cohort they are about.")
@click.option(
    "--map", "mapping", multiple=True, metavar="COLUMN=FIELD", help="Which column gives a field; repeatable."
)
@click.option("--create-people", is_flag=True, help="Create and enrol who is not known yet.")
@click.option("--dry-run", is_flag=True, help="Check everything, say what would happen, write nothing.")
@installation.in_directory()
def import_forms(
    file: Path,
    program_slug: str,
    cohort_slug: str,
    mapping: tuple[str, ...],
    create_people: bool,
    dry_run: bool,
    directory: Path,
) -> None:
    """Import past forms from a CSV file (.csv or .csv.gz), all of them or none.

    Fields: scholar, mentor and overall are needed; form_id, work, confidence, filed_on, keep, change and
    criterion:SLUG may be there. A column named as a field gives it; --map names the others. Importing a
    file again changes nothing; a changed row changes its form and keeps what it said before.
    """
    wanted = columns.parse_map(mapping)
    with installation.existing(directory) as opened:
        with opened.reading() as session:
            cohort = installation.cohort_named(session, program_slug, cohort_slug)
            terms = forms.terms(session, cohort)
        # The file is read before the writing transaction begins, which others would have to wait for.
        with progress.bar("Reading", "rows") as show:
            sheet = rows.read(file, wanted, terms, show)
        with opened.session() as session, progress.bar("Writing", "forms") as show:
            cohort = installation.cohort_named(session, program_slug, cohort_slug)
            summary = forms.apply(
                session, None, cohort=cohort, sheet=sheet, create_people=create_people, progress=show
            )
            if not dry_run:
                session.commit()
    _print(summary, sheet, dry_run=dry_run)


def _print(summary: forms.Summary, sheet: rows.Sheet, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    if sheet.ignored:
        click.echo(f"Columns not used: {', '.join(sheet.ignored)}.")
    if not summary.wrote:
        click.echo(f"Nothing changed: all {summary.unchanged} forms of {sheet.name} are here already.")
        return
    click.echo(
        f"{sheet.name}: {summary.new} forms {would}new, {summary.changed} {would}changed,"
        f" {summary.unchanged} unchanged; {summary.people} people {would}created,"
        f" {summary.enrolled} {would}enrolled."
    )
    if dry_run:
        click.echo("This was a dry run: nothing was written.")
