"""Why a job failed: what may well succeed in a moment, and what is kept of the rest for its reader."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from tracker import db
from tracker.jobs.registry import TryLater
from tracker.reasons import Decision, Refused, no

log = logging.getLogger(__name__)
T = TypeVar("T")

# Seconds before a step is tried again: over a minute, in which a database restarts or another takes over.
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


def is_transient(error: BaseException) -> bool:
    """Whether the same may well succeed in a moment."""
    return db.is_away(error) or isinstance(error, (TryLater, ConnectionError, TimeoutError))


def patiently(
    do: Callable[[], T],
    what: str,
    pause: Callable[[float], None] = time.sleep,
    over: Callable[[Exception], bool] = lambda _error: False,
) -> T:
    """Do something, again after a pause where the database or something outside did not answer.

    `over` says of what was raised that it is not to be tried again.
    """
    for seconds in PAUSES:
        try:
            return do()
        except Exception as error:
            if not is_transient(error) or over(error):
                raise
            log.warning("%s is tried again in %s s: %s", what, seconds, error)
            pause(seconds)
    return do()


def decided(error: Exception) -> Decision:
    """The reason that is told of a failure: its own where it has one, else whose fault it was."""
    if isinstance(error, Refused):
        return error.decision
    if db.is_full(error):
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


def _plain(value: Any) -> Any:
    if type(value) is date:  # a moment is one too
        return {"day": value.isoformat()}
    return value if isinstance(value, (int, float)) else str(value)
