"""The sentences of reasons that surveys give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "survey_off": _("This survey is not asked now."),
        "survey_not_open": _("This survey opens on %(opens_on)s."),
        "survey_closed": _(
            "This survey closed on %(closed_on)s, so no answer is taken any more. Nothing follows from not"
            " having answered."
        ),
        "survey_not_asked": _("This survey is for those who are in the cohort while it is open."),
        "survey_answered_once": _(
            "You have answered this survey. Nobody can tell which answers are yours, so they cannot be"
            " changed."
        ),
        "survey_no_such_answer": _("One of these is no answer to this survey. Load the page again."),
        "survey_text_too_long": _("Use at most %(limit)s characters for a text."),
        "survey_answer_needed": _("One answer is missing that this survey cannot do without."),
        "survey_empty": _("Nothing was answered yet. Answer what you like, at least one question."),
        "survey_too_long": _("A survey is open for %(days)s days at most."),
        "survey_result_read": _(
            "The result of this survey can be read already. Opened again, the difference would tell who"
            " answered what, so its days stand."
        ),
        "survey_closes_past": _("The last day lies in the past. Close it today, or later."),
        "survey_result_after": _("The result can be read from %(on)s on, once the survey has closed."),
        "survey_result_few": _("Fewer than %(least)s people answered, so nothing is shown."),
        "intake_negative": _("A count is not negative."),
        "intake_more_accepted": _("More were accepted than applied. Check both counts."),
    }
