"""Bring the database to the newest schema."""

from __future__ import annotations

from pathlib import Path

import click

from tracker import schema
from tracker.cli import installation


@click.command()
@installation.in_directory()
def upgrade(directory: Path) -> None:
    """Bring the database to the newest schema, all of it or nothing."""
    with installation.existing(directory, of_any_age=True) as opened:
        try:
            schema.check(opened.engine)
        except schema.SchemaBehind:
            schema.upgrade(opened.engine)
            click.echo("The database is now at the newest schema.")
        else:
            click.echo("The database was at the newest schema already.")
