"""Files and folders on disk as a manifest: read once, a piece at a time, refused where unsure."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tracker.releases.endings import kind_of
from tracker.releases.manifest import (
    PROBLEMS,
    ArtefactKind,
    Entry,
    Manifest,
    manifest,
    path_problem,
    shown,
)
from tracker.releases.work_trees import Unclear, repository

PIECE = 2**20

REASONS = {
    "missing": "it is not there",
    "denied": "it cannot be read: permission denied",
    "link": "it is a symbolic link; give the file itself",
    "special": "it is neither a file nor a folder",
    "changed": "it changed while it was read; try again when nothing writes to it",
    "not_utf8": "its name is not UTF-8; rename it",
    "twice": "two files would stand as this path in the manifest; rename one, or give the folder above both",
    "no_file": "there is no file in it: nothing to release",
    "no_link": "a file is no link",
    "kind_for_none": "there is no such path in the manifest, so it has no kind",
    "other": "it cannot be read: %(why)s",
}
CODES = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.ELOOP: "link",
}

# Told the bytes read so far, and of all.
Told = Callable[[int, int], object]


class BadFile(Exception):
    """A file or folder that cannot be part of a manifest, with its name as it can be printed."""

    def __init__(self, path: str, code: str, why: str = "") -> None:
        self.path, self.code = shown(path), code
        said = PROBLEMS[code] % {"most": "4096"} if code in PROBLEMS else REASONS[code] % {"why": why}
        super().__init__(f"{self.path}: {said}")


@dataclass(frozen=True)
class Found:
    """A file before it is read: where it is, what it is called in the manifest, and what it was."""

    place: str
    path: str
    was: os.stat_result


@dataclass(frozen=True)
class Made:
    """A manifest of what is on disk, and why a work tree among it brings no commit."""

    manifest: Manifest
    unclear: tuple[Unclear, ...]


def hash_paths(
    paths: Iterable[str | Path],
    kinds: Mapping[str, ArtefactKind] | None = None,
    told: Told | None = None,
) -> Made:
    """The manifest of files, each by its name, and of folders, each by what is in it.

    Raises `BadFile` at the first thing that cannot be read exactly. What git keeps for itself (`.git`) is
    left out, and its folder brings the commit where its tree is clean.
    """
    given, trees, files = [Path(path) for path in paths], dict[str, str](), list[Found]()
    for path in given:
        files.extend(_walk(path, trees))
    if not files:
        raise BadFile(", ".join(map(str, given)), "no_file")
    _check_names(files)
    kinds = kinds or {}
    _check_kinds(kinds, {file.path for file in files})
    total, done = sum(file.was.st_size for file in files), 0
    entries = []
    for file in files:
        entry = _hash(file, told, done, total)
        entries.append(replace(entry, kind=kinds.get(file.path, entry.kind)))
        done += entry.size
    # Asked last: whatever changed since the first file was read makes the tree unclean.
    asked = [repository(place, path) for path, place in trees.items()]
    unclear = tuple(one for one in asked if isinstance(one, Unclear))
    return Made(manifest([*entries, *(one for one in asked if not isinstance(one, Unclear))]), unclear)


def _walk(top: Path, trees: dict[str, str]) -> Iterator[Found]:
    """The files below a path in no order. Folders that are work trees of git go into `trees`."""
    was = _stat(str(top))
    if not stat.S_ISDIR(was.st_mode):
        yield _found(str(top), top.name, was)
        return
    waiting = [(str(top), "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            places = list(Path(folder).iterdir())
        except OSError as error:
            raise _refused(folder, error) from error
        for one in places:
            if one.name == ".git":
                trees[prefix or "."] = folder
                continue
            place, path = str(one), f"{prefix}/{one.name}" if prefix else one.name
            was = _stat(place)
            if stat.S_ISDIR(was.st_mode):
                waiting.append((place, path))
            else:
                yield _found(place, path, was)


def _found(place: str, path: str, was: os.stat_result) -> Found:
    if stat.S_ISLNK(was.st_mode):
        raise BadFile(place, "link")
    if not stat.S_ISREG(was.st_mode):
        raise BadFile(place, "special")
    path = unicodedata.normalize("NFC", path)
    if code := path_problem(path):
        raise BadFile(place, "not_utf8" if code == "path_not_unicode" else code)
    return Found(place, path, was)


def _check_names(files: list[Found]) -> None:
    known: set[str] = set()
    for file in files:
        if file.path in known:
            raise BadFile(file.path, "twice")
        known.add(file.path)


def _check_kinds(kinds: Mapping[str, ArtefactKind], paths: set[str]) -> None:
    for path, kind in kinds.items():
        if path not in paths:
            raise BadFile(path, "kind_for_none")
        if kind is ArtefactKind.LINK:
            raise BadFile(path, "no_link")


def _hash(file: Found, told: Told | None, before: int, total: int) -> Entry:
    summed, size, piece = hashlib.sha256(), 0, memoryview(bytearray(PIECE))
    # A pipe that took the place of the file since must not be waited for.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        opened = os.open(file.place, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(opened, "rb", buffering=0) as stream:
            _check_same(file, os.fstat(opened))
            while count := stream.readinto(piece):
                summed.update(piece[:count])
                size += count
                if told is not None:
                    told(before + size, total)
                if size > file.was.st_size:
                    raise BadFile(file.place, "changed")
    except OSError as error:
        raise _refused(file.place, error) from error
    _check_same(file, _stat(file.place))
    if size != file.was.st_size:
        raise BadFile(file.place, "changed")
    return Entry(file.path, summed.hexdigest(), size, kind_of(file.path))


def _check_same(file: Found, now: os.stat_result) -> None:
    before, after = (
        (one.st_dev, one.st_ino, one.st_mode, one.st_size, one.st_mtime_ns) for one in (file.was, now)
    )
    if before != after:
        raise BadFile(file.place, "changed")


def _stat(place: str) -> os.stat_result:
    try:
        return os.lstat(place)
    except (OSError, ValueError) as error:
        raise _refused(place, error) from error


def _refused(place: str, error: OSError | ValueError) -> BadFile:
    number = error.errno if isinstance(error, OSError) else None
    return BadFile(place, CODES.get(number or 0, "other"), getattr(error, "strerror", None) or str(error))
