"""Past forms on their way through the pages, by the same plan and writes as `tracker import forms`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.evaluations import queries
from tracker.evaluations.actions import answers_of
from tracker.evaluations.models import Form
from tracker.intake import cells, changes, forms, people
from tracker.intake.acting import differences, refused
from tracker.intake.columns import CRITERION
from tracker.intake.kinds import Journal, Judged, Line, NotTaken, Problem, Scope, Verdict
from tracker.intake.people import Who
from tracker.intake.plan import Planned, Planner, Stored, content, strangers
from tracker.intake.problems import BadInput, Problems
from tracker.intake.rows import Row
from tracker.intake.watching import watched
from tracker.intake.works import Works

CREATE = "create_people"


class FormsImporter:
    """Takes in past forms of a cohort; a row is known by its id, or by people, work and day."""

    def __init__(self, session: Session, scope: Scope) -> None:
        assert scope.cohort is not None  # the kind needs one
        self.scope, self._cohort = scope, scope.cohort
        self._rubric = queries.rubric_in_use(session, scope.program.id)
        self._known = people.load(session, scope.cohort, ())
        self._asked: set[str] = set()
        self._planner = Planner(session, scope.cohort, self._known)
        self._ids: dict[Who, int] = {}
        self._works: Works | None = None

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        if self._rubric is None or not self._cohort.phases:
            missing = Problem("no_phase") if self._rubric else Problem("no_rubric")
            return [refused(line, missing) for line in lines]
        # Once asked, never again: whom the import creates stays a newcomer to all of the file.
        named = {line.values[name].lower() for line in lines for name in ("scholar", "mentor")}
        fresh = {one for one in named if "@" in one} - self._asked
        self._known.emails |= people.known_emails(session, fresh)
        self._asked |= fresh
        placed = [self._planner.place(row_of(line)) for line in lines]
        stored = [self._planner.stored(planned) for planned, _faults in placed]
        differing = {
            found.form_id
            for found, (planned, _faults) in zip(stored, placed, strict=True)
            if found is not None and found.content != content(planned.row)
        }
        there = {form.id: form for form in changes.load(session, differing)} if differing else {}
        return [
            self._judge(line, planned, faults, found, there)
            for line, (planned, faults), found in zip(lines, placed, stored, strict=True)
        ]

    def _judge(
        self,
        line: Line,
        planned: Planned,
        faults: list[Problem],
        found: Stored | None,
        there: Mapping[int, Form],
    ) -> Judged:
        problems = list(faults)
        if "overall" not in line.values and not line.values.get("cannot_say"):
            problems.append(Problem("blank_overall", "overall"))
        if found is None and self.scope.options.get(CREATE) != "yes":
            problems += strangers(planned, self._known)
        if found is not None and planned.people != (found.scholar, found.mentor):
            problems.append(Problem("other_people"))
        form = there.get(found.form_id) if found is not None else None
        if form is not None:
            answerable = {criterion.slug for criterion in form.rubric.criteria}
            problems += [
                Problem("other_rubric", CRITERION + slug, {"slug": slug})
                for slug, _level in planned.row.levels
                if slug not in answerable
            ]
        if problems:
            return refused(line, *problems)
        if found is None:
            return Judged(line, Verdict.NEW, after=_shown(planned.row), intent=planned)
        if form is None:
            return Judged(line, Verdict.UNCHANGED)
        before, after = differences(_stands(form), _stands(form) | _given(planned.row, form))
        if not after:
            return Judged(line, Verdict.UNCHANGED)
        return Judged(line, Verdict.CHANGED, before=before, after=after, intent=(form.id, planned))

    def write(self, session: Session, judged: Sequence[Judged], journal: Journal) -> None:
        audit.hold(session, self.scope.program.id)
        new = [one.intent for one in judged if one.verdict is Verdict.NEW]
        changed = {one.intent[0]: one for one in judged if one.verdict is Verdict.CHANGED}
        if not new and not changed:
            return
        assert self._rubric is not None  # else every line was refused
        if new and self._rubric.frozen_at is None:
            # Not for the journal: others may use it by the time that the import is undone.
            self._rubric.frozen_at = clock.now()
        with watched(session, journal):
            self._change(session, changed)
            self._add(session, new)
        facts = {"new": len(new), "changed": sorted(changed)}
        audit.note(
            session, self.scope.actor, "forms.import", self._cohort, program_id=self.scope.program.id, **facts
        )

    def _change(self, session: Session, changed: Mapping[int, Judged]) -> None:
        problems = Problems("")
        try:
            changes.write(
                session, self._cohort, {key: one.intent[1] for key, one in changed.items()}, problems
            )
            problems.stop()
        except BadInput as error:
            first = error.problems[0]
            raise NotTaken(first.line or 0, Problem(first.code, first.field, first.params)) from error

    def _add(self, session: Session, new: Sequence[Planned]) -> None:
        if not new:
            return
        assert self._rubric is not None
        scholars = {self._ids.get(one.scholar, one.scholar) for one in new}
        mentors = {self._ids.get(one.mentor, one.mentor) for one in new}
        self._ids |= people.settle(session, self._known, scholars, mentors)
        if self._works is None:
            self._works = Works(session, self._cohort)
        forms.write_part(session, self._cohort, self._rubric, new, self._known, self._ids, self._works)


def row_of(line: Line) -> Row:
    """A line as the plan takes it."""
    given = line.values
    levels = [
        (name.removeprefix(CRITERION), None if level == cells.NOT_SEEN else level)
        for name, level in given.items()
        if name.startswith(CRITERION)
    ]
    texts = {name: given.get(name, "") for name in ("form_id", "scholar", "mentor", "work", "keep", "change")}
    return Row(
        line=line.number,
        filed_on=given.get("filed_on"),
        overall=given.get("overall"),
        confidence=given.get("confidence"),
        levels=tuple(levels),
        **texts,
    )


def _shown(row: Row) -> dict[str, Any]:
    found = {name: value for name, value in row._asdict().items() if name not in ("line", "levels")}
    found |= {CRITERION + slug: level or cells.NOT_SEEN for slug, level in row.levels}
    found["overall"] = cells.CANNOT_SAY if row.overall is None else row.overall
    return {name: value for name, value in found.items() if value not in (None, "")}


def _stands(form: Form) -> dict[str, Any]:
    """What a form says, by the fields of a file."""
    answers = asdict(answers_of(form))
    found = {name: answers[name] for name in ("overall", "confidence", "keep", "change")}
    found |= {CRITERION + slug: level or cells.NOT_SEEN for slug, level in answers["criteria"].items()}
    return found | {"filed_on": form.filed_on, "work": form.work.title}


def _given(row: Row, form: Form) -> dict[str, Any]:
    """What the row makes of it; a blank cell keeps what stands."""
    answers = asdict(changes.merged(answers_of(form), row))
    found = {name: answers[name] for name in ("overall", "confidence", "keep", "change")}
    found |= {CRITERION + slug: level or cells.NOT_SEEN for slug, level in answers["criteria"].items()}
    return found | {"filed_on": row.filed_on or form.filed_on, "work": row.work or form.work.title}
