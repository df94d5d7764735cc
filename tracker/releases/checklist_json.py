"""A checklist as JSON and back, unchanged; what is no checklist is refused. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracker.releases.checklist import Checklist


class BadChecklist(ValueError):
    """What was read is no checklist."""


def write(checklist: Checklist) -> dict[str, Any]:
    """A checklist in the values that JSON has."""
    found: dict[str, Any] = checklist.as_json()
    return found


def read(kept: Mapping[str, Any]) -> Checklist:
    """The checklist that was written. Whatever is not exactly that raises `BadChecklist`."""
    try:
        found = Checklist.of(kept)
        same = json.loads(json.dumps(found.as_json())) == json.loads(json.dumps(kept))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadChecklist("no checklist") from error
    if not same:
        raise BadChecklist("more, or something else, than a checklist holds")
    return found
