"""Opens sealed texts for a page: which session logs the read, and what stands for the reader's address."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from flask import current_app, g, request
from sqlalchemy.orm import Session, sessionmaker

from tracker import sealed
from tracker.extensions import READING, db
from tracker.sealed import Reader, Seal, SealedText
from tracker.settings import Settings

Content = TypeVar("Content", str, bytes)

# What a feature does about the vaults that a request opened, once its answer was sent.
AFTER_READ: list[Callable[[Session, set[int]], None]] = []


def seal() -> Seal:
    """The master keys of this installation."""
    settings: Settings = current_app.extensions["tracker_settings"]
    return Seal.from_settings(settings)


def open_texts(person_id: int, purpose: str, texts: Iterable[SealedText]) -> dict[int, str]:
    """Texts by their ids, for somebody who was found to be permitted to read them.

    The read is committed first. A request that writes opens what it needs before it writes anything,
    because its session is committed here. Raises what `sealed.read` does; nothing is open then.
    """
    return _opened(sealed.read, person_id, purpose, texts)


def open_files(person_id: int, purpose: str, files: Iterable[SealedText]) -> dict[int, bytes]:
    """As `open_texts`, for what is not text."""
    return _opened(sealed.read_files, person_id, purpose, files)


def _opened(
    read: Callable[[Session, Seal, Reader, Iterable[SealedText]], dict[int, Content]],
    person_id: int,
    purpose: str,
    texts: Iterable[SealedText],
) -> dict[int, Content]:
    texts = list(texts)
    reader = Reader(person_id, purpose, address_hash())
    _note_vaults({text.vault_id for text in texts})
    if request.method not in READING:
        return read(db.session, seal(), reader, texts)
    # Ends the page's own transaction: two connections for one page would wait for each other in the pool.
    db.session.commit()
    makers: dict[str, sessionmaker[Session]] = current_app.extensions["tracker_sessions"]
    with makers["write"]() as log:
        return read(log, seal(), reader, texts)


def _note_vaults(vaults: set[int]) -> None:
    if "opened_vaults" not in g:
        g.opened_vaults = set()
        for after in AFTER_READ:
            db.afterwards(partial(_call, after, g.opened_vaults))
    g.opened_vaults |= vaults


def _call(after: Callable[[Session, set[int]], None], vaults: set[int], session: Session) -> None:
    if vaults:
        after(session, vaults)


def address_hash() -> str:
    """Tells whether two reads came from one address; without the key it cannot be guessed back."""
    settings: Settings = current_app.extensions["tracker_settings"]
    told = f"read_log.address_hash.{request.remote_addr or ''}"
    return hmac.new(settings.lasting_key.encode(), told.encode(), hashlib.sha256).hexdigest()
