"""Kept files: whole or not there, and gone when their day has passed or nobody knows them."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.jobs import working
from tracker import clock
from tracker.jobs import files
from tracker.jobs.models import KeptFile

pytestmark = pytest.mark.any_database


def clean(session: Session, folder: Path) -> int:
    for kept in files.due(session):
        files.remove(kept)
    session.flush()
    return files.clean(session, folder)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("forms.csv", "forms.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ('a"b\r\nSet-Cookie: x.csv', "abSet-Cookie x.csv"),
        ("...", "file"),
        ("", "file"),
        ("\u202egpj.exe", "gpj.exe"),
        ("x" * 500 + ".csv", "x" * 196 + ".csv"),
        ("Übersicht 2026.pdf", "Übersicht 2026.pdf"),
    ],
)
def test_a_name_leads_nowhere_and_breaks_no_header(
    session: Session, cast: Cast, tmp_path: Path, given: str, kept: str
) -> None:
    assert working.table(session, cast, cast.sam, tmp_path, name=given).name == kept


def test_what_is_kept_is_whole_private_and_known_by_its_hash(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    kept = working.table(session, cast, cast.sam, tmp_path / "files")
    path = tmp_path / "files" / kept.key
    assert path.read_bytes() == working.TABLE
    assert (kept.size, oct(path.stat().st_mode)[-3:]) == (len(working.TABLE), "600")
    assert kept.sha256 == hashlib.sha256(working.TABLE).hexdigest()
    with files.opened(tmp_path / "files", kept) as file:
        assert file.read() == working.TABLE


def test_what_fails_half_way_leaves_neither_bytes_nor_a_row(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    def write(out: object) -> None:
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        files.keep(
            session, tmp_path, name="a", media_type="text/plain", write=write, program_id=None, person_id=None
        )
    assert list(tmp_path.iterdir()) == []
    assert session.query(KeptFile).count() == 0


def test_a_file_goes_when_its_day_has_passed_and_others_stay(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    past, lasting = (working.table(session, cast, cast.sam, tmp_path) for _ in range(2))
    past.keep_until, lasting.keep_until = clock.now() - timedelta(1), clock.now() + timedelta(1)
    session.flush()
    assert clean(session, tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == [lasting.key]
    with pytest.raises(files.Gone):
        files.opened(tmp_path, past)
    assert clean(session, tmp_path) == 0


def test_bytes_that_no_row_knows_go_after_a_day_and_foreign_files_never(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    working.table(session, cast, cast.sam, tmp_path)
    young = "11111111-1111-4111-8111-111111111111"
    old = "22222222-2222-4222-8222-222222222222"
    for name in (young, old, f"{old}.part", "notes.txt", ".hidden"):
        (tmp_path / name).write_text("x")
    two_days_ago = (clock.now() - timedelta(2)).timestamp()
    for name in (old, f"{old}.part", "notes.txt", ".hidden"):
        os.utime(tmp_path / name, (two_days_ago, two_days_ago))
    assert clean(session, tmp_path) == 2
    left = {path.name for path in tmp_path.iterdir()}
    assert {young, "notes.txt", ".hidden"} <= left
    assert old not in left


def test_a_folder_that_is_not_there_yet_is_clean(session: Session, tmp_path: Path) -> None:
    assert files.clean(session, tmp_path / "none") == 0


def test_bytes_that_somebody_deleted_are_told_as_gone(session: Session, cast: Cast, tmp_path: Path) -> None:
    kept = working.table(session, cast, cast.sam, tmp_path)
    (tmp_path / kept.key).unlink()
    with pytest.raises(files.Gone):
        files.opened(tmp_path, kept)
