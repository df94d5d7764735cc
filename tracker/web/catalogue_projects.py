"""The sentences of reasons that works give: members, mentors, shares, results."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "mentor_is_member": _("%(name)s is a member of this work, so they cannot be its mentor."),
        "claim_of_another": _(
            "You can say what your own share was; of others only a mentor of the work can."
        ),
        "settle_reason": _("Say why, in words; everybody on this work reads it."),
        "rates_of_others": _("The rates of a work are stated by its mentors or by staff."),
        "rates_after_result": _(
            "Somebody has said what the result is, and rates chosen afterwards can be chosen to suit it."
            " Only staff can change them now, and everybody on this work then reads that they did."
        ),
        "result_of_others": _("Only mentors and members of a work speak of its result."),
        "nothing_proposed": _("No mentor has proposed a result yet, so there is nothing to answer."),
        "words_needed": _("Say it in a sentence or two: what was asked, and what came out."),
        "work_changed": _(
            "Somebody else changed this work while you had it open, and nothing of yours is saved yet. Look"
            " at the work first; saving again puts yours over theirs."
        ),
        "member_has_record": _(
            "%(name)s stays: forms or statements of this work are about them, and they would lose their"
            " place. To end their part, ask staff to settle the shares."
        ),
        "mentor_has_spoken": _(
            "%(name)s stays: they stated shares, proposed a result or owe a form on this work, and that would"
            " stand there without its mentor."
        ),
    }
