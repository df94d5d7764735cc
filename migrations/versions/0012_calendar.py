"""Closed days of a program; leaves and shifted dates of one scholar; whom an enrolment follows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0012_calendar"
down_revision = "0011_decisions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_closed_day_named")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_closed_day_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sa.UniqueConstraint("program_id", "day", name=op.f("uq_closed_day_program_id_day")),
    )
    _create_leave()
    _create_date_shift()
    with op.batch_alter_table("enrolment") as enrolment:
        enrolment.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        enrolment.create_foreign_key(op.f("fk_enrolment_follows_id"), "enrolment", ["follows_id"], ["id"])
        enrolment.create_unique_constraint(op.f("uq_enrolment_follows_id"), ["follows_id"])


def _create_leave() -> None:
    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("expected_until", sa.Date(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "returned_on IS NULL OR returned_on >= from_on", name=op.f("ck_leave_returned_later")
        ),
        sa.CheckConstraint(
            "expected_until IS NULL OR expected_until >= from_on", name=op.f("ck_leave_expected_later")
        ),
        sa.CheckConstraint(
            "(returned_on IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_leave_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_leave_ended_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_leave_enrolment_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_leave_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    op.create_index(op.f("ix_leave_enrolment_id"), "leave", ["enrolment_id"], unique=False)
    op.create_index(
        "uq_leave_one_open",
        "leave",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("returned_on IS NULL"),
        postgresql_where=sa.text("returned_on IS NULL"),
    )


def _create_date_shift() -> None:
    causes = ("extension", "leave", "other")
    op.create_table(
        "date_shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(*causes, name="cause", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("leave_id", sa.Integer(), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_date_shift_later")),
        sa.CheckConstraint(
            "(cause = 'leave') = (leave_id IS NOT NULL)", name=op.f("ck_date_shift_leave_iff_cause")
        ),
        sa.CheckConstraint("cause = 'leave' OR reason <> ''", name=op.f("ck_date_shift_reasoned")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_date_shift_enrolment_id")),
        sa.ForeignKeyConstraint(["leave_id"], ["leave.id"], name=op.f("fk_date_shift_leave_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_date_shift_made_by_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_date_shift_phase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_shift")),
        sa.UniqueConstraint("leave_id", name=op.f("uq_date_shift_leave_id")),
    )
    op.create_index(op.f("ix_date_shift_enrolment_id"), "date_shift", ["enrolment_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("enrolment") as enrolment:
        enrolment.drop_constraint(op.f("uq_enrolment_follows_id"), type_="unique")
        enrolment.drop_constraint(op.f("fk_enrolment_follows_id"), type_="foreignkey")
        enrolment.drop_column("follows_id")
    op.drop_index(op.f("ix_date_shift_enrolment_id"), table_name="date_shift")
    op.drop_table("date_shift")
    op.drop_index(
        "uq_leave_one_open",
        table_name="leave",
        sqlite_where=sa.text("returned_on IS NULL"),
        postgresql_where=sa.text("returned_on IS NULL"),
    )
    op.drop_index(op.f("ix_leave_enrolment_id"), table_name="leave")
    op.drop_table("leave")
    op.drop_table("closed_day")
