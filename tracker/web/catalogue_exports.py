"""The sentences of reasons about tables that are taken out as files."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "export_not_yours": _("You may not take this table out any more."),
        "export_own_not_filed": _(
            "You owe forms on %(count)s scholars of this cohort. Until they are in, others' answers stay"
            " hidden from you, in this file too: file them, or ask to be excused."
        ),
        "export_about_you": _(
            "You are a scholar of this cohort, and the file would hold what is not released to you. Ask"
            " somebody else on the staff to take it out."
        ),
        "export_own_not_filed_here": _(
            "You owe forms on %(count)s scholars of this program. Until they are in, what others did stays"
            " hidden from you, in this file too: file them, or ask to be excused."
        ),
        "export_about_you_here": _(
            "You are or were a scholar of this program, and the file would tell who did what about you. Ask"
            " somebody else on the staff to take it out."
        ),
        "export_too_long_for_xlsx": _(
            "This table has %(rows)s lines, and a sheet of a workbook holds %(most)s. Take it as CSV instead."
        ),
        "export_cell_too_long": _(
            "The text under “%(column)s” in line %(line)s is longer than a cell of a workbook holds, and"
            " would be lost. Take the table as CSV instead."
        ),
    }
