"""The sentences of what staff look at first: reminders by hand, and who could rate."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The part of the catalogue that speaks of the attention list."""
    return {
        "chase_filed": _("This form was filed; nobody needs to be reminded."),
        "chase_excused": _("This form was excused; nobody owes it."),
        "chase_away": _("The scholar is on leave, so nothing is due on them."),
        "chase_closed": _("Forms on this scholar closed on %(on)s; it can no longer be filed."),
        "chase_no_address": _("Nobody can be written to: the account has no address, or is closed."),
        "chased_today": _("They were reminded of this form today already; once a day is enough."),
    }
