"""Changes of a program's rules of review, whom to tell, and its published statistics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0033_review_rules"
down_revision = "0032_release_access"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('draft', 'proposed')")
KEPT = sa.text("state <> 'refused'")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "rule_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _choice("checklist", "numbers", name="rule_kind"),
            nullable=False,
        ),
        sa.Column(
            "state",
            _choice("draft", "proposed", "agreed", "refused", name="change_state"),
            nullable=False,
        ),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('agreed', 'refused')) = (settled_at IS NOT NULL)"
            " AND (settled_by_id IS NULL) = (settled_at IS NULL)",
            name=op.f("ck_rule_change_settled_by_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'agreed' OR settled_by_id <> made_by_id", name=op.f("ck_rule_change_agreed_by_another")
        ),
        sa.CheckConstraint(
            "state = 'draft' OR state = 'refused' OR note <> ''", name=op.f("ck_rule_change_has_its_reason")
        ),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_rule_change_program_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_rule_change_made_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_rule_change_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change")),
    )
    op.create_index(op.f("ix_rule_change_program_id"), "rule_change", ["program_id"])
    op.create_index(
        "uq_rule_change_open",
        "rule_change",
        ["program_id", "kind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "review_contact",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("address <> ''", name=op.f("ck_review_contact_leads_somewhere")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_review_contact_program_id")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_review_contact_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_review_contact")),
    )
    _create_statistics()


def _create_statistics() -> None:
    op.create_table(
        "stats_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            _choice("waiting", "published", "refused", name="snapshot_state"),
            nullable=False,
        ),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("begins_on < ends_on", name=op.f("ck_stats_snapshot_has_days")),
        sa.CheckConstraint(
            "(state = 'waiting') = (settled_at IS NULL) AND (settled_by_id IS NULL) = (settled_at IS NULL)",
            name=op.f("ck_stats_snapshot_settled_by_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR settled_by_id <> made_by_id",
            name=op.f("ck_stats_snapshot_agreed_by_another"),
        ),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_stats_snapshot_program_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_stats_snapshot_made_by_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_stats_snapshot_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stats_snapshot")),
    )
    op.create_index(op.f("ix_stats_snapshot_program_id"), "stats_snapshot", ["program_id"])
    op.create_index(
        "uq_stats_snapshot_period",
        "stats_snapshot",
        ["program_id", "ends_on"],
        unique=True,
        sqlite_where=KEPT,
        postgresql_where=KEPT,
    )


def downgrade() -> None:
    op.drop_table("stats_snapshot")
    op.drop_table("review_contact")
    op.drop_table("rule_change")
