"""What exactly goes out, byte for byte: the list of files that an approval binds to. Pure.

The canonical form is a JSON list, UTF-8, without spaces and without a line end, keys in order, sorted by
path: `[{"kind":"text","path":"paper.pdf","sha256":"…","size":3}]`. The digest is the SHA-256 of it. A
repository adds `{"commit":"…","path":".","tree":"…"}` to the files of its tree. A link has its label as its
path, and the SHA-256 and the length in bytes of its exact address.

Paths are in the Unicode form NFC, so that no two look alike and differ; capitals do tell two files apart.
"""

from __future__ import annotations

import enum
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

MOST_ENTRIES = 200_000
MOST_TEXT = 64 * 2**20
MOST_PATH = 4096
# What a database keeps in a column of whole numbers.
MOST_SIZE = 2**63 - 1

# Those that end lines, or turn the direction of what follows, would let a path look like another.
UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
SURROGATE = re.compile("[\ud800-\udfff]")
SHA256 = re.compile("[0-9a-f]{64}")
# Of SHA-1 or of SHA-256.
GIT_ID = re.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?")

PROBLEMS = {
    "json": "this is not JSON",
    "json_nested": "this is nested too deeply to be a manifest",
    "no_list": "a manifest is a list of entries",
    "empty": "there is no file and no link in it: nothing to release",
    "too_many": "there are more than %(most)s entries",
    "too_long": "this is longer than %(most)s bytes",
    "no_object": "an entry is an object with the keys kind, path, sha256 and size",
    "key_twice": "the key stands there twice",
    "key_unknown": "the key is not known",
    "key_missing": "the key is missing",
    "no_text": "this must be a text",
    "path_empty": "the path is empty, or has an empty part",
    "path_long": "the path is longer than %(most)s bytes",
    "path_absolute": "the path must be relative",
    "path_dots": "the path has a part “.” or “..”",
    "path_backslash": "the path has a backslash; parts are parted by /",
    "path_control": "the path has a control character",
    "path_not_unicode": "the path is not Unicode text",
    "path_not_nfc": "the path is not in the Unicode form NFC",
    "path_twice": "the path “%(path)s” is there twice",
    "path_within_file": "“%(path)s” is a file, and cannot be a folder too",
    "sha256": "this must be 64 digits 0-9 a-f",
    "size": "this must be a whole number of bytes, 0 or more",
    "kind": "“%(kind)s” is none of %(kinds)s",
    "git_id": "this must be 40 or 64 digits 0-9 a-f",
}


class ArtefactKind(enum.StrEnum):
    TEXT = "text"
    CODE = "code"
    DATA = "data"
    WEIGHTS = "weights"
    MEDIA = "media"
    LINK = "link"
    OTHER = "other"


KINDS = frozenset(ArtefactKind)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or a link under its label."""

    path: str
    sha256: str
    size: int
    kind: ArtefactKind


@dataclass(frozen=True, slots=True)
class Repository:
    """The commit that the files below `path` are the clean tree of; "." is everything."""

    path: str
    commit: str
    tree: str


Item = Entry | Repository


class BadManifest(ValueError):
    """Why something is no manifest: which entry, counted from 1 as it came (0: all of it), which field."""

    def __init__(self, code: str, entry: int = 0, field: str = "", **params: Any) -> None:
        self.code, self.entry, self.field, self.params = code, entry, field, params
        where = [part for part in (f"entry {entry}" if entry else "", field) if part]
        said = PROBLEMS[code] % {name: shown(value)[:200] for name, value in params.items()}
        super().__init__(f"{', '.join(where)}: {said}" if where else said)


@dataclass(frozen=True)
class Manifest:
    """Entries and repositories in canonical order. Made by `manifest` and `parse`."""

    items: tuple[Item, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(item for item in self.items if isinstance(item, Entry))

    @property
    def repositories(self) -> tuple[Repository, ...]:
        return tuple(item for item in self.items if isinstance(item, Repository))

    @property
    def size(self) -> int:
        """Bytes of the files; an address is none of them."""
        return sum(entry.size for entry in self.entries if entry.kind is not ArtefactKind.LINK)

    @property
    def canonical(self) -> bytes:
        found = [{name: getattr(item, name) for name in item.__slots__} for item in self.items]
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.canonical).hexdigest()


@dataclass(frozen=True)
class Difference:
    """What another manifest has more, has no longer, and has otherwise, each sorted by path."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[tuple[Item, Item], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def shown(value: object) -> str:
    """A name as it can be printed: what no terminal should get is written out as an escape."""
    escaped = [sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in str(value)]
    return "".join(escaped)


def manifest(items: Iterable[Item]) -> Manifest:
    """The items in canonical order. Raises `BadManifest`, counting them as they come."""
    found = list(items)
    if len(found) > MOST_ENTRIES:
        raise BadManifest("too_many", most=MOST_ENTRIES)
    for number, item in enumerate(found, 1):
        _check(item, number)
    _check_together(found)
    if not any(isinstance(item, Entry) for item in found):
        raise BadManifest("empty")
    return Manifest(tuple(sorted(found, key=_place)))


def digest(items: Iterable[Item]) -> str:
    """The SHA-256 of the canonical form, in lower-case hex. Raises `BadManifest`."""
    return manifest(items).digest


def link(label: str, address: str) -> Entry:
    """A link, whose address is hashed exactly as it is written."""
    written = address.encode()
    return Entry(label, hashlib.sha256(written).hexdigest(), len(written), ArtefactKind.LINK)


def compare(before: Manifest, after: Manifest) -> Difference:
    """What changed from one manifest to another."""
    old, new = ({(type(item), item.path): item for item in one.items} for one in (before, after))
    return Difference(
        tuple(item for name, item in new.items() if name not in old),
        tuple(item for name, item in old.items() if name not in new),
        tuple((item, new[name]) for name, item in old.items() if name in new and new[name] != item),
    )


def parse(text: str) -> Manifest:
    """A manifest from JSON in any order and layout. Raises `BadManifest`, which names entry and field."""
    if len(text) > MOST_TEXT:
        raise BadManifest("too_long", most=MOST_TEXT)
    try:
        found = json.loads(text, object_pairs_hook=tuple, parse_constant=_no_number)
    except RecursionError as error:
        raise BadManifest("json_nested") from error
    except ValueError as error:
        raise BadManifest("json") from error
    if not isinstance(found, list):
        raise BadManifest("no_list")
    if len(found) > MOST_ENTRIES:
        raise BadManifest("too_many", most=MOST_ENTRIES)
    return manifest(_item(value, number) for number, value in enumerate(found, 1))


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _item(value: object, number: int) -> Item:
    fields = _fields(value, number)
    kind: type[Item] = Repository if "commit" in fields or "tree" in fields else Entry
    known = kind.__slots__
    for key in fields:
        if key not in known:
            raise BadManifest("key_unknown", number, shown(key)[:200])
    for key in known:
        if key not in fields:
            raise BadManifest("key_missing", number, key)
        if key != "size" and not isinstance(fields[key], str):
            raise BadManifest("no_text", number, key)
    if kind is Repository:
        return Repository(**fields)
    if fields["kind"] not in KINDS:
        raise BadManifest("kind", number, "kind", kind=fields["kind"], kinds=", ".join(ArtefactKind))
    return Entry(**{**fields, "kind": ArtefactKind(fields["kind"])})


def _fields(value: object, number: int) -> dict[str, Any]:
    # An object is a tuple of pairs here, so that a key that is there twice is seen.
    if not isinstance(value, tuple):
        raise BadManifest("no_object", number)
    fields: dict[str, Any] = {}
    for key, one in value:
        if key in fields:
            raise BadManifest("key_twice", number, shown(key)[:200])
        fields[key] = one
    return fields


def _place(item: Item) -> tuple[str, bool]:
    # Python orders texts by code point, which is the order of their bytes in UTF-8.
    return item.path, isinstance(item, Repository)


def _check(item: Item, number: int) -> None:
    if isinstance(item, Repository):
        for field, value in (("commit", item.commit), ("tree", item.tree)):
            if not GIT_ID.fullmatch(value):
                raise BadManifest("git_id", number, field)
        if item.path == ".":
            return
    elif not SHA256.fullmatch(item.sha256):
        raise BadManifest("sha256", number, "sha256")
    # True is a whole number to Python, and is none here.
    elif type(item.size) is not int or not 0 <= item.size <= MOST_SIZE:
        raise BadManifest("size", number, "size")
    if code := path_problem(item.path):
        raise BadManifest(code, number, "path", most=MOST_PATH)


def path_problem(path: str) -> str:
    """The code of what is wrong with a path, or ""."""
    parts = path.split("/")
    checks = {
        "path_absolute": path.startswith("/") or re.match("[A-Za-z]:", path),
        "path_not_unicode": SURROGATE.search(path),
        "path_control": UNPRINTED.search(path),
        "path_backslash": "\\" in path,
        "path_empty": "" in parts,
        "path_dots": "." in parts or ".." in parts,
        "path_not_nfc": not unicodedata.is_normalized("NFC", path),
        "path_long": len(path.encode("utf-8", "surrogatepass")) > MOST_PATH,
    }
    return next((code for code, wrong in checks.items() if wrong), "")


def _check_together(items: list[Item]) -> None:
    files = {item.path for item in items if isinstance(item, Entry)}
    known: set[tuple[type[Item], str]] = set()
    for number, item in enumerate(items, 1):
        if (name := (type(item), item.path)) in known:
            raise BadManifest("path_twice", number, "path", path=item.path)
        known.add(name)
        above = item.path if isinstance(item, Repository) else item.path.rpartition("/")[0]
        while above:
            if above in files:
                raise BadManifest("path_within_file", number, "path", path=above)
            above = above.rpartition("/")[0]
