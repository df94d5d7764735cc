"""What an XLSX workbook is made of, looked at before anybody unpacks it."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat  # bounded by UNPACKED_LIMIT, and a DOCTYPE is refused

from tracker.intake.problems import Problems

MEGABYTE = 1024 * 1024
UNPACKED_LIMIT = 400 * MEGABYTE
MOST_MEMBERS = 2000
MOST_COLUMNS = 200
MOST_ROWS = 1_000_000

_CONTENT_TYPES = "[Content_Types].xml"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LOCAL_HEADER = 30


@dataclass
class Scan:
    """What a sheet holds: its extent, the first merged cells, the formulas by row and column from 0."""

    rows: int = 0
    columns: int = 0
    merged: str | None = None
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


def is_workbook(path: Path) -> bool:
    """Whether a file is a zip file, as workbooks are."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def sheets(path: Path) -> dict[str, str]:
    """The visible sheets by name, each with the place of its part, in the workbook's order.

    Refuses, as `BadInput`, what is no plain XLSX: macros, bombs, other formats, damaged files.
    """
    problems = Problems(path.name)
    try:
        with zipfile.ZipFile(path) as opened:
            _measure(path, opened, problems)
            _formats(opened, problems)
            found = _sheets(opened, problems)
            for part in found.values():
                opened.getinfo(part)
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, OSError, EOFError) as error:
        raise problems.fail("workbook_broken") from error
    if not found:
        raise problems.fail("workbook_empty")
    return found


def scan(path: Path, part: str) -> Scan:
    """Look through a sheet's part. Raises `BadInput` where it is larger than a sheet may be."""
    problems = Problems(path.name)
    reader = _SheetReader(problems)
    with zipfile.ZipFile(path) as opened, opened.open(part) as file:
        _parse(file, problems, start=reader.start, end=reader.end, text=reader.text)
    return reader.found


def _measure(path: Path, opened: zipfile.ZipFile, problems: Problems) -> None:
    """Unpack everything to nowhere, counting: what a file says of its own size may be a lie."""
    members = opened.infolist()
    declared = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or declared > UNPACKED_LIMIT:
        raise problems.fail("bomb", limit=UNPACKED_LIMIT // MEGABYTE)
    total = 0
    with path.open("rb") as file:
        for member in members:
            if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise problems.fail("workbook_broken")
            total += _unpacked(file, member, UNPACKED_LIMIT - total, problems)


def _unpacked(file: IO[bytes], member: zipfile.ZipInfo, limit: int, problems: Problems) -> int:
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER:
        raise problems.fail("workbook_broken")
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    file.seek(member.header_offset + _LOCAL_HEADER + names)
    left, size = member.compress_size, 0
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(left, 64 * 1024))):
        left -= len(packed)
        while packed:
            size += len(inflate.decompress(packed, MEGABYTE)) if inflate else len(packed)
            packed = inflate.unconsumed_tail if inflate else b""
            if size > limit:
                raise problems.fail("bomb", limit=UNPACKED_LIMIT // MEGABYTE)
    if size != member.file_size:
        raise problems.fail("workbook_broken")
    return size


def _formats(opened: zipfile.ZipFile, problems: Problems) -> None:
    names = {name.lower() for name in opened.namelist()}
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise problems.fail("other_workbook")
    if _CONTENT_TYPES.lower() not in names or "xl/workbook.xml" not in names:
        raise problems.fail("no_workbook")
    types = opened.read(_CONTENT_TYPES).lower()
    if b"macroenabled" in types or b"vbaproject" in types or any("vbaproject" in name for name in names):
        raise problems.fail("macros")


def _sheets(opened: zipfile.ZipFile, problems: Problems) -> dict[str, str]:
    named: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def of_workbook(tag: str, given: Mapping[str, str]) -> None:
        if tag == "sheet" and given.get("state", "visible") == "visible":
            named.append((given.get("name", ""), given.get("id", "")))

    def of_relations(tag: str, given: Mapping[str, str]) -> None:
        if tag == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            targets[given.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", given.get("Target", "")))

    with opened.open("xl/workbook.xml") as file:
        _parse(file, problems, start=of_workbook)
    with opened.open("xl/_rels/workbook.xml.rels") as file:
        _parse(file, problems, start=of_relations)
    return {name: targets[key].lstrip("/") for name, key in named if key in targets}


class _SheetReader:
    """Follows the cells of a sheet: where each stands, and its formula."""

    def __init__(self, problems: Problems) -> None:
        self.found = Scan()
        self.problems = problems
        self.row = self.column = -1
        self.formula: list[str] | None = None
        self.shared: dict[str, str] = {}
        self.share = ""

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "c":
            self._cell(given.get("r"))
        elif tag == "row":
            at = given.get("r")
            self.row = int(at) - 1 if at and at.isdigit() and len(at) < 8 else self.row + 1
            self.column = -1
        elif tag == "f":
            self.formula, self.share = [], given.get("si", "") if given.get("t") == "shared" else ""
        elif tag == "mergeCell" and self.found.merged is None:
            self.found.merged = given.get("ref", "?")

    def text(self, data: str) -> None:
        if self.formula is not None:
            self.formula.append(data)

    def end(self, tag: str) -> None:
        if tag != "f" or self.formula is None:
            return
        words, self.formula = "".join(self.formula), None
        if self.share:
            words = words or self.shared.get(self.share, "")
            self.shared.setdefault(self.share, words)
        self.found.formulas[self.row, self.column] = f"={words}"

    def _cell(self, address: str | None) -> None:
        match = _ADDRESS.fullmatch(address) if address else None
        if match:
            self.column, self.row = _number(match[1]), int(match[2]) - 1
        elif address:
            raise self.problems.fail("workbook_broken")
        else:
            self.column += 1
        self.found.rows = max(self.found.rows, self.row + 1)
        self.found.columns = max(self.found.columns, self.column + 1)
        if self.found.columns > MOST_COLUMNS:
            raise self.problems.fail("many_columns", found=self.found.columns, limit=MOST_COLUMNS)
        if self.found.rows > MOST_ROWS:
            raise self.problems.fail("too_many_lines", limit=MOST_ROWS)


def _number(letters: str) -> int:
    """The place of a column from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parse(
    file: IO[bytes],
    problems: Problems,
    *,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read XML without its prefixes. Anything that is not plain XML makes the workbook a broken one."""

    def refused(*_given: object) -> None:
        raise problems.fail("workbook_broken")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refused
    parser.StartElementHandler = lambda tag, given: start(
        tag.rpartition(":")[2], {name.rpartition(":")[2]: value for name, value in given.items()}
    )
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        raise problems.fail("workbook_broken") from error
