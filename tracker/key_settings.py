"""The keys of an installation: given from outside, or made once and kept in its folder."""

from __future__ import annotations

import base64
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

KEY_FILE = "secret-key"
OLD_KEYS_FILE = "old-secret-keys"
LASTING_KEY_FILE = "lasting-key"
SEAL_KEYS_FILE = "seal-keys"
MIN_KEY_LENGTH = 32
MAX_SEAL_KEY_NUMBER = 255


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what it takes."""


def secret_key(environ: Mapping[str, str], folder: Path) -> str:
    key = long(environ.get("TRACKER_SECRET_KEY"), "TRACKER_SECRET_KEY")
    if key:
        return key
    path = folder / KEY_FILE
    if not path.exists():
        keep_new(path, secrets.token_urlsafe(48))
    return _whole(path, path.read_text().strip())


def old_keys(environ: Mapping[str, str], folder: Path) -> tuple[str, ...]:
    """Those given, or kept in the folder beside the key that came after them."""
    if environ.get("TRACKER_SECRET_KEY"):
        given = environ.get("TRACKER_OLD_SECRET_KEYS", "")
        parts = [part.strip() for part in given.split(",")] if given.strip() else []
        return tuple(long(part or "-", "TRACKER_OLD_SECRET_KEYS") or "" for part in parts)
    path = folder / OLD_KEYS_FILE
    return tuple(_whole(path, line) for line in path.read_text().split()) if path.exists() else ()


def lasting_key(environ: Mapping[str, str], folder: Path) -> str | None:
    if environ.get("TRACKER_SECRET_KEY"):
        return long(environ.get("TRACKER_LASTING_KEY"), "TRACKER_LASTING_KEY")
    path = folder / LASTING_KEY_FILE
    return _whole(path, path.read_text().strip()) if path.exists() else None


def long(given: str | None, name: str) -> str | None:
    """Something secret, which is never repeated."""
    if given and len(given) < MIN_KEY_LENGTH:
        raise BadSetting(f"{name} must have at least {MIN_KEY_LENGTH} characters")
    return given or None


def _whole(path: Path, kept: str) -> str:
    if len(kept) < MIN_KEY_LENGTH:
        raise BadSetting(f"the key in {path} is cut short; restore it from your backup")
    return kept


def seal_keys(environ: Mapping[str, str], folder: Path | None) -> tuple[tuple[int, bytes], ...]:
    """The master keys given, or those kept in the folder, made if they are not there."""
    given = environ.get("TRACKER_SEAL_KEYS", "").strip()
    if given or folder is None:
        return _numbered(given, "TRACKER_SEAL_KEYS") if given else ()
    path = folder / SEAL_KEYS_FILE
    if not path.exists():
        keep_new(path, f"1:{secrets.token_urlsafe(32)}")
    return _numbered(path.read_text().strip(), str(path))


def _numbered(text: str, source: str) -> tuple[tuple[int, bytes], ...]:
    """Read `1:key,2:key`. What is refused is never repeated, since it may hold a key."""
    found: dict[int, bytes] = {}
    for part in text.split(","):
        match = re.fullmatch(r"([0-9]{1,3}):([A-Za-z0-9_-]{43})=?", part.strip())
        if not match or int(match[1]) > MAX_SEAL_KEY_NUMBER:
            raise BadSetting(
                f"{source} must be NUMBER:KEY, several with commas between them;"
                " NUMBER from 0 to 255, KEY 32 random bytes in base64url"
            )
        number, key = int(match[1]), base64.urlsafe_b64decode(match[2] + "=")
        if number in found or key in found.values():
            raise BadSetting(f"{source} has a number or a key twice")
        found[number] = key
    return tuple(sorted(found.items()))


def keep_new(path: Path, key: str) -> None:
    """Write a key that only the owner reads. Whole or not at all, and the first of two writers wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
