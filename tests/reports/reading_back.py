"""Reads the counts of a report back from each of its formats, as somebody would who holds the files."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from python_calamine import CalamineWorkbook

from tests.reports import pdf_reading
from tests.reports.printing import files
from tracker.reports.editions import Edition, Format
from tracker.reports.numbers import Absent, Report, Why

# The tables that the rows stand in: one without and one with a picture.
PLAIN, DRAWN = (13, "load_forms"), (8, "levels")
Found = defaultdict[str, set[int]]  # name of a count → what is printed for it


def named(report: Report, table_of: tuple[int, str] = PLAIN) -> Report:
    """The report with a name for each row, by which it is found again: “Row a.” or “Row a of all.”."""
    table = report.tables[0]
    rows = tuple(replace(row, label=f"Row {row.key}.") for row in table.rows)
    return replace(report, tables=(replace(table, number=table_of[0], key=table_of[1], rows=rows),))


def without_figures(edition: Edition) -> Edition:
    """The edition as if nothing were told: what numbers are left in it are no counts."""
    table = edition.report.tables[0]
    gone = (Absent(Why.SUPPRESSED),)
    rows = tuple(replace(row, cells=gone) for row in table.rows)
    return replace(edition, report=replace(edition.report, tables=(replace(table, rows=rows),), counts={}))


def text(kind: Format, content: bytes) -> str:
    """All words of a file: a PDF with its metadata and bookmarks, a page with what its pictures say."""
    if kind is Format.PDF:
        reader = pdf_reading.opened(content)
        marks = [str(one.title) for one in _flat(reader.outline)]
        about = [str(value) for key, value in (reader.metadata or {}).items() if "Date" not in key]
        alts = [str(one["/Alt"]) for _kind, one in pdf_reading.elements(content) if "/Alt" in one]
        return " ".join([pdf_reading.text(content), *marks, *about, *alts])
    page = re.sub(r"<style.*?</style>", " ", content.decode(), flags=re.DOTALL)
    said = re.findall(r'(?:aria-label|alt|title)="([^"]*)"', page)
    return html.unescape(" ".join([re.sub(r"<[^>]+>", " ", page), *said]))


def _flat(outline: list) -> Iterator:
    for one in outline:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one


def numbers(words: str) -> set[str]:
    return set(re.findall(r"\d+", re.sub(r"Row [a-z ]+\.", " ", words)))


def counts(kind: Format, content: bytes) -> Found:
    """What a file prints under the name of each count."""
    found: Found = defaultdict(set)
    match kind:
        case Format.HTML | Format.PDF:
            words = " ".join(text(kind, content).split())
            for name, number in re.findall(r"Row (\w+)\.\W*(\d+)(?! ?%)\b", words):
                found[name].add(int(number))
            for part, whole, first, second in re.findall(
                r"Row (\w+) of (\w+)\.\W*\d+ ?%\W*(\d+) of (\d+)", words
            ):
                found[part].add(int(first))
                found[whole].add(int(second))
        case Format.JSON:
            for row in json.loads(content)["tables"][0]["rows"]:
                _take(found, row["name"], row["cells"]["count"])
        case Format.CSV:
            [table] = [part for name, part in files(content).items() if name.startswith("13-")]
            for row in csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")):
                cell = {"value": row["count"], "part": row.get("count_part"), "whole": row.get("count_whole")}
                _take(found, next(one for one in row.values() if one.startswith("Row ")), cell)
        case Format.XLSX:
            for row in _sheet(content):
                _take(found, *row)
        case Format.PARQUET:
            from pyarrow import parquet  # an extra

            [table] = [part for name, part in files(content).items() if name.startswith("13-")]
            for row in parquet.read_table(io.BytesIO(table)).to_pylist():
                _take(found, row["row_name"], row)
    return found


def _sheet(content: bytes) -> Iterator[tuple[str, dict]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(1).to_python()
    heads = {"numerator": "part", "denominator": "whole"}
    names = [heads.get(str(one).rpartition(": ")[2], str(one)) for one in rows[2]]
    for row in rows[3:]:
        if str(row[0]).startswith("Row "):
            yield row[0], {"value": row[1], **dict(zip(names, row, strict=True))}


def _take(found: Found, label: str, cell: dict) -> None:
    part, of, whole = label.removeprefix("Row ").removesuffix(".").partition(" of ")
    if not of and cell.get("value") not in (None, ""):
        found[part].add(int(cell["value"]))
    for name, number in ((part, cell.get("part")), (whole, cell.get("whole"))):
        if of and number not in (None, ""):
            found[name].add(int(number))
