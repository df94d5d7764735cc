"""Files as other systems write them, and as nobody should."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def workbook(path: Path, sheets: dict[str, Rows], *, merged: str | None = None) -> Path:
    """An XLSX file; dates get a date's format, texts that begin with = are formulas with a stale value."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date | datetime):
                    sheet.write_datetime(at, place, value, days)
                elif isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(at, place, value, None, 0)
                else:
                    sheet.write(at, place, value)
        if merged:
            sheet.merge_range(merged, "together")
    book.close()
    return path


def repacked(path: Path, changes: dict[str, bytes | None]) -> Path:
    """A zip file again, with these members replaced, added or (None) left out."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    kept = {name: content for name, content in {**members, **changes}.items() if content is not None}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in kept.items():
            new.writestr(name, content)
    return path
