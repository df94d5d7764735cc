"""What is no text file of a sensible size is refused, at its line, before anything is made of it."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from tracker.intake import files
from tracker.intake.problems import BadInput, Problem


def read(path: Path) -> list[str]:
    with files.lines(path) as lines:
        return list(lines)


def refusal(path: Path) -> Problem:
    with pytest.raises(BadInput) as caught:
        read(path)
    [problem] = caught.value.problems
    return problem


@pytest.fixture
def written(tmp_path):
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "content", "code", "line"),
    [
        ("a.xlsx", b"PK\x03\x04", "ending", None),
        ("a.csv", b"PK\x03\x04rest", "workbook", None),
        ("a.csv", b"\xd0\xcf\x11\xe0rest", "workbook", None),
        ("a.csv", gzip.compress(b"a,b\n", mtime=0), "is_gzip", None),
        ("a.csv", "a,b\n1,2\n".encode("utf-16"), "utf16", None),
        ("a.csv", "a,b\n1,2\n".encode("utf-16-be"), "nul", 1),
        ("a.csv", b"\x7fELF\x02\x01\x01\x00\x00", "nul", 1),
        ("a.csv", b"a,b\n1,\x002\n", "nul", 2),
        ("a.csv", "a,b\n1,2\n3,Zoë\n".encode("cp1252"), "not_utf8", 3),
        ("a.csv", b"\x89PNG\r\n", "not_utf8", 1),
        ("a.csv", b"a,b\n" + b"x" * (files.LINE_LIMIT + 1), "line_too_long", 2),
        ("a.csv.gz", b"a,b\n1,2\n", "not_gzip", None),
        ("a.csv.gz", gzip.compress(b"a,b\n" * 5000, mtime=0)[:30], "gzip_broken", None),
        ("a.csv.gz", gzip.compress(b"a,b\n", mtime=0)[:-8] + b"\0" * 8, "gzip_broken", None),
        ("a.csv.gz", gzip.compress(b"PK\x03\x04", mtime=0), "workbook", None),
    ],
)
def test_refuses_what_is_no_csv_file(written, name, content, code, line):
    problem = refusal(written(name, content))
    assert (problem.code, problem.line) == (code, line)


def test_refuses_a_file_of_200_mb_without_reading_it(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200 * files.MEGABYTE)
    problem = refusal(path)
    assert (problem.code, problem.params) == ("too_large", {"limit": 100})


def test_stops_unpacking_at_the_limit(written, monkeypatch):
    monkeypatch.setattr(files, "LIMIT", 50_000)
    assert refusal(written("bomb.csv.gz", gzip.compress(b"a,b\n" * 100_000))).code == "too_large"


def test_stops_at_too_many_lines(written, monkeypatch):
    monkeypatch.setattr(files, "MOST_LINES", 10)
    assert refusal(written("long.csv", b"a\n" * 11)).code == "too_many_lines"


def test_a_bomb_of_one_endless_line_never_fills_memory(written):
    assert refusal(written("bomb.csv.gz", gzip.compress(b"x" * 20 * files.MEGABYTE))).code == "line_too_long"


def test_names_the_byte_that_is_not_utf8(written):
    problem = refusal(written("a.csv", "name\nZoë\n".encode("cp1252")))
    assert problem.params == {"byte": "0xEB"}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_reads_utf8_with_and_without_a_mark(written, mark):
    assert read(written("a.CSV", mark + "name\nZoë\n".encode())) == ["name\n", "Zoë\n"]


def test_reads_a_packed_file(written):
    assert read(written("a.csv.gz", gzip.compress(b"a\r\nb"))) == ["a\r\n", "b"]


def test_the_digest_is_that_of_the_file_as_it_lies_there(written):
    content = gzip.compress(b"a\n", mtime=0)
    assert files.digest(written("a.csv.gz", content)) == hashlib.sha256(content).hexdigest()
