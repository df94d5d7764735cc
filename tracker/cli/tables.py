"""CSV files given to commands: rows by column name, with the line each stands on."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from typing import IO

from tracker.cli.failures import Failure


def text(file: IO[bytes]) -> str:
    """A file as text. Raises `Failure` for what is none."""
    try:
        found = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(f"FILE is not UTF-8 text (byte {error.start})") from error
    if "\0" in found:
        raise Failure("FILE is not plain text: there is a NUL byte")
    return found


def rows(
    content: str, needed: Collection[str], others: Collection[str] = ()
) -> Iterator[tuple[int, list[str]]]:
    """(line, cells in the order of `needed` and `others`) of each row; an absent other column is "".

    Blank lines are left out, cells are without blank ends. Raises `Failure` that names the line.
    """
    # Not splitlines, which also ends lines at signs that may stand in a cell.
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        places = _places(header, needed, others)
        for cells in reader:
            if len(cells) != len(header):
                if not any(cell.strip() for cell in cells):
                    continue
                raise Failure(f"line {reader.line_num}: {len(cells)} cells, but the header has {len(header)}")
            yield reader.line_num, ["" if place is None else cells[place].strip() for place in places]
    except csv.Error as error:
        raise Failure(f"line {reader.line_num}: {error}") from error


def _places(header: list[str], needed: Collection[str], others: Collection[str]) -> list[int | None]:
    missing = [name for name in needed if name not in header]
    if missing:
        raise Failure(f"line 1: there is no column {missing[0]}; needed are {', '.join(needed)}")
    known = [*needed, *others]
    for place, name in enumerate(header):
        if name not in known or name in header[:place]:
            raise Failure(f"line 1: the column “{name}” is not known or there twice")
    return [header.index(name) if name in header else None for name in known]
