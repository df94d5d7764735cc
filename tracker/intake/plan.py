"""What a file would change: which rows are new, which differ from what was imported, which do not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment
from tracker.evaluations.models import Form
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
class _Stored:
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
    stored = _stored(session, cohort.id)
    plan = Plan()
    for planned in _places(rows, known, cohort, problems):
        key = planned.key(cohort.id)
        found = stored.get(key) if key else None
        if found is None:
            plan.new.append(planned)
            if not create:
                _known(planned, known, problems)
        elif planned.people != (found.scholar, found.mentor):
            problems.add("other_people", line=planned.row.line)
        elif found.content != content(planned.row):
            plan.changed[found.form_id] = planned
    return plan


def _places(rows: Sequence[Row], known: Directory, cohort: Cohort, problems: Problems) -> list[Planned]:
    """Each row with its people and its place: its work's title, or a running number without one."""
    seen: dict[object, int] = {}
    times: Counter[object] = Counter()
    exported = f"{cohort.program.slug}/{cohort.slug}/"
    found = []
    for row in rows:
        scholar, mentor = known.who(_SCHOLAR, row.scholar), known.who(_MENTOR, row.mentor)
        if scholar == mentor:
            problems.add("themselves", line=row.line)
        if row.form_id.startswith(exported):
            problems.add("exported_here", line=row.line, field="form_id", form_id=row.form_id)
        people = (scholar, mentor, row.filed_on)
        place = f"work:{row.work}"
        if not row.work:
            times[people] += 1
            place = f"own:{times[people]}"
        identity: object = row.form_id or (*people, place)
        first = seen.setdefault(identity, row.line)
        if first != row.line:
            problems.add("twice", line=row.line, first=first)
        found.append(Planned(row, scholar, mentor, place))
    return found


def _known(planned: Planned, known: Directory, problems: Problems) -> None:
    """Note who would have to be created, enrolled or given a role."""
    row, scholar, mentor = planned.row, planned.scholar, planned.mentor
    if isinstance(scholar, Newcomer):
        problems.add("unknown_scholar", line=row.line, field="scholar", value=row.scholar)
    elif scholar not in known.enrolments:
        problems.add("not_enrolled", line=row.line, field="scholar", value=row.scholar)
    if isinstance(mentor, Newcomer):
        problems.add("unknown_mentor", line=row.line, field="mentor", value=row.mentor)
    elif mentor not in known.involved:
        problems.add("not_in_program", line=row.line, field="mentor", value=row.mentor)


def _stored(session: Session, cohort_id: int) -> dict[str, _Stored]:
    found = (
        sa.select(Form.import_key, Form.id, Form.import_content, Enrolment.person_id, Form.mentor_id)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Form.import_key.is_not(None))
    )
    return {
        key: _Stored(form_id, said, scholar, mentor)
        for key, form_id, said, scholar, mentor in session.execute(found)
        if key is not None
    }


def _hash(*values: object) -> str:
    # repr keeps "1" and 1 apart, and the tuple's commas cannot be forged by a text.
    return hashlib.sha256(repr(values).encode()).hexdigest()
