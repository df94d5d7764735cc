"""Limited places: the lot of a gate, the lines by which its scholars were sorted, and where each stood."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0013_places"
down_revision = "0012_calendar"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_lot()
    _create_cut()
    _create_part()


def _create_lot() -> None:
    op.create_table(
        "gate_lot",
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("seed_hash", sa.String(length=64), nullable=False),
        sa.Column("committed_at", UTCDateTime(), nullable=False),
        sa.Column("committed_by_id", sa.Integer(), nullable=False),
        sa.Column("band_at", UTCDateTime(), nullable=True),
        sa.Column("drawn_at", UTCDateTime(), nullable=True),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("drawn_order", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "length(seed) = 64 AND length(seed_hash) = 64", name=op.f("ck_gate_lot_seed_and_hash")
        ),
        sa.CheckConstraint(
            "band_at IS NULL OR band_at > committed_at", name=op.f("ck_gate_lot_committed_before_band")
        ),
        sa.CheckConstraint(
            "drawn_at IS NULL OR (band_at IS NOT NULL AND drawn_at >= band_at)",
            name=op.f("ck_gate_lot_drawn_after_band"),
        ),
        sa.CheckConstraint(
            "(drawn_at IS NULL) = (drawn_by_id IS NULL) AND (drawn_at IS NULL) = (drawn_order IS NULL)",
            name=op.f("ck_gate_lot_drawn_as_a_whole"),
        ),
        sa.ForeignKeyConstraint(["committed_by_id"], ["person.id"], name=op.f("fk_gate_lot_committed_by_id")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["person.id"], name=op.f("fk_gate_lot_drawn_by_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_gate_lot_phase_id")),
        sa.PrimaryKeyConstraint("phase_id", name=op.f("pk_gate_lot")),
    )


def _create_cut() -> None:
    op.create_table(
        "gate_cut",
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("line_above", sa.Double(), nullable=True),
        sa.Column("line_below", sa.Double(), nullable=True),
        sa.Column("input_hash", sa.String(length=64), nullable=True),
        sa.Column("model_version", sa.String(length=20), nullable=True),
        sa.Column("sorted_at", UTCDateTime(), nullable=False),
        sa.Column("sorted_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken < places", name=op.f("ck_gate_cut_places_left")),
        sa.CheckConstraint(
            "line_above IS NULL OR line_below IS NULL OR line_above >= line_below",
            name=op.f("ck_gate_cut_lines_in_order"),
        ),
        sa.CheckConstraint(
            "(input_hash IS NULL) = (model_version IS NULL)", name=op.f("ck_gate_cut_score_named")
        ),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_gate_cut_phase_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["gate_policy.id"], name=op.f("fk_gate_cut_policy_id")),
        sa.ForeignKeyConstraint(["sorted_by_id"], ["person.id"], name=op.f("fk_gate_cut_sorted_by_id")),
        sa.PrimaryKeyConstraint("phase_id", name=op.f("pk_gate_cut")),
    )


def _create_part() -> None:
    op.create_table(
        "gate_part",
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "above", "band", "below", name="part", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("level", sa.Double(), nullable=True),
        sa.Column("q05", sa.Double(), nullable=True),
        sa.Column("q95", sa.Double(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("works", sa.Integer(), nullable=False),
        sa.Column("on_prior", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(level IS NULL) = (q05 IS NULL) AND (level IS NULL) = (q95 IS NULL)",
            name=op.f("ck_gate_part_level_never_bare"),
        ),
        sa.CheckConstraint(
            "part <> 'below' OR (level IS NOT NULL AND NOT on_prior)",
            name=op.f("ck_gate_part_below_by_level"),
        ),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_gate_part_enrolment_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["gate_cut.phase_id"], name=op.f("fk_gate_part_phase_id")),
        sa.PrimaryKeyConstraint("phase_id", "enrolment_id", name=op.f("pk_gate_part")),
    )
    op.create_index(op.f("ix_gate_part_enrolment_id"), "gate_part", ["enrolment_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_gate_part_enrolment_id"), table_name="gate_part")
    op.drop_table("gate_part")
    op.drop_table("gate_cut")
    op.drop_table("gate_lot")
