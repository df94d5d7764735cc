"""What an approval waits for, how it is amended, and what went out under it to whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0030_release_approvals"
down_revision = "0029_release_appeals"
branch_labels = None
depends_on = None

SCOPES = ("s0", "s1", "s2", "s3", "s4", "s5")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _release_condition()
    _tripwire_report()
    _amendment()
    _amendment_answer()
    _publication()
    _release_recipient()
    _recipient_check()


def _release_condition() -> None:
    op.create_table(
        "release_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", UTCDateTime(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(printed = '') = (words_id IS NOT NULL)", name=op.f("ck_release_condition_printed_or_sealed")
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_release_condition_done_by_somebody")
        ),
        sa.CheckConstraint(
            "(verified_at IS NULL) = (verified_by_id IS NULL)",
            name=op.f("ck_release_condition_verified_by_somebody"),
        ),
        sa.CheckConstraint(
            "verified_at IS NULL OR done_at IS NOT NULL",
            name=op.f("ck_release_condition_done_before_verified"),
        ),
        sa.CheckConstraint(
            "verified_by_id <> done_by_id", name=op.f("ck_release_condition_verified_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["sealed_text.id"], name=op.f("fk_release_condition_answer_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_condition_case_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["release_decision.id"], name=op.f("fk_release_condition_decision_id")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_release_condition_done_by_id")),
        sa.ForeignKeyConstraint(["note_id"], ["sealed_text.id"], name=op.f("fk_release_condition_note_id")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["person.id"], name=op.f("fk_release_condition_verified_by_id")
        ),
        sa.ForeignKeyConstraint(["words_id"], ["sealed_text.id"], name=op.f("fk_release_condition_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_condition")),
        sa.UniqueConstraint(
            "decision_id", "position", name=op.f("uq_release_condition_decision_id_position")
        ),
    )
    op.create_index(op.f("ix_release_condition_case_id"), "release_condition", ["case_id"], unique=False)


def _tripwire_report() -> None:
    op.create_table(
        "tripwire_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name=op.f("fk_tripwire_report_approval_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_tripwire_report_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_tripwire_report_case_id")),
        sa.ForeignKeyConstraint(["words_id"], ["sealed_text.id"], name=op.f("fk_tripwire_report_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tripwire_report")),
    )
    op.create_index(op.f("ix_tripwire_report_case_id"), "tripwire_report", ["case_id"], unique=False)


def _amendment() -> None:
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("manifest_id", sa.Integer(), nullable=False),
        sa.Column("scope", _choice(*SCOPES, name="amended_scope"), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("contributors", sa.JSON(), nullable=False),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column(
            "ending", _choice("confirmed", "not_sure", "overtaken", name="amendment_ending"), nullable=True
        ),
        sa.Column("made_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(made_id IS NULL) = (ending IS NULL OR ending <> 'confirmed')",
            name=op.f("ck_amendment_confirmed_makes_one"),
        ),
        sa.CheckConstraint("scope <> 's0'", name=op.f("ck_amendment_for_somebody")),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_amendment_ends_somehow")),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_amendment_approval_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_amendment_asked_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_amendment_case_id")),
        sa.ForeignKeyConstraint(["made_id"], ["approval.id"], name=op.f("fk_amendment_made_id")),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest_version.id"], name=op.f("fk_amendment_manifest_id")
        ),
        sa.ForeignKeyConstraint(["statement_id"], ["sealed_text.id"], name=op.f("fk_amendment_statement_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["sealed_text.id"], name=op.f("fk_amendment_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("made_id", name=op.f("uq_amendment_made_id")),
    )
    op.create_index(op.f("ix_amendment_case_id"), "amendment", ["case_id"], unique=False)
    op.create_index(
        "uq_amendment_open",
        "amendment",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _amendment_answer() -> None:
    op.create_table(
        "amendment_answer",
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("nothing_new", sa.Boolean(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name=op.f("fk_amendment_answer_amendment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_amendment_answer_person_id")),
        sa.ForeignKeyConstraint(["words_id"], ["sealed_text.id"], name=op.f("fk_amendment_answer_words_id")),
        sa.PrimaryKeyConstraint("amendment_id", "person_id", name=op.f("pk_amendment_answer")),
    )


def _publication() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("manifest_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("scope", _choice(*SCOPES, name="published_scope"), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("url_id", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("scope <> 's0'", name=op.f("ck_publication_for_somebody")),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_publication_approval_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_publication_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_publication_case_id")),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest_version.id"], name=op.f("fk_publication_manifest_id")
        ),
        sa.ForeignKeyConstraint(["url_id"], ["sealed_text.id"], name=op.f("fk_publication_url_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["sealed_text.id"], name=op.f("fk_publication_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("approval_id", name=op.f("uq_publication_approval_id")),
        sa.UniqueConstraint("case_id", name=op.f("uq_publication_case_id")),
    )


def _release_recipient() -> None:
    op.create_table(
        "release_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)",
            name=op.f("ck_release_recipient_removed_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_release_recipient_added_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_recipient_case_id")),
        sa.ForeignKeyConstraint(["name_id"], ["sealed_text.id"], name=op.f("fk_release_recipient_name_id")),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_release_recipient_removed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_recipient")),
    )
    op.create_index(op.f("ix_release_recipient_case_id"), "release_recipient", ["case_id"], unique=False)


def _recipient_check() -> None:
    op.create_table(
        "recipient_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_recipient_check_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_recipient_check_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient_check")),
    )
    op.create_index(op.f("ix_recipient_check_case_id"), "recipient_check", ["case_id"], unique=False)


def downgrade() -> None:
    for table in (
        "recipient_check",
        "release_recipient",
        "publication",
        "amendment_answer",
        "amendment",
        "tripwire_report",
        "release_condition",
    ):
        op.drop_table(table)
