"""The sentences for files that cannot be read, and for days that can be read in two ways."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences by code, with places for their figures."""
    return {**_texts(), **_workbooks(), **_lines()}


def _texts() -> dict[str, str]:
    # gettext is called with literals, so that the message extraction finds them.
    return {
        "no_text": _("this is neither a text nor an XLSX workbook; save it as “CSV UTF-8” or .xlsx"),
        "packed": _("this is a packed file; unpack it first"),
        "pdf": _("this is a PDF; export the table as CSV or XLSX"),
        "web_page": _(
            "this is a web page, perhaps a sign-in page saved in place of the file; export it again"
        ),
        "cell_too_long": _("a cell is longer than 131,072 characters; is a quote left open?"),
        "header_odd": _(
            "the name of column %(number)d is longer than %(limit)d characters or holds control characters"
        ),
        "many_columns": _(
            "there are %(found)d columns; at most %(limit)d are taken. Leave out what is not used"
        ),
    }


def _workbooks() -> dict[str, str]:
    return {
        "old_workbook": _(
            "this is an old .xls workbook, or one with a password; save it as .xlsx without a password"
        ),
        "other_workbook": _("this is a workbook of another format, such as .ods or .xlsb; save it as .xlsx"),
        "no_workbook": _("this is a zip file and no XLSX workbook; unpack it and choose the file in it"),
        "workbook_broken": _("the workbook is damaged or cut short; save it again and send it anew"),
        "workbook_empty": _("the workbook has no visible sheet with cells"),
        "macros": _("the workbook holds macros; save it as .xlsx, which has none"),
        "bomb": _(
            "unpacked, this would be larger than %(limit)d MB, so it was not unpacked; save the sheet as CSV"
        ),
        "merged": _(
            "the cells %(cells)s of the sheet “%(sheet)s” are merged; unmerge them, so that each line stands"
            " alone"
        ),
        "no_sheet": _("there is no sheet “%(sheet)s”; the visible sheets are %(known)s"),
    }


def _lines() -> dict[str, str]:
    return {
        "day_order": _("“%(given)s” can be read in two ways; say whether the month or the day comes first"),
        "whole_too_long": _("a file of this kind has at most %(limit)d lines; this one has more"),
        "map_field_unknown": _("there is no field “%(name)s”; the fields are %(known)s"),
        "option_needed": _("choose one of: %(known)s"),
        "option_unknown": _("“%(given)s” cannot be chosen; choose one of: %(known)s"),
        "option_nothing": _("there is nothing to choose from yet; set it up first"),
    }
