"""A key under which a message is written at most once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_message_once"
down_revision = "0009_concerns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("once_key", sa.String(length=200), nullable=True))
    op.create_index("uq_message_once_key", "message", ["once_key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_message_once_key", table_name="message")
    op.drop_column("message", "once_key")
