"""The database schema: all models in one list, and the migrations that bring a database to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from tracker import audit, sealed
from tracker.advancement import appeal_models as appeals
from tracker.advancement import decision_models as decisions
from tracker.advancement import letter_models as letters
from tracker.advancement import models as advancement
from tracker.advancement import place_models as places
from tracker.cohorts import calendar_models as calendar
from tracker.cohorts import forecast_models as forecasts
from tracker.cohorts import models as cohorts
from tracker.cohorts import series_models as series
from tracker.evaluations import models as evaluations
from tracker.evaluations import score_models as scores
from tracker.intake import models as imports
from tracker.jobs import models as jobs
from tracker.outbox import feed_models as feeds
from tracker.outbox import mail_models as mail
from tracker.outbox import models as outbox
from tracker.outbox import webhook_models as webhooks
from tracker.people import models as people
from tracker.polls import models as polls
from tracker.projects import credit_models as credit
from tracker.projects import grid_models as grids
from tracker.projects import models as projects
from tracker.projects import outcome_models as outcomes
from tracker.releases import access_models as accesses
from tracker.releases import appeal_models as release_appeals
from tracker.releases import approval_models as approvals
from tracker.releases import checklist_template_models as review_rules
from tracker.releases import decision_models as verdicts
from tracker.releases import incident_models as incidents
from tracker.releases import look_back_models as look_backs
from tracker.releases import models as releases
from tracker.releases import notice_models as release_notices
from tracker.releases import panel_models as panels
from tracker.releases import retraction_models as retractions
from tracker.releases import review_models as reviews
from tracker.releases import sign_off_models as spoken_words
from tracker.releases import statistics_models as statistics
from tracker.releases import stop_models as stops
from tracker.releases import submission_models as submissions
from tracker.reports import snapshot_models as report_snapshots
from tracker.surveys import models as surveys

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATION_LOCK = 7_283_461
VERSIONS = "alembic_version"
ALL_MODELS = (
    audit,
    people,
    jobs,
    outbox,
    mail,
    feeds,
    webhooks,
    cohorts,
    calendar,
    forecasts,
    series,
    projects,
    credit,
    outcomes,
    grids,
    evaluations,
    scores,
    advancement,
    decisions,
    appeals,
    letters,
    places,
    surveys,
    polls,
    imports,
    sealed,
    releases,
    review_rules,
    statistics,
    submissions,
    spoken_words,
    verdicts,
    approvals,
    reviews,
    panels,
    release_appeals,
    accesses,
    stops,
    incidents,
    release_notices,
    look_backs,
    retractions,
    report_snapshots,
)


class SchemaBehind(RuntimeError):
    """The database is not at the schema that this version of the program needs."""


class SchemaAhead(RuntimeError):
    """The database was made by a newer version of the program."""


def upgrade(engine: Engine) -> None:
    """Bring a database, empty or older, to the newest schema; all of it or nothing."""
    from alembic import command  # noqa: PLC0415  # what only looks at the schema starts without it

    with migrating(engine) as connection:
        command.upgrade(config(connection), "head")


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be rebuilt, one process at a time."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                yield connection
            return
        # Rebuilding a table drops it, and dropping one empties those that point to it. The switch
        # does nothing inside a transaction, so it goes past SQLAlchemy, which would begin one.
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError(f"the migration leaves a row of {dangling[0]} pointing nowhere")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def is_empty(engine: Engine) -> bool:
    return not sa.inspect(engine).get_table_names()


def check(engine: Engine) -> None:
    """Raise `SchemaBehind`, with the command that mends it, unless the schema is at head."""
    current, known = _revision(engine), revisions()
    needed = known[-1]
    if current is not None and current not in known:
        raise SchemaAhead(
            f"the database is at {current}, which this program does not know: a newer one made it;"
            " install that version, or go back to the copy made before the upgrade"
        )
    if current != needed:
        raise SchemaBehind(
            f"the database is at {current or 'no revision'}, this program needs {needed}:"
            " make a copy of it, then run “tracker upgrade”"
        )


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return revision(connection)


def revision(connection: Connection) -> str | None:
    """The one that the database is at; None for a database without any."""
    if not sa.inspect(connection).has_table(VERSIONS):
        return None
    return connection.scalars(
        sa.select(sa.column("version_num")).select_from(sa.table(VERSIONS))
    ).one_or_none()


def head() -> str:
    """The revision that this program needs."""
    return revisions()[-1]


def revisions() -> list[str]:
    """All that this program knows, oldest first: files are named as they are, and numbered in one line."""
    return sorted(path.stem for path in (_folder() / "versions").glob("*.py"))


def config(connection: Connection) -> Config:
    """What Alembic works with: where the migrations are, and the connection they run on."""
    from alembic.config import Config  # noqa: PLC0415  # as above

    made = Config()
    made.set_main_option("script_location", str(_folder()))
    made.attributes["connection"] = connection
    return made


def _folder() -> Path:
    """Beside the package in a checkout, inside it in an installed wheel."""
    inside = Path(__file__).parent / "_migrations"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "migrations"
