"""The installation a command works on: its folder, settings and database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tracker import db as database
from tracker import schema
from tracker.cli.failures import Failure
from tracker.cohorts import queries
from tracker.cohorts.models import Cohort, Program
from tracker.settings import DATABASE_FILE, Settings

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True)
class Installation:
    """An open installation whose schema is at head."""

    settings: Settings
    engine: Engine

    @property
    def session_maker(self) -> sessionmaker[Session]:
        return database.make_sessions(self.engine)

    def session(self) -> Session:
        """A session for one transaction; closing it without a commit undoes everything."""
        return self.session_maker()

    def reading(self) -> Session:
        """A session that cannot write and keeps nobody waiting."""
        return database.make_sessions(database.read_only(self.engine))()

    @contextmanager
    def reports(self) -> Iterator[Session]:
        """As `reading`, from the copy of the database where there is one that has everything."""
        url = self.settings.report_database_url
        standby = database.Standby(url) if url else None
        sessions = None
        if standby is not None:
            with self.reading() as first:
                sessions = standby.sessions(first)
        with sessions() if sessions else self.reading() as session:
            yield session
        if standby is not None:
            standby.dispose()


def in_directory(default: str = "tracker-data") -> Callable[[F], F]:
    """The option that names the installation's folder."""
    return click.option(
        "--dir",
        "directory",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="TRACKER_DIR",
        default=default,
        show_default=True,
        help="The installation's folder; else TRACKER_DIR.",
    )


def missing(directory: Path) -> str | None:
    """Says that there is none, as is seen without reading the settings, which makes folder and key."""
    given = os.environ.get("TRACKER_DATABASE_URL")
    return None if given or (directory / DATABASE_FILE).exists() else _none(directory)


def _none(directory: Path) -> str:
    return f"there is no installation in {directory}"


@contextmanager
def existing(directory: Path, *, of_any_age: bool = False) -> Iterator[Installation]:
    """An installation that was made before. Refuses one that is missing or behind, with the command."""
    words = "{}: run “tracker init --dir {}” first"
    if found := missing(directory):
        raise Failure(words.format(found, directory))
    with _opened(directory) as installation:
        if schema.is_empty(installation.engine):
            raise Failure(words.format(_none(directory), directory))
        if not of_any_age:
            schema.check(installation.engine)
        yield installation


@contextmanager
def existing_or_new(directory: Path) -> Iterator[Installation]:
    """An installation, made with its schema if it is not there. Refuses one that is behind."""
    with _opened(directory) as installation:
        if schema.is_empty(installation.engine):
            schema.upgrade(installation.engine)
        schema.check(installation.engine)
        yield installation


@contextmanager
def _opened(directory: Path) -> Iterator[Installation]:
    settings = Settings.from_env(directory)
    engine = database.make_engine(settings.database_url)
    try:
        yield Installation(settings, engine)
    finally:
        engine.dispose()


def program_named(session: Session, slug: str) -> Program:
    found = queries.program(session, slug)
    if found is None:
        raise Failure(f"--program: there is no program “{slug}”; “tracker create program {slug}” makes one")
    return found


def cohort_named(session: Session, program_slug: str, slug: str) -> Cohort:
    """A cohort with its program and phases."""
    program_named(session, program_slug)
    found = queries.cohort(session, program_slug, slug)
    if found is None:
        raise Failure(
            f"--cohort: there is no cohort “{slug}” in “{program_slug}”;"
            f" “tracker create cohort {slug} --program {program_slug}” makes one"
        )
    return found
