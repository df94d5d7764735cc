"""Text and files under a key of their own, and the log of who read them, written before they open."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, UOWTransaction, mapped_column

from tracker import clock
from tracker.db import Base, Key, wait_at_most
from tracker.settings import Settings

VERSION = b"\x01"
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
LENGTH_BYTES, PADDED_TO = 8, 1024
MAX_FIELD = 60
LOG_WAIT = "3s"  # longer than the write takes; after it a page says so instead of hanging
FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
WROTE = "tracker_wrote"


class Vault(Base):
    """The key of one case, wrapped by the master key, which never stands in the database.

    Destroying the key is how what it sealed is deleted.
    """

    __tablename__ = "vault"

    id: Mapped[Key]
    master_id: Mapped[int]
    wrapped_key: Mapped[bytes | None]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    destroyed_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("(wrapped_key IS NULL) = (destroyed_at IS NOT NULL)", name="key_until_destroyed"),
        sa.CheckConstraint("master_id BETWEEN 0 AND 255", name="master_id_is_a_byte"),
    )


class SealedText(Base):
    """One sealed text or file. `field` says what it is, such as `release.title`; never about what."""

    __tablename__ = "sealed_text"

    id: Mapped[Key]
    vault_id: Mapped[int] = mapped_column(sa.ForeignKey("vault.id"), index=True)
    field: Mapped[str] = mapped_column(sa.String(60))
    body: Mapped[bytes]
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)


class ReadLog(Base):
    """Somebody opened a sealed text. Append-only; committed before the text was decrypted."""

    __tablename__ = "read_log"

    id: Mapped[Key]
    vault_id: Mapped[int] = mapped_column(sa.ForeignKey("vault.id"), index=True)
    text_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    field: Mapped[str] = mapped_column(sa.String(60))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    purpose: Mapped[str] = mapped_column(sa.String(80))
    address_hash: Mapped[str] = mapped_column(sa.String(64), default="")


class SealError(Exception):
    """A text cannot be sealed or opened. The words name rows and key numbers, never a key or a text."""


class SealMissing(SealError):
    """The master key is not there."""


class SealBroken(SealError):
    """Not what was sealed here: changed, moved, or sealed with another key."""


class SealDestroyed(SealError):
    """The key of the case was destroyed, and its texts with it."""


class ReadNotLogged(SealError):
    """The log of reads could not be written, so nothing was opened."""


@dataclass(frozen=True)
class Seal:
    """The master keys. The one with the highest number seals, all open."""

    keys: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> Seal:
        return cls(dict(settings.seal_keys))

    def newest(self) -> int:
        """The number of the key that seals. Raises `SealMissing` where there is none."""
        if not self.keys:
            raise SealMissing("sealed texts need their master key, and TRACKER_SEAL_KEYS is not set")
        return max(self.keys)

    def key(self, number: int) -> bytes:
        self.newest()
        if number not in self.keys:
            raise SealMissing(f"the master key {number} is not in TRACKER_SEAL_KEYS")
        return self.keys[number]


@dataclass(frozen=True)
class Reader:
    """Who reads, what for, and a keyed hash of the address they read from."""

    person_id: int
    purpose: str
    address_hash: str = ""


def new_vault(session: Session, seal: Seal) -> Vault:
    """A vault with a random key."""
    number = seal.newest()
    vault = Vault(master_id=number, wrapped_key=b"")
    session.add(vault)
    session.flush()  # the key is bound to the row's id
    vault.wrapped_key = _encrypt(seal.key(number), os.urandom(KEY_BYTES), _place(vault))
    session.flush()
    return vault


def keep(session: Session, seal: Seal, vault: Vault, field: str, text: str | bytes) -> SealedText:
    """Seal a text or file as a new row. A changed text is another row; nothing is overwritten."""
    if not FIELD.fullmatch(field) or len(field) > MAX_FIELD:
        raise ValueError("a field is named by what it is, such as release.title")
    key = vault_key(seal, vault)
    # Whatever was typed comes back as it was, lone surrogates too; an error about them would show the text.
    plain = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    kept = SealedText(vault_id=vault.id, field=field, body=b"")
    session.add(kept)
    session.flush()  # the text is bound to the row's id
    kept.body = _encrypt(key, _padded(plain), _place(kept))
    session.flush()
    return kept


def forget_text(session: Session, text: SealedText) -> None:
    """Delete a row that no one is to be shown again, such as a draft's former wording.

    The log keeps who read it and which field it was.
    """
    overwrite_what_is_deleted(session)
    session.execute(sa.update(ReadLog).where(ReadLog.text_id == text.id).values(text_id=None))
    session.delete(text)
    session.flush()


def read(log: Session, seal: Seal, reader: Reader, texts: Iterable[SealedText]) -> dict[int, str]:
    """Open texts by their ids, after it was committed who reads them.

    `log` is a session that may write and wrote nothing yet, since it is committed here: one of its own
    for a page that only reads, the request's own for a page that writes, before anything else.
    """
    opened = read_files(log, seal, reader, texts)
    return {number: _text(number, plain) for number, plain in opened.items()}


def read_files(log: Session, seal: Seal, reader: Reader, texts: Iterable[SealedText]) -> dict[int, bytes]:
    """As `read`, for what is not text."""
    texts = list(texts)
    if WROTE in log.info or log.new or log.dirty or log.deleted:
        raise ReadNotLogged("the log of reads needs a transaction of its own, and this one wrote already")
    if not texts:
        return {}
    try:
        wait_at_most(log, LOG_WAIT)
        vaults = _vaults(log, texts)
        keys = {number: vault_key(seal, vault) for number, vault in vaults.items()}
        note_reads(log, reader, texts)
        log.commit()
    except SQLAlchemyError as error:
        log.rollback()
        raise ReadNotLogged("the log of reads could not be written, so nothing was opened") from error
    return {text.id: decrypted(keys[text.vault_id], text) for text in texts}


def note_reads(session: Session, reader: Reader, texts: Iterable[SealedText]) -> None:
    """Add to the log that somebody reads these. Opens nothing; the caller commits."""
    who = {"person_id": reader.person_id, "purpose": reader.purpose, "address_hash": reader.address_hash}
    for text in texts:
        session.add(ReadLog(vault_id=text.vault_id, text_id=text.id, field=text.field, **who))
    session.flush()


def destroy(session: Session, vault: Vault) -> None:
    """Destroy the key of a case: what it sealed stays unreadable from then on."""
    if vault.destroyed_at is None:
        overwrite_what_is_deleted(session)
        vault.wrapped_key, vault.destroyed_at = None, clock.now()
        session.flush()


def rewrap(session: Session, seal: Seal) -> int:
    """Wrap the keys of all vaults with the newest master key; how many were wrapped with another.

    Raises `SealMissing` where an older master key is needed and was taken out already.
    """
    newest = seal.newest()
    older = sa.select(Vault).where(Vault.wrapped_key.is_not(None), Vault.master_id != newest)
    vaults = list(session.scalars(older.with_for_update().execution_options(populate_existing=True)))
    for vault in vaults:
        wrapped = _encrypt(seal.key(newest), vault_key(seal, vault), _place(vault))
        vault.master_id, vault.wrapped_key = newest, wrapped
    session.flush()
    return len(vaults)


def _vaults(session: Session, texts: list[SealedText]) -> dict[int, Vault]:
    """As they stand now: a page may have looked before a key was destroyed."""
    numbers = {text.vault_id for text in texts}
    found = sa.select(Vault).where(Vault.id.in_(numbers)).execution_options(populate_existing=True)
    return {vault.id: vault for vault in session.scalars(found)}


def vault_key(seal: Seal, vault: Vault) -> bytes:
    if vault.wrapped_key is None:
        raise SealDestroyed(f"the key of vault {vault.id} was destroyed, and its texts with it")
    return _opened(seal.key(vault.master_id), vault.wrapped_key, _place(vault))


def decrypted(key: bytes, text: SealedText) -> bytes:
    plain = _opened(key, text.body, _place(text))
    return plain[LENGTH_BYTES : LENGTH_BYTES + int.from_bytes(plain[:LENGTH_BYTES])]


def _text(number: int, plain: bytes) -> str:
    try:
        return plain.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        pass  # raised outside, because this error holds what it could not read
    raise SealBroken(f"sealed text {number} is a file, not a text")


def _place(row: Vault | SealedText) -> str:
    """What a body is bound to, so that it opens nowhere else."""
    if isinstance(row, Vault):
        return f"vault.wrapped_key.{row.id}"
    return f"sealed_text.body.{row.id}.{row.vault_id}.{row.field}"


def _padded(plain: bytes) -> bytes:
    """The length, the text, and zeros up to whole KiB, so that a size says little of what it holds."""
    return len(plain).to_bytes(LENGTH_BYTES) + plain + bytes(-(LENGTH_BYTES + len(plain)) % PADDED_TO)


def _encrypt(key: bytes, plain: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def _opened(key: bytes, body: bytes, place: str) -> bytes:
    """Raises `SealBroken` where the body is not what was sealed with this key at this place."""
    nonce, rest = body[1 : 1 + NONCE_BYTES], body[1 + NONCE_BYTES :]
    if body[:1] == VERSION and len(rest) >= TAG_BYTES:
        with suppress(InvalidTag):
            return AESGCM(key).decrypt(nonce, rest, place.encode())
    raise SealBroken(f"{place} cannot be opened: it was changed, moved, or sealed with another key")


def overwrite_what_is_deleted(session: Session) -> None:
    """SQLite leaves deleted bytes in its file unless told; PostgreSQL drops them when it next vacuums."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("PRAGMA secure_delete=ON"))


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: UOWTransaction) -> None:
    session.info[WROTE] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[WROTE] = True


@event.listens_for(Session, "after_transaction_end")
def _note_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(WROTE, None)
