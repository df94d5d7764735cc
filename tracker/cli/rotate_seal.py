"""Wrap the keys of all sealed texts anew: the older name of `tracker rotate-keys seal`."""

from __future__ import annotations

from pathlib import Path

import click

from tracker import audit, sealed
from tracker.cli import installation
from tracker.cli.failures import Failure
from tracker.cli.installation import Installation


@click.command("rotate-seal")
@installation.in_directory()
def rotate_seal(directory: Path) -> None:
    """Wrap the keys of sealed texts anew, with the newest master key: all of them or none."""
    with installation.existing(directory) as opened:
        rewrap(opened)


def rewrap(opened: Installation) -> None:
    with opened.session() as session:
        try:
            seal = sealed.Seal.from_settings(opened.settings)
            audit.hold(session, None)
            count = sealed.rewrap(session, seal)
            audit.record(
                session,
                None,
                "seal.rotate",
                program_id=None,
                object_type=sealed.Vault.__tablename__,
                object_id=None,
                change={"master": seal.newest(), "wrapped": count},
            )
        except sealed.SealError as error:
            raise Failure(str(error)) from error
        session.commit()
    click.echo(f"Master key {seal.newest()} now wraps every key of sealed texts; {count} changed.")
