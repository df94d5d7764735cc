"""Changes the keys in an installation's folder. Killed at any moment, what was signed or sealed stays so."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.key_settings import (
    KEY_FILE,
    LASTING_KEY_FILE,
    MAX_SEAL_KEY_NUMBER,
    OLD_KEYS_FILE,
    SEAL_KEYS_FILE,
    keep_new,
)
from tracker.operating import key_box
from tracker.sealed import Vault
from tracker.settings import Settings


class CannotChange(RuntimeError):
    """Why keys stay as they are; the words never hold a key."""


@dataclass(frozen=True)
class NewKey:
    """A master key that seals from now on."""

    number: int
    key: bytes

    def text(self) -> str:
        return key_box.seal_text({self.number: self.key})


def new_session_key(settings: Settings) -> dict[str, str]:
    """A new secret key for the environment, with what keeps sessions and passwords as they are."""
    return {
        "TRACKER_SECRET_KEY": secrets.token_urlsafe(48),
        "TRACKER_OLD_SECRET_KEYS": ",".join(settings.signing_keys),
        "TRACKER_LASTING_KEY": settings.lasting_key,
    }


def change_session_key(settings: Settings) -> None:
    """Put a new secret key in the folder, and the one before it among those whose signatures are taken."""
    folder = settings.directory
    keep_new(folder / LASTING_KEY_FILE, settings.lasting_key)  # as it is, where there is one
    _replace(folder / OLD_KEYS_FILE, "\n".join(dict.fromkeys(settings.signing_keys)))
    _replace(folder / KEY_FILE, secrets.token_urlsafe(48))


def drop_session_keys(settings: Settings) -> int:
    """Take no signature of an old secret key any more; how many there were."""
    (settings.directory / OLD_KEYS_FILE).unlink(missing_ok=True)
    return len(settings.old_secret_keys)


def new_seal_key(settings: Settings) -> NewKey:
    """A master key with the next number. Raises `CannotChange` where there is none."""
    number = max(dict(settings.seal_keys), default=0) + 1
    if number > MAX_SEAL_KEY_NUMBER:
        raise CannotChange(f"there is no number above {MAX_SEAL_KEY_NUMBER} for another master key")
    return NewKey(number, secrets.token_bytes(32))


def add_seal_key(settings: Settings) -> int:
    """Put a new master key beside those in the folder; its number."""
    new = new_seal_key(settings)
    keys = {**dict(settings.seal_keys), new.number: new.key}
    _replace(settings.directory / SEAL_KEYS_FILE, key_box.seal_text(keys))
    return new.number


def unneeded(session: Session, settings: Settings) -> list[int]:
    """The numbers of master keys that wrap nothing, but for the newest, which is to."""
    used = sa.select(Vault.master_id).where(Vault.wrapped_key.is_not(None)).distinct()
    needed = set(session.scalars(used))
    numbers = sorted(dict(settings.seal_keys))
    return [number for number in numbers[:-1] if number not in needed]


def drop_seal_keys(settings: Settings, numbers: Iterable[int]) -> None:
    gone = set(numbers)
    kept = {number: key for number, key in settings.seal_keys if number not in gone}
    _replace(settings.directory / SEAL_KEYS_FILE, key_box.seal_text(kept))


def _replace(path: Path, text: str) -> None:
    """Put the whole file in place at once, for its owner alone, and on the disk before it counts."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
