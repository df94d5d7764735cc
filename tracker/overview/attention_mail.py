"""Mails that somebody has to look at, as lines of the attention list: a count, never what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.outbox import queries as outbox
from tracker.outbox.handling_rules import LOOK
from tracker.outbox.queries import Stuck
from tracker.overview.attention_rules import Item, Kind
from tracker.permissions import Grants, Permission

# A cohort of each program whose mails wait, by which the list knows its day.
Waiting = Sequence[tuple[Cohort, Stuck]]


def waiting(session: Session, cohorts: Sequence[Cohort], held: Grants) -> Waiting:
    """The mails to look at of these cohorts' programs, where the reader reads the outbox. One statement."""
    first: dict[int, Cohort] = {}
    for one in cohorts:
        if held.allow(Permission.OUTBOX_READ, program_id=one.program_id, cohort_id=None):
            first.setdefault(one.program_id, one)
    found = outbox.stuck(session, frozenset(first), LOOK) if first else {}
    return [(first[program_id], stuck) for program_id, stuck in found.items()]


def lines(found: Waiting) -> Iterator[Item]:
    """One line a program: a mail belongs to no cohort."""
    for cohort, stuck in found:
        yield Item(
            Kind.MAIL,
            cohort.id,
            cohort.program.name,
            stuck.oldest.astimezone(ZoneInfo(cohort.program.time_zone)).date(),
            (),
            cohort.program_id,
            ("outbox.index", {"state": "look"}),
            count=stuck.count,
        )
