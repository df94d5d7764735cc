"""Alembic's environment: the caller hands over an open connection, no ini file is read."""

from __future__ import annotations

from alembic import context

from tracker.db import Base
from tracker.schema import ALL_MODELS

assert ALL_MODELS  # importing them is what fills Base.metadata


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leaves out the tables that the engine of jobs keeps beside ours."""
    return kind != "table" or name in Base.metadata.tables


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=ours,
)
context.run_migrations()
