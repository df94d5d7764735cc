"""Change the keys of an installation without signing anybody out or losing a sealed text."""

from __future__ import annotations

import os
from pathlib import Path

import click
from sqlalchemy.orm import Session

from tracker import audit
from tracker.cli import installation
from tracker.cli.failures import Failure
from tracker.cli.installation import Installation
from tracker.cli.rotate_seal import rewrap
from tracker.operating import key_changes
from tracker.operating.key_changes import CannotChange

RESTART = "Start the server and the workers again."


@click.group("rotate-keys")
def rotate_keys() -> None:
    """Change the secret key, or the master keys of sealed texts."""


@rotate_keys.command("session")
@click.option("--drop-old", is_flag=True, help="Take no signature of the keys before any more.")
@installation.in_directory()
def session_key(directory: Path, *, drop_old: bool) -> None:
    """Change the secret key, which signs sessions and forms.

    Whoever is signed in stays so, and forms that are open can be sent, until the old key is dropped:
    do that after 14 days, the longest that a session lasts. If the key was stolen, drop it at once.
    """
    with installation.existing(directory) as opened:
        if os.environ.get("TRACKER_SECRET_KEY"):
            _print_session_key(opened, drop_old=drop_old)
            return
        if drop_old:
            count = key_changes.drop_session_keys(opened.settings)
            _note(opened, "keys.drop", {"key": "session", "dropped": count})
            click.echo(f"{count} old keys are taken no more. {RESTART}")
        else:
            key_changes.change_session_key(opened.settings)
            _note(opened, "keys.change", {"key": "session"})
            click.echo(f"A new key signs, and the old one is still taken. {RESTART}")
            click.echo("Next, after 14 days: tracker rotate-keys session --drop-old")


@rotate_keys.command("seal")
@click.option("--add", "act", flag_value="add", help="Make a new master key first.")
@click.option("--drop-old", "act", flag_value="drop", help="Drop the master keys that wrap nothing any more.")
@installation.in_directory()
def seal_keys(act: str | None, directory: Path) -> None:
    """Change the master key of sealed texts, in three steps.

    With --add a new one is made; start everything again, so that all know it. Without an option the keys of
    all cases are wrapped with the newest, all of them or none. With --drop-old the old ones go.
    """
    with installation.existing(directory) as opened:
        given = bool(os.environ.get("TRACKER_SEAL_KEYS"))
        try:
            if act == "add":
                _add(opened, given=given)
            elif act == "drop":
                _drop(opened, given=given)
            else:
                rewrap(opened)
        except CannotChange as error:
            raise Failure(str(error)) from error


def _add(opened: Installation, *, given: bool) -> None:
    if given:
        new = key_changes.new_seal_key(opened.settings)
        click.echo(
            "Put this behind what stands in TRACKER_SEAL_KEYS, with a comma between them, and keep a copy:"
        )
        click.echo(new.text())
        return
    number = key_changes.add_seal_key(opened.settings)
    _note(opened, "keys.change", {"key": "seal", "master": number})
    click.echo(f"Master key {number} is in the folder. {RESTART} Then: tracker rotate-keys seal")


def _drop(opened: Installation, *, given: bool) -> None:
    with opened.reading() as session:
        numbers = key_changes.unneeded(session, opened.settings)
    if not numbers:
        raise CannotChange("no old master key can go: run “tracker rotate-keys seal” first, or there is none")
    listed = ", ".join(map(str, numbers))
    if given:
        click.echo(f"Nothing needs these any more; take them out of TRACKER_SEAL_KEYS: {listed}")
    else:
        key_changes.drop_seal_keys(opened.settings, numbers)
        _note(opened, "keys.drop", {"key": "seal", "masters": numbers})
        click.echo(f"Dropped the master keys {listed}. {RESTART}")
    click.echo("Copies made before they were changed still need them.")


def _print_session_key(opened: Installation, *, drop_old: bool) -> None:
    if drop_old:
        click.echo("The keys are in the environment: take TRACKER_OLD_SECRET_KEYS out of it.")
    else:
        click.echo("The keys are in the environment; set these there, and keep them as secret as before:")
        for name, value in key_changes.new_session_key(opened.settings).items():
            click.echo(f"{name}={value}")
    click.echo(RESTART)


def _note(opened: Installation, action: str, change: dict[str, object]) -> None:
    with opened.session() as session:
        _record(session, action, change)
        session.commit()


def _record(session: Session, action: str, change: dict[str, object]) -> None:
    audit.record(
        session,
        None,
        action,
        program_id=None,
        object_type="installation",
        object_id=None,
        change=change,
    )
