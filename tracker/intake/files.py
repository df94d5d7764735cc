"""A CSV file as lines of text, read as a stream; what is no such file is refused in words."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from tracker.intake.problems import BadInput, Problems

MEGABYTE = 1024 * 1024
LIMIT = 100 * MEGABYTE
LINE_LIMIT = 256 * 1024
MOST_LINES = 1_000_000

_UTF8_MARK = b"\xef\xbb\xbf"
_KINDS = (
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),
    (b"\x1f\x8b", "is_gzip"),
    (b"\xff\xfe", "utf16"),
    (b"\xfe\xff", "utf16"),
)


def digest(path: Path) -> str:
    """The SHA-256 of the file as it lies there, packed or not."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def lines(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a `.csv` or `.csv.gz` file, each with its end, decoded from UTF-8.

    Memory stays flat. Raises `BadInput` at the line that is too much or no text.
    """
    problems = Problems(path.name)
    name = path.name.lower()
    if not name.endswith((".csv", ".csv.gz")):
        raise problems.fail("ending")
    if path.stat().st_size > LIMIT:
        raise problems.fail("too_large", limit=LIMIT // MEGABYTE)
    with _opened(path, packed=name.endswith(".gz")) as file:
        yield _decoded(file, problems)


def _opened(path: Path, *, packed: bool) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")


def _decoded(file: IO[bytes], problems: Problems) -> Iterator[str]:
    size = number = 0
    while raw := _next_line(file, problems):
        number += 1
        size += len(raw)
        if number == 1:
            raw = _without_mark(raw, problems)
        if len(raw) > LINE_LIMIT:
            raise problems.fail("line_too_long", line=number, limit=LINE_LIMIT // 1024)
        if size > LIMIT:
            raise problems.fail("too_large", limit=LIMIT // MEGABYTE)
        if number > MOST_LINES:
            raise problems.fail("too_many_lines", limit=MOST_LINES)
        yield _text(raw, number, problems)


def _next_line(file: IO[bytes], problems: Problems) -> bytes:
    try:
        return file.readline(LINE_LIMIT + 1)
    except gzip.BadGzipFile as error:
        # The same error stands for a wrong beginning and for a checksum that does not match.
        raise problems.fail("not_gzip" if file.tell() == 0 else "gzip_broken") from error
    except (EOFError, zlib.error) as error:
        raise problems.fail("gzip_broken") from error


def _without_mark(raw: bytes, problems: Problems) -> bytes:
    for beginning, code in _KINDS:
        if raw.startswith(beginning):
            raise problems.fail(code)
    return raw.removeprefix(_UTF8_MARK)


def _text(raw: bytes, number: int, problems: Problems) -> str:
    if b"\0" in raw:
        raise problems.fail("nul", line=number)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(raw[error.start], number, problems) from error


def _not_utf8(byte: int, number: int, problems: Problems) -> BadInput:
    return problems.fail("not_utf8", line=number, byte=f"0x{byte:02X}")
