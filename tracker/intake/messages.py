"""The sentences for everything that can be wrong with a file, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.intake import file_messages, kind_messages, kinds
from tracker.intake.problems import BadInput, Problem
from tracker.reasons import Decision
from tracker.web import catalogue

SHOWN = 20


def report(error: BadInput) -> str:
    """The refusal of a file or an option: a line for it, and one for each of the first problems."""
    lines = [_("%(file)s was not imported and nothing was written:", file=error.file)]
    if error.file.startswith("--"):
        lines = [_("%(option)s cannot be used:", option=error.file)]
    lines += [f"  {sentence(problem)}" for problem in error.problems[:SHOWN]]
    more = len(error.problems) - SHOWN
    if error.cut:
        lines.append("  " + _("and at least %(n)d more; reading stopped there", n=max(more, 0)))
    elif more > 0:
        lines.append("  " + ngettext("and %(num)d more", "and %(num)d more", more))
    return "\n".join(lines)


def sentence(problem: Problem) -> str:
    """One problem in words, led by its line and field. An unknown code raises `KeyError`."""
    words = sentences()[problem.code] % problem.params
    if problem.line is not None and problem.field is not None:
        return f"{_('line %(line)d, %(field)s', line=problem.line, field=problem.field)}: {words}"
    if problem.line is not None:
        return f"{_('line %(line)d', line=problem.line)}: {words}"
    return f"{problem.field}: {words}" if problem.field is not None else words


def whole(words: str) -> str:
    """Words as a sentence of their own: with a capital, and an end where they have none."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}"


def words(problem: kinds.Problem) -> str:
    """A problem of a line in words, without line and field: a cell's, a kind's own, or a rule's of a room.

    An unknown code raises `KeyError`.
    """
    known = sentences()
    if problem.code in known:
        return known[problem.code] % problem.params
    return catalogue.sentence(Decision(False, problem.code, dict(problem.params)))


def codes() -> frozenset[str]:
    """All codes that have a sentence."""
    return frozenset(sentences())


def sentences() -> dict[str, str]:
    """All sentences by code, with places for their figures."""
    return {
        **_file(),
        **_columns(),
        **_cells(),
        **_records(),
        **file_messages.sentences(),
        **kind_messages.sentences(),
    }


def _file() -> dict[str, str]:
    # gettext is called with literals, so that the message extraction finds them.
    return {
        "ending": _("the file's name must end in .csv or .csv.gz"),
        "too_large": _("the file is larger than %(limit)d MB unpacked; split it and import the parts"),
        "too_many_lines": _("the file has more than %(limit)d lines; split it and import the parts"),
        "line_too_long": _("the line is longer than %(limit)d kB; is a quote left open, or is this no CSV?"),
        "empty": _("the file is empty; its first line must name the columns"),
        "no_rows": _("the file has a header but no rows"),
        "workbook": _("this is a spreadsheet or zip file; save it as “CSV UTF-8” first"),
        "is_gzip": _("this is a gzip file; name it .csv.gz"),
        "not_gzip": _("this is not a gzip file; name it .csv if it is plain text"),
        "gzip_broken": _("the gzip file is cut short or damaged; fetch it again"),
        "utf16": _("the file is UTF-16; save it as UTF-8 (“CSV UTF-8” in a spreadsheet)"),
        "nul": _("there is a NUL byte, so this is not plain text; save it as “CSV UTF-8”"),
        "not_utf8": _("byte %(byte)s is not UTF-8; save the file as “CSV UTF-8”"),
        "quote_open": _("a quote is opened here and never closed"),
        "quoting": _("the quotes do not match; write a quote inside a quoted cell twice"),
    }


def _columns() -> dict[str, str]:
    return {
        "header_blank": _("column %(number)d has no name; give it one, or leave it out"),
        "header_twice": _("two columns are named “%(column)s”; give one of them another name"),
        "map_shape": _("write --map COLUMN=FIELD, not “%(given)s”"),
        "map_field": _("there is no field “%(name)s”; the fields are %(known)s"),
        "map_column": _("the file has no column “%(column)s”; its columns are %(known)s"),
        "map_twice": _("two columns are mapped to this field"),
        "field_missing": _("no column gives it; use --map COLUMN=%(name)s. The columns are %(known)s"),
        "criterion": _("the rubric has no criterion “%(slug)s”; it has %(known)s"),
        "cells": _("%(found)d cells where the header has %(expected)d"),
    }


def _cells() -> dict[str, str]:
    return {
        "blank": _("the cell is empty"),
        "blank_overall": _("the cell is empty; write 1 to 5, or “cannot say”"),
        "level": _("“%(given)s” is not a whole number from 1 to 5"),
        "choice": _("“%(given)s” is none of %(known)s"),
        "day": _("“%(given)s” is not a day such as 2026-03-15"),
        "day_none": _("there is no day “%(given)s”; write days such as 2026-03-15"),
        "day_short": _("“%(given)s” has a year of two digits; write all four, such as 2026-03-15"),
        "future": _("%(day)s lies in the future"),
        "control": _("there is a control character in the cell"),
        "long": _("the cell has more than %(limit)d characters"),
    }


def _records() -> dict[str, str]:
    return {
        "twice": _("this form is on line %(first)d already"),
        "exported_here": _("“%(form_id)s” was exported from this cohort and is in it already"),
        "unknown_scholar": _("nobody is known as “%(value)s”; --create-people adds who is missing"),
        "unknown_mentor": _("nobody is known as “%(value)s”; --create-people adds who is missing"),
        "not_enrolled": _("“%(value)s” is known but no scholar of this cohort; --create-people enrols them"),
        "not_in_program": _("“%(value)s” has no role in this program; --create-people makes them a mentor"),
        "themselves": _("scholar and mentor are the same person"),
        "other_people": _("this form was imported before on another scholar or by another mentor"),
        "other_rubric": _("“%(slug)s” is not in the version of the rubric that this form answered"),
        "no_rubric": _("the program has no rubric yet; set one before importing forms"),
        "no_phase": _("the cohort has no phase yet; set the dates of one before importing forms"),
    }
