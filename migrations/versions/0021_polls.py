"""Polls before and after: the questions, the answers while a poll is open, and their counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0021_polls"
down_revision = "0020_surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_poll()
    _create_poll_answer()
    _create_poll_tally()


def _create_poll() -> None:
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "choice", "scale", name="poll_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "app",
                "file",
                "published",
                name="poll_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("group_size", sa.Integer(), nullable=True),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("asks_willing", sa.Boolean(), nullable=False),
        sa.Column("token", sa.String(length=60), nullable=True),
        sa.Column("pre_opens_on", sa.Date(), nullable=True),
        sa.Column("pre_closes_on", sa.Date(), nullable=True),
        sa.Column("post_opens_on", sa.Date(), nullable=True),
        sa.Column("post_closes_on", sa.Date(), nullable=True),
        sa.Column("code_key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("shows_result", sa.Boolean(), nullable=False),
        sa.Column("willing", sa.Integer(), nullable=True),
        sa.Column("unwilling", sa.Integer(), nullable=True),
        sa.Column("published", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(source = 'app' AND closed_on IS NULL) = (code_key IS NOT NULL)",
            name=op.f("ck_poll_key_until_closed"),
        ),
        sa.CheckConstraint(
            "(source = 'app') = (token IS NOT NULL) AND (source = 'app') = (pre_opens_on IS NOT NULL)"
            " AND (source = 'app') = (pre_closes_on IS NOT NULL)"
            " AND (source = 'app') = (post_opens_on IS NOT NULL)"
            " AND (source = 'app') = (post_closes_on IS NOT NULL)",
            name=op.f("ck_poll_asked_here_iff_link_and_days"),
        ),
        sa.CheckConstraint(
            "(source = 'published') = (published IS NOT NULL)", name=op.f("ck_poll_published_iff_typed")
        ),
        sa.CheckConstraint("source <> 'published' OR kind = 'choice'", name=op.f("ck_poll_published_choice")),
        sa.CheckConstraint("source = 'app' OR closed_on IS NOT NULL", name=op.f("ck_poll_open_here_only")),
        sa.CheckConstraint(
            "(willing IS NULL) = (unwilling IS NULL) AND (willing IS NULL OR closed_on IS NOT NULL)",
            name=op.f("ck_poll_willing_counted_at_close"),
        ),
        sa.CheckConstraint("asks_willing OR willing IS NULL", name=op.f("ck_poll_willing_asked")),
        sa.CheckConstraint("group_size IS NULL OR group_size > 0", name=op.f("ck_poll_group_positive")),
        sa.CheckConstraint("least >= 5", name=op.f("ck_poll_least_protects")),
        sa.CheckConstraint(
            "pre_opens_on <= pre_closes_on AND pre_closes_on <= post_opens_on"
            " AND post_opens_on <= post_closes_on",
            name=op.f("ck_poll_days_in_order"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_poll_cohort_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_poll_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("token", name=op.f("uq_poll_token")),
    )
    op.create_index(op.f("ix_poll_cohort_id"), "poll", ["cohort_id"], unique=False)


def _create_poll_answer() -> None:
    op.create_table(
        "poll_answer",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("pre", sa.Integer(), nullable=True),
        sa.Column("post", sa.Integer(), nullable=True),
        sa.Column("willing", sa.Boolean(), nullable=True),
        sa.CheckConstraint("pre >= 0 AND post >= 0", name=op.f("ck_poll_answer_places_of_options")),
        sa.CheckConstraint(
            "pre IS NOT NULL OR post IS NOT NULL", name=op.f("ck_poll_answer_something_answered")
        ),
        sa.CheckConstraint("willing IS NULL OR pre IS NOT NULL", name=op.f("ck_poll_answer_willing_before")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_answer_poll_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_poll_answer")),
        sa.UniqueConstraint("poll_id", "code_digest", name=op.f("uq_poll_answer_poll_id_code_digest")),
    )


def _create_poll_tally() -> None:
    op.create_table(
        "poll_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("pre", sa.Integer(), nullable=True),
        sa.Column("post", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_poll_tally_people_positive")),
        sa.CheckConstraint("pre >= 0 AND post >= 0", name=op.f("ck_poll_tally_places_of_options")),
        sa.CheckConstraint(
            "pre IS NOT NULL OR post IS NOT NULL", name=op.f("ck_poll_tally_something_answered")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_tally_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_tally")),
        sa.UniqueConstraint("poll_id", "pre", "post", name=op.f("uq_poll_tally_poll_id_pre_post")),
    )
    op.create_index(op.f("ix_poll_tally_poll_id"), "poll_tally", ["poll_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_poll_tally_poll_id"), table_name="poll_tally")
    op.drop_table("poll_tally")
    op.drop_table("poll_answer")
    op.drop_index(op.f("ix_poll_cohort_id"), table_name="poll")
    op.drop_table("poll")
