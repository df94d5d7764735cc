"""Past forms from a file into a cohort: all of them or none, and the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort, Program
from tracker.evaluations import queries
from tracker.evaluations.answers import Confidence
from tracker.evaluations.models import Form, Rating, Rubric
from tracker.intake import changes, people, plan
from tracker.intake.bulk import insert, insert_returning, parts
from tracker.intake.people import Directory, Newcomer, Who
from tracker.intake.plan import Plan, Planned
from tracker.intake.problems import Problems
from tracker.intake.rows import Progress, Row, Sheet, Terms, silent
from tracker.intake.works import Works
from tracker.people.models import Person


@dataclass(frozen=True)
class Summary:
    """What an import did, in numbers of forms and people."""

    new: int
    changed: int
    unchanged: int
    people: int
    enrolled: int

    @property
    def wrote(self) -> bool:
        return bool(self.new or self.changed)


def terms(session: Session, cohort: Cohort) -> Terms:
    """What the cells of a file for this cohort are read by."""
    rubric = queries.rubric_in_use(session, cohort.program_id)
    zone = cohort.program.time_zone
    criteria = frozenset(criterion.slug for criterion in rubric.criteria) if rubric else frozenset[str]()
    return Terms(criteria, ZoneInfo(zone), clock.today(zone))


def apply(
    session: Session,
    actor: Person | None,
    *,
    cohort: Cohort,
    sheet: Sheet,
    create_people: bool = False,
    progress: Progress = silent,
) -> Summary:
    """Write the rows of a file, with one audit entry; never commits.

    Raises `BadInput` with every row that cannot be taken; the caller then rolls back.
    """
    # Two imports into one program would both create the same people: the second one waits here.
    session.execute(sa.select(Program.id).where(Program.id == cohort.program_id).with_for_update())
    problems = Problems(sheet.name)
    rubric = queries.rubric_in_use(session, cohort.program_id)
    if rubric is None or not cohort.phases:
        raise problems.fail("no_phase" if rubric else "no_rubric")
    known = people.load(session, cohort, {value for row in sheet.rows for value in (row.scholar, row.mentor)})
    planned = plan.make(session, cohort, sheet.rows, known, problems, create=create_people)
    problems.stop()
    updated, moved = changes.write(session, cohort, planned.changed, problems)
    problems.stop()
    enrolled = len(known.enrolments)
    _write_new(session, cohort, rubric, planned, known, progress)
    summary = Summary(
        new=len(planned.new),
        changed=updated,
        unchanged=len(sheet.rows) - len(planned.new) - updated,
        people=len({who for one in planned.new for who in one.people if isinstance(who, Newcomer)}),
        enrolled=len(known.enrolments) - enrolled,
    )
    if summary.wrote:
        if rubric.frozen_at is None and summary.new:
            rubric.frozen_at = clock.now()
        facts = {"file": sheet.name, "sha256": sheet.digest, **asdict(summary)}
        facts |= {"moved": moved} if moved else {}
        audit.note(session, actor, "forms.import", cohort, program_id=cohort.program_id, **facts)
    return summary


def _write_new(
    session: Session, cohort: Cohort, rubric: Rubric, planned: Plan, known: Directory, progress: Progress
) -> None:
    if not planned.new:
        return
    ids = people.settle(
        session, known, {one.scholar for one in planned.new}, {one.mentor for one in planned.new}
    )
    works = Works(session, cohort)
    done = 0
    for part in parts(planned.new):
        write_part(session, cohort, rubric, part, known, ids, works)
        done += len(part)
        progress(done, len(planned.new))


def write_part(
    session: Session,
    cohort: Cohort,
    rubric: Rubric,
    part: Sequence[Planned],
    known: Directory,
    ids: dict[Who, int],
    works: Works,
) -> None:
    """Write new forms of people who are settled: `ids` says who they are by now."""
    criteria = {criterion.slug: criterion.id for criterion in rubric.criteria}
    enrolments = [known.enrolments[ids[one.scholar]] for one in part]
    found = works.of([one.row for one in part], enrolments)
    values = [
        _columns(one, cohort.id, ids) | {"enrolment_id": enrolment, "work_id": work, "rubric_id": rubric.id}
        for one, enrolment, work in zip(part, enrolments, found, strict=True)
    ]
    _insert(session, values, [one.row for one in part], criteria)


def _columns(one: Planned, cohort_id: int, ids: dict[Who, int]) -> dict[str, Any]:
    row = one.row
    return {
        "mentor_id": ids[one.mentor],
        "import_key": one.key(cohort_id, ids),
        "import_content": plan.content(row),
        "filed_on": row.filed_on,
        "overall": row.overall,
        "confidence": row.confidence or Confidence.MEDIUM,
        "keep": row.keep,
        "change": row.change,
    }


def _insert(
    session: Session, values: Sequence[dict[str, Any]], rows: Sequence[Row], criteria: dict[str, int]
) -> None:
    if not any(row.levels for row in rows):
        insert(session, Form, values)
        return
    ratings = [
        {"form_id": form, "criterion_id": criteria[slug], "level": level}
        for form, row in zip(insert_returning(session, Form, values, by=["import_key"]), rows, strict=True)
        for slug, level in row.levels
    ]
    insert(session, Rating, ratings)
