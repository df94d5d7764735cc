"""Words that somebody else keeps for a contributor to a release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0034_sign_off_spoken"
down_revision = "0033_review_rules"
branch_labels = None
depends_on = None

T = "sign_off_spoken"
POINTS_TO = {
    "case_id": "release_case",
    "person_id": "person",
    "contributor_id": "case_contributor",
    "words_id": "sealed_text",
    "by_id": "person",
    "agreed_by_id": "person",
}
CHECKS = {
    "for_one": "(person_id IS NULL) <> (contributor_id IS NULL)",
    "reported_says_which": "(kind = 'reported') = (agrees IS NOT NULL)",
    "who_can_signs": "kind = 'unreachable' OR contributor_id IS NOT NULL",
    "agreed_by_somebody": "(agreed_by_id IS NULL) = (agreed_at IS NULL)",
    "agreed_to_unreachable": "kind = 'unreachable' OR agreed_by_id IS NULL",
    "two_people": "by_id <> agreed_by_id",
    "not_about_oneself": "person_id <> by_id AND person_id <> agreed_by_id",
}


def upgrade() -> None:
    op.create_table(
        T,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reported",
                "unreachable",
                name="spoken_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("contributor_id", sa.Integer(), nullable=True),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", UTCDateTime(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{T}_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{T}_{column}"))
            for column, table in POINTS_TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{T}")),
    )
    op.create_index(op.f(f"ix_{T}_case_id"), T, ["case_id"])


def downgrade() -> None:
    op.drop_table(T)
