"""What was decided about a release, and the approvals that let it out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0026_release_decisions"
down_revision = "0025_release_submissions"
branch_labels = None
depends_on = None

SCOPES = ("s0", "s1", "s2", "s3", "s4", "s5")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _release_decision()
    _approval()
    _approver()


def _release_decision() -> None:
    op.create_table(
        "release_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _choice("approve", "hold", "decline", name="release_verdict"), nullable=False),
        sa.Column("scope", _choice(*SCOPES, name="decided_scope"), nullable=True),
        sa.Column("by_panel", sa.Boolean(), nullable=False),
        sa.Column(
            "h", _choice("negligible", "modest", "serious", "severe", name="decided_harm"), nullable=False
        ),
        sa.Column(
            "reversibility", _choice("fully", "partly", "no", name="decided_reversibility"), nullable=False
        ),
        sa.Column(
            "benefit",
            _choice("negligible", "modest", "substantial", "major", name="decided_benefit"),
            nullable=True,
        ),
        sa.Column("reason_codes", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("letter", sa.JSON(), nullable=False),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(verdict = 'approve') = (revisit_on IS NULL)",
            name=op.f("ck_release_decision_never_is_not_never"),
        ),
        sa.CheckConstraint(
            "(verdict = 'approve') = (scope IS NOT NULL)",
            name=op.f("ck_release_decision_approved_for_somebody"),
        ),
        sa.CheckConstraint("scope <> 's0'", name=op.f("ck_release_decision_nobody_is_no_approval")),
        sa.CheckConstraint(
            "verdict = 'approve' OR by_panel", name=op.f("ck_release_decision_two_reviewers_never_refuse")
        ),
        sa.CheckConstraint("revisit_on > decided_on", name=op.f("ck_release_decision_revisit_is_later")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_decision_case_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_release_decision_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_decision")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_release_decision_case_id_number")),
    )


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("manifest_id", sa.Integer(), nullable=False),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("scope", _choice(*SCOPES, name="approved_scope"), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("embargo_until", sa.Date(), nullable=True),
        sa.Column("embargo_event_id", sa.Integer(), nullable=True),
        sa.Column("embargo_met_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", UTCDateTime(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("acceptance_id", sa.Integer(), nullable=True),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("voided_at", UTCDateTime(), nullable=True),
        sa.Column(
            "void_code",
            _choice(
                "manifest",
                "scope",
                "venue",
                "contributors",
                "expired",
                "tripwire",
                "conflict",
                "appeal",
                "stop",
                name="void_code",
            ),
            nullable=True,
        ),
        sa.Column("void_reason_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("scope <> 's0'", name=op.f("ck_approval_for_somebody")),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_code IS NULL)", name=op.f("ck_approval_voided_for_a_reason")
        ),
        sa.CheckConstraint(
            "accepted_by_id IS NULL OR accepted_at IS NOT NULL", name=op.f("ck_approval_accepted_at_a_time")
        ),
        sa.CheckConstraint("expires_on > approved_on", name=op.f("ck_approval_lasts")),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["sealed_text.id"], name=op.f("fk_approval_acceptance_id")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_approval_accepted_by_id")),
        sa.ForeignKeyConstraint(["amends_id"], ["approval.id"], name=op.f("fk_approval_amends_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_approval_case_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["release_decision.id"], name=op.f("fk_approval_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["embargo_event_id"], ["sealed_text.id"], name=op.f("fk_approval_embargo_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest_version.id"], name=op.f("fk_approval_manifest_id")
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_approval_submission_id")),
        sa.ForeignKeyConstraint(
            ["void_reason_id"], ["sealed_text.id"], name=op.f("fk_approval_void_reason_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_case_id"), "approval", ["case_id"], unique=False)
    op.create_index(
        "uq_approval_in_force",
        "approval",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def _approver() -> None:
    op.create_table(
        "approver",
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chair", sa.Boolean(), nullable=False),
        sa.Column("reaffirmed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approver_approval_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approver_person_id")),
        sa.PrimaryKeyConstraint("approval_id", "person_id", name=op.f("pk_approver")),
    )


def downgrade() -> None:
    for table in ("approver", "approval", "release_decision"):
        op.drop_table(table)
