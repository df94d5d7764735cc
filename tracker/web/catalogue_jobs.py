"""The sentences of reasons that jobs give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "job_over": _("This has ended already, so there is nothing to stop."),
        "job_cancel_asked": _("This is being stopped already."),
        "job_not_failed": _("Only what failed or was stopped can be tried again."),
        "job_again_elsewhere": _("The same was asked for again meanwhile; see the newer one in the list."),
        "job_file_gone": _("This file is kept for 30 days, and they have passed. Ask for it again."),
        "job_broke": _(
            "Something went wrong on our side, and nothing was half-written. Try again; if it happens twice,"
            " tell whoever runs this server the number of this job."
        ),
        "job_kind_unknown": _(
            "The worker that took this is of another version than these pages. Whoever runs this server must"
            " restart it; then try again."
        ),
        "job_disk_full": _(
            "The server's disk is full, so nothing was written. Whoever runs this server must make room; then"
            " try again."
        ),
        "job_too_large": _("This needs more memory than the server has. Ask for less at once."),
        "job_unreachable": _(
            "The database, or something else that this needs, did not answer for half a minute. Try again"
            " later."
        ),
    }
