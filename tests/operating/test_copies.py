"""A copy is one moment of the installation without its keys, and is proven before it is put in place."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.jobs.at_work import wait_for
from tests.operating import house as houses
from tests.operating.house import KEY, House
from tests.serving import FORKS
from tests.sweeps.databases import migrated_engine
from tracker import audit, clock, schema, sealed
from tracker.audit import AuditEntry
from tracker.operating import copy_facts, copying, postgres_programs, proving, restoring
from tracker.operating.copy_facts import MANIFEST, SUMS
from tracker.operating.copying import CannotCopy
from tracker.operating.postgres_programs import ProgramMissing
from tracker.operating.proving import NotProven
from tracker.operating.restoring import CannotRestore
from tracker.outbox.models import Message, MessageState
from tracker.sealed import Seal


@pytest.fixture(scope="module")
def house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with migrated_engine(engine, folder) as made:
        yield houses.furnished(made, folder)


@pytest.fixture(scope="module")
def copy(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that nobody changes."""
    return house.copy(tmp_path_factory.mktemp("copies")).place


def silent(_words: str) -> None:
    pass


def restore(copy: Path, settings, **options: bool) -> restoring.Proven:
    place = houses.place_of(settings, **options)
    with place.held():
        place.refuse_in_use()
        return restoring.restore(copy, settings, place, silent)


def problems(copy: Path, house: House) -> list[str]:
    """What is wrong with a copy; it is tried beside the house, which stays as it is."""
    place = houses.place_of(house.settings)
    with place.held(), pytest.raises(NotProven) as caught:
        restoring.check(copy, house.settings, place)
    return caught.value.problems


WRITER = """
import time
from pathlib import Path
from tracker import audit, db
sessions = db.make_sessions(db.make_engine({url!r}))
while not Path({stop!r}).exists():
    with sessions.begin() as session:
        for _ in range(2):
            audit.record(session, None, "test", program_id=None, object_type="t", object_id=None)
    time.sleep(0.01)
"""


@contextmanager
def writing(house: House, folder: Path) -> Iterator[None]:
    """A process that writes all the time, two rows in each transaction."""
    before, stop = house.count("audit_entry"), folder / "stop"
    process = FORKS.Process(
        target=exec, args=(WRITER.format(url=house.settings.database_url, stop=str(stop)),)
    )
    process.start()
    try:
        wait_for(lambda: house.count("audit_entry") > before + 4)
        yield
    finally:
        stop.touch()
        process.join()
    assert process.exitcode == 0


def test_a_copy_made_while_people_write_is_one_moment_and_comes_back_whole(
    house: House, tmp_path: Path
) -> None:
    with writing(house, tmp_path):
        made = house.copy(tmp_path)
        # Nobody was kept from writing: with the copy made, rows have come that it lacks.
        wait_for(lambda: house.count("audit_entry") > made.manifest.facts.rows["audit_entry"])
    told = made.manifest.facts
    assert told.rows["audit_entry"] == sum(position for position, _hash in told.heads.values())
    (tmp_path / "new").mkdir()
    with houses.elsewhere(house, tmp_path / "new") as settings:
        done = restore(made.place, settings)
        assert (done.files, done.opened, done.closed, done.held) == (1, 1, 0, 1)
        with houses.opened(settings) as engine, Session(engine) as session:
            schema.check(engine)
            assert houses.counted(engine, "person") == house.count("person")
            assert list(audit.broken_links(session)) == []
            last = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "copy.restore")).one()
            assert last.change["held"] == 1
            mail = session.scalars(sa.select(Message)).one()
            assert (mail.state, "may have left" in (mail.error or "")) == (MessageState.UNSURE, True)
        [kept] = settings.file_folder.iterdir()
        assert kept.read_bytes() == (house.settings.file_folder / kept.name).read_bytes()


def test_a_copy_holds_no_key_and_only_its_owner_reads_it(copy: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in copy.rglob("*") if path.is_file()}
    assert (modes, stat.S_IMODE(copy.stat().st_mode)) == ({0o600}, 0o700)
    bytes_of_all = b"".join(path.read_bytes() for path in copy.rglob("*") if path.is_file())
    assert KEY.encode() not in bytes_of_all and b"\x01" * 32 not in bytes_of_all
    assert sorted(path.name for path in copy.parent.iterdir()) == [copy.name]  # nothing half is left


def test_a_flipped_bit_anywhere_in_a_copy_is_found_and_its_file_named(copy: Path, tmp_path: Path) -> None:
    chosen = random.Random(8)
    mine = tmp_path / "mine"
    shutil.copytree(copy, mine)
    for name in [*copy_facts.names_in(copy), SUMS]:
        size = (mine / name).stat().st_size
        places = {0, size - 1, *(chosen.randrange(size) for _ in range(12))}
        for place in places:
            houses.flipped(mine / name, place)
            try:
                found = proving.parts(mine).problems
            except NotProven as error:
                found = error.problems
            assert any(name in problem for problem in found), (name, place, found)
            houses.flipped(mine / name, place)
    assert proving.parts(mine).problems == []


def test_what_is_missing_added_or_cut_off_is_named(copy: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(copy, mine)
    [kept] = (mine / "files").iterdir()
    kept.unlink()
    (mine / "files" / "more").touch()
    (mine / "link").symlink_to("/etc/passwd")
    found = proving.parts(mine).problems
    assert [problem.split(":")[0] for problem in found] == [f"files/{kept.name}", "files/more", "link"]
    (mine / SUMS).write_bytes((mine / SUMS).read_bytes()[:-30])
    assert any(problem.startswith(SUMS) for problem in proving.parts(mine).problems)
    (mine / SUMS).unlink()
    with pytest.raises(NotProven, match="SHA256SUMS is missing"):
        proving.parts(mine)


def test_a_row_that_was_changed_before_the_copy_is_named_though_all_sums_fit(
    engine: Engine, tmp_path: Path
) -> None:
    """As somebody would who holds the database: the copy is faithful, and what it copies is not whole."""
    with migrated_engine(engine, tmp_path) as made:
        house = houses.furnished(made, tmp_path)
        with made.begin() as connection:
            first = connection.execute(sa.text("SELECT min(id) FROM audit_entry")).scalar_one()
            connection.execute(sa.text(f"UPDATE audit_entry SET action = 'other' WHERE id = {first}"))
            connection.execute(
                sa.text("UPDATE sealed_text SET body = (SELECT wrapped_key FROM vault LIMIT 1)")
            )
            connection.execute(sa.text(f"UPDATE kept_file SET name = 'x', sha256 = '{'0' * 64}'"))
        copied = house.copy(tmp_path / "copy")
        assert copied.manifest.lost  # the bytes are not those that the row tells of
        found = problems(copied.place, house)
        assert any(f"row {first} of audit_entry" in problem for problem in found), found
        assert any("(sealed texts)" in problem for problem in found), found
        assert len(found) == 2


def test_a_manifest_that_tells_of_something_else_is_not_believed(
    house: House, copy: Path, tmp_path: Path
) -> None:
    def other(**said: object) -> Path:
        def change(mine: Path) -> None:
            told = json.loads((mine / MANIFEST).read_text())
            (mine / MANIFEST).write_text(json.dumps({**told, **said}))

        target = tmp_path / str(len(list(tmp_path.iterdir())))
        return houses.tampered(copy, target, change)

    told = json.loads((copy / MANIFEST).read_text())
    people = problems(other(rows={**told["rows"], "person": 3, "ghost": 0}), house)
    assert [problem.split(" has ")[0] for problem in people] == ["database: ghost", "database: person"]
    ends = problems(other(heads={**told["heads"], "installation": [1, "0" * 64]}), house)
    assert ends == ["database: the audit chain installation does not end as the manifest says"]
    assert "does not know" in problems(other(revision="9999_from_tomorrow"), house)[0]
    assert "format 2" in problems(other(format=2), house)[0]
    assert "not a manifest" in problems(other(rows=[]), house)[0]
    with pytest.raises(CannotRestore, match="the copy is of"):
        kind = "sqlite" if house.engine.dialect.name == "postgresql" else "postgresql"
        place = houses.place_of(house.settings)
        with place.held():
            restoring.check(other(kind=kind), house.settings, place)


def test_another_key_is_said_and_a_missing_one_leaves_texts_closed(
    house: House, copy: Path, tmp_path: Path
) -> None:
    none, wrong = (replace(house.settings, seal_keys=keys) for keys in ((), ((1, b"\x09" * 32),)))
    place = houses.place_of(house.settings)
    with place.held():
        proven = restoring.check(copy, none, place)
        assert (proven.opened, proven.closed) == (0, 1)
        with pytest.raises(NotProven, match="sealed with another key"):
            restoring.check(copy, wrong, place)
        with Session(house.engine) as session:
            for _ in range(2):  # not kept: of several cases one line is enough
                sealed.new_vault(session, Seal.from_settings(house.settings))
            said = list(proving.texts(session, Seal.from_settings(wrong), proving.Opened()))
            assert said == ["database: master key 1 is another one than sealed its 3 cases"]


def test_a_database_in_use_is_refused_and_the_one_before_is_kept(
    engine: Engine, copy: Path, tmp_path: Path
) -> None:
    with migrated_engine(engine, tmp_path) as made:
        house = houses.furnished(made, tmp_path)
        with made.connect() as held:
            held.execute(sa.text("SELECT 1"))
            with pytest.raises(CannotRestore, match="in use"):
                restore(copy, house.settings)
        made.dispose()
        with Session(made) as session:
            audit.record(session, None, "later", program_id=None, object_type="t", object_id=None)
            session.commit()
        before = house.count("audit_entry")
        if made.dialect.name == "sqlite":
            made.dispose()
        done = restore(copy, house.settings, disconnect=True)
        made.dispose()
        assert house.count("audit_entry") != before
        assert done.before is not None
        url = (
            f"sqlite:///{done.before}"
            if made.dialect.name == "sqlite"
            else made.url.set(database=done.before)
        )
        kept = sa.create_engine(url)
        assert houses.counted(kept, "audit_entry") == before
        kept.dispose()
        if made.dialect.name == "postgresql":
            with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as server:
                server.execute(sa.text(f"DROP DATABASE {done.before}"))


KILLED = """
import os, signal
from pathlib import Path
import sqlalchemy as sa
from tracker.operating import restoring
from tracker.operating.restoring_postgresql import PostgresqlPlace
from tracker.operating.restoring_sqlite import SqlitePlace
from tracker.settings import Settings

def die(*_given):
    os.kill(os.getpid(), signal.SIGKILL)

setattr({owner}, {name!r}, die)
programs = Path({programs!r}) if {programs!r} else None
settings = Settings(Path({folder!r}), {url!r}, {key!r}, seal_keys={seals!r}, postgres_programs=programs)
url = sa.make_url(settings.database_url)
if url.get_backend_name() == "sqlite":
    place = SqlitePlace(Path(url.database))
else:
    place = PostgresqlPlace(url, programs, disconnect=False)
with place.held():
    restoring.restore(Path({copy!r}), settings, place, print)
"""
MOMENTS = {
    "sqlite": [("restoring", "_look"), ("restoring", "_put_files"), ("SqlitePlace", "swap"), ("os", "link")],
    "postgresql": [("restoring", "_look"), ("restoring", "_put_files"), ("PostgresqlPlace", "_rename")],
}


def test_killed_at_any_moment_it_leaves_the_old_one_and_can_be_begun_again(
    engine: Engine, copy: Path, tmp_path: Path
) -> None:
    with migrated_engine(engine, tmp_path) as made:
        house = houses.furnished(made, tmp_path)
        before = house.count("audit_entry")
        made.dispose()
        for owner, name in MOMENTS[made.dialect.name]:
            code = KILLED.format(
                owner=owner,
                name=name,
                folder=str(tmp_path),
                url=house.settings.database_url,
                key=KEY,
                seals=houses.SEALS,
                programs=str(houses.programs() or ""),
                copy=str(copy),
            )
            process = FORKS.Process(target=exec, args=(code,))
            process.start()
            process.join()
            assert process.exitcode == -signal.SIGKILL, (owner, name)
            assert house.count("audit_entry") == before
            made.dispose()
        restore(copy, house.settings)
        assert not any("restoring" in path.name for path in tmp_path.iterdir())
        made.dispose()
        assert house.count("audit_entry") != before


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond 20 kB, in this process and those it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_nothing_of_a_copy(house: House, tmp_path: Path) -> None:
    with full_disk(), pytest.raises(CannotCopy, match=r"nothing (of the copy )?was left"):
        house.copy(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_database_as_it_was(engine: Engine, copy: Path, tmp_path: Path) -> None:
    """On PostgreSQL the server writes, whose disk is its own; the kept files are put in place by us."""
    with migrated_engine(engine, tmp_path) as made:
        house = House(made, _settings(made, tmp_path))
        made.dispose()
        (tmp_path / "files").touch()
        with full_disk(), pytest.raises((OSError, CannotRestore), match=r"too large|exists|I/O"):
            restore(copy, house.settings)
        assert house.count("audit_entry") == 0
        assert not any("restoring" in path.name for path in tmp_path.iterdir())


def test_what_a_killed_copy_left_goes_a_day_later(house: House, tmp_path: Path) -> None:
    for name, days in ((".old.part", 2), (".new.part", 0), (".other", 2)):
        (tmp_path / name).mkdir()
        then = clock.now().timestamp() - days * 86_400
        os.utime(tmp_path / name, (then, then))
    copying._clear_left(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new.part", ".other"]


def test_a_copy_is_never_written_over_another(house: House, copy: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotCopy, match="is there already"):
        house.copy(copy / MANIFEST)
    with pytest.raises(CannotCopy, match="there is no folder"):
        house.copy(tmp_path / "no" / "such")


def test_a_copy_of_an_older_schema_is_brought_to_this_one(engine: Engine, tmp_path: Path) -> None:
    from alembic import command

    with migrated_engine(engine, tmp_path) as made:
        with schema.migrating(made) as connection:
            command.downgrade(schema.config(connection), "-1")
        house = House(made, replace(_settings(made, tmp_path), seal_keys=houses.SEALS))
        copied = house.copy(tmp_path / "copy")
        assert copied.manifest.facts.revision == schema.revisions()[-2]
        (tmp_path / "new").mkdir()
        with houses.elsewhere(house, tmp_path / "new") as settings:
            restore(copied.place, settings)
            with houses.opened(settings) as restored:
                schema.check(restored)


def _settings(engine: Engine, folder: Path):
    from tracker.settings import Settings

    url = engine.url.render_as_string(hide_password=False)
    return Settings(folder, url, KEY, postgres_programs=houses.programs())


def test_a_program_that_is_missing_or_too_old_is_named(tmp_path: Path) -> None:
    def programs(*versions: str) -> Path:
        folder = tmp_path / "-".join(versions)
        folder.mkdir()
        for version in versions:
            program = folder / "pg_dump"
            program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
            program.chmod(0o700)
        return folder

    assert postgres_programs.found("pg_dump", 15, programs("15.2 (Debian 15.2-1)")).parent.name.startswith(
        "15.2"
    )
    for folder, words in ((programs("9.6.1"), "pg_dump is of 9"), (tmp_path / "none", "there is none")):
        with pytest.raises(ProgramMissing, match=words) as caught:
            postgres_programs.found("pg_dump", 15, folder)
        assert "TRACKER_POSTGRES_PROGRAMS" in caught.value.mend
