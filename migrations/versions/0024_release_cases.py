"""Planned releases with their cases, the rules they began under, their people and steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0024_release_cases"
down_revision = "0023_sealed"
branch_labels = None
depends_on = None

SCOPES = ("s0", "s1", "s2", "s3", "s4", "s5")
STATES = (
    "draft",
    "screening",
    "returned",
    "expedited",
    "formal",
    "approved",
    "cleared",
    "published",
    "held",
    "declined",
    "stale",
    "suspended",
    "withdrawn",
    "retracted",
    "disclosed_unreviewed",
)


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _checklist_version()
    _release_policy()
    _release_case()
    _case_person()
    _case_step()


def _checklist_version() -> None:
    op.create_table(
        "checklist_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("made_by_id <> agreed_by_id", name=op.f("ck_checklist_version_two_people")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_checklist_version_version_from_one")),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_checklist_version_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_checklist_version_made_by_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_checklist_version_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_version")),
        sa.UniqueConstraint("program_id", "version", name=op.f("uq_checklist_version_program_id_version")),
    )


def _release_policy() -> None:
    op.create_table(
        "release_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("made_by_id <> agreed_by_id", name=op.f("ck_release_policy_two_people")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_release_policy_version_from_one")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_release_policy_agreed_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_release_policy_made_by_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_release_policy_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_policy")),
        sa.UniqueConstraint("program_id", "version", name=op.f("uq_release_policy_program_id_version")),
    )


def _release_case() -> None:
    op.create_table(
        "release_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("codename", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            _choice(
                "paper",
                "preprint",
                "peer_review",
                "code",
                "weights",
                "dataset",
                "post",
                "talk",
                "private_draft",
                "other",
                name="release_kind",
            ),
            nullable=False,
        ),
        sa.Column("state", _choice(*STATES, name="case_state"), nullable=False),
        sa.Column("state_since", UTCDateTime(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("asked_scope", _choice(*SCOPES, name="release_scope"), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("vault_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=True),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.Column("formal_asked", sa.Boolean(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("derived_from_id", sa.Integer(), nullable=True),
        sa.Column("widens_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("asked_scope <> 's0'", name=op.f("ck_release_case_asks_for_somebody")),
        sa.CheckConstraint(
            "state <> 'expedited' OR tier = 1", name=op.f("ck_release_case_expedited_is_first_tier")
        ),
        sa.CheckConstraint(
            "state <> 'formal' OR tier >= 2", name=op.f("ck_release_case_formal_is_higher_tier")
        ),
        sa.CheckConstraint(
            "submitted_at IS NOT NULL"
            " OR state IN ('draft', 'withdrawn', 'suspended', 'disclosed_unreviewed')",
            name=op.f("ck_release_case_submitted_before_review"),
        ),
        sa.CheckConstraint(
            "coordinator_id <> deputy_id", name=op.f("ck_release_case_deputy_is_somebody_else")
        ),
        sa.CheckConstraint(
            "derived_from_id IS NULL OR widens_id IS NULL", name=op.f("ck_release_case_shorter_or_wider")
        ),
        sa.CheckConstraint("tier IN (1, 2, 3)", name=op.f("ck_release_case_tier_is_never_none")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_release_case_author_id")),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist_version.id"], name=op.f("fk_release_case_checklist_id")
        ),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["person.id"], name=op.f("fk_release_case_coordinator_id")
        ),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_release_case_deputy_id")),
        sa.ForeignKeyConstraint(
            ["derived_from_id"], ["release_case.id"], name=op.f("fk_release_case_derived_from_id")
        ),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_release_case_outcome_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["release_policy.id"], name=op.f("fk_release_case_policy_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_release_case_program_id")),
        sa.ForeignKeyConstraint(["title_id"], ["sealed_text.id"], name=op.f("fk_release_case_title_id")),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_release_case_vault_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["sealed_text.id"], name=op.f("fk_release_case_venue_id")),
        sa.ForeignKeyConstraint(["widens_id"], ["release_case.id"], name=op.f("fk_release_case_widens_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_release_case_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_case")),
        sa.UniqueConstraint("program_id", "codename", name=op.f("uq_release_case_program_id_codename")),
        sa.UniqueConstraint(
            "program_id", "year", "number", name=op.f("uq_release_case_program_id_year_number")
        ),
        sa.UniqueConstraint("vault_id", name=op.f("uq_release_case_vault_id")),
    )
    op.create_index(op.f("ix_release_case_outcome_id"), "release_case", ["outcome_id"], unique=False)
    op.create_index(op.f("ix_release_case_program_id"), "release_case", ["program_id"], unique=False)
    op.create_index(op.f("ix_release_case_state"), "release_case", ["state"], unique=False)
    op.create_index(op.f("ix_release_case_work_id"), "release_case", ["work_id"], unique=False)


def _case_person() -> None:
    op.create_table(
        "case_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            _choice(
                "author",
                "mentor",
                "coordinator",
                "deputy",
                "reviewer",
                "chair",
                "voter",
                "external",
                "appeal_reader",
                "director",
                "auditor",
                name="case_role",
            ),
            nullable=False,
        ),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("ends_at", UTCDateTime(), nullable=True),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_case_person_added_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_case_person_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_person_person_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["sealed_text.id"], name=op.f("fk_case_person_reason_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_person")),
    )
    op.create_index(op.f("ix_case_person_person_id"), "case_person", ["person_id"], unique=False)
    op.create_index(
        "uq_case_person_once",
        "case_person",
        ["case_id", "person_id", "role"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def _case_step() -> None:
    op.create_table(
        "case_step",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("transition", sa.String(length=4), nullable=False),
        sa.Column("before", _choice(*STATES, name="state_before"), nullable=True),
        sa.Column("after", _choice(*STATES, name="state_after"), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(before IS NULL) = (position = 1)", name=op.f("ck_case_step_first_comes_from_nothing")
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_case_step_position_from_one")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_case_step_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_case_step_case_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["sealed_text.id"], name=op.f("fk_case_step_reason_id")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_step")),
    )


def downgrade() -> None:
    for table in ("case_step", "case_person", "release_case", "release_policy", "checklist_version"):
        op.drop_table(table)
