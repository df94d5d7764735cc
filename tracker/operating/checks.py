"""Looks at a deployment, one thing after the other, and says of each how it stands. Changes nothing."""

from __future__ import annotations

import shutil
import smtplib
import stat
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker import clock, schema, sealed
from tracker import db as database
from tracker.audit import AuditEntry
from tracker.jobs.models import Worker
from tracker.key_settings import KEY_FILE, LASTING_KEY_FILE, OLD_KEYS_FILE, SEAL_KEYS_FILE
from tracker.operating import check_rules as rules
from tracker.operating import postgres_programs
from tracker.operating.check_rules import Line
from tracker.operating.words import plain
from tracker.outbox import smtp
from tracker.settings import Settings

KEY_FILES = (KEY_FILE, OLD_KEYS_FILE, LASTING_KEY_FILE, SEAL_KEYS_FILE)


def lines(settings: Settings, engine: Engine) -> Iterator[Line]:
    """All lines, in the order in which a deployment is mended: what stands on something comes after it."""
    yield rules.ok("settings", "production" if settings.production else "not production")
    yield rules.address(settings.base_url, production=settings.production, mails=settings.smtp is not None)
    yield _key_files(settings.directory)
    yield from _of_database(settings, engine)
    yield _mail(settings)
    yield _folder(settings.file_folder)
    yield from _disks(settings, engine)


def _of_database(settings: Settings, engine: Engine) -> Iterator[Line]:
    how = "start the database, and look at TRACKER_DATABASE_URL"
    try:
        with database.make_sessions(database.read_only(engine))() as session:
            current = schema.revision(session.connection())
            yield rules.ok("database", f"{engine.dialect.name} answers")
            yield rules.schema(current, schema.head(), schema.revisions())
            if current != schema.head():
                return
            yield _worker(session)
            yield _clock(session)
            yield _seal(session, sealed.Seal.from_settings(settings))
    except SQLAlchemyError as error:
        yield rules.mend("database", plain(error), how)
        return
    if engine.dialect.name == "postgresql":
        yield _programs(settings, engine)


def _worker(session: Session) -> Line:
    return rules.worker(session.scalar(sa.select(sa.func.max(Worker.beat_at))), clock.now())


def _clock(session: Session) -> Line:
    newest = session.scalar(sa.select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))
    theirs = clock.now()
    if session.get_bind().dialect.name == "postgresql":
        theirs = _moment(session.scalar(sa.select(sa.func.clock_timestamp())))
    return rules.clock(clock.now(), theirs, newest)


def _moment(found: datetime | None) -> datetime:
    assert found is not None
    return found


def _seal(session: Session, seal: sealed.Seal) -> Line:
    """Tries each master key on one case that it is to open; what the case holds stays closed."""
    wrapped = sa.select(sealed.Vault).where(sealed.Vault.wrapped_key.is_not(None))
    counted = wrapped.with_only_columns(sealed.Vault.master_id, sa.func.count()).group_by(
        sealed.Vault.master_id
    )
    needed = dict(list(session.execute(counted)))
    wrong = []
    for number in needed.keys() & seal.keys.keys():
        one = session.scalars(wrapped.where(sealed.Vault.master_id == number).limit(1)).one()
        try:
            sealed.vault_key(seal, one)
        except sealed.SealBroken:
            wrong.append(number)
    return rules.seal(needed, seal.keys, wrong)


def _mail(settings: Settings) -> Line:
    if settings.smtp is None:
        return rules.note("mail", "no mail server: messages stay in the outbox", "set TRACKER_SMTP_URL")
    place = f"{settings.smtp.host}:{settings.smtp.port}"
    try:
        smtp.knock(settings.smtp)
    except (OSError, smtplib.SMTPException) as error:
        return rules.mend("mail", f"{place} does not take us: {plain(error)}", "look at TRACKER_SMTP_URL")
    return rules.ok("mail", f"{place} answers")


def _folder(folder: Path) -> Line:
    """Whether files can be kept. Made here if it is not there, as the first file would."""
    how = f"let the user that Tracker runs as write in {folder}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"tracker check")
            file.flush()
    except OSError as error:
        return rules.mend("files", f"{folder} cannot be written: {plain(error)}", how)
    return rules.ok("files", f"{folder} can be written")


def _disks(settings: Settings, engine: Engine) -> Iterator[Line]:
    places: dict[str, Path] = {}
    if engine.dialect.name == "sqlite" and engine.url.database:
        places["disk of the database"] = Path(engine.url.database).parent
    places["disk of the files"] = settings.file_folder
    for name, place in places.items():
        if place.is_dir():
            found = shutil.disk_usage(place)
            yield rules.disk(name, str(place), found.free, found.total)


def _key_files(folder: Path) -> Line:
    """Whether only their owner reads the keys that lie in the folder."""
    open_ones = [
        folder / name
        for name in KEY_FILES
        if (folder / name).exists() and stat.S_IMODE((folder / name).stat().st_mode) & 0o077
    ]
    if open_ones:
        names = " ".join(map(str, open_ones))
        return rules.mend("key files", f"others on this machine may read {names}", f"chmod 600 {names}")
    return rules.ok("key files", "nobody else reads them")


def _programs(settings: Settings, engine: Engine) -> Line:
    asked: Callable[..., Path] = postgres_programs.found
    try:
        with engine.connect() as connection:
            program = asked("pg_dump", postgres_programs.version_of(connection), settings.postgres_programs)
    except postgres_programs.ProgramMissing as missing:
        return rules.note("copies", str(missing), missing.mend)
    return rules.ok("copies", f"made with {program}")
