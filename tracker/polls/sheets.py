"""A poll's answers from a CSV file, and its result as one. Codes in a file are used and not kept."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.evidence.poll_answers import MOST_OPTIONS
from tracker.polls import rules
from tracker.polls.models import PollKind
from tracker.polls.scale_withholding import Means
from tracker.polls.withholding import Cell, Share, Visible
from tracker.reasons import Decision, Refused, no

# What a spreadsheet would take for a formula gets an apostrophe before it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_PEOPLE = 1_000_000
LONGEST_CELL = 200


@dataclass(frozen=True)
class Sheet:
    """What a file says: the options in the order of their first appearance, and the counts."""

    options: list[str]
    people: dict[Cell, int]


def read(text: str, kind: PollKind, levels: int) -> Sheet:
    """The answers in a file with the columns code,pre,post (a line a person) or option,pre,post (counts).

    On a scale the options are the whole numbers from 1 to `levels`. Raises `Refused` that names line and
    column; nothing is half read.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if sorted(header) not in (["code", "post", "pre"], ["option", "post", "pre"]):
            raise _at(no("poll_file_header"))
        rows = _rows(reader, header)
        options = [str(level) for level in range(1, levels + 1)] if kind is PollKind.SCALE else []
        fixed = kind is PollKind.SCALE
        return (_of_people if "code" in header else _of_counts)(rows, options, fixed)
    except csv.Error as error:
        raise _at(no("poll_file_broken", line=reader.line_num)) from error


def _rows(reader: Any, header: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise _at(no("poll_file_cells", line=reader.line_num, count=len(cells), needed=len(header)))
        yield reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _of_people(rows: Iterable[tuple[int, dict[str, str]]], options: list[str], fixed: bool) -> Sheet:
    seen: set[str] = set()
    people: Counter[Cell] = Counter()
    for line, cells in rows:
        code = cells["code"]
        if not code or rules.folded_code(code) in seen:
            raise _at(no("poll_file_code_twice" if code else "poll_file_code_missing", line=line))
        seen.add(rules.folded_code(code))
        cell = tuple(_place(cells[wave], options, fixed, line, wave) for wave in ("pre", "post"))
        if cell == (None, None):
            raise _at(no("poll_file_blank", line=line))
        people[cell[0], cell[1]] += 1
    return _whole(options, people)


def _place(name: str, options: list[str], fixed: bool, line: int, column: str) -> int | None:
    if not name:
        return None
    if name not in options:
        if fixed or len(options) == MOST_OPTIONS or len(name) > rules.LONGEST_OPTION:
            raise _at(no("poll_file_option", line=line, column=column, given=name[:LONGEST_CELL]))
        options.append(name)
    return options.index(name)


def _of_counts(rows: Iterable[tuple[int, dict[str, str]]], options: list[str], fixed: bool) -> Sheet:
    people: Counter[Cell] = Counter()
    named: set[int] = set()
    for line, cells in rows:
        place = _place(cells["option"], options, fixed, line, "option")
        if place is None or place in named:
            raise _at(no("poll_file_option", line=line, column="option", given=cells["option"]))
        named.add(place)
        for column in ("pre", "post"):
            count = cells[column]
            if not (count.isascii() and count.isdigit() and len(count) < 8 and int(count) <= MOST_PEOPLE):
                raise _at(no("poll_file_count", line=line, column=column, given=count[:LONGEST_CELL]))
            if int(count):
                people[(place, None) if column == "pre" else (None, place)] += int(count)
    return _whole(options, people)


def _whole(options: list[str], people: Counter[Cell]) -> Sheet:
    if not any(pre is not None for pre, _ in people) or not any(post is not None for _, post in people):
        raise _at(no("poll_file_wave"))
    return Sheet(options, dict(people))


def _at(decision: Decision) -> Refused:
    return Refused(decision, field="file")


def written(found: Visible | Means) -> bytes:
    """The result as a CSV file: what the page shows, an empty cell for what is withheld."""
    lines = _of_means(found) if isinstance(found, Means) else _of_choice(found)
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode()


def _of_choice(found: Visible) -> Iterator[list[Any]]:
    yield [
        "option", "pre", "pre_low", "pre_high", "post", "post_low", "post_high",
        "change", "change_low", "change_high", "n_pre", "n_post",
    ]  # fmt: skip
    for row in found.rows:
        cells = [*_share(row.pre), *_share(row.post), row.change, row.low, row.high]
        name = f"'{row.name}" if row.name.startswith(FORMULA_STARTS) else row.name
        yield [name, *("" if cell is None else cell for cell in cells), found.n_pre or "", found.n_post or ""]


def _share(share: Share | None) -> tuple[float | None, ...]:
    return (None, None, None) if share is None else (share.share, share.low, share.high)


def _of_means(found: Means) -> Iterator[list[Any]]:
    yield ["pre_mean", "post_mean", "change", "change_low", "change_high", "n_pre", "n_post"]
    ends = [None] * 3 if found.change is None else [found.change.change, found.change.low, found.change.high]
    cells = [_one(value) for value in (found.pre, found.post, *ends)]
    yield [*cells, found.n_pre or "", found.n_post or ""]


def _one(value: float | None) -> str:
    """A mean to the one decimal that the page shows: more would tell single answers."""
    return "" if value is None else f"{value:.1f}"
