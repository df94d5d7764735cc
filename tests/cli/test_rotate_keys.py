"""`tracker rotate-keys`: nobody is signed out, no form is lost, no password and no sealed text."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, session
from flask_security import hash_password, verify_password
from flask_wtf.csrf import generate_csrf, validate_csrf

from tests.cli.conftest import Run
from tests.cli.test_daily import opened
from tests.cli.test_setup import refusal
from tests.conftest import hashing_fast
from tracker import db, sealed
from tracker.app import create_app
from tracker.audit import AuditEntry
from tracker.sealed import Seal, Vault
from tracker.settings import Settings


def app_of(settings: Settings) -> Flask:
    return hashing_fast(create_app(settings, db.make_engine("sqlite://")))


def signed(app: Flask) -> tuple[str, str, str]:
    """(a session's cookie, the token of a form, the hash of a password) as this application makes them."""
    with app.test_request_context():
        session["csrf_token"] = "one"
        cookie = app.session_interface.get_signing_serializer(app).dumps(dict(session))
        return cookie, generate_csrf(), hash_password("correct horse battery")


def takes(app: Flask, cookie: str, token: str, password: str) -> tuple[bool, bool, bool]:
    def holds(check, *given: object) -> bool:
        try:
            return check(*given) is not False
        except Exception:
            return False

    with app.test_request_context():
        session["csrf_token"] = "one"
        loads = app.session_interface.get_signing_serializer(app).loads
        return (
            holds(loads, cookie),
            holds(validate_csrf, token),
            holds(verify_password, "correct horse battery", password),
        )


def test_what_the_old_key_signed_is_taken_until_it_is_dropped_and_passwords_stay(
    run: Run, folder: Path
) -> None:
    before = Settings.from_env(folder, {})
    made = signed(app_of(before))
    assert run("rotate-keys", "session").exit_code == 0
    after = Settings.from_env(folder, {})
    assert after.secret_key != before.secret_key
    assert takes(app_of(after), *made) == (True, True, True)
    newer = signed(app_of(after))
    assert takes(app_of(before), *newer) == (False, False, True)  # the new key signs
    assert run("rotate-keys", "session").exit_code == 0
    twice = Settings.from_env(folder, {})
    assert (len(twice.old_secret_keys), twice.lasting_key) == (2, before.secret_key)
    assert takes(app_of(twice), *made) == (True, True, True)
    assert run("rotate-keys", "session", "--drop-old").exit_code == 0
    dropped = Settings.from_env(folder, {})
    assert takes(app_of(dropped), *made) == (False, False, True)
    with opened(folder) as engine, db.make_sessions(engine)() as read:
        noted = [
            (one.action, one.change) for one in read.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
        ]
    kept = [entry for entry in noted if entry[0].startswith("keys.")]
    assert [action for action, _change in kept] == ["keys.change", "keys.change", "keys.drop"]
    assert not any(key in str(noted) for key in (before.secret_key, after.secret_key, twice.secret_key))


def test_keys_of_the_environment_are_printed_and_never_written(run: Run, folder: Path) -> None:
    given = {"TRACKER_SECRET_KEY": "k" * 40}
    made = signed(app_of(Settings.from_env(folder, given)))
    printed = dict(
        re.findall(r"^(TRACKER_\w+)=(.*)$", run("rotate-keys", "session", env=given).stdout, re.MULTILINE)
    )
    assert printed.keys() == {"TRACKER_SECRET_KEY", "TRACKER_OLD_SECRET_KEYS", "TRACKER_LASTING_KEY"}
    assert takes(app_of(Settings.from_env(folder, printed)), *made) == (True, True, True)
    assert not (folder / "old-secret-keys").exists()
    assert "TRACKER_OLD_SECRET_KEYS" in run("rotate-keys", "session", "--drop-old", env=printed).stdout


def test_a_master_key_is_added_then_wraps_all_and_then_the_old_one_goes(run: Run, folder: Path) -> None:
    def text(number: int) -> bytes:
        with opened(folder) as engine, db.make_sessions(engine)() as read:
            seal = Seal.from_settings(Settings.from_env(folder, {}))
            vault = read.get_one(Vault, number)
            [kept] = read.scalars(sa.select(sealed.SealedText))
            return sealed.decrypted(sealed.vault_key(seal, vault), kept)

    with opened(folder) as engine, db.make_sessions(engine).begin() as write:
        seal = Seal.from_settings(Settings.from_env(folder, {}))
        vault = sealed.new_vault(write, seal)
        sealed.keep(write, seal, vault, "release.title", "A title")
        number = vault.id
    assert "no old master key" in refusal(run("rotate-keys", "seal", "--drop-old"))
    assert run("rotate-keys", "seal", "--add").exit_code == 0
    assert text(number) == b"A title"
    assert "no old master key" in refusal(run("rotate-keys", "seal", "--drop-old"))
    assert "Master key 2 now wraps" in run("rotate-keys", "seal").stdout
    assert text(number) == b"A title"
    assert "Dropped the master keys 1" in run("rotate-keys", "seal", "--drop-old").stdout
    assert [number for number, _key in Settings.from_env(folder, {}).seal_keys] == [2]
    assert text(number) == b"A title"


def test_a_master_key_for_the_environment_is_printed(run: Run, folder: Path) -> None:
    given = {"TRACKER_SEAL_KEYS": f"7:{'A' * 43}"}
    new = run("rotate-keys", "seal", "--add", env=given).stdout.splitlines()[-1]
    number, _, key = new.partition(":")
    assert (number, len(base64.urlsafe_b64decode(key + "="))) == ("8", 32)
    assert (
        "7"
        in run("rotate-keys", "seal", "--drop-old", env={"TRACKER_SEAL_KEYS": f"7:{'A' * 43},{new}"}).stdout
    )
