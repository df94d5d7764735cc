"""What exactly a planned release consists of, hashed where it lies, without a database."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tracker.cli import progress
from tracker.cli.failures import Failure, RefusedByRule
from tracker.releases.hashing import BadFile, Made, Told, hash_paths
from tracker.releases.manifest import (
    MOST_TEXT,
    ArtefactKind,
    BadManifest,
    Entry,
    Manifest,
    Repository,
    compare,
    manifest,
    parse,
    shown,
)

PLACE = click.Path(dir_okay=False, path_type=Path)


@click.command("manifest")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--out", type=PLACE, metavar="FILE", help="Write the manifest to FILE, without a line end.")
@click.option("--check", type=PLACE, metavar="FILE", help="Compare the manifest in FILE with PATH.")
@click.option(
    "--kind", "kinds", multiple=True, metavar="PATH=KIND", help="What a file is, if not as guessed."
)
def manifest_of(
    paths: tuple[Path, ...], out: Path | None, check: Path | None, kinds: tuple[str, ...]
) -> None:
    """List files with their hashes, for a release review, as one line of JSON.

    A file stands by its name, a folder by what is in it. The digest, which an approval is bound to, and
    the number of files and bytes go to standard error. With --check the exit code is 1 where a file is
    missing, added or changed. Nothing leaves this machine.
    """
    if check is not None and (out is not None or kinds):
        raise Failure("--check: compares only; leave --out and --kind out")
    known = _kinds(kinds)
    _check_outside(paths, out, check)
    before = None if check is None else _read(check)
    try:
        with _progress() as told:
            made = hash_paths(paths, known, told)
    except (BadFile, BadManifest) as error:
        raise Failure(str(error)) from error
    for one in made.unclear:
        click.echo(f"No commit for {shown(one.path)}: {one.why}.", err=True)
    if before is not None:
        _compare(before, made)
        return
    if out is None:
        click.echo(made.manifest.canonical)
    else:
        _write(out, made.manifest.canonical)
    _say(made.manifest)


def _kinds(given: tuple[str, ...]) -> dict[str, ArtefactKind]:
    found: dict[str, ArtefactKind] = {}
    for one in given:
        path, sign, kind = one.rpartition("=")
        if not sign or not path:
            raise Failure(f"--kind: “{shown(one)}” is not of the form PATH=KIND")
        if kind not in list(ArtefactKind):
            raise Failure(f"--kind: “{shown(kind)}” is none of {', '.join(ArtefactKind)}")
        if path in found:
            raise Failure(f"--kind: “{shown(path)}” is there twice")
        found[path] = ArtefactKind(kind)
    return found


def _check_outside(paths: tuple[Path, ...], out: Path | None, check: Path | None) -> None:
    """A manifest among the files that it lists would never be true."""
    for option, file in (("--out", out), ("--check", check)):
        for path in paths if file is not None else ():
            if file.resolve().is_relative_to(path.resolve()):  # type: ignore[union-attr]
                raise Failure(f"{option}: {shown(file)} lies in what is listed; put it elsewhere")


def _read(file: Path) -> Manifest:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_TEXT + 1)
        return parse(content.decode())
    except OSError as error:
        raise Failure(f"--check: {shown(file)} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Failure(f"--check: {shown(file)} is not UTF-8 text (byte {error.start})") from error
    except BadManifest as error:
        raise Failure(f"--check: {shown(file)}: {error}") from error


@contextmanager
def _progress() -> Iterator[Told | None]:
    if not sys.stderr.isatty():
        yield None
        return
    with progress.bar("Hashing", "bytes") as told:
        yield told


def _compare(before: Manifest, made: Made) -> None:
    """Print what differs. The kinds are those of the manifest: on disk they are a guess."""
    kinds = {entry.path: entry.kind for entry in before.entries}
    links = [entry for entry in before.entries if entry.kind is ArtefactKind.LINK]
    trees = {one.path for one in before.repositories}
    found = {one.path for one in made.manifest.repositories}
    for path in sorted(trees - found):
        click.echo(f"The commit of {shown(path)} was not compared.", err=True)
    if links:
        click.echo(f"Not compared, as they are not on disk: {_counted(len(links), 'link')}.", err=True)
    now = [
        Entry(one.path, one.sha256, one.size, kinds.get(one.path, one.kind)) for one in made.manifest.entries
    ]
    kept = [one for one in before.repositories if one.path not in found]
    commits = [one for one in made.manifest.repositories if one.path in trees]
    try:
        difference = compare(before, manifest([*now, *kept, *commits, *links]))
    except BadManifest as error:
        raise Failure(f"--check: {error}") from error
    for item in difference.removed:
        click.echo(f"missing: {shown(item.path)}")
    for item in difference.added:
        click.echo(f"added: {shown(item.path)}")
    for item, _ in difference.changed:
        whole = "the commit of " if isinstance(item, Repository) else ""
        click.echo(f"changed: {whole}{shown(item.path)}")
    if difference:
        counts = (
            (difference.removed, "missing"),
            (difference.added, "added"),
            (difference.changed, "changed"),
        )
        raise RefusedByRule(", ".join(f"{len(items)} {word}" for items, word in counts if items))
    _say(before)


def _say(made: Manifest) -> None:
    files = sum(entry.kind is not ArtefactKind.LINK for entry in made.entries)
    click.echo(f"{made.digest}  {_counted(files, 'file')}, {_counted(made.size, 'byte')}", err=True)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _write(path: Path, content: bytes) -> None:
    """Put the whole file in place at once. Raises `Failure`, and leaves what was there."""
    path = path.resolve()  # what a link points to is written, and the link stays
    try:
        if path.exists() and not path.is_file():  # a device or a pipe takes bytes, and is never replaced
            path.write_bytes(content)
            return
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".manifest.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Failure(f"--out: {shown(path)} cannot be written: {error.strerror}") from error
