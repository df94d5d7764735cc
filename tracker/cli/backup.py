"""Make a copy of an installation while people write, its keys apart."""

from __future__ import annotations

import os
from pathlib import Path

import click

from tracker import audit, schema
from tracker.cli import installation, progress
from tracker.cli.failures import Failure
from tracker.cli.installation import Installation
from tracker.operating import copying, key_box
from tracker.operating.copying import CannotCopy, Made
from tracker.operating.postgres_programs import ProgramMissing

PHRASE = "TRACKER_KEYS_PASSPHRASE"


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder, in which the copy gets a name of its time; or the copy's own new name.",
)
@click.option(
    "--keys",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"Also write the keys, to this file alone, under a pass phrase ({PHRASE}, or asked).",
)
@installation.in_directory()
def backup(out: Path, keys: Path | None, directory: Path) -> None:
    """Make a copy of an installation while people write.

    Database, kept files, a manifest and the SHA-256 of each; never the keys, without which sealed texts stay
    closed: keep those somewhere else. “tracker restore” proves a copy and brings it back.
    """
    with installation.existing(directory, of_any_age=True) as opened:
        box = _box(opened, keys, out) if keys else None
        try:
            with progress.bar("Kept files", "files") as show:
                made = copying.make(opened.settings, opened.engine, out, show)
        except CannotCopy as error:
            raise Failure(f"--out: {error}") from error
        except ProgramMissing as missing:
            raise Failure(f"{missing}; {missing.mend}") from missing
        if keys and box:
            _write(keys, box)
        _note(opened, made)
    rows = sum(made.manifest.facts.rows.values())
    click.echo(
        f"Copied {rows} rows and {_files(made)} files, {made.size / (1 << 20):.1f} MiB, to {made.place}."
    )
    if made.manifest.lost:
        click.echo(
            f"{len(made.manifest.lost)} files were gone or damaged before: see “lost” in its manifest."
        )
    click.echo(f"SHA-256 of its list of sums: {made.sha256}")
    if keys:
        click.echo(
            f"The keys are in {keys}: keep it apart from the copy, and the pass phrase apart from both."
        )


def phrase(*, twice: bool) -> str:
    """The pass phrase of a file of keys, from the environment or asked."""
    given = os.environ.get(PHRASE)
    if given is None:
        try:
            given = click.prompt(
                "Pass phrase of the keys", hide_input=True, confirmation_prompt=twice, err=True
            )
        except click.Abort:
            raise Failure(f"the pass phrase is missing: answer the question, or set {PHRASE}") from None
    if twice and len(given) < key_box.LEAST_PHRASE:
        raise Failure(f"{PHRASE}: use {key_box.LEAST_PHRASE} characters or more")
    return str(given)


def _box(opened: Installation, keys: Path, out: Path) -> str:
    """The text of the file of keys, before anything else is done that would be in vain."""
    if keys.exists():
        raise Failure(f"--keys: {keys} is there already, and keys are never written over")
    if keys.absolute().parent.is_relative_to(out.absolute()):
        raise Failure("--keys: choose another folder than the copy's, or one theft takes both")
    return key_box.closed(key_box.of(opened.settings), phrase(twice=True))


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _note(opened: Installation, made: Made) -> None:
    """Say in the audit trail that somebody took all there is, where the trail is as this program knows it."""
    if made.manifest.facts.revision != schema.head():
        return
    with opened.session() as session:
        audit.record(
            session,
            None,
            "copy.make",
            program_id=None,
            object_type="installation",
            object_id=None,
            change={"sha256": made.sha256},
        )
        session.commit()


def _files(made: Made) -> int:
    return sum(1 for path in (made.place / "files").iterdir())
