"""Sealed texts with the keys of their vaults, and the log of who read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0023_sealed"
down_revision = "0022_grids"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("master_id", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("destroyed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (destroyed_at IS NOT NULL)", name=op.f("ck_vault_key_until_destroyed")
        ),
        sa.CheckConstraint("master_id BETWEEN 0 AND 255", name=op.f("ck_vault_master_id_is_a_byte")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault")),
    )
    op.create_table(
        "sealed_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vault_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_sealed_text_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_text")),
    )
    op.create_index(op.f("ix_sealed_text_vault_id"), "sealed_text", ["vault_id"])
    op.create_table(
        "read_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vault_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_read_log_person_id")),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_read_log_text_id")),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_read_log_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_log")),
    )
    op.create_index(op.f("ix_read_log_person_id"), "read_log", ["person_id"])
    op.create_index(op.f("ix_read_log_vault_id"), "read_log", ["vault_id"])


def downgrade() -> None:
    op.drop_table("read_log")
    op.drop_table("sealed_text")
    op.drop_table("vault")
