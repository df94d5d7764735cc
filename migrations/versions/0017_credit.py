"""Mentors of works; statements of shares, results and roles; who settled what, and when."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker import clock
from tracker.db import UTCDateTime

revision = "0017_credit"
down_revision = "0016_appeals"
branch_labels = None
depends_on = None

PEOPLE = ("rates_by_id", "reached_by_id", "shares_by_id")
TIMES = ("rates_at", "reached_at", "shares_at")
REASONS = ("reached_reason", "shares_reason")
ROLES = (
    "conceptualization",
    "data_curation",
    "formal_analysis",
    "funding_acquisition",
    "investigation",
    "methodology",
    "project_administration",
    "resources",
    "software",
    "supervision",
    "validation",
    "visualization",
    "writing_draft",
    "writing_review",
)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("work") as work:
        for name in PEOPLE:
            work.add_column(sa.Column(name, sa.Integer(), nullable=True))
            work.create_foreign_key(op.f(f"fk_work_{name}"), "person", [name], ["id"])
        for name in TIMES:
            work.add_column(sa.Column(name, UTCDateTime(), nullable=True))
        for name in REASONS:
            work.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        work.add_column(sa.Column("rates_late", sa.Boolean(), nullable=False, server_default=sa.false()))
        work.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _tell_from_the_trail()
    with op.batch_alter_table("work") as work:
        work.create_check_constraint(
            op.f("ck_work_result_was_settled"), "reached = 'not_yet' OR reached_at IS NOT NULL"
        )
    _create_mentors()
    _create_statements()


def _tell_from_the_trail() -> None:
    """Who stated or settled what stands in the audit trail; the newest entry of each kind tells."""
    entry = sa.table(
        "audit_entry",
        *[sa.column(name) for name in ("id", "actor_id", "action", "object_type", "object_id", "change")],
        sa.column("at", UTCDateTime()),
    )
    trail = sa.select(entry).where(entry.c.object_type == "work").order_by(entry.c.id)
    told: dict[int, dict[str, Any]] = {}
    kinds = {
        "work.state-rates": "rates",
        "work.record-reached": "reached",
        "work.set-shares": "shares",
    }
    for row in op.get_bind().execute(trail):
        if (kind := kinds.get(row.action)) is None:
            continue
        values = told.setdefault(row.object_id, {})
        values[f"{kind}_by_id"], values[f"{kind}_at"] = row.actor_id, row.at
        change = json.loads(row.change) if isinstance(row.change, str) else row.change
        if kind == "rates" and change.get("late"):
            values["rates_late"] = True
    work = sa.table(
        "work",
        sa.column("id"),
        sa.column("reached"),
        sa.column("rates_late", sa.Boolean()),
        *[sa.column(name) for name in PEOPLE],
        *[sa.column(name, UTCDateTime()) for name in TIMES],
    )
    for number, values in told.items():
        op.execute(sa.update(work).where(work.c.id == number).values(values))
    unsaid = sa.update(work).where(work.c.reached != "not_yet", work.c.reached_at.is_(None))
    op.execute(unsaid.values(reached_at=clock.now()))


def _create_mentors() -> None:
    op.create_table(
        "work_mentor",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_mentor_person_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_work_mentor_work_id")),
        sa.PrimaryKeyConstraint("work_id", "person_id", name=op.f("pk_work_mentor")),
    )
    op.create_index(op.f("ix_work_mentor_person_id"), "work_mentor", ["person_id"], unique=False)
    op.execute(
        "INSERT INTO work_mentor (work_id, person_id) SELECT DISTINCT work_id, mentor_id FROM assignment"
        " WHERE relation IN ('primary_mentor', 'second_mentor')"
    )


def _create_statements() -> None:
    op.create_table(
        "share_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("side", _choice("side", "scholar", "mentor"), nullable=False),
        sa.Column("part", _choice("part", "lead", "equal", "supporting"), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("claimed_at", UTCDateTime(), nullable=False),
        sa.Column("open_on", sa.Date(), nullable=True),
        sa.CheckConstraint("share > 0 AND share <= 1", name=op.f("ck_share_claim_share_range")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_share_claim_author_id")),
        sa.ForeignKeyConstraint(
            ["work_id", "enrolment_id"],
            ["membership.work_id", "membership.enrolment_id"],
            name=op.f("fk_share_claim_work_id_enrolment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_claim")),
    )
    op.create_index(op.f("ix_share_claim_enrolment_id"), "share_claim", ["enrolment_id"], unique=False)
    op.create_index("ix_share_claim_work_enrolment", "share_claim", ["work_id", "enrolment_id"], unique=False)
    _claim_from_forms()
    op.create_table(
        "result_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("side", _choice("side", "scholar", "mentor"), nullable=False),
        sa.Column("reached", _choice("reached", "yes", "no", "not_yet"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("claimed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_result_claim_says_why")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_result_claim_author_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_result_claim_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_claim")),
    )
    op.create_index(op.f("ix_result_claim_work_id"), "result_claim", ["work_id"], unique=False)
    op.create_table(
        "member_role",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("role", _choice("credit_role", *ROLES), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_id", "enrolment_id"],
            ["membership.work_id", "membership.enrolment_id"],
            name=op.f("fk_member_role_work_id_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("work_id", "enrolment_id", "role", name=op.f("pk_member_role")),
    )


def _claim_from_forms() -> None:
    """What mentors of a work answered on their forms, with the usual number behind the word.

    It opens to the others on the work as the form itself does at the latest, five days after its due day.
    """
    bind = op.get_bind()
    teams = sa.text("SELECT work_id, count(*) AS size FROM membership GROUP BY work_id")
    sizes = {row.work_id: row.size for row in bind.execute(teams)}
    names = ("work_id", "enrolment_id", "author_id", "side", "part", "words")
    claims = sa.table(
        "share_claim",
        *[sa.column(name) for name in names],
        sa.column("share", sa.Double()),
        sa.column("claimed_at", UTCDateTime()),
        sa.column("open_on", sa.Date()),
    )
    answered = sa.text(
        "SELECT form.work_id, form.enrolment_id, form.mentor_id, form.share, form.filed_at,"
        " assignment.due_on FROM form JOIN assignment ON assignment.id = form.assignment_id"
        " JOIN membership ON membership.work_id = form.work_id"
        " AND membership.enrolment_id = form.enrolment_id"
        " JOIN work_mentor ON work_mentor.work_id = form.work_id AND work_mentor.person_id = form.mentor_id"
        " WHERE form.share IS NOT NULL ORDER BY form.filed_at, form.id"
    ).columns(filed_at=UTCDateTime(), due_on=sa.Date())
    weights = {"lead": 2.0, "equal": 1.0, "supporting": 0.5}
    for row in bind.execute(answered).all():
        weight = weights[row.share]
        bind.execute(
            sa.insert(claims).values(
                work_id=row.work_id,
                enrolment_id=row.enrolment_id,
                author_id=row.mentor_id,
                side="mentor",
                part=row.share,
                words="",
                share=weight / (weight + sizes[row.work_id] - 1),
                claimed_at=row.filed_at,
                open_on=row.due_on + timedelta(days=5),
            )
        )


def downgrade() -> None:
    op.drop_table("member_role")
    op.drop_index(op.f("ix_result_claim_work_id"), table_name="result_claim")
    op.drop_table("result_claim")
    op.drop_index("ix_share_claim_work_enrolment", table_name="share_claim")
    op.drop_index(op.f("ix_share_claim_enrolment_id"), table_name="share_claim")
    op.drop_table("share_claim")
    op.drop_index(op.f("ix_work_mentor_person_id"), table_name="work_mentor")
    op.drop_table("work_mentor")
    with op.batch_alter_table("work") as work:
        work.drop_constraint(op.f("ck_work_result_was_settled"), type_="check")
        for name in PEOPLE:
            work.drop_constraint(op.f(f"fk_work_{name}"), type_="foreignkey")
        for name in (*PEOPLE, *TIMES, *REASONS, "rates_late", "version"):
            work.drop_column(name)
