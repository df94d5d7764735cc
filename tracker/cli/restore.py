"""Prove a copy of an installation, and bring it back."""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from tracker.cli.backup import phrase
from tracker.cli.failures import Failure, RefusedByRule
from tracker.cli.installation import in_directory
from tracker.key_settings import KEY_FILE, LASTING_KEY_FILE, OLD_KEYS_FILE, SEAL_KEYS_FILE, keep_new
from tracker.operating import key_box, proving, restoring
from tracker.operating.key_box import BadBox, Keys
from tracker.operating.postgres_programs import ProgramMissing
from tracker.operating.proving import NotProven
from tracker.operating.restoring import CannotRestore, Proven
from tracker.operating.restoring_postgresql import PostgresqlPlace
from tracker.operating.restoring_sqlite import SqlitePlace
from tracker.settings import Settings


@click.command()
@click.argument("copy", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Prove the copy and change nothing.")
@click.option("--replace", is_flag=True, help="Take the place of the database that is there, which is kept.")
@click.option("--disconnect", is_flag=True, help="PostgreSQL: cut off whoever is connected.")
@click.option(
    "--keys",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of keys that “tracker backup --keys” wrote; they are put in the folder if it has none.",
)
@click.option(
    "--write-keys",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the keys of --keys to this file, as lines for the environment, instead of into the folder.",
)
@click.option("--closed", is_flag=True, help="Do without the keys: what is sealed stays closed.")
@in_directory()
def restore(
    copy: Path,
    directory: Path,
    keys: Path | None,
    write_keys: Path | None,
    *,
    only_check: bool,
    replace: bool,
    disconnect: bool,
    closed: bool,
) -> None:
    """Prove a copy of an installation, and bring it back.

    It becomes the installation of the folder, or of TRACKER_DATABASE_URL. In a scratch place it is proven
    first: sums, rows, schema, audit chains, references, sealed texts. Then it is put in place at once; killed
    before, it leaves the old database as it was. Ends with 1, and names file or row and the check, where the
    copy is not what was copied.
    """
    with _refusals():
        settings = _settings(copy, directory, keys, write_keys, only_check=only_check)
        if closed:
            settings = dataclasses.replace(settings, seal_keys=())
        place = _place(settings, disconnect=disconnect)
        with place.held():
            if only_check:
                _say(restoring.check(copy, settings, place))
                click.echo("The copy is whole. Nothing was changed.")
                return
            if place.is_there():
                if not replace:
                    raise CannotRestore("there is a database already: --replace puts the copy in its place")
                place.refuse_in_use()
            done = restoring.restore(copy, settings, place, click.echo)
    _say(done)
    click.echo(f"Restored the copy of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    if done.before:
        click.echo(f"The database before it is kept as {done.before}; delete it when you need it no more.")
    if done.held:
        click.echo(
            f"{done.held} mails that waited are held as “not sure”: they may have left after the copy."
        )
    click.echo("What was revoked after the copy was made (roles, tokens, passwords) is to be revoked again.")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except NotProven as error:
        found = "\n  ".join(error.problems)
        if any("another" in problem and " key" in problem for problem in error.problems):
            found += "\n  Give the keys of its time by --keys, or leave closed what is sealed by --closed."
        raise RefusedByRule(f"the copy is not what was copied; nothing was changed:\n  {found}") from error
    except CannotRestore as error:
        raise Failure(str(error)) from error
    except ProgramMissing as missing:
        raise Failure(f"{missing}; {missing.mend}") from missing
    except BadBox as error:
        raise Failure(f"--keys: {error}") from None


def _place(settings: Settings, *, disconnect: bool) -> SqlitePlace | PostgresqlPlace:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return SqlitePlace(Path(url.database or ""))
    return PostgresqlPlace(url, settings.postgres_programs, disconnect=disconnect)


def _settings(
    copy: Path, directory: Path, keys: Path | None, write: Path | None, *, only_check: bool
) -> Settings:
    """The settings, with the keys of the copy; those come first, since reading settings makes new ones."""
    if keys is None:
        if write is not None:
            raise Failure("--write-keys: give --keys too")
        return Settings.from_env(
            directory, environ={**_first_keys(copy, directory, only_check), **os.environ}
        )
    found = key_box.opened(keys, phrase(twice=False))
    if write is not None:
        lines = "".join(f"{name}={value}\n" for name, value in found.variables().items())
        with os.fdopen(os.open(write, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(lines)
        click.echo(
            f"The keys are in {write}; whoever reads it can sign in as anybody and open what is sealed."
        )
    elif not only_check and not os.environ.get("TRACKER_SECRET_KEY"):
        _keep(directory, found)
    # Whatever the environment has: what was sealed opens with the keys of its time.
    given = {**_first_keys(copy, directory, only_check), **os.environ, **found.variables()}
    return Settings.from_env(directory, environ=given)


def _first_keys(copy: Path, directory: Path, only_check: bool) -> dict[str, str]:
    """For a folder without keys: none where a copy is only looked at; else one that takes nobody's number.

    The master key that a new installation makes has the number 1, which some of the copy may be sealed with.
    """
    if (directory / SEAL_KEYS_FILE).exists() or os.environ.get("TRACKER_PRODUCTION"):
        return {}
    if only_check:
        return {"TRACKER_SECRET_KEY": "-" * 32, "TRACKER_SEAL_KEYS": f"255:{'A' * 43}"}
    number = max(proving.manifest(copy).facts.masters, default=0) + 1
    keep_new(directory / SEAL_KEYS_FILE, key_box.seal_text({number: secrets.token_bytes(32)}))
    return {}


def _keep(directory: Path, keys: Keys) -> None:
    wanted = {
        KEY_FILE: keys.secret_key,
        OLD_KEYS_FILE: "\n".join(keys.old_secret_keys.split(",")),
        LASTING_KEY_FILE: keys.lasting_key,
        SEAL_KEYS_FILE: keys.seal_keys,
    }
    for name, value in wanted.items():
        path = directory / name
        if path.exists() and path.read_text().strip() != value:
            raise CannotRestore(f"{path} holds another key than the file of keys: put it aside first")
    for name, value in wanted.items():
        if value:
            keep_new(directory / name, value)


def _say(found: Proven) -> None:
    facts = found.manifest.facts
    click.echo(
        f"Proven: {sum(facts.rows.values())} rows in {len(facts.rows)} tables at {facts.revision},"
        f" {len(facts.heads)} audit chains, {found.files} files, {found.opened} sealed texts."
    )
    if found.closed:
        numbers = ", ".join(map(str, facts.masters))
        click.echo(
            f"{found.closed} sealed texts stay closed until their master key is given (needed: {numbers})."
        )
    if found.manifest.lost:
        click.echo(f"{len(found.manifest.lost)} files had been lost before the copy was made.")
