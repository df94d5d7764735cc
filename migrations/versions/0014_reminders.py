"""What somebody was reminded of, in which message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_reminders"
down_revision = "0013_places"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_reminder_message_id")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_message_id"), "reminder", ["message_id"])


def downgrade() -> None:
    op.drop_table("reminder")
