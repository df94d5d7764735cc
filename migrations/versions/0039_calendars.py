"""The secret addresses of people's calendars, and how their entries stood when they were last read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0039_calendars"
down_revision = "0038_report_snapshots"
branch_labels = None
depends_on = None

FEED, ENTRY = "calendar_feed", "calendar_entry"


def upgrade() -> None:
    op.create_table(
        FEED,
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=True),
        sa.Column("last_used_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(token_hash IS NULL) = (made_at IS NULL)", name=op.f("ck_calendar_feed_made_at_a_time")
        ),
        sa.CheckConstraint(
            "last_used_at IS NULL OR token_hash IS NOT NULL", name=op.f("ck_calendar_feed_used_while_open")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("name", name=op.f("uq_calendar_feed_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        ENTRY,
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_calendar_entry_whole_hash")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_calendar_entry_sequence_from_nothing")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["calendar_feed.person_id"], name=op.f("fk_calendar_entry_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "name", name=op.f("pk_calendar_entry")),
    )


def downgrade() -> None:
    op.drop_table(ENTRY)
    op.drop_table(FEED)
