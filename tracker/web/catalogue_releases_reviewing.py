"""The sentences of reasons that reviewers and coordinators of a release get."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "assign_state": _("Reviewers are asked while a case is in screening or with its reviewers."),
        "assign_asked": _("They were asked already."),
        "assign_full": _("Two people are asked already. Ask somebody else instead of one of them first."),
        "assign_role": _("They hold no role today that lets them review this case."),
        "assign_self": _("Nobody asks themselves. Your deputy can ask you."),
        "assign_over": _("You are no longer asked to review this case."),
        "assign_filed": _("They have filed, so nobody is asked instead, unless they have a conflict."),
        "assign_people_left": _("%(count)s people could still review it. Ask them first."),
        "conflict_none_named": _("Tick what it is."),
        "expedited_tier": _("This case goes to the panel."),
        "expedited_two": _("It takes two who accepted and whom nothing bars; there are %(count)s."),
        "screening_over": _("The case is not in screening any more."),
        "return_says_nothing": _("Say what is missing or what should change."),
        "return_file_first": _("File your assessment first. It stays, also if you return the case."),
        "panel_says_nothing": _("Say why. No answer asks for the panel."),
        "handlers_nobody": _("Choose a coordinator."),
        "handlers_same": _("The deputy is somebody else than the coordinator."),
        "handlers_not_able": _("One of them cannot handle this case: by their role, or by a conflict."),
        "waiver_no_reason": _("Say why it does not matter here."),
        "review_not_expedited": _("The case is not with two reviewers any more."),
        "review_not_reviewer": _("You are not a reviewer of this case."),
        "review_not_seated": _("You do not sit on the panel that is at work."),
        "review_filed_waits": _("You have filed. The other's assessment is waited for."),
        "review_changed": _(
            "The release was handed in again since you opened this page. Read what stands now, then file."
        ),
        "review_filed": _("You have filed, and nothing more is asked of you."),
        "assessment_best_above": _("The best guess cannot be above the worst that is plausible."),
        "assessment_no_crux": _("Say in one line what your judgement hangs on."),
        "assessment_no_guess": _(
            "Give your best guesses too: a panel needs them, and so does what may be worse than modest."
        ),
        "assessment_no_reason": _("Name at least one hazard: worse than modest is plausible."),
        "assessment_saved_elsewhere": _(
            "This was saved in another window meanwhile. What you see is what you typed here; copy what you"
            " need, then open the page again."
        ),
    }
