"""Errors of systems below us, in one line and without what is secret."""

from __future__ import annotations

import re

from sqlalchemy.exc import DBAPIError

# What stands between user and host of an address, which drivers repeat where they cannot read it.
PASSWORD = re.compile(r"(//[^:/@\s]*):[^@\s]*@")


def plain(error: Exception) -> str:
    """What an error says, without statements, line breaks and passwords of addresses."""
    said = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return PASSWORD.sub(r"\1:…@", " ".join(str(said).split()))
