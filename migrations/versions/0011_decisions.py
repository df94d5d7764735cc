"""The rooms in which gates are decided: panels, views, drafts, and what was decided on what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0011_decisions"
down_revision = "0010_message_once"
branch_labels = None
depends_on = None

OUTCOMES = (
    "continue",
    "continue_with_plan",
    "extend",
    "repeat",
    "deferred",
    "not_placed",
    "stop",
    "withdrawn",
)
# One decision on a scholar at a gate stands, beside one extension that puts it off.
STANDS = sa.text("undone_at IS NULL AND outcome <> 'extend'")
PUTS_OFF = sa.text("undone_at IS NULL AND outcome = 'extend'")


def upgrade() -> None:
    _create_rooms()
    _create_decisions()
    with op.batch_alter_table("enrolment") as enrolment:
        enrolment.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        enrolment.create_check_constraint(
            op.f("ck_enrolment_ended_after_enrolled"), "ended_on IS NULL OR ended_on >= enrolled_on"
        )
    _closings("'met', 'withdrawn', 'decided'")


def downgrade() -> None:
    op.execute(
        "UPDATE concern SET closing = 'withdrawn', closing_reason = 'The gate was decided.'"
        " WHERE closing = 'decided'"
    )
    _closings("'met', 'withdrawn'")
    with op.batch_alter_table("enrolment") as enrolment:
        enrolment.drop_constraint(op.f("ck_enrolment_ended_after_enrolled"), type_="check")
        enrolment.drop_column("ended_on")
    for table in ("gate_decision", "decision_draft", "panel_seat", "gate_case"):
        op.drop_table(table)


def _closings(allowed: str) -> None:
    with op.batch_alter_table("concern") as concern:
        concern.drop_constraint(op.f("ck_concern_closing"), type_="check")
        concern.create_check_constraint(op.f("ck_concern_closing"), f"closing IN ({allowed})")


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _create_rooms() -> None:
    op.create_table(
        "gate_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("round > 0", name=op.f("ck_gate_case_round_positive")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_gate_case_enrolment_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_gate_case_opened_by_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_gate_case_phase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_case")),
        sa.UniqueConstraint("enrolment_id", "phase_id", name=op.f("uq_gate_case_enrolment_id_phase_id")),
    )
    op.create_table(
        "decision_draft",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_decision_draft_author_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["gate_case.id"], name=op.f("fk_decision_draft_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "author_id", "kind", name=op.f("pk_decision_draft")),
    )
    op.create_table(
        "panel_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("appointed_by_id", sa.Integer(), nullable=False),
        sa.Column("appointed_at", UTCDateTime(), nullable=False),
        sa.Column("view", _choice(OUTCOMES, "view"), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=True),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("dissented_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(dissent = '') = (dissented_at IS NULL)", name=op.f("ck_panel_seat_dissent_with_time")
        ),
        sa.CheckConstraint("view IS NULL OR reasons <> ''", name=op.f("ck_panel_seat_view_with_reasons")),
        sa.CheckConstraint("(view IS NULL) = (filed_at IS NULL)", name=op.f("ck_panel_seat_view_with_time")),
        sa.CheckConstraint(
            "dissented_at IS NULL OR filed_at IS NOT NULL", name=op.f("ck_panel_seat_dissent_after_view")
        ),
        sa.ForeignKeyConstraint(
            ["appointed_by_id"], ["person.id"], name=op.f("fk_panel_seat_appointed_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["gate_case.id"], name=op.f("fk_panel_seat_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panel_seat_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint(
            "case_id", "round", "person_id", name=op.f("uq_panel_seat_case_id_round_person_id")
        ),
    )
    op.create_index(op.f("ix_panel_seat_person_id"), "panel_seat", ["person_id"])


def _create_decisions() -> None:
    op.create_table(
        "gate_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("outcome", _choice(OUTCOMES, "outcome"), nullable=False),
        sa.Column("by_default", sa.Boolean(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("way", _choice(("above", "below", "panel", "lot"), "way"), nullable=True),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("override_by_id", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'continue_with_plan') = (plan <> '')",
            name=op.f("ck_gate_decision_plan_iff_with_plan"),
        ),
        sa.CheckConstraint(
            "(outcome = 'extend') = (until_on IS NOT NULL)", name=op.f("ck_gate_decision_until_iff_extended")
        ),
        sa.CheckConstraint(
            "(override_by_id IS NULL) = (override_reason = '')",
            name=op.f("ck_gate_decision_override_with_reason"),
        ),
        sa.CheckConstraint(
            "NOT by_default OR outcome = 'continue'", name=op.f("ck_gate_decision_default_continues")
        ),
        sa.CheckConstraint(
            "outcome <> 'stop' OR concern_id IS NOT NULL OR override_by_id IS NOT NULL",
            name=op.f("ck_gate_decision_stop_on_concern"),
        ),
        sa.CheckConstraint(
            "outcome = 'continue' OR reasons <> ''", name=op.f("ck_gate_decision_reasons_given")
        ),
        sa.CheckConstraint(
            "outcome NOT IN ('withdrawn', 'deferred') OR wish <> ''", name=op.f("ck_gate_decision_own_wish")
        ),
        sa.CheckConstraint(
            "by_default = (decided_by_id IS NULL)", name=op.f("ck_gate_decision_decider_unless_default")
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_gate_decision_concern_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_gate_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_gate_decision_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["override_by_id"], ["person.id"], name=op.f("fk_gate_decision_override_by_id")
        ),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_gate_decision_phase_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["gate_policy.id"], name=op.f("fk_gate_decision_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decision")),
    )
    op.create_index(op.f("ix_gate_decision_enrolment_id"), "gate_decision", ["enrolment_id"])
    for name, where in (("one_stands", STANDS), ("one_extension", PUTS_OFF)):
        op.create_index(
            f"uq_gate_decision_{name}",
            "gate_decision",
            ["enrolment_id", "phase_id"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
