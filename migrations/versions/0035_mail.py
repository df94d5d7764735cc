"""Mail of the day, mails that nobody knows arrived, the programs' own texts, and how people want theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0035_mail"
down_revision = "0034_sign_off_spoken"
branch_labels = None
depends_on = None

BEFORE = ("waiting", "sending", "sent", "failed")
AFTER = ("waiting", "held", "sending", "sent", "carried", "unsure", "failed", "dropped")
REASONS = ("declined", "left", "no_address", "settled")
CHECKS = {
    "carried_by_one": "(state = 'carried') = (carried_by_id IS NOT NULL)",
    "dropped_for_a_reason": "(state = 'dropped') = (dropped_for IS NOT NULL)",
    "sending_was_claimed": "state <> 'sending' OR claimed_at IS NOT NULL",
    "unsure_was_handed": "state <> 'unsure' OR handed_at IS NOT NULL",
}
HOURS = {
    "both_or_none": "(quiet_from IS NULL) = (quiet_until IS NULL)",
    "quiet_from_is_an_hour": "quiet_from BETWEEN 0 AND 23",
    "quiet_until_is_an_hour": "quiet_until BETWEEN 0 AND 23",
    "quiet_ends": "quiet_from <> quiet_until",
    "daily_at_is_an_hour": "daily_at BETWEEN 0 AND 23",
}


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _states(values: tuple[str, ...]) -> str:
    return "state IN ({})".format(", ".join(f"'{value}'" for value in values))


def upgrade() -> None:
    with op.batch_alter_table("message") as message:
        message.drop_constraint(op.f("ck_message_message_state"), type_="check")
        for name in ("claimed_at", "handed_at"):
            message.add_column(sa.Column(name, UTCDateTime(), nullable=True))
        message.add_column(sa.Column("dropped_for", sa.String(40), nullable=True))
        message.add_column(sa.Column("carried_by_id", sa.Integer(), nullable=True))
    op.execute("UPDATE message SET kind = 'change_notice' WHERE kind LIKE '%change_notice'")
    # What was with the mail server when a process died: nobody knows whether it arrived.
    op.execute(
        "UPDATE message SET state = 'unsure', claimed_at = written_at, handed_at = written_at"
        " WHERE state = 'sending'"
    )
    with op.batch_alter_table("message") as message:
        message.create_check_constraint(op.f("ck_message_message_state"), _states(AFTER))
        message.create_check_constraint(
            op.f("ck_message_message_dropped_for"),
            "dropped_for IN ({})".format(", ".join(f"'{value}'" for value in REASONS)),
        )
        for name, rule in CHECKS.items():
            message.create_check_constraint(op.f(f"ck_message_{name}"), rule)
        message.create_foreign_key(op.f("fk_message_carried_by_id"), "message", ["carried_by_id"], ["id"])
    op.create_index(op.f("ix_message_carried_by_id"), "message", ["carried_by_id"])
    _create_texts()
    _create_wishes()


def _create_texts() -> None:
    op.create_table(
        "mail_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(200), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_mail_text_version_positive")),
        sa.CheckConstraint("subject <> '' AND body <> ''", name=op.f("ck_mail_text_says_something")),
        sa.CheckConstraint("(subject IS NULL) = (body IS NULL)", name=op.f("ck_mail_text_own_or_shipped")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_mail_text_program_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_mail_text_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_text")),
        sa.UniqueConstraint(
            "program_id", "kind", "version", name=op.f("uq_mail_text_program_id_kind_version")
        ),
    )


def _create_wishes() -> None:
    op.create_table(
        "mail_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("wanted", _choice("mail_wanted", ("at_once", "daily", "never")), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_choice_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_mail_choice")),
    )
    op.create_table(
        "mail_hours",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("daily_at", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_mail_hours_{name}")) for name, rule in HOURS.items()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_hours_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_hours")),
    )
    op.create_table(
        "daily_mail",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_daily_mail_person_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_daily_mail_message_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_daily_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_daily_mail_message_id")),
    )


def downgrade() -> None:
    for table in ("daily_mail", "mail_hours", "mail_choice", "mail_text"):
        op.drop_table(table)
    op.drop_index(op.f("ix_message_carried_by_id"), table_name="message")
    with op.batch_alter_table("message") as message:
        message.drop_constraint(op.f("fk_message_carried_by_id"), type_="foreignkey")
        for name in (*CHECKS, "message_state", "message_dropped_for"):
            message.drop_constraint(op.f(f"ck_message_{name}"), type_="check")
    # The older program sends what waits; what left inside of another mail, or never leaves, must stay.
    op.execute("UPDATE message SET state = 'waiting' WHERE state = 'held'")
    op.execute("UPDATE message SET state = 'sending' WHERE state = 'unsure'")
    op.execute(
        "UPDATE message SET state = 'failed', error = 'left in the mail of a day' WHERE state = 'carried'"
    )
    op.execute("UPDATE message SET state = 'failed', error = dropped_for WHERE state = 'dropped'")
    with op.batch_alter_table("message") as message:
        for name in ("claimed_at", "handed_at", "dropped_for", "carried_by_id"):
            message.drop_column(name)
        message.create_check_constraint(op.f("ck_message_message_state"), _states(BEFORE))
