"""All kinds of files that can be taken in, in the order in which they are offered."""

from __future__ import annotations

from tracker.intake import (
    forms_kind,
    history_kind,
    mentors_kind,
    milestone_kind,
    outcomes_kind,
    people_kind,
    polls_kind,
    runs_kind,
)
from tracker.intake.kinds import Kind

KINDS: tuple[Kind, ...] = (
    people_kind.KIND,
    mentors_kind.KIND,
    history_kind.KIND,
    milestone_kind.KIND,
    outcomes_kind.KIND,
    runs_kind.KIND,
    polls_kind.KIND,
    forms_kind.KIND,
)


def named(name: str) -> Kind:
    """The kind of this name. Raises `KeyError`."""
    return {kind.name: kind for kind in KINDS}[name]
