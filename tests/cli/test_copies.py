"""`tracker backup` and `tracker restore` at the console: what they say, refuse, and do with keys."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run, invoke
from tests.cli.test_daily import opened
from tests.cli.test_setup import refusal
from tracker import db, sealed
from tracker.operating import key_box
from tracker.sealed import Seal
from tracker.settings import Settings

PHRASE = {"TRACKER_KEYS_PASSPHRASE": "a phrase for tests"}
OTHER = {"TRACKER_KEYS_PASSPHRASE": "another phrase"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody guesses the phrases of tests."""
    monkeypatch.setattr(key_box, "COST", 2)


def test_a_copy_and_its_keys_make_the_installation_anew_elsewhere(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    copies, keys, new = tmp_path / "copies", tmp_path / "keys" / "box", tmp_path / "new"
    copies.mkdir()
    keys.parent.mkdir()
    done = run("backup", "--out", str(copies), "--keys", str(keys), env=PHRASE)
    assert done.exit_code == 0, done.output
    [copy] = copies.iterdir()
    assert str(copy) in done.stdout and "SHA-256" in done.stdout
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    at_new = ("--dir", str(new))
    checked = invoke("restore", str(copy), "--check", *at_new)
    assert (checked.exit_code, "Nothing was changed" in checked.stdout) == (0, True), checked.output
    assert not (new / "tracker.sqlite3").exists() and not (new / "secret-key").exists()
    back = invoke("restore", str(copy), "--keys", str(keys), *at_new, env=PHRASE)
    assert back.exit_code == 0, back.output
    old_ones, new_ones = Settings.from_env(folder, {}), Settings.from_env(new, {})
    assert (new_ones.secret_key, new_ones.seal_keys) == (old_ones.secret_key, old_ones.seal_keys)
    assert "winter" in invoke("refresh-scores", *at_new).output
    told = tmp_path / "env"
    again = ("--keys", str(keys), "--write-keys", str(told), "--check")
    assert invoke("restore", str(copy), *again, *at_new, env=PHRASE).exit_code == 0
    assert f"TRACKER_SECRET_KEY={old_ones.secret_key}\n" in told.read_text()
    assert stat.S_IMODE(told.stat().st_mode) == 0o600


def test_what_restore_would_overwrite_or_cannot_open_is_refused(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "box"
    copy = tmp_path / "copy"
    assert run("backup", "--out", str(copy), "--keys", str(keys), env=PHRASE).exit_code == 0
    assert "--replace" in refusal(run("restore", str(copy)))
    assert "pass phrase" in refusal(run("restore", str(copy), "--keys", str(keys), env=OTHER))
    assert "--keys too" in refusal(run("restore", str(copy), "--write-keys", str(tmp_path / "x")))
    (folder / "secret-key").write_text("another key than the one of the copy")
    assert "secret-key" in refusal(run("restore", str(copy), "--keys", str(keys), "--replace", env=PHRASE))
    (copy / "SHA256SUMS").unlink()
    damaged = run("restore", str(copy), "--replace")
    assert (damaged.exit_code, "SHA256SUMS is missing" in damaged.output) == (1, True)


def test_who_lost_the_keys_still_gets_the_rest_back(run: Run, folder: Path, tmp_path: Path) -> None:
    with opened(folder) as engine, db.make_sessions(engine).begin() as session:
        seal = Seal.from_settings(Settings.from_env(folder, {}))
        sealed.keep(session, seal, sealed.new_vault(session, seal), "release.title", "A title")
    copy, new, other = tmp_path / "copy", tmp_path / "new", tmp_path / "other"
    assert run("backup", "--out", str(copy)).exit_code == 0
    done = invoke("restore", str(copy), "--dir", str(new))
    assert (done.exit_code, "1 sealed texts stay closed" in done.stdout) == (0, True), done.output
    assert [number for number, _key in Settings.from_env(new, {}).seal_keys] == [
        2
    ]  # the lost one may turn up
    other_key = {"TRACKER_SEAL_KEYS": f"1:{'A' * 43}"}
    refused = invoke("restore", str(copy), "--dir", str(other), env=other_key)
    assert (refused.exit_code, "--closed" in refused.output) == (1, True)
    assert invoke("restore", str(copy), "--closed", "--dir", str(other), env=other_key).exit_code == 0


def test_replacing_keeps_the_database_before_and_says_where(run: Run, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert run("backup", "--out", str(copy)).exit_code == 0
    assert run("create", "program", "later", "--name", "Later").exit_code == 0
    done = run("restore", str(copy), "--replace")
    assert done.exit_code == 0, done.output
    assert "is to be revoked again" in done.stdout
    [before] = folder.glob("tracker.sqlite3.before-*")
    assert str(before) in done.stdout
    assert "there is no program “later”" in refusal(
        run(
            "create",
            "cohort",
            "c",
            "--program",
            "later",
            "--name",
            "C",
            "--training",
            "2026-01-05:2026-03-15",
        )
    )
    shutil.copy(before, folder / "tracker.sqlite3")
    assert run("export", "audit", "--program", "later", "--format", "csv", "--out", "-").exit_code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--out", "no/such/folder"), "there is no folder no/such"),
        (("--out", "{tmp}/copy", "--keys", "{tmp}/copy/keys"), "another folder"),
        (("--out", "{tmp}/copy", "--keys", "{tmp}/there"), "is there already"),
    ],
)
def test_a_backup_that_cannot_be_is_refused_by_the_name_of_the_option(
    run: Run, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    (tmp_path / "there").touch()
    given = [option.format(tmp=tmp_path) for option in options]
    assert words in refusal(run("backup", *given, env=PHRASE))
    assert not (tmp_path / "copy").exists()


def test_a_short_pass_phrase_is_refused_before_anything_is_copied(run: Run, tmp_path: Path) -> None:
    given = ("--out", str(tmp_path / "copy"), "--keys", str(tmp_path / "box"))
    assert "12 characters" in refusal(run("backup", *given, env=dict.fromkeys(PHRASE, "short")))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["installation"]
