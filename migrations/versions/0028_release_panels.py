"""Panels of the publication review: seats, votes, dissents, notes and letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0028_release_panels"
down_revision = "0027_release_reviews"
branch_labels = None
depends_on = None

SCOPES = ("s0", "s1", "s2", "s3", "s4", "s5")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _release_panel()
    _release_seat()
    _release_vote()
    _release_hold_vote()
    _release_dissent()
    _release_dissent_reply()
    _release_panel_note()
    _release_letter_draft()


def _release_panel() -> None:
    op.create_table(
        "release_panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind", _choice("formal", "remand", "emergency", name="release_panel_kind"), nullable=False
        ),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("chair_id", sa.Integer(), nullable=False),
        sa.Column("convened_at", UTCDateTime(), nullable=False),
        sa.Column("convened_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("voted_again_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", _choice(*SCOPES, name="panel_outcome"), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("wider_reason_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind = 'emergency' OR submission_id IS NOT NULL",
            name=op.f("ck_release_panel_about_a_submission"),
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL) AND (closed_at IS NULL) = (closed_by_id IS NULL)",
            name=op.f("ck_release_panel_closed_with_an_outcome"),
        ),
        sa.CheckConstraint(
            "(turn = 1 AND voted_again_at IS NULL) OR (turn = 2 AND voted_again_at IS NOT NULL)",
            name=op.f("ck_release_panel_votes_again_once"),
        ),
        sa.CheckConstraint(
            "decision_id IS NULL OR closed_at IS NOT NULL", name=op.f("ck_release_panel_decides_once_closed")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_release_panel_number_from_one")),
        sa.CheckConstraint("seats >= 3", name=op.f("ck_release_panel_three_seats_at_least")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_panel_case_id")),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_release_panel_chair_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_release_panel_closed_by_id")),
        sa.ForeignKeyConstraint(
            ["convened_by_id"], ["person.id"], name=op.f("fk_release_panel_convened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["release_decision.id"], name=op.f("fk_release_panel_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_release_panel_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["wider_reason_id"], ["sealed_text.id"], name=op.f("fk_release_panel_wider_reason_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_panel")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_release_panel_case_id_number")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_release_panel_decision_id")),
    )
    op.create_index(
        "uq_release_panel_open",
        "release_panel",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _release_seat() -> None:
    op.create_table(
        "release_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("alternate", sa.Boolean(), nullable=False),
        sa.Column("seated_at", UTCDateTime(), nullable=False),
        sa.Column("called_at", UTCDateTime(), nullable=True),
        sa.Column("declared_at", UTCDateTime(), nullable=True),
        sa.Column("recused_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "called_at IS NULL OR alternate", name=op.f("ck_release_seat_only_alternates_are_called")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["release_panel.id"], name=op.f("fk_release_seat_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_release_seat_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_seat")),
        sa.UniqueConstraint("panel_id", "person_id", name=op.f("uq_release_seat_panel_id_person_id")),
    )
    op.create_index(op.f("ix_release_seat_person_id"), "release_seat", ["person_id"], unique=False)


def _release_vote() -> None:
    op.create_table(
        "release_vote",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("widest", _choice(*SCOPES, name="voted_scope"), nullable=True),
        sa.Column("proof_id", sa.Integer(), nullable=False),
        sa.Column("cast_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("turn IN (1, 2)", name=op.f("ck_release_vote_two_turns_at_most")),
        sa.ForeignKeyConstraint(["proof_id"], ["sealed_text.id"], name=op.f("fk_release_vote_proof_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["release_seat.id"], name=op.f("fk_release_vote_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", "turn", name=op.f("pk_release_vote")),
    )


def _release_hold_vote() -> None:
    op.create_table(
        "release_hold_vote",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _choice("approve", "hold", "decline", name="hold_verdict"), nullable=True),
        sa.Column("proof_id", sa.Integer(), nullable=False),
        sa.Column("cast_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("verdict <> 'approve'", name=op.f("ck_release_hold_vote_approves_nothing")),
        sa.ForeignKeyConstraint(["proof_id"], ["sealed_text.id"], name=op.f("fk_release_hold_vote_proof_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["release_seat.id"], name=op.f("fk_release_hold_vote_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_release_hold_vote")),
    )


def _release_dissent() -> None:
    op.create_table(
        "release_dissent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["release_seat.id"], name=op.f("fk_release_dissent_seat_id")),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_release_dissent_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_dissent")),
        sa.UniqueConstraint("seat_id", "turn", name=op.f("uq_release_dissent_seat_id_turn")),
    )


def _release_dissent_reply() -> None:
    op.create_table(
        "release_dissent_reply",
        sa.Column("dissent_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("replied_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_release_dissent_reply_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["dissent_id"], ["release_dissent.id"], name=op.f("fk_release_dissent_reply_dissent_id")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["sealed_text.id"], name=op.f("fk_release_dissent_reply_text_id")
        ),
        sa.PrimaryKeyConstraint("dissent_id", name=op.f("pk_release_dissent_reply")),
    )


def _release_panel_note() -> None:
    op.create_table(
        "release_panel_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_release_panel_note_author_id")),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["release_panel.id"], name=op.f("fk_release_panel_note_panel_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_release_panel_note_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_panel_note")),
    )
    op.create_index(op.f("ix_release_panel_note_panel_id"), "release_panel_note", ["panel_id"], unique=False)


def _release_letter_draft() -> None:
    op.create_table(
        "release_letter_draft",
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["release_panel.id"], name=op.f("fk_release_letter_draft_panel_id")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["sealed_text.id"], name=op.f("fk_release_letter_draft_text_id")
        ),
        sa.PrimaryKeyConstraint("panel_id", "part", name=op.f("pk_release_letter_draft")),
    )


def downgrade() -> None:
    for table in (
        "release_letter_draft",
        "release_panel_note",
        "release_dissent_reply",
        "release_dissent",
        "release_hold_vote",
        "release_vote",
        "release_seat",
        "release_panel",
    ):
        op.drop_table(table)
