"""A program's audit trail as lines, read page by page, without what is sealed.

Of every row of the review of releases, of restricted outcomes, and of anything that is not known here, the
line says nothing, and these lines stand at the end, where neither day nor place tells of them. What works
were called and what stood in their grids is left out for all of them, as the trail cannot say which were
under review; where a work has a restricted outcome, all that was changed is. Hashes are left out: whoever
has one could try until they know what it was made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.audit import AuditEntry, AuditHead
from tracker.cohorts.models import Cohort, Phase, Program
from tracker.db import Base
from tracker.people.models import Person
from tracker.projects.grid_models import ResultGrid
from tracker.projects.models import Work
from tracker.projects.outcome_models import SEALED, Outcome
from tracker.reports.cells import Line
from tracker.reports.streams import Sheet

PAGE = 2000
COLUMNS = ("at", "actor_id", "actor", "action", "object_type", "object_id", "change")
KEPT_BACK = "[sealed]"
# The rooms of whose rows the trail is told; that of releases is not among them.
ROOMS = (
    "cohorts",
    "people",
    "projects",
    "evaluations",
    "advancement",
    "polls",
    "surveys",
    "intake",
    "outbox",
    "jobs",
    "reports",
)
# What is never told of a work or of its grids, as it was typed.
WORDS = {Work.__tablename__: ("title",), ResultGrid.__tablename__: ("corrected",)}


@dataclass(frozen=True)
class Secrets:
    """What the trail of a program must not tell: ids of restricted outcomes, of works that have one, and
    of the grids of those works; and whose tables it may tell of."""

    outcomes: frozenset[int]
    works: frozenset[int]
    grids: frozenset[int]
    told: frozenset[str]

    def hides(self, action: str, object_type: str, object_id: int | None) -> bool:
        """Whether not even that there was such an entry is told."""
        if object_type not in self.told or action.startswith("release."):
            return True
        return object_type == Outcome.__tablename__ and (object_id is None or object_id in self.outcomes)

    def told_of(self, object_type: str, object_id: int | None, change: dict[str, Any]) -> dict[str, Any]:
        """What was changed, with every value kept back that must be."""
        of_sealed = {Work.__tablename__: self.works, ResultGrid.__tablename__: self.grids}
        if object_id in of_sealed.get(object_type, ()):
            return dict.fromkeys(change, KEPT_BACK)
        return {
            name: KEPT_BACK if name in WORDS.get(object_type, ()) else value for name, value in change.items()
        }


def sheet(session: Session, program: Program) -> Sheet:
    """The audit trail of a program, oldest entry first, none left out."""
    chain = f"program:{program.id}"
    count = session.scalar(sa.select(AuditHead.position).where(AuditHead.chain == chain)) or 0
    reading = _Reading(session, chain, ZoneInfo(program.time_zone), secrets(session, program.id))
    return Sheet("audit", COLUMNS, count, reading.lines(count))


def secrets(session: Session, program_id: int) -> Secrets:
    """What is to be kept back as of now. Three statements."""
    here = sa.select(Work.id).join(Work.phase).join(Phase.cohort).where(Cohort.program_id == program_id)
    sealed = sa.select(Outcome.id, Outcome.work_id).where(
        Outcome.work_id.in_(here), Outcome.status.in_(sorted(SEALED))
    )
    found = session.execute(sealed).all()
    works = frozenset(work_id for _id, work_id in found)
    grids = sa.select(ResultGrid.id, ResultGrid.work_id).where(ResultGrid.work_id.in_(here))
    return Secrets(
        outcomes=frozenset(outcome_id for outcome_id, _work in found),
        works=works,
        grids=frozenset(grid_id for grid_id, work_id in session.execute(grids) if work_id in works),
        told=told_tables(),
    )


def told_tables() -> frozenset[str]:
    """The tables of the rooms of which the trail is told."""
    prefixes = tuple(f"tracker.{room}." for room in ROOMS)
    mapped = (mapper for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(prefixes))
    return frozenset(mapper.class_.__tablename__ for mapper in mapped)


@dataclass
class _Reading:
    session: Session
    chain: str
    zone: ZoneInfo
    secrets: Secrets
    names: dict[int, str] = field(default_factory=dict)

    def lines(self, until: int) -> Iterator[Line]:
        hidden = 0
        for page in self._pages(until):
            self._look_up(page)
            for _position, at, actor_id, action, object_type, object_id, change in page:
                if self.secrets.hides(action, object_type, object_id):
                    hidden += 1
                    continue
                told = self.secrets.told_of(object_type, object_id, change)
                yield [
                    at.astimezone(self.zone).isoformat(timespec="seconds"),
                    actor_id,
                    None if actor_id is None else self.names.get(actor_id),
                    action,
                    object_type,
                    object_id,
                    json.dumps(told, ensure_ascii=False, sort_keys=True),
                ]
        for _ in range(hidden):
            yield [KEPT_BACK] * len(COLUMNS)

    def _pages(self, until: int) -> Iterator[Sequence[sa.Row[*tuple[Any, ...]]]]:
        of_chain = sa.select(
            AuditEntry.position,
            AuditEntry.at,
            AuditEntry.actor_id,
            AuditEntry.action,
            AuditEntry.object_type,
            AuditEntry.object_id,
            AuditEntry.change,
        ).where(AuditEntry.chain == self.chain, AuditEntry.position <= until)
        of_chain = of_chain.order_by(AuditEntry.position).limit(PAGE)
        last = 0
        while page := self.session.execute(of_chain.where(AuditEntry.position > last)).all():
            yield page
            last = page[-1][0]

    def _look_up(self, page: Sequence[sa.Row[*tuple[Any, ...]]]) -> None:
        new = {row[2] for row in page} - self.names.keys() - {None}
        if new:
            people = sa.select(Person.id, Person.name).where(Person.id.in_(new))
            self.names.update((person_id, name) for person_id, name in self.session.execute(people))
