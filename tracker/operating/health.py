"""Whether this process can answer: its database is there, at the schema that the program needs."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker import schema

log = logging.getLogger(__name__)


def lacking(session: Session) -> str | None:
    """What keeps this process from answering: "database" or "schema"; None where nothing does.

    The reason stands in the log, since whoever asks need not be anybody we know.
    """
    try:
        found = schema.revision(session.connection())
    except SQLAlchemyError as error:
        log.warning("not ready: the database cannot be used: %s", " ".join(str(error).split()))
        return "database"
    if found != schema.head():
        log.warning("not ready: the database is at %s, this program needs %s", found, schema.head())
        return "schema"
    return None
