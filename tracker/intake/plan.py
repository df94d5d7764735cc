"""What a file would change: which rows are new, which differ from what was imported, which do not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment
from tracker.evaluations.models import Form
from tracker.intake.kinds import Problem
from tracker.intake.people import Directory, Newcomer, Who
from tracker.intake.problems import Problems
from tracker.intake.rows import Row
from tracker.permissions import Role

_SCHOLAR, _MENTOR = Role.SCHOLAR, Role.MENTOR


@dataclass(slots=True)
class Planned:
    """A row with whom it means. `place` tells it from other rows on the same two people and day."""

    row: Row
    scholar: Who
    mentor: Who
    place: str

    @property
    def people(self) -> tuple[Who, Who]:
        return self.scholar, self.mentor

    def key(self, cohort_id: int, ids: dict[Who, int] | None = None) -> str | None:
        """The row's import key; None while somebody in it has no id yet."""
        row = self.row
        if row.form_id:
            return _hash(cohort_id, "id", row.form_id)
        scholar = ids[self.scholar] if ids else self.scholar
        mentor = ids[self.mentor] if ids else self.mentor
        if isinstance(scholar, Newcomer) or isinstance(mentor, Newcomer):
            return None
        return _hash(cohort_id, "row", scholar, mentor, self.place, row.filed_on)


@dataclass
class Plan:
    """New rows, and rows whose form exists but seems to say something else, by the form's id."""

    new: list[Planned] = field(default_factory=list)
    changed: dict[int, Planned] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """A form that was imported before: what its row said, and of whom."""

    form_id: int
    content: str | None
    scholar: int
    mentor: int


def content(row: Row) -> str:
    """A hash of what a row says, apart from where it stands."""
    return _hash(*row[1:])


def make(
    session: Session,
    cohort: Cohort,
    rows: Sequence[Row],
    known: Directory,
    problems: Problems,
    *,
    create: bool,
) -> Plan:
    """Sort the rows. Notes rows that say the same form twice, and people who are not known."""
    planner, plan = Planner(session, cohort, known), Plan()
    for row in rows:
        planned, faults = planner.place(row)
        for one in faults:
            problems.add(one.code, line=row.line, field=one.field, **one.params)
        found = planner.stored(planned)
        if found is None:
            plan.new.append(planned)
            if not create:
                for one in strangers(planned, known):
                    problems.add(one.code, line=row.line, field=one.field, **one.params)
        elif planned.people != (found.scholar, found.mentor):
            problems.add("other_people", line=row.line)
        elif found.content != content(row):
            plan.changed[found.form_id] = planned
    return plan


class Planner:
    """Gives each row its people and its place, remembering the rows before it."""

    def __init__(self, session: Session, cohort: Cohort, known: Directory) -> None:
        self.cohort, self.known = cohort, known
        self._stored = _stored(session, cohort.id)
        self._seen: dict[object, int] = {}
        self._times: Counter[object] = Counter()
        self._exported = f"{cohort.program.slug}/{cohort.slug}/"

    def place(self, row: Row) -> tuple[Planned, list[Problem]]:
        """The row with its people and place: its work's title, or a running number without one."""
        faults: list[Problem] = []
        scholar, mentor = self.known.who(_SCHOLAR, row.scholar), self.known.who(_MENTOR, row.mentor)
        if scholar == mentor:
            faults.append(Problem("themselves"))
        if row.form_id.startswith(self._exported):
            faults.append(Problem("exported_here", "form_id", {"form_id": row.form_id}))
        people = (scholar, mentor, row.filed_on)
        place = f"work:{row.work}"
        if not row.work:
            self._times[people] += 1
            place = f"own:{self._times[people]}"
        first = self._seen.setdefault(row.form_id or (*people, place), row.line)
        if first != row.line:
            faults.append(Problem("twice", None, {"first": first}))
        return Planned(row, scholar, mentor, place), faults

    def stored(self, planned: Planned) -> Stored | None:
        """The form that the row was imported as."""
        key = planned.key(self.cohort.id)
        return self._stored.get(key) if key else None


def strangers(planned: Planned, known: Directory) -> Iterator[Problem]:
    """Who would have to be created, enrolled or given a role."""
    row, scholar, mentor = planned.row, planned.scholar, planned.mentor
    if isinstance(scholar, Newcomer):
        yield Problem("unknown_scholar", "scholar", {"value": row.scholar})
    elif scholar not in known.enrolments:
        yield Problem("not_enrolled", "scholar", {"value": row.scholar})
    if isinstance(mentor, Newcomer):
        yield Problem("unknown_mentor", "mentor", {"value": row.mentor})
    elif mentor not in known.involved:
        yield Problem("not_in_program", "mentor", {"value": row.mentor})


def _stored(session: Session, cohort_id: int) -> dict[str, Stored]:
    found = (
        sa.select(Form.import_key, Form.id, Form.import_content, Enrolment.person_id, Form.mentor_id)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Form.import_key.is_not(None))
    )
    return {
        key: Stored(form_id, said, scholar, mentor)
        for key, form_id, said, scholar, mentor in session.execute(found)
        if key is not None
    }


def _hash(*values: object) -> str:
    # repr keeps "1" and 1 apart, and the tuple's commas cannot be forged by a text.
    return hashlib.sha256(repr(values).encode()).hexdigest()
