"""Why a job failed: what may well succeed in a moment, and what is kept of the rest for its reader."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from tracker.jobs.registry import TryLater
from tracker.reasons import Decision, Refused, no

FULL = (errno.ENOSPC, errno.EDQUOT)
SAID_FULL = ("disk is full", "No space left")


def is_transient(error: BaseException) -> bool:
    """Whether the same may well succeed in a moment."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError) and isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    if isinstance(error, DBAPIError) and _is_full(error):
        return False
    return isinstance(error, (OperationalError, InterfaceError, TryLater, ConnectionError, TimeoutError))


def decided(error: Exception) -> Decision:
    """The reason that is told of a failure: its own where it has one, else whose fault it was."""
    if isinstance(error, Refused):
        return error.decision
    if _is_full(error):
        return no("job_disk_full")
    if isinstance(error, MemoryError):
        return no("job_too_large")
    return no("job_unreachable") if is_transient(error) else no("job_broke")


def kept(decision: Decision) -> dict[str, Any]:
    """A reason as a row keeps it: its code, and its figures as JSON."""
    return {
        "code": decision.code,
        "params": {name: _plain(value) for name, value in decision.params.items()},
    }


def decision_of(reason: Mapping[str, Any]) -> Decision:
    """The reason that a row keeps, as a decision whose sentence the catalogue has."""
    params = {
        name: date.fromisoformat(value["day"]) if isinstance(value, dict) else value
        for name, value in reason["params"].items()
    }
    return Decision(False, reason["code"], params)


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    return isinstance(error, DBAPIError) and any(words in str(error.orig) for words in SAID_FULL)


def _plain(value: Any) -> Any:
    if type(value) is date:  # a moment is one too
        return {"day": value.isoformat()}
    return value if isinstance(value, (int, float)) else str(value)
