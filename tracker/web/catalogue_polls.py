"""The sentences of reasons that polls give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "poll_closed": _("This poll is closed. What is closed takes no answers and never opens again."),
        "poll_wave_not_open": _("This part of the poll takes no answers today."),
        "poll_coming": _("This poll opens on %(opens_on)s. Before that you can still remove it."),
        "poll_was_open": _(
            "This poll has been open since %(opened_on)s. Somebody may have answered, so it stays; close it"
            " instead."
        ),
        "poll_days_order": _(
            "The days must follow each other: before from its first to its last day, then after. They may"
            " share the day of the event."
        ),
        "poll_days_past": _("The last day lies in the past, so nobody could answer."),
        "poll_options_count": _("A poll has 2 to %(most)s options; here are %(count)s."),
        "poll_option_long": _("Use at most %(limit)s characters for an option."),
        "poll_option_twice": _("The option “%(option)s” is there twice."),
        "poll_option_unknown": _("Choose one of the options."),
        "poll_least": _("Results of fewer than %(least)s people are never shown."),
        "poll_group_empty": _("A group has at least one member."),
        "poll_code_length": _("Use %(least)s to %(most)s letters and digits."),
        "poll_code_simple": _("Use more than three different letters and digits."),
        "poll_code_example": _("That is the example. Make up a code of your own."),
        "poll_code_taken": _(
            "This code has answered this part already. Its answer stays as it is; nobody can look it up or"
            " change it. If you have not answered, somebody else made up the same code: choose another."
        ),
        "poll_figures": _("%(problem)s."),
        "poll_file_header": _(
            "Line 1: the columns are code, pre and post (a line a person), or option, pre and post (counts)."
        ),
        "poll_file_broken": _("Line %(line)s: the quotation marks do not fit together."),
        "poll_file_cells": _("Line %(line)s: there are %(count)s cells, but %(needed)s columns."),
        "poll_file_code_twice": _("Line %(line)s, code: this code stood on an earlier line."),
        "poll_file_code_missing": _("Line %(line)s, code: there is none."),
        "poll_file_blank": _("Line %(line)s: there is an answer neither before nor after."),
        "poll_file_option": _(
            "Line %(line)s, %(column)s: “%(given)s” is no option of this poll, or one too many."
        ),
        "poll_file_count": _("Line %(line)s, %(column)s: “%(given)s” is not a count of people."),
        "poll_file_wave": _("The file needs answers both before and after."),
    }
