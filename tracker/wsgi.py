"""The application for a server such as gunicorn: `gunicorn tracker.wsgi:app`. Made when it is asked for."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

# What gunicorn takes as “does not start”: it stops, where it would else begin workers again and again.
DOES_NOT_START = 3


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(name)
    made = globals()["app"] = _made()
    return made


def _made() -> Any:
    """The application over the installation that the environment names, if it can work with it."""
    from tracker import db, schema  # noqa: PLC0415  # nothing is loaded before somebody serves
    from tracker.app import create_app  # noqa: PLC0415
    from tracker.settings import BadSetting, Settings  # noqa: PLC0415

    try:
        settings = Settings.from_env()
        if settings.base_url is None:
            _stop("TRACKER_BASE_URL must be set: nobody else knows where links in mails are to lead")
        engine = db.make_engine(settings.database_url)
        schema.check(engine)
        # Processes that are forked after this must not share a connection.
        engine.dispose()
        return create_app(settings, engine)
    except Exception as error:
        from sqlalchemy.exc import DatabaseError  # noqa: PLC0415

        if isinstance(error, BadSetting | schema.SchemaBehind | schema.SchemaAhead):
            _stop(str(error))
        if isinstance(error, DatabaseError):
            _stop(f"the database cannot be used: {' '.join(str(error.orig).split())}")
        raise


def _stop(words: str) -> NoReturn:
    sys.stderr.write(f"Error: {words}\n")
    raise SystemExit(DOES_NOT_START)
