"""What came of works, out of a file. Nothing under restriction comes in this way, or is told of."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker import clock
from tracker.cohorts.models import Cohort, Phase
from tracker.intake.acting import Acting, differences, refused
from tracker.intake.cohort_works import CohortWorks
from tracker.intake.kinds import Judged, Line, Problem, Scope, Verdict
from tracker.intake.refusals import problem_of
from tracker.projects import outcome_rules, outcomes
from tracker.projects.models import Work
from tracker.projects.outcome_models import SEALED, Outcome, OutcomeKind, OutcomeStatus
from tracker.projects.outcome_rules import Content, Step

SAID = ("venue", "tier", "words")
FIELD_OF = {"tier_of_papers": "tier", "name_empty": "title"}

Subject = tuple[int, OutcomeKind, str]


@dataclass(frozen=True)
class Wanted:
    """What a line does: add an outcome, or change what one says and where it stands."""

    work: Work
    content: Content
    step: Step | None
    row: Outcome | None


class OutcomesImporter(Acting):
    """Takes in outcomes of the works of a cohort, each known by work, kind and title."""

    def __init__(self, session: Session, scope: Scope) -> None:
        super().__init__(session, scope)
        assert scope.cohort is not None  # the kind needs one
        self._works = CohortWorks(session, scope.cohort)
        self._rows, self._closed = _standing(session, scope.cohort)
        self._today = clock.today(scope.program.time_zone)

    def subject(self, line: Line) -> Hashable:
        work = self._works.find(line.values)
        place = line.values["work"] if isinstance(work, Problem) else work.id
        return place, line.values["kind"], line.values["title"]

    def judge_line(self, session: Session, line: Line) -> Judged:
        given = line.values
        work = self._works.find(given)
        if isinstance(work, Problem):
            return refused(line, work)
        if given.get("status") in SEALED:
            return refused(line, Problem("outcome_restricted", "status"))
        if (work.id, given["kind"]) in self._closed:
            # Whatever the title: else whoever guesses one would be told that it is right.
            return refused(line, Problem("outcome_beside_sealed", "work"))
        row = self._rows.get((work.id, given["kind"], given["title"]))
        content = _content(given, outcomes.content_of(row) if row else None)
        decision = outcome_rules.may_say(content)
        if not decision:
            return refused(line, problem_of(decision, FIELD_OF.get(decision.code, "links")))
        if row is None:
            return self._new(line, work, content)
        return self._known(line, row, content)

    def _new(self, line: Line, work: Work, content: Content) -> Judged:
        if "status" not in line.values:
            return refused(line, Problem("blank", "status"))
        step = Step(line.values["status"], line.values.get("on_day") or self._today)
        decision = outcome_rules.may_begin(step, today=self._today)
        if not decision:
            return refused(
                line, problem_of(decision, "on_day" if decision.code == "step_ahead" else "status")
            )
        after = {**line.values, "links": _listed(content), "on_day": step.on_day}
        return Judged(
            line,
            Verdict.NEW,
            after={name: value for name, value in after.items() if value},
            intent=Wanted(work, content, step, None),
        )

    def _known(self, line: Line, row: Outcome, content: Content) -> Judged:
        status = line.values.get("status")
        last = row.steps[-1]
        notices: list[Problem] = []
        step = None
        if status is not None and status is not last.status:
            if any(one.status is status for one in row.steps):
                notices.append(Problem("status_passed", "status", {"status": last.status.value}))
            else:
                step = Step(status, line.values.get("on_day") or self._today)
                before = Step(last.status, last.on_day)
                decision = outcome_rules.may_follow(before, step, today=self._today)
                if not decision:
                    return refused(line, problem_of(decision, "status"))
        elif status is not None and line.values.get("on_day") not in (None, last.on_day):
            notices.append(Problem("status_day_kept", "on_day", {"day": last.on_day.isoformat()}))
        standing = outcomes.content_of(row)
        old, new = differences(
            _facts(standing, last.status), _facts(content, step.status if step else last.status)
        )
        changes = step is not None or standing != content
        return Judged(
            line,
            Verdict.CHANGED if changes else Verdict.UNCHANGED,
            notices=tuple(notices),
            before=old,
            after=new,
            intent=Wanted(row.work, content, step, row) if changes else None,
        )

    def write_line(self, session: Session, intent: Wanted) -> None:
        actor, row = self.scope.actor, intent.row
        assert actor is not None  # the kind needs one
        if row is None:
            assert intent.step is not None
            outcomes.add(session, actor, work=intent.work, content=intent.content, step=intent.step)
            return
        row = outcomes.edit(session, actor, outcome=row, content=intent.content, base_version=row.version)
        if intent.step is not None:
            outcomes.advance(session, actor, outcome=row, step=intent.step, base_version=row.version)


def _standing(
    session: Session, cohort: Cohort
) -> tuple[dict[Subject, Outcome], set[tuple[int, OutcomeKind]]]:
    """The outcomes of a cohort that are open, and of which works and kinds some are not."""
    of_cohort = sa.select(Outcome).join(Outcome.work).join(Work.phase).where(Phase.cohort_id == cohort.id)
    found = of_cohort.where(Outcome.status.not_in(sorted(SEALED))).options(
        selectinload(Outcome.links), selectinload(Outcome.steps)
    )  # fmt: skip
    closed = of_cohort.with_only_columns(Outcome.work_id, Outcome.kind).where(
        Outcome.status.in_(sorted(SEALED))
    )
    rows = session.scalars(found.order_by(Outcome.id.desc()).execution_options(populate_existing=True))
    return (
        {(row.work_id, row.kind, row.title): row for row in rows},
        {(work_id, kind) for work_id, kind in session.execute(closed)},
    )


def _content(given: Mapping[str, Any], before: Content | None) -> Content:
    """What an outcome says with what a line gives; a blank cell keeps what stands."""
    known = before or Content(given["kind"], given["title"])
    said = {name: given[name] for name in SAID if name in given}
    if "links" in given:
        labels = {link.url: link for link in known.links}
        said["links"] = tuple(labels.get(link.url, link) for link in given["links"])
    return replace(known, **said)


def _facts(content: Content, status: OutcomeStatus | None) -> dict[str, Any]:
    facts = {name: getattr(content, name) for name in SAID}
    return {**facts, "links": _listed(content), "status": status}


def _listed(content: Content) -> str:
    return ", ".join(link.url for link in content.links)
