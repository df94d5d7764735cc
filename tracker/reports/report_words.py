"""A cohort report in words: headings, columns, rows, notes and reasons, each under its key."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.reports import words_judging, words_limits, words_yield
from tracker.reports.numbers import Report, Row, Table, Unit, View, Why

SECTIONS = {
    1: _l("Headline"),
    2: _l("Funnel"),
    3: _l("Make-up of the cohort"),
    4: _l("Transition audit"),
    5: _l("Evidence base"),
    6: _l("Ratings"),
    7: _l("Growth"),
    8: _l("Levels"),
    9: _l("Outputs"),
    10: _l("Careers"),
    11: _l("Experience"),
    12: _l("Infohazard review"),
    13: _l("Mentor load"),
    14: _l("Comparison with earlier cohorts"),
    15: _l("Limits"),
}
VIEWS = {View.STAFF: _l("Staff of the program"), View.FUNDER: _l("Funders")}
WHY = {
    Why.NOT_COLLECTED: _l("not collected"),
    Why.NONE: "–",
    Why.NOT_YET: _l("not yet"),
    Why.SUPPRESSED: _l("not shown"),
    Why.SEALED: _l("[sealed]"),
    Why.STAFF: _l("for staff alone"),
    Why.OWED: _l("once your own forms are in"),
}
# What is said where a whole table is missing.
WHY_EMPTY = {
    Why.NOT_COLLECTED: _l("Not collected: nobody was asked."),
    Why.NONE: _l("Nothing to count."),
    Why.NOT_YET: _l("Not yet: its day has not come."),
    Why.SUPPRESSED: _l("Not shown: so few people that they could be told from the figures."),
    Why.SEALED: _l("[sealed]"),
    Why.STAFF: _l("For staff alone."),
    Why.OWED: _l(
        "You owe forms on scholars of this cohort. What others said is shown once your own forms are in."
    ),
}
# The parts of a figure, where each has a column of its own.
ASPECTS = {
    "part": _l("numerator"),
    "whole": _l("denominator"),
    "n": _l("n"),
    "sd": _l("SD"),
    "low": _l("from"),
    "high": _l("to"),
    "spread": _l("from and to are"),
    "unit": _l("unit"),
    "link": _l("link"),
    "missing": _l("why there is none"),
}
UNITS = {
    Unit.PEOPLE: _l("people"),
    Unit.THINGS: _l("things"),
    Unit.POINTS: _l("points"),
    Unit.DAYS: _l("days"),
    Unit.WORKING_DAYS: _l("working days"),
    Unit.MINUTES: _l("minutes"),
    Unit.HOURS: _l("hours"),
    Unit.WEEKS: _l("weeks"),
    Unit.RATIO: _l("ratio"),
    Unit.MONEY: _l("money"),
}
CHANGED = _l("counted differently in an earlier cohort")
_NOTES = {
    "suppressed": _l(
        "“Not shown” stands for numbers under five, and for others from which such a number could be worked"
        " out."
    ),
    "carried": _l(
        "A number that moved by fewer than five since the report before stands as it was printed then, so"
        " that nobody can be told from the difference."
    ),
}
TABLES = {**words_judging.TABLES, **words_yield.TABLES, **words_limits.TABLES}
COLUMNS = {**words_judging.COLUMNS, **words_yield.COLUMNS}
ROWS = {**words_judging.ROWS, **words_yield.ROWS, **words_limits.ROWS}
NOTES = {**_NOTES, **words_judging.NOTES, **words_yield.NOTES, **words_limits.NOTES}
# What a row belongs to, told by what stands before the dot of its key.
WITH_PARTS = {"make_up", "outputs"}
GROUPS = {"training", "research", "extension", "all"}


def column(table: Table, key: str) -> str:
    """The head of a column: the program's own word, or the report's."""
    return table.labels.get(key) or str(_found(COLUMNS, f"{table.key}.{key}", key))


def row(table: Table, one: Row) -> str:
    """The name of a row; under a phase it begins with that."""
    group, _dot, last = one.key.rpartition(".")
    name = one.label or " / ".join(str(_row_words(table, one.key, part)) for part in last.split("_or_"))
    return f"{ROWS[group]}: {name}" if group in GROUPS else name


def is_part(table: Table, one: Row) -> bool:
    """Whether a row stands under another one, as an answer stands under its question."""
    return table.key in WITH_PARTS and "." in one.key


def title(table: Table) -> str:
    return str(TABLES[table.key][0])


def lead(table: Table) -> str:
    return str(TABLES[table.key][1])


def note(key: str) -> str:
    return str(NOTES[key])


def missing(report: Report) -> Iterator[str]:
    """What the report holds keys for, but this file no words."""
    for table in report.tables:
        if table.key not in TABLES:
            yield f"table {table.key}"
        yield from (f"note {key}" for key in table.notes if key not in NOTES)
        for key in table.columns:
            if key not in table.labels and not {f"{table.key}.{key}", key} & COLUMNS.keys():
                yield f"column {table.key}.{key}"
        for one in table.rows:
            parts = one.key.rpartition(".")[2].split("_or_")
            if one.label is None and not all(_known(table, one.key, part) for part in parts):
                yield f"row {table.key}.{one.key}"


def _row_words(table: Table, key: str, last: str) -> LazyString:
    return _found(ROWS, f"{table.key}.{key}", f"{table.key}.{last}", last)


def _known(table: Table, key: str, last: str) -> bool:
    return bool({f"{table.key}.{key}", f"{table.key}.{last}", last} & ROWS.keys())


def _found(words: dict[str, LazyString], *keys: str) -> LazyString:
    return next(words[key] for key in keys if key in words)
