"""Who gets to see the rows of each table, in short; the rules of a room say more."""

from __future__ import annotations

STAFF = "staff of the program"
SELF = "whoever it is about"
CASE = "the people on the case's need-to-know list; each reading of a sealed text is logged"
NOBODY = "nobody; the program itself uses it"
EVERYBODY = "everybody with a role in the program"

# Readers → tables, so that what is alike stands together.
_GROUPS: dict[str, str] = {
    "the auditor, and the operator when the chain is verified": "audit_entry audit_head read_log",
    f"{SELF}, {STAFF}": "person role_grant external_id enrolment policy_read leave date_shift milestone_done",
    NOBODY: "access_link vault survey_link survey_heard import_part import_change",
    "whoever asked for it": "kept_file",
    f"whoever started it, and {STAFF}": "job",
    "the operator": "job_step worker",
    f"{STAFF}; of the texts, whoever listens at the address": "webhook webhook_delivery",
    "whose calendar it is; nobody else": "calendar_feed calendar_entry",
    f"its reader, and {STAFF}": "message mail_choice mail_hours daily_mail reminder",
    f"{STAFF}": (
        "mail_text flag intake_count import_run import_line import_mapping closed_day scoring_settings"
        " gate_record letter_template"
    ),
    f"{EVERYBODY}; the public where the program shows its policies": "program gate_policy",
    EVERYBODY: "cohort phase milestone rubric criterion",
    f"the members and mentors of the work, {STAFF}": (
        "work membership work_mentor forecast share_claim result_claim member_role result_grid grid_run"
        " follow_up"
    ),
    f"{STAFF}, and whom the program shows a series": "forecast_series series_version series_point",
    (
        f"the members and mentors of the work; {STAFF} unless it is restricted or withheld, of which they"
        " learn kind and status; the coordinator always"
    ): "outcome outcome_link outcome_step outcome_quality outcome_listing",
    f"the mentor who owes it, {STAFF}; co-mentors that it is owed": "assignment",
    "whoever types it": "draft concern_draft decision_draft appeal_draft survey_draft",
    (
        f"its writer, {STAFF}, the panel of a gate; its scholar once it is released; other mentors of the"
        " scholar once their own is filed; funders as counts alone"
    ): "form form_revision rating reply",
    (
        f"{STAFF}, the panel; its scholar as made of what is released to them; a mentor once their own forms"
        " are in; mentors' severities the lead alone, each their own; funders as a histogram"
    ): "score_snapshot score_point",
    f"its scholar, their mentors, {STAFF}, the panel; funders as counts": (
        "concern concern_target concern_reply support_plan plan_word"
    ),
    f"{STAFF}, the panel; its scholar what was decided; funders as counts": (
        "gate_case panel_seat gate_decision"
    ),
    f"its scholar, {STAFF}, who reads the appeal; funders as counts": "appeal",
    f"its scholar, {STAFF}": "letter",
    f"{STAFF}; the hash of the seed everybody": "gate_lot",
    f"{STAFF}; of their own part each scholar": "gate_cut gate_part",
    f"{EVERYBODY} who is asked, {STAFF}": "survey_version survey",
    f"who answered, and {STAFF}; others as counts of five and more": "survey_answer survey_revision",
    "nobody singly: counts of five and more once the survey has closed": "survey_voice",
    f"{STAFF}, and whoever has the link; its result when it is shown": "poll",
    "nobody singly; thrown away when the poll closes": "poll_answer",
    "nobody singly: shares of five and more answers once the poll has closed": "poll_tally",
    CASE: (
        "sealed_text case_answer submission sign_off sign_off_spoken mentor_view manifest_version stored_file"
        " release_decision approval approver release_condition tripwire_report amendment amendment_answer"
        " publication release_recipient recipient_check case_contributor conflict_declaration conflict_waiver"
        " review_assignment release_appeal release_stop stop_voice release_incident containment_step"
        " incident_note release_retraction release_look_back break_glass"
    ),
    f"{EVERYBODY}: number, codename, kind, state and days; the rest {CASE}": "release_case",
    CASE.partition(";")[0]: "case_person case_step",
    "who files it until both have filed, then the people of the case": "assessment",
    "whoever types it; nobody else": "assessment_draft release_letter_draft",
    "the panel of the case until it has decided, then the people of the case": (
        "release_panel release_seat release_dissent release_dissent_reply release_panel_note"
    ),
    "whoever cast it; of the others the count alone": "release_vote release_hold_vote emergency_vote",
    "the coordinator and the director": "unease read_alert release_report",
    "whom it is addressed to": "release_notice",
    "the public, where the program shows its rules; else everybody with a role in the program": (
        "release_policy checklist_version rule_change review_contact"
    ),
    "the public once two people published it; before that the coordinator": "stats_snapshot",
    f"{STAFF}; of the newest the funders' numbers, funders": "report_snapshot",
}
_BY_TABLE = {table: readers for readers, tables in _GROUPS.items() for table in tables.split()}

# Columns with fewer readers than their table.
BY_COLUMN = {
    "person.password": "the program",
    "form.staff_note": f"its writer and {STAFF}",
    "form.conduct": f"its writer and {STAFF}",
}


def readers(table: str) -> str:
    """Who gets to see its rows. Raises `KeyError` for a table of which nobody said."""
    return _BY_TABLE[table]


def named() -> set[str]:
    """The tables of which something is said."""
    return set(_BY_TABLE)
