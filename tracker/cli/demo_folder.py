"""The folder of a demo: made, filled once, found again with fresh sign-in links."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_security import hash_password
from sqlalchemy.orm import Session

from tracker import db as database
from tracker import schema
from tracker.cli import progress
from tracker.cli.failures import Failure
from tracker.cli.installation import Installation
from tracker.demo.build import Login, build
from tracker.demo.stages import Stage
from tracker.people import actions, queries
from tracker.people.models import LinkKind
from tracker.sealed import Seal
from tracker.settings import DATABASE_FILE, DEMO_FILE, Settings

PASSWORD_FILE = "demo-password"  # noqa: S105  # a file's name


@contextmanager
def opened(directory: Path, stage: Stage) -> Iterator[Installation]:
    """The demo in a folder, with its schema. Refuses a folder that holds something else."""
    known = _marker(directory)
    if known is None:
        if directory.exists() and any(directory.iterdir()):
            raise Failure(f"--dir: {directory} holds something that is no demo; choose another folder")
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_marker(directory, stage, None)
    elif known["stage"] != stage:
        raise Failure(
            f"--stage: {directory} holds the demo at the stage “{known['stage']}”;"
            f" delete that folder, or choose another one with --dir"
        )
    elif known["logins"] is None:  # stopped while it was being filled
        for ending in ("", "-wal", "-shm"):
            (directory / f"{DATABASE_FILE}{ending}").unlink(missing_ok=True)
    # A demo is a SQLite file of its own, whatever the environment says of the real installation.
    settings = Settings.from_env(directory, environ={})
    engine = database.make_engine(settings.database_url)
    try:
        if schema.is_empty(engine):
            schema.upgrade(engine)
        schema.check(engine)
        yield Installation(settings, engine)
    finally:
        engine.dispose()


def logins(demo: Installation, app: Flask) -> Sequence[Login]:
    """One login a role, each with a new link. Fills the demo if it is empty."""
    directory = demo.settings.directory
    known = _marker(directory)
    assert known is not None  # `opened` wrote it
    with demo.session() as session:
        if known["logins"] is None:
            made = _fill(session, app, Stage(known["stage"]), demo.settings)
        else:
            found = [_renewed(session, role, email) for role, email in known["logins"]]
            made = [login for login in found if login is not None]
        session.commit()
    _write_marker(directory, known["stage"], [(login.role, login.email) for login in made])
    return made


def password(directory: Path) -> str:
    """The password of everybody in this demo, made at first use."""
    path = directory / PASSWORD_FILE
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(12))
    return path.read_text()


def _fill(session: Session, app: Flask, stage: Stage, settings: Settings) -> list[Login]:
    with app.app_context():
        hashed = hash_password(password(settings.directory))
    seal = Seal.from_settings(settings)
    with progress.bar("Filling the demo", "steps") as show:
        return build(session, stage=stage, password_hash=hashed, seal=seal, progress=show)


def _renewed(session: Session, role: str, email: str) -> Login | None:
    person = queries.by_email(session, email)
    if person is None:
        return None
    return Login(role, email, actions.make_link(session, None, person=person, kind=LinkKind.DEMO))


def _marker(directory: Path) -> dict[str, Any] | None:
    """What the folder says of its demo: the stage, and who signs in once it is filled."""
    path = directory / DEMO_FILE
    if not path.exists():
        return None
    try:
        known = json.loads(path.read_text())
        return {"stage": known["stage"], "logins": known["logins"]}
    except (ValueError, TypeError, KeyError):
        raise Failure(f"--dir: the file {path} is damaged; delete the folder to start again") from None


def _write_marker(directory: Path, stage: str, people: list[tuple[str, str]] | None) -> None:
    (directory / DEMO_FILE).write_text(json.dumps({"stage": stage, "logins": people}))
