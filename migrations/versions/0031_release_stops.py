"""Emergency stops, incidents, reports, retractions, whom a case asks to look, and looks back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0031_release_stops"
down_revision = "0030_release_approvals"
branch_labels = None
depends_on = None

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
    _release_stop()
    _stop_voice()
    _release_report()
    _release_incident()
    _containment_step()
    _incident_note()
    _release_notice()
    _release_look_back()
    _release_retraction()
    _emergency_vote()


def _release_stop() -> None:
    op.create_table(
        "release_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("before", _choice(*STATES, name="stop_before"), nullable=False),
        sa.Column("stopped_by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("reasons_id", sa.Integer(), nullable=True),
        sa.Column("reasons_at", UTCDateTime(), nullable=True),
        sa.Column("reasons_by", UTCDateTime(), nullable=False),
        sa.Column("settle_by", sa.Date(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("after", _choice(*STATES, name="stop_after"), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "overdue = FALSE OR after = 'formal'", name=op.f("ck_release_stop_overdue_is_formal")
        ),
        sa.CheckConstraint(
            "(reasons_at IS NULL) = (reasons_id IS NULL)", name=op.f("ck_release_stop_reasons_at_a_time")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (after IS NULL)", name=op.f("ck_release_stop_settled_somehow")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_stop_case_id")),
        sa.ForeignKeyConstraint(["reasons_id"], ["sealed_text.id"], name=op.f("fk_release_stop_reasons_id")),
        sa.ForeignKeyConstraint(["stopped_by_id"], ["person.id"], name=op.f("fk_release_stop_stopped_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_stop")),
    )
    op.create_index(op.f("ix_release_stop_case_id"), "release_stop", ["case_id"], unique=False)
    op.create_index(
        "uq_release_stop_open",
        "release_stop",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def _stop_voice() -> None:
    op.create_table(
        "stop_voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("after", _choice(*STATES, name="voice_after"), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stop_voice_person_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["sealed_text.id"], name=op.f("fk_stop_voice_reason_id")),
        sa.ForeignKeyConstraint(["stop_id"], ["release_stop.id"], name=op.f("fk_stop_voice_stop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_voice")),
    )
    op.create_index(op.f("ix_stop_voice_stop_id"), "stop_voice", ["stop_id"], unique=False)


def _release_report() -> None:
    op.create_table(
        "release_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("vault_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("outcome", _choice("disclosed", "nothing", name="report_outcome"), nullable=True),
        sa.Column("handled_at", UTCDateTime(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome <> 'disclosed' OR case_id IS NOT NULL",
            name=op.f("ck_release_report_disclosed_is_a_case"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (handled_at IS NULL)", name=op.f("ck_release_report_handled_somehow")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (handled_by_id IS NULL)", name=op.f("ck_release_report_handled_by_somebody")
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["sealed_text.id"], name=op.f("fk_release_report_answer_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_release_report_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_report_case_id")),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["person.id"], name=op.f("fk_release_report_handled_by_id")
        ),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_release_report_program_id")),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_release_report_text_id")),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_release_report_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_report")),
        sa.UniqueConstraint("vault_id", name=op.f("uq_release_report_vault_id")),
    )
    op.create_index(op.f("ix_release_report_program_id"), "release_report", ["program_id"], unique=False)


def _release_incident() -> None:
    op.create_table(
        "release_incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            _choice("stopped", "disclosed", "already_out", "external_intent", name="incident_cause"),
            nullable=False,
        ),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", UTCDateTime(), nullable=True),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", UTCDateTime(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_by_id IS NULL)",
            name=op.f("ck_release_incident_agreed_by_somebody"),
        ),
        sa.CheckConstraint(
            "(begun_at IS NULL) = (begun_by_id IS NULL)", name=op.f("ck_release_incident_begun_by_somebody")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL) AND (closed_at IS NULL) = (closing_id IS NULL)",
            name=op.f("ck_release_incident_closed_in_words"),
        ),
        sa.CheckConstraint(
            "agreed_at IS NULL OR begun_at IS NOT NULL", name=op.f("ck_release_incident_begun_before_agreed")
        ),
        sa.CheckConstraint("agreed_by_id <> begun_by_id", name=op.f("ck_release_incident_two_people")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_release_incident_number_from_one")),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_release_incident_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_release_incident_begun_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_incident_case_id")),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name=op.f("fk_release_incident_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["closing_id"], ["sealed_text.id"], name=op.f("fk_release_incident_closing_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_release_incident_opened_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_incident")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_release_incident_case_id_number")),
    )


def _containment_step() -> None:
    op.create_table(
        "containment_step",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            _choice(
                "take_down", "hosts", "copies", "access", "secrets", "affected", "record", name="containment"
            ),
            nullable=False,
        ),
        sa.Column("result", _choice("done", "not_needed", name="containment_result"), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_containment_step_by_id")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["release_incident.id"], name=op.f("fk_containment_step_incident_id")
        ),
        sa.PrimaryKeyConstraint("incident_id", "step", name=op.f("pk_containment_step")),
    )


def _incident_note() -> None:
    op.create_table(
        "incident_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_incident_note_by_id")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["release_incident.id"], name=op.f("fk_incident_note_incident_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_incident_note_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_note")),
    )
    op.create_index(op.f("ix_incident_note_incident_id"), "incident_note", ["incident_id"], unique=False)


def _release_notice() -> None:
    op.create_table(
        "release_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(case_id IS NULL) <> (report_id IS NULL)", name=op.f("ck_release_notice_case_or_report")
        ),
        sa.CheckConstraint(
            "message_id IS NULL OR done_at IS NOT NULL", name=op.f("ck_release_notice_written_is_done")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_notice_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_release_notice_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_release_notice_person_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_release_notice_program_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["release_report.id"], name=op.f("fk_release_notice_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_notice")),
        sa.UniqueConstraint(
            "case_id",
            "position",
            "what",
            "person_id",
            name=op.f("uq_release_notice_case_id_position_what_person_id"),
        ),
        sa.UniqueConstraint(
            "report_id", "what", "person_id", name=op.f("uq_release_notice_report_id_what_person_id")
        ),
    )
    op.create_index(op.f("ix_release_notice_done_at"), "release_notice", ["done_at"], unique=False)
    op.create_index(op.f("ix_release_notice_program_id"), "release_notice", ["program_id"], unique=False)


def _release_look_back() -> None:
    op.create_table(
        "release_look_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("benefit", _choice("yes", "no", "cant_tell", name="benefit_showed"), nullable=False),
        sa.Column("harm", _choice("yes", "no", "cant_tell", name="harm_showed"), nullable=False),
        sa.Column("scooped", _choice("yes", "no", "cant_tell", name="was_scooped"), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("month IN (6, 12)", name=op.f("ck_release_look_back_half_a_year_or_a_year")),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_look_back_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_release_look_back_person_id")),
        sa.ForeignKeyConstraint(["words_id"], ["sealed_text.id"], name=op.f("fk_release_look_back_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_look_back")),
        sa.UniqueConstraint(
            "case_id",
            "position",
            "month",
            "person_id",
            name=op.f("uq_release_look_back_case_id_position_month_person_id"),
        ),
    )


def _release_retraction() -> None:
    op.create_table(
        "release_retraction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("reasons_id", sa.Integer(), nullable=False),
        sa.Column("decide_by", UTCDateTime(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("retracted", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (retracted IS NULL)", name=op.f("ck_release_retraction_decided_somehow")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_release_retraction_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_retraction_case_id")),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["release_panel.id"], name=op.f("fk_release_retraction_panel_id")
        ),
        sa.ForeignKeyConstraint(
            ["reasons_id"], ["sealed_text.id"], name=op.f("fk_release_retraction_reasons_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_retraction")),
        sa.UniqueConstraint("panel_id", name=op.f("uq_release_retraction_panel_id")),
    )
    op.create_index(op.f("ix_release_retraction_case_id"), "release_retraction", ["case_id"], unique=False)
    op.create_index(
        "uq_release_retraction_open",
        "release_retraction",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def _emergency_vote() -> None:
    op.create_table(
        "emergency_vote",
        sa.Column("retraction_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("retract", sa.Boolean(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_emergency_vote_person_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["sealed_text.id"], name=op.f("fk_emergency_vote_reason_id")),
        sa.ForeignKeyConstraint(
            ["retraction_id"], ["release_retraction.id"], name=op.f("fk_emergency_vote_retraction_id")
        ),
        sa.PrimaryKeyConstraint("retraction_id", "person_id", name=op.f("pk_emergency_vote")),
    )


def downgrade() -> None:
    op.drop_table("emergency_vote")
    op.drop_table("release_retraction")
    op.drop_table("release_look_back")
    op.drop_table("release_notice")
    op.drop_table("incident_note")
    op.drop_table("containment_step")
    op.drop_table("release_incident")
    op.drop_table("release_report")
    op.drop_table("stop_voice")
    op.drop_table("release_stop")
