"""The migrations: one line of revisions, both ways, ending at the models, all or nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from tests.sweeps.databases import migrated_engine, own_engine
from tracker import schema
from tracker.db import Base

ROOT = Path(__file__).parents[2]
FILES = sorted(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py"))


@pytest.fixture
def blank(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with own_engine(engine, tmp_path) as made:
        yield made


@pytest.fixture
def current(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        yield made


def scripts(connection: Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(schema.config(connection))


def shape(connection: Connection) -> dict[str, Any]:
    """Everything the database says of its tables, in a form that can be compared."""
    inspector = sa.inspect(connection)
    tables = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    texts = _texts(connection)
    # All at once, which takes PostgreSQL one question instead of one a table; SQLite says no more of a
    # table than its text does, so that one that was read before need not be read again.
    unread = [table for table in tables if texts.get(table) not in _read]
    facts = _facts(inspector, unread)
    _read.update({texts[table]: facts[table] for table in unread if table in texts})
    return {table: facts[table] if table in facts else _read[texts[table]] for table in tables}


_read: dict[str, dict[str, Any]] = {}


def _texts(connection: Connection) -> dict[str, str]:
    """What SQLite keeps of each table and its indexes; nothing of PostgreSQL's."""
    if connection.dialect.name != "sqlite":
        return {}
    found: dict[str, str] = {}
    for table, text in connection.execute(sa.text("SELECT tbl_name, sql FROM sqlite_master ORDER BY 1, 2")):
        found[table] = f"{found.get(table, '')}{text}\n"
    return found


def _facts(inspector: sa.Inspector, tables: list[str]) -> dict[str, dict[str, Any]]:
    if not tables:
        return {}
    asked: dict[str, Any] = {"filter_names": tables}
    columns, primary = inspector.get_multi_columns(**asked), inspector.get_multi_pk_constraint(**asked)
    unique, foreign = (
        inspector.get_multi_unique_constraints(**asked),
        inspector.get_multi_foreign_keys(**asked),
    )
    checks, indexes = inspector.get_multi_check_constraints(**asked), inspector.get_multi_indexes(**asked)
    return {
        table: {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in columns[None, table]
            ],
            "primary": primary[None, table],
            "unique": sorted(map(repr, unique[None, table])),
            "foreign": sorted(map(repr, foreign[None, table])),
            "checks": sorted((c["name"] or "", c["sqltext"]) for c in checks[None, table]),
            "indexes": sorted(map(_index, indexes[None, table])),
        }
        for table in tables
    }


def _index(found: Any) -> str:
    """An index as text; the condition of a partial one is an object that prints as its address."""
    options = {name: str(value) for name, value in found.get("dialect_options", {}).items()}
    return repr({**found, "dialect_options": options})


def test_there_is_one_line_of_revisions_named_after_their_files() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        line = [script.revision for script in scripts(connection).walk_revisions()]
        heads = scripts(connection).get_heads()
    assert heads == [FILES[-1]]
    assert sorted(line) == FILES
    assert line == sorted(line, reverse=True), "the numbers follow the order of the revisions"


def test_every_revision_goes_up_down_and_up_to_the_same_schema(blank: Engine) -> None:
    before: dict[str, Any] = {}
    for revision in FILES:
        with schema.migrating(blank) as connection:
            command.upgrade(schema.config(connection), revision)
            after = shape(connection)
            command.downgrade(schema.config(connection), "-1")
            assert shape(connection) == before, f"{revision} leaves something behind on its way down"
            command.upgrade(schema.config(connection), revision)
            assert shape(connection) == after, f"{revision} comes up differently the second time"
        before = after


def test_the_head_equals_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        migrated = shape(connection)
    for table in Base.metadata.sorted_tables:
        named = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        assert {name for name, _text in migrated[table.name]["checks"]} == named, table.name


def test_check_constraints_say_what_the_models_say(blank: Engine, engine: Engine) -> None:
    Base.metadata.create_all(blank)
    with engine.connect() as migrated, blank.connect() as created:
        ours, theirs = shape(migrated), shape(created)
    assert {table: facts["checks"] for table, facts in ours.items()} == {
        table: facts["checks"] for table, facts in theirs.items()
    }


def test_constraints_and_indexes_have_names(engine: Engine) -> None:
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for kind in ("unique_constraints", "foreign_keys", "check_constraints"):
            found = getattr(inspector, f"get_multi_{kind}")()
            assert {name for _schema, name in found} >= Base.metadata.tables.keys()
            for (_schema, table), named in found.items():
                for one in named:
                    assert one["name"], f"a constraint of {table} has no name: {one}"


def test_an_upgrade_of_a_current_database_changes_nothing(current: Engine) -> None:
    with current.connect() as connection:
        before = shape(connection)
    schema.upgrade(current)
    schema.check(current)
    with current.connect() as connection:
        assert shape(connection) == before


def test_a_database_behind_is_named_with_the_command_that_mends_it(blank: Engine) -> None:
    with pytest.raises(schema.SchemaBehind, match="tracker upgrade"):
        schema.check(blank)
    with schema.migrating(blank) as connection:
        command.upgrade(schema.config(connection), FILES[0])
    with pytest.raises(schema.SchemaBehind, match=FILES[0]):
        schema.check(blank)


# Upgrades a database and dies at the last statement that matters, as in a power cut.
DYING = """
import os, sys
import sqlalchemy as sa
from tracker import db, schema

engine = db.make_engine(sys.argv[1])

@sa.event.listens_for(engine, "after_cursor_execute")
def die(_c, _cursor, statement, *_rest):
    if "CREATE TABLE message" in statement:
        os._exit(9)

schema.upgrade(engine)
"""


def test_a_kill_in_the_middle_of_an_upgrade_leaves_the_old_revision(blank: Engine) -> None:
    with schema.migrating(blank) as connection:
        command.upgrade(schema.config(connection), "0002_cohorts")
        before = shape(connection)
    blank.dispose()
    url = blank.url.render_as_string(hide_password=False)
    died = subprocess.run([sys.executable, "-c", DYING, url], cwd=ROOT, check=False, timeout=60)
    assert died.returncode == 9
    with blank.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0002_cohorts"
        assert shape(connection) == before
    schema.upgrade(blank)
    schema.check(blank)


def test_a_migration_that_leaves_a_row_pointing_nowhere_is_rolled_back(current: Engine) -> None:
    orphan = (
        "INSERT INTO role_grant (person_id, role, program_id) VALUES (4711, 'mentor', 4711)"
        if current.dialect.name == "sqlite"
        else "INSERT INTO access_link (person_id) VALUES (4711)"
    )
    with (
        pytest.raises((RuntimeError, sa.exc.IntegrityError)),
        schema.migrating(current) as connection,
    ):
        connection.exec_driver_sql(orphan)
    with current.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM role_grant")) == 0
        if current.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
