"""Who is asked to judge a release, their conflicts of interest, and what they filed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0027_release_reviews"
down_revision = "0026_release_decisions"
branch_labels = None
depends_on = None

HARMS = ("negligible", "modest", "serious", "severe")
SURENESS = ("low", "medium", "high")
PHASES = ("expedited", "panel")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _conflict_declaration()
    _conflict_waiver()
    _review_assignment()
    _assessment()
    _assessment_draft()


def _conflict_declaration() -> None:
    op.create_table(
        "conflict_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("hard", sa.JSON(), nullable=False),
        sa.Column("soft", sa.JSON(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_conflict_declaration_by_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["release_case.id"], name=op.f("fk_conflict_declaration_case_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_declaration_person_id")),
        sa.ForeignKeyConstraint(
            ["words_id"], ["sealed_text.id"], name=op.f("fk_conflict_declaration_words_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
    )
    op.create_index(op.f("ix_conflict_declaration_case_id"), "conflict_declaration", ["case_id"])
    op.create_index(op.f("ix_conflict_declaration_person_id"), "conflict_declaration", ["person_id"])


def _conflict_waiver() -> None:
    op.create_table(
        "conflict_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "conflict",
            _choice(
                "recent_coauthor",
                "same_employer",
                "research_manager",
                "same_stream",
                "own_doubt",
                name="soft_conflict",
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("person_id <> by_id", name=op.f("ck_conflict_waiver_nobody_waives_their_own")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_conflict_waiver_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_conflict_waiver_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_waiver_person_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["sealed_text.id"], name=op.f("fk_conflict_waiver_reason_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_waiver")),
        sa.UniqueConstraint(
            "case_id", "person_id", "conflict", name=op.f("uq_conflict_waiver_case_id_person_id_conflict")
        ),
    )
    op.create_index(op.f("ix_conflict_waiver_case_id"), "conflict_waiver", ["case_id"])


def _review_assignment() -> None:
    op.create_table(
        "review_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column(
            "end_code",
            _choice("declined", "withdrawn", "recused", "conflict", "role", name="assignment_end"),
            nullable=True,
        ),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(accepted IS NULL) = (answered_at IS NULL)", name=op.f("ck_review_assignment_answered_at_a_time")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_code IS NULL)", name=op.f("ck_review_assignment_ended_for_a_reason")
        ),
        sa.CheckConstraint(
            "accepted <> FALSE OR ended_at IS NOT NULL", name=op.f("ck_review_assignment_declined_is_ended")
        ),
        sa.CheckConstraint(
            "accepted = TRUE OR due_on IS NULL", name=op.f("ck_review_assignment_due_once_accepted")
        ),
        sa.CheckConstraint(
            "person_id <> asked_by_id", name=op.f("ck_review_assignment_nobody_asks_themselves")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_review_assignment_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_review_assignment_case_id")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_review_assignment_ended_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_assignment_person_id")),
        sa.ForeignKeyConstraint(
            ["reason_id"], ["sealed_text.id"], name=op.f("fk_review_assignment_reason_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_assignment")),
    )
    op.create_index(op.f("ix_review_assignment_case_id"), "review_assignment", ["case_id"])
    op.create_index(op.f("ix_review_assignment_person_id"), "review_assignment", ["person_id"])
    op.create_index(
        "uq_review_assignment_open",
        "review_assignment",
        ["case_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("phase", _choice(*PHASES, name="review_phase"), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "benefit",
            _choice("negligible", "modest", "substantial", "major", name="assessed_benefit"),
            nullable=False,
        ),
        sa.Column("acceleration_best", _choice(*HARMS, name="acceleration_best"), nullable=True),
        sa.Column("acceleration_worst", _choice(*HARMS, name="acceleration_worst"), nullable=False),
        sa.Column("acceleration_sureness", _choice(*SURENESS, name="acceleration_sureness"), nullable=False),
        sa.Column("misuse_best", _choice(*HARMS, name="misuse_best"), nullable=True),
        sa.Column("misuse_worst", _choice(*HARMS, name="misuse_worst"), nullable=False),
        sa.Column("misuse_sureness", _choice(*SURENESS, name="misuse_sureness"), nullable=False),
        sa.Column(
            "direction",
            _choice("safety", "even", "capability", "cant_tell", name="assessed_direction"),
            nullable=False,
        ),
        sa.Column(
            "availability",
            _choice(
                "well_known",
                "obscure",
                "within_6_months",
                "within_2_years",
                "unlikely",
                name="assessed_availability",
            ),
            nullable=False,
        ),
        sa.Column(
            "reversibility", _choice("fully", "partly", "no", name="assessed_reversibility"), nullable=False
        ),
        sa.Column("widest", _choice("s0", "s1", "s2", "s3", "s4", "s5", name="widest_scope"), nullable=False),
        sa.Column("escalate", sa.Boolean(), nullable=False),
        sa.Column("reason_codes", sa.JSON(), nullable=False),
        sa.Column("crux_id", sa.Integer(), nullable=False),
        sa.Column("widening_id", sa.Integer(), nullable=True),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("round >= 1", name=op.f("ck_assessment_round_from_one")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_assessment_version_from_one")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_assessment_case_id")),
        sa.ForeignKeyConstraint(["crux_id"], ["sealed_text.id"], name=op.f("fk_assessment_crux_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_person_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_assessment_submission_id")
        ),
        sa.ForeignKeyConstraint(["widening_id"], ["sealed_text.id"], name=op.f("fk_assessment_widening_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(
            "submission_id",
            "person_id",
            "phase",
            "version",
            name=op.f("uq_assessment_submission_id_person_id_phase_version"),
        ),
    )
    op.create_index(op.f("ix_assessment_case_id"), "assessment", ["case_id"])
    op.create_index(op.f("ix_assessment_person_id"), "assessment", ["person_id"])


def _assessment_draft() -> None:
    op.create_table(
        "assessment_draft",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("phase", _choice(*PHASES, name="review_phase"), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_assessment_draft_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_draft_person_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_assessment_draft_submission_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_assessment_draft_text_id")),
        sa.PrimaryKeyConstraint("case_id", "person_id", "phase", name=op.f("pk_assessment_draft")),
    )


def downgrade() -> None:
    for table in (
        "assessment_draft",
        "assessment",
        "review_assignment",
        "conflict_waiver",
        "conflict_declaration",
    ):
        op.drop_table(table)
