"""Tables as the bytes of CSV and XLSX files. The only place that knows pandas.

Text that a spreadsheet would take for a formula is kept from becoming one: in CSV an apostrophe goes
before it (and an import takes it off again), in XLSX the cell is written as text. Numbers stay numbers,
at full precision.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter
from sqlalchemy import RowMapping

from tracker.advancement.decision_models import GateDecision
from tracker.advancement.transition import GateAudit
from tracker.evaluations.board import Row
from tracker.projects.models import Work
from tracker.projects.outcome_queries import Line
from tracker.reports.gate_lines import DECISIONS, DecisionLines
from tracker.reports.lines import BOARD, FormLines, Kind, board_line
from tracker.reports.outcome_lines import OUTCOMES, outcome_line
from tracker.reports.transition_lines import TRANSITION, transition_lines

Frame = pd.DataFrame

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def board_table(rows: Iterable[Row], outside: Mapping[int, str]) -> Frame:
    """One row a scholar; `outside` maps person ids to outside ids."""
    return _frame([board_line(row, outside) for row in rows], BOARD)


def forms_table(forms: Iterable[RowMapping], lines: FormLines) -> Frame:
    """One row a form, none left out."""
    return _frame([lines.line(form) for form in forms], lines.columns())


def decisions_table(decisions: Iterable[GateDecision], lines: DecisionLines) -> Frame:
    """One row a decision at a gate, undone ones too."""
    return _frame([lines.line(row) for row in decisions], DECISIONS)


def transition_table(audits: Sequence[GateAudit]) -> Frame:
    """One row a measure of a gate; shares with their counts and interval."""
    return _frame(list(transition_lines(audits)), TRANSITION)


def outcomes_table(outcomes: Iterable[Line], works: Mapping[int, Work]) -> Frame:
    """One row an outcome, restricted ones with kind and status alone; `works` by id."""
    return _frame([outcome_line(line, works) for line in outcomes], OUTCOMES)


def as_bytes(table: Frame, kind: Kind, *, sheet: str, created: datetime) -> bytes:
    """The file. Equal tables made at equal times give equal bytes."""
    return _csv(table) if kind is Kind.CSV else _xlsx(table, sheet, created)


def _csv(table: Frame) -> bytes:
    lines = ([_neutral(value) for value in line] for line in table.itertuples(index=False, name=None))
    return _frame(list(lines), list(table.columns)).to_csv(index=False, lineterminator="\r\n").encode()


def _xlsx(table: Frame, sheet: str, created: datetime) -> bytes:
    # Written cell by cell: pandas' own writer takes three times as long and as much memory.
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, {**options, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 1)
        page.write_row(0, 0, table.columns)
        for number, values in enumerate(table.itertuples(index=False, name=None), start=1):
            for column, value in enumerate(values):
                if value is not None:
                    page.write(number, column, value)
    return file.getvalue()


def _frame(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> Frame:
    # As objects: whole numbers with gaps would else turn into 4.0 and 5.0.
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


def _neutral(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
