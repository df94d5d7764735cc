"""Addresses of other programs that are told of what happens, and what they were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0040_webhooks"
down_revision = "0039_calendars"
branch_labels = None
depends_on = None

HOOK, DELIVERY = "webhook", "webhook_delivery"
OFF = ("staff", "failing", "gone")
STATES = ("waiting", "delivered", "failed", "dropped")
HOOK_CHECKS = {
    "is_an_address": "url LIKE 'http%'",
    "seen_from_nothing": "seen_position >= 0",
    "off_for_a_reason": "(off_at IS NULL) = (off_code IS NULL)",
}
DELIVERY_CHECKS = {
    "waits_for_a_time": "(state = 'waiting') = (next_try_at IS NOT NULL)",
    "ended_at_a_time": "(state = 'waiting') = (ended_at IS NULL)",
    "attempts_from_nothing": "attempts >= 0",
    "taken_is_taken": "state <> 'delivered' OR status BETWEEN 200 AND 299",
}


def upgrade() -> None:
    op.create_table(
        HOOK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("seen_position", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("off_at", UTCDateTime(), nullable=True),
        sa.Column("off_code", _choice(OFF, "webhook_off"), nullable=True),
        *_checks(HOOK, HOOK_CHECKS),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_webhook_program_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_webhook_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_program_id"), HOOK, ["program_id"])
    op.create_table(
        DELIVERY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UTCDateTime(), nullable=True),
        sa.Column("state", _choice(STATES, "webhook_delivery_state"), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        *_checks(DELIVERY, DELIVERY_CHECKS),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("webhook_id", "event_id", name=op.f("uq_webhook_delivery_webhook_id_event_id")),
    )
    op.create_index(op.f("ix_webhook_delivery_next_try_at"), DELIVERY, ["next_try_at"])


def downgrade() -> None:
    op.drop_table(DELIVERY)
    op.drop_table(HOOK)


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _checks(table: str, checks: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in checks.items()]
