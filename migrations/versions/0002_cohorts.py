"""Programs, cohorts, phases, enrolments, milestones, roles in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0002_cohorts"
down_revision = "0001_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "program",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("slug", name=op.f("uq_program_slug")),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_cohort_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("program_id", "slug", name=op.f("uq_cohort_program_id_slug")),
    )
    op.create_table(
        "external_id",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "scholar",
                "mentor",
                "research_manager",
                "staff",
                "lead",
                "coordinator",
                "deputy",
                "reviewer",
                "panel_member",
                "external",
                "auditor",
                "viewer",
                "operator",
                name="external_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_external_id_person_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_external_id_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_id")),
        sa.UniqueConstraint("program_id", "role", "value", name=op.f("uq_external_id_program_id_role_value")),
    )
    op.create_index(op.f("ix_external_id_person_id"), "external_id", ["person_id"], unique=False)
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("withdrew_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "withdrew_on IS NULL OR withdrew_on >= enrolled_on",
            name=op.f("ck_enrolment_withdrew_after_enrolled"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("cohort_id", "person_id", name=op.f("uq_enrolment_cohort_id_person_id")),
    )
    op.create_index(op.f("ix_enrolment_person_id"), "enrolment", ["person_id"], unique=False)
    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "training",
                "research",
                "extension",
                name="phase_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "gate_default",
            sa.Enum(
                "continue_by_default",
                "capacity_limited",
                name="gate_default",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("notice_by", sa.Date(), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(gate_default = 'capacity_limited') = (places IS NOT NULL)"
            " OR (gate_default IS NULL AND places IS NULL)",
            name=op.f("ck_phase_places_iff_limited"),
        ),
        sa.CheckConstraint(
            "(gate_default IS NULL) = (decision_on IS NULL)", name=op.f("ck_phase_gate_iff_decision_day")
        ),
        sa.CheckConstraint(
            "decision_on IS NULL OR decision_on >= starts_on", name=op.f("ck_phase_decision_later")
        ),
        sa.CheckConstraint(
            "notice_by IS NULL OR (notice_by >= starts_on AND notice_by <= decision_on)",
            name=op.f("ck_phase_notice_inside_phase"),
        ),
        sa.CheckConstraint("places IS NULL OR places > 0", name=op.f("ck_phase_places_positive")),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_phase_starts_before_end")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_phase_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
        sa.UniqueConstraint("cohort_id", "kind", name=op.f("uq_phase_cohort_id_kind")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "scholar",
                "mentor",
                "research_manager",
                "staff",
                "lead",
                "coordinator",
                "deputy",
                "reviewer",
                "panel_member",
                "external",
                "auditor",
                "viewer",
                "operator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role = 'operator') = (program_id IS NULL)", name=op.f("ck_role_grant_operator_iff_no_program")
        ),
        sa.CheckConstraint(
            "cohort_id IS NULL OR program_id IS NOT NULL", name=op.f("ck_role_grant_cohort_needs_program")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_role_grant_starts_before_end")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_role_grant_cohort_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_role_grant_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "person_id",
            "role",
            "program_id",
            "cohort_id",
            name=op.f("uq_role_grant_person_id_role_program_id_cohort_id"),
        ),
    )
    op.create_index(op.f("ix_role_grant_cohort_id"), "role_grant", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_index(op.f("ix_role_grant_program_id"), "role_grant", ["program_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_milestone_phase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("phase_id", "title", name=op.f("uq_milestone_phase_id_title")),
    )
    op.create_index(op.f("ix_milestone_phase_id"), "milestone", ["phase_id"], unique=False)
    op.create_table(
        "milestone_done",
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_milestone_done_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["marked_by_id"], ["person.id"], name=op.f("fk_milestone_done_marked_by_id")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_done_milestone_id")
        ),
        sa.PrimaryKeyConstraint("milestone_id", "enrolment_id", name=op.f("pk_milestone_done")),
    )


def downgrade() -> None:
    op.drop_table("milestone_done")
    op.drop_index(op.f("ix_milestone_phase_id"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_role_grant_cohort_id"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_program_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_table("phase")
    op.drop_index(op.f("ix_enrolment_person_id"), table_name="enrolment")
    op.drop_table("enrolment")
    op.drop_index(op.f("ix_external_id_person_id"), table_name="external_id")
    op.drop_table("external_id")
    op.drop_table("cohort")
    op.drop_table("program")
