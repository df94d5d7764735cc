"""What follows elsewhere when an outcome is put under restriction. Rooms above this one join here."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tracker.people.models import Person
from tracker.projects.outcome_models import Outcome

Follow = Callable[[Session, Person, Outcome], None]

_FOLLOWING: list[Follow] = []


def follows(do: Follow) -> Follow:
    """Have this done in the transaction of whoever seals an outcome, or gives a sealed one its evidence."""
    _FOLLOWING.append(do)
    return do


def sealed(session: Session, actor: Person, outcome: Outcome) -> None:
    """Do all that follows. The caller holds the program."""
    for do in _FOLLOWING:
        do(session, actor, outcome)
