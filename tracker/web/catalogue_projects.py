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
    }
