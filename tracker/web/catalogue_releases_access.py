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
        "need_to_know_role": _("This person holds no role in the program for that."),
    }
