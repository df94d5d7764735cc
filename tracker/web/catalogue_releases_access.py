"""The sentences of reasons about who may see and do what in a case of release review."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "access_none": _("This is not for you to see or do in this case."),
        "access_operator": _(
            "Who runs the server neither reads nor decides reviews, whatever other role they hold."
        ),
        "access_file_first": _("What others filed is shown to you after you filed your own assessment."),
        "access_nothing_filed": _("Nobody has filed an assessment yet."),
        "access_not_admitted": _("A director reads a case after being put on its need-to-know list."),
        "need_to_know_own": _("Authors and mentors are named by the work, not by this list."),
        "need_to_know_conflict": _(
            "This person made or guides the work, or has a conflict of interest in the case."
        ),
        "need_to_know_no_reason": _("Say why. The reason is sealed with the case."),
        "need_to_know_reason_long": _("Use at most %(most)s characters for the reason."),
        "need_to_know_self": _("Somebody else puts you on the list."),
        "need_to_know_part": _(
            "Who judges a case leaves the list by stepping aside or through a conflict of interest, not by"
            " being taken off it."
        ),
        "glass_role": _(
            "Only coordinators, deputies and directors of the program open a case in an emergency."
        ),
        "glass_conflict": _("Who made or guides the work, or has a conflict of interest, cannot do this."),
        "glass_reads_already": _("You read this case already."),
        "glass_asked_already": _("You asked already; somebody else has to agree."),
        "glass_own": _("Somebody else has to agree to what you asked for."),
        "glass_answered": _("This was answered already."),
        "alert_own": _("Somebody else looks into what you read."),
        "retention_done": _("The texts of this case were deleted already."),
        "retention_open": _("The case has not ended."),
        "retention_built_on": _("A case that follows from this one is still open."),
        "retention_incident": _("An incident about this case is still open."),
        "retention_early": _("The texts are kept until %(due)s."),
        "need_to_know_role": _("This person holds no role in the program for that."),
    }
