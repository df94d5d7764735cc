"""Gate policies in versions, taken from the phases; who has read them; counts of earlier gates."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0008_gate_policies"
down_revision = "0007_scores"
branch_labels = None
depends_on = None

DEFAULTS = ("continue_by_default", "capacity_limited")
KINDS = ("training", "research", "extension")

# What scholars of gates set before there were versions were told; staff publish a text of their own.
CONTINUE = (
    "You move on unless we tell you otherwise in time. No decision may rest on a concern you were not told"
    " about in writing at least 21 days before the end of the phase. Stopping needs evidence from at least"
    " three people (one of them not your mentor), on at least two pieces of work, and a panel of two or"
    " more who write down their reasons. Late or missing forms never count against you."
)
EVERYBODY = (
    "Everybody continues; nobody can be stopped at this gate. Late or missing forms never count against you."
)
LIMITED = (
    "Places after this phase are limited. If there is no place for you, that is recorded as “not placed”,"
    " not as “did not meet the bar”. Late or missing forms never count against you."
)


def upgrade() -> None:
    _create_policies()
    with op.batch_alter_table("phase") as phase:
        phase.add_column(sa.Column("policy_version", sa.Integer(), nullable=True))
    _fill()
    with op.batch_alter_table("phase") as phase:
        for name in (
            "places_iff_limited",
            "gate_iff_decision_day",
            "decision_later",
            "notice_inside_phase",
            "places_positive",
            "gate_default",
        ):
            phase.drop_constraint(op.f(f"ck_phase_{name}"), type_="check")
        for name in ("gate_default", "places", "notice_by", "decision_on"):
            phase.drop_column(name)
    with op.batch_alter_table("program") as program:
        program.add_column(
            sa.Column("shows_transition", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _create_records()


def downgrade() -> None:
    op.drop_table("gate_record")
    with op.batch_alter_table("program") as program:
        program.drop_column("shows_transition")
    # The version goes back to its place behind the gate's columns.
    with op.batch_alter_table("phase") as phase:
        phase.alter_column("version", new_column_name="version_kept", existing_type=sa.Integer())
        phase.add_column(sa.Column("gate_default", sa.String(length=40), nullable=True))
        phase.add_column(sa.Column("places", sa.Integer(), nullable=True))
        phase.add_column(sa.Column("notice_by", sa.Date(), nullable=True))
        phase.add_column(sa.Column("decision_on", sa.Date(), nullable=True))
    with op.batch_alter_table("phase") as phase:
        phase.add_column(sa.Column("version", sa.Integer(), nullable=True))
    newest = "FROM gate_policy WHERE phase_id = phase.id AND gate_policy.version = phase.policy_version"
    op.execute(
        "UPDATE phase SET version = version_kept,"  # noqa: S608  # constants only
        f" gate_default = (SELECT gate_policy.gate_default {newest}),"
        f" places = (SELECT gate_policy.places {newest}),"
        f" notice_by = (SELECT gate_policy.notice_by {newest}),"
        f" decision_on = (SELECT gate_policy.decision_on {newest})"
    )
    with op.batch_alter_table("phase") as phase:
        phase.alter_column("version", existing_type=sa.Integer(), nullable=False)
        phase.drop_column("version_kept")
        phase.drop_column("policy_version")
        _check_phase(phase)
    op.drop_index(op.f("ix_policy_read_enrolment_id"), table_name="policy_read")
    op.drop_table("policy_read")
    op.drop_table("gate_policy")


def _check_phase(phase: Any) -> None:
    phase.create_check_constraint(
        op.f("ck_phase_places_iff_limited"),
        "(gate_default = 'capacity_limited') = (places IS NOT NULL)"
        " OR (gate_default IS NULL AND places IS NULL)",
    )
    phase.create_check_constraint(
        op.f("ck_phase_gate_iff_decision_day"), "(gate_default IS NULL) = (decision_on IS NULL)"
    )
    phase.create_check_constraint(
        op.f("ck_phase_decision_later"), "decision_on IS NULL OR decision_on >= starts_on"
    )
    phase.create_check_constraint(
        op.f("ck_phase_notice_inside_phase"),
        "notice_by IS NULL OR (notice_by >= starts_on AND notice_by <= decision_on)",
    )
    phase.create_check_constraint(op.f("ck_phase_places_positive"), "places IS NULL OR places > 0")
    phase.create_check_constraint(
        op.f("ck_phase_gate_default"), "gate_default IN ('continue_by_default', 'capacity_limited')"
    )


def _fill() -> None:
    """One version for each gate that stands, published when the migration ran, by nobody."""
    text = sa.text(
        "INSERT INTO gate_policy (phase_id, version, gate_default, places, phase_ends_on, notice_by,"
        " decision_on, notice_days, people, works, non_mentors, panel, text, published_at)"
        " SELECT id, 1, gate_default, places, ends_on,"
        # A day after the phase's end was possible; no concern could come in time by then.
        " CASE WHEN notice_by > ends_on THEN ends_on ELSE notice_by END,"
        " decision_on, 21, 3, 2, 1, 2,"
        " CASE WHEN gate_default = 'capacity_limited' THEN :limited"
        " WHEN notice_by IS NULL THEN :everybody ELSE :told END,"
        " CURRENT_TIMESTAMP FROM phase WHERE gate_default IS NOT NULL"
    )
    op.get_bind().execute(text, {"limited": LIMITED, "everybody": EVERYBODY, "told": CONTINUE})
    op.execute("UPDATE phase SET policy_version = 1 WHERE gate_default IS NOT NULL")


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _create_policies() -> None:
    op.create_table(
        "gate_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gate_default", _choice(DEFAULTS, "gate_default"), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("phase_ends_on", sa.Date(), nullable=False),
        sa.Column("notice_by", sa.Date(), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("works", sa.Integer(), nullable=False),
        sa.Column("non_mentors", sa.Integer(), nullable=False),
        sa.Column("panel", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("ck_gate_policy_version_positive")),
        sa.CheckConstraint(
            "(gate_default = 'capacity_limited') = (places IS NOT NULL)",
            name=op.f("ck_gate_policy_places_iff_limited"),
        ),
        sa.CheckConstraint("places IS NULL OR places > 0", name=op.f("ck_gate_policy_places_positive")),
        sa.CheckConstraint(
            "notice_by IS NULL OR (notice_by <= decision_on AND notice_by <= phase_ends_on)",
            name=op.f("ck_gate_policy_notice_in_time"),
        ),
        sa.CheckConstraint(
            "notice_days > 0 AND people > 0 AND works > 0 AND non_mentors > 0 AND panel > 0",
            name=op.f("ck_gate_policy_thresholds_positive"),
        ),
        sa.CheckConstraint("non_mentors <= people", name=op.f("ck_gate_policy_non_mentors_are_people")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_gate_policy_phase_id")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_gate_policy_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_policy")),
        sa.UniqueConstraint("phase_id", "version", name=op.f("uq_gate_policy_phase_id_version")),
    )
    op.create_table(
        "policy_read",
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_policy_read_enrolment_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["gate_policy.id"], name=op.f("fk_policy_read_policy_id")),
        sa.PrimaryKeyConstraint("policy_id", "enrolment_id", name=op.f("pk_policy_read")),
    )
    op.create_index(op.f("ix_policy_read_enrolment_id"), "policy_read", ["enrolment_id"], unique=False)


def _create_records() -> None:
    op.create_table(
        "gate_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice(KINDS, "phase_kind"), nullable=False),
        sa.Column("gate_default", _choice(DEFAULTS, "gate_default"), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        *[
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("year", "accepted", "continued", "stopped", "not_placed", "withdrew")
        ],
        sa.Column("median_notice", sa.Double(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "continued >= 0 AND stopped >= 0 AND not_placed >= 0 AND withdrew >= 0",
            name=op.f("ck_gate_record_counts_positive"),
        ),
        sa.CheckConstraint(
            "accepted > 0 AND accepted = continued + stopped + not_placed + withdrew",
            name=op.f("ck_gate_record_counts_add_up"),
        ),
        sa.CheckConstraint(
            "median_notice IS NULL OR (median_notice >= 0 AND stopped + not_placed > 0)",
            name=op.f("ck_gate_record_notice_of_somebody"),
        ),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_gate_record_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_record")),
        sa.UniqueConstraint(
            "program_id", "kind", "label", "year", name=op.f("uq_gate_record_program_id_kind_label_year")
        ),
    )
