"""Which text a file is, told by its content, and its lines."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.intake.problems import Problems

MEGABYTE = 1024 * 1024
LIMIT = 50 * MEGABYTE

UTF8 = "utf-8"
WINDOWS = "cp1252"
ENCODINGS = {
    UTF8: "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    WINDOWS: "Windows-1252",
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NO_TEXT = (
    (b"\xd0\xcf\x11\xe0", "old_workbook"),
    (b"\x1f\x8b", "packed"),
    (b"%PDF", "pdf"),
    (b"<!doctype html", "web_page"),
    (b"<html", "web_page"),
)


def encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, as UTF-8 if all of it is, else as Windows-1252.

    Raises `BadInput` for what is no text in any of them.
    """
    problems = Problems(path.name)
    with path.open("rb") as file:
        begins = file.read(4096)
    if not begins:
        raise problems.fail("empty")
    for beginning, code in _NO_TEXT:
        if begins.lstrip().lower().startswith(beginning.lower()):
            raise problems.fail(code)
    for mark, name in _MARKS:
        if begins.startswith(mark):
            return _checked(path, name, problems)
    if b"\0" in begins:
        return _checked(path, _without_mark(begins, problems), problems)
    try:
        return _read_through(path, UTF8)
    except UnicodeDecodeError:
        return _checked(path, WINDOWS, problems)


@contextmanager
def lines(path: Path, name: str) -> Iterator[Iterator[str]]:
    """The lines of a text file in this encoding, each with its end. Memory stays flat."""
    with path.open(encoding=name, newline="") as file:
        yield iter(file)


def _without_mark(begins: bytes, problems: Problems) -> str:
    """UTF-16 without a mark has a NUL in every second place, as long as its letters are Latin."""
    places = {at % 2 for at, byte in enumerate(begins) if byte == 0}
    if begins.count(0) < len(begins) / 4 or len(places) > 1:
        raise problems.fail("no_text")
    return "utf-16-le" if places == {1} else "utf-16-be"


def _checked(path: Path, name: str, problems: Problems) -> str:
    try:
        return _read_through(path, name)
    except UnicodeDecodeError as error:
        raise problems.fail("no_text") from error


def _read_through(path: Path, name: str) -> str:
    """The name again, once all of the file was decoded; what is no such text raises."""
    decoder = codecs.getincrementaldecoder(name)()
    with path.open("rb") as file:
        while piece := file.read(MEGABYTE):
            if "\0" in decoder.decode(piece):
                raise Problems(path.name).fail("no_text")
        decoder.decode(b"", final=True)
    return name
