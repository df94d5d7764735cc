"""Somebody's calendar: what every feature has in it for them today."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement import calendar_entries as appeals
from tracker.cohorts import calendar_entries as cohorts
from tracker.evaluations import calendar_entries as forms
from tracker.outbox.calendar_entries import BACK, Entry
from tracker.people.models import Person
from tracker.permissions import Grants
from tracker.releases import calendar_entries as releases
from tracker.surveys import calendar_entries as surveys

# Each offers `entries(session, person, grants)`: what stands on the person's pages, and nothing else.
FEATURES: tuple[Callable[[Session, Person, Grants], list[Entry]], ...] = (
    forms.entries,
    cohorts.entries,
    appeals.entries,
    surveys.entries,
    releases.entries,
)


def entries(session: Session, person: Person) -> list[Entry]:
    """The days that somebody finds in their calendar now, by the roles they hold today."""
    today = clock.today()
    grants = person.grants_on(today)
    found = [entry for offered in FEATURES for entry in offered(session, person, grants)]
    return [one for one in found if one.day >= today - BACK]
