"""Text and files under a key of their own, and the log of who read them, written before they open."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.db import Base, Key


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
