"""What authors hand in, and what contributors and mentors say of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0025_release_submissions"
down_revision = "0024_release_cases"
branch_labels = None
depends_on = None

SCOPES = ("s0", "s1", "s2", "s3", "s4", "s5")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _case_answer()
    _case_contributor()
    _manifest_version()
    _mentor_view()
    _sign_off()
    _unease()
    _stored_file()
    _submission()


def _case_answer() -> None:
    op.create_table(
        "case_answer",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=True),
        sa.Column("why_id", sa.Integer(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_case_answer_case_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["person.id"], name=op.f("fk_case_answer_said_by_id")),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_case_answer_text_id")),
        sa.ForeignKeyConstraint(["why_id"], ["sealed_text.id"], name=op.f("fk_case_answer_why_id")),
        sa.PrimaryKeyConstraint("case_id", "item", name=op.f("pk_case_answer")),
    )


def _case_contributor() -> None:
    op.create_table(
        "case_contributor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "part", _choice("author", "mentor", "funder", "host", name="contributor_part"), nullable=False
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name_id", sa.Integer(), nullable=True),
        sa.Column("us_university", sa.Boolean(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "us_university = FALSE OR part = 'host'",
            name=op.f("ck_case_contributor_only_hosts_are_universities"),
        ),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (name_id IS NULL)", name=op.f("ck_case_contributor_person_or_name")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_case_contributor_added_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_case_contributor_case_id")),
        sa.ForeignKeyConstraint(["name_id"], ["sealed_text.id"], name=op.f("fk_case_contributor_name_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_contributor_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_contributor")),
    )
    op.create_index(op.f("ix_case_contributor_case_id"), "case_contributor", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_contributor_person_id"), "case_contributor", ["person_id"], unique=False)
    op.create_index(
        "uq_case_contributor_once",
        "case_contributor",
        ["case_id", "person_id", "part"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def _manifest_version() -> None:
    op.create_table(
        "manifest_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_manifest_version_number_from_one")),
        sa.ForeignKeyConstraint(["body_id"], ["sealed_text.id"], name=op.f("fk_manifest_version_body_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_manifest_version_case_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_manifest_version_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest_version")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_manifest_version_case_id_number")),
    )


def _mentor_view() -> None:
    op.create_table(
        "mentor_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "support",
            _choice("support", "narrower", "oppose", "dont_know", name="mentor_support"),
            nullable=False,
        ),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_mentor_view_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentor_view_person_id")),
        sa.ForeignKeyConstraint(["words_id"], ["sealed_text.id"], name=op.f("fk_mentor_view_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_view")),
    )
    op.create_index(op.f("ix_mentor_view_case_id"), "mentor_view", ["case_id"], unique=False)


def _sign_off() -> None:
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_sign_off_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_off_person_id")),
        sa.ForeignKeyConstraint(["words_id"], ["sealed_text.id"], name=op.f("fk_sign_off_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    op.create_index(op.f("ix_sign_off_case_id"), "sign_off", ["case_id"], unique=False)


def _unease() -> None:
    op.create_table(
        "unease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("opened_up_at", UTCDateTime(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer_id IS NULL)", name=op.f("ck_unease_answer_has_words")
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["sealed_text.id"], name=op.f("fk_unease_answer_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_unease_answered_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_unease_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unease_person_id")),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_unease_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unease")),
    )
    op.create_index(op.f("ix_unease_case_id"), "unease", ["case_id"], unique=False)


def _stored_file() -> None:
    op.create_table(
        "stored_file",
        sa.Column("manifest_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["sealed_text.id"], name=op.f("fk_stored_file_body_id")),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest_version.id"], name=op.f("fk_stored_file_manifest_id")
        ),
        sa.PrimaryKeyConstraint("manifest_id", "position", name=op.f("pk_stored_file")),
    )


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("manifest_id", sa.Integer(), nullable=False),
        sa.Column("scope", _choice(*SCOPES, name="submission_scope"), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("contributors", sa.JSON(), nullable=False),
        sa.Column("route", sa.JSON(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("scope <> 's0'", name=op.f("ck_submission_asks_for_somebody")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_submission_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_submission_case_id")),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest_version.id"], name=op.f("fk_submission_manifest_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["sealed_text.id"], name=op.f("fk_submission_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_submission_case_id_number")),
    )


def downgrade() -> None:
    for table in (
        "submission",
        "stored_file",
        "unease",
        "sign_off",
        "mentor_view",
        "manifest_version",
        "case_contributor",
        "case_answer",
    ):
        op.drop_table(table)
