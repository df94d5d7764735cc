"""Who guides whom on which project, out of a file: projects with their people, and forms asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import calendar
from tracker.cohorts import rules as cohort_rules
from tracker.cohorts.models import Enrolment, Phase
from tracker.evaluations import rules, setup
from tracker.evaluations.answers import Relation
from tracker.evaluations.models import Assignment
from tracker.intake.acting import refused
from tracker.intake.cohort_works import CohortWorks
from tracker.intake.kinds import Journal, Judged, Line, NotTaken, Problem, Scope, Verdict
from tracker.intake.refusals import problem_of
from tracker.intake.roster import Roster
from tracker.intake.watching import watched
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.projects import actions as project_actions
from tracker.projects import rules as project_rules
from tracker.projects.models import Work, WorkKind
from tracker.reasons import Refused

# What reviews of releases make of a new mentor is theirs, and stays when the mentor is taken off again.
TABLES = ("work", "membership", "work_mentor", "assignment")


@dataclass(eq=False)
class Project:
    """A project that is there, or one that the file makes; members are enrolments by id."""

    title: str
    phase: Phase
    row: Work | None
    members: dict[int, Enrolment]
    mentors: set[int]
    asked: set[tuple[int, int, date]]  # enrolment, mentor, due day

    @property
    def team(self) -> list[int]:
        """The members as people."""
        return [one.person_id for one in self.members.values()]


@dataclass(eq=False)
class Intent:
    """What a line does: make the project, give it mentors, ask them for forms."""

    project: Project
    relation: Relation
    due_on: date | None
    makes: bool = False
    guides: list[Person] = field(default_factory=list)
    asks: list[tuple[Person, list[Enrolment]]] = field(default_factory=list)


class MentorsImporter:
    """Takes in mentor links of a cohort. Who makes a project that is here already, no file changes."""

    def __init__(self, session: Session, scope: Scope) -> None:
        assert scope.cohort is not None  # the kind needs one
        self.scope, self._cohort = scope, scope.cohort
        self._roster = Roster(session, scope.cohort)
        self._works = CohortWorks(session, scope.cohort)
        self._moves = calendar.moves_of_many(session, self._roster.scholars)
        self._asked = _asked(session, scope.cohort.id)
        self._projects: dict[tuple[int, str], Project] = {}
        self._today = clock.today()

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        read = {line.number: self._read(line) for line in lines}
        # A new project has the scholars of all its lines, so it is known whole before any is judged.
        for found in read.values():
            if not isinstance(found, Problem):
                project, scholars, _mentors = found
                if project.row is None:
                    project.members |= {one.id: one for one in scholars}
        return [self._judge(line, read[line.number]) for line in lines]

    def _read(self, line: Line) -> tuple[Project, list[Enrolment], list[Person]] | Problem:
        scholars = [self._roster.scholar(one, "scholar") for one in line.values["scholar"]]
        mentors = [self._roster.person(one, "mentor") for one in line.values["mentor"]]
        lost = next((one for one in (*scholars, *mentors) if isinstance(one, Problem)), None)
        if lost is not None:
            return lost
        project = self._project(line)
        if isinstance(project, Problem):
            return project
        return (
            project,
            [one for one in scholars if isinstance(one, Enrolment)],
            [one for one in mentors if isinstance(one, Person)],
        )

    def _project(self, line: Line) -> Project | Problem:
        """The project that a line names: one that is here, or one that the file makes."""
        found = self._works.find(line.values)
        if isinstance(found, Work):
            return self._projects.setdefault((found.phase_id, found.title), self._here(found))
        if found.code == "work_of_several":
            return found
        title, kind = line.values["work"], line.values.get("phase")
        phases = [one for one in self._cohort.phases if kind in (None, one.kind)]
        if kind is not None and not phases:
            return Problem("phase_missing", "phase", {"kind": kind.value})
        if len(phases) != 1:
            return Problem("work_new_phase", "phase", {"title": title})
        made = Project(title, phases[0], None, {}, set(), set())
        return self._projects.setdefault((phases[0].id, title), made)

    def _here(self, work: Work) -> Project:
        scholars = {one.id: one for one in self._roster.scholars}
        return Project(
            work.title,
            work.phase,
            work,
            {one.enrolment_id: scholars[one.enrolment_id] for one in work.members},
            {one.person_id for one in work.mentors},
            set(self._asked.get(work.id, ())),
        )

    def _judge(self, line: Line, read: tuple[Project, list[Enrolment], list[Person]] | Problem) -> Judged:
        if isinstance(read, Problem):
            return refused(line, read)
        project, scholars, mentors = read
        relation = line.values.get("relation", Relation.PRIMARY_MENTOR)
        intent = Intent(project, relation, line.values.get("due_on"))
        problem = self._wrong(intent, scholars, mentors)
        if problem is not None:
            return refused(line, problem)
        return self._taken(line, intent, scholars, mentors)

    def _wrong(self, intent: Intent, scholars: list[Enrolment], mentors: list[Person]) -> Problem | None:
        """What speaks against a line."""
        project = intent.project
        if intent.due_on is None and intent.relation not in setup.MENTORING:
            return Problem("due_needed", "due_on")
        for mentor in mentors:
            if intent.relation in setup.MENTORING and mentor.id not in project.mentors:
                decision = project_rules.may_mentor(mentor.id, project.team, name=mentor.name)
                if not decision:
                    return problem_of(decision, "mentor")
            for one in scholars:
                decision = rules.may_assign(
                    mentor_id=mentor.id,
                    scholar_id=one.person_id,
                    has_role=self._may_evaluate(mentor),
                    is_member=one.id in project.members,
                    names=(mentor.name, one.person.name),
                )
                if not decision:
                    return problem_of(decision, "mentor" if decision.code != "not_a_member" else "scholar")
        return self._too_late(intent, scholars) if intent.due_on is not None else None

    def _too_late(self, intent: Intent, scholars: list[Enrolment]) -> Problem | None:
        """After the forms on somebody close nothing can be filed, so nothing may be due then."""
        assert intent.due_on is not None
        phase = intent.project.phase
        close_on = min(calendar.personal(phase, self._moves[one.id]).forms_close_on for one in scholars)
        decision = cohort_rules.inside(intent.due_on, phase.starts_on, close_on)
        return None if decision else problem_of(decision, "due_on")

    def _may_evaluate(self, person: Person) -> bool:
        return person.grants_on(self._today).allow(
            Permission.EVALUATION_SUBMIT, program_id=self.scope.program.id, cohort_id=self._cohort.id
        )

    def _taken(self, line: Line, intent: Intent, scholars: list[Enrolment], mentors: list[Person]) -> Judged:
        """A good line, which counts as written from here on."""
        project = intent.project
        intent.makes = project.row is None and not project.mentors and not project.asked
        for mentor in mentors:
            if intent.relation in setup.MENTORING and mentor.id not in project.mentors:
                intent.guides.append(mentor)
                project.mentors.add(mentor.id)
            if intent.due_on is not None:
                due = {(one.id, mentor.id, intent.due_on): one for one in scholars}
                lacking = [one for key, one in due.items() if key not in project.asked]
                intent.asks += [(mentor, lacking)] if lacking else []
                project.asked |= due.keys()
        if not (intent.makes or intent.guides or intent.asks):
            return Judged(line, Verdict.UNCHANGED)
        after = {**line.values, "phase": project.phase.kind, "relation": intent.relation}
        return Judged(line, Verdict.NEW, after=after, intent=intent)

    def write(self, session: Session, judged: Sequence[Judged], journal: Journal) -> None:
        audit.hold(session, self.scope.program.id)
        for one in judged:
            if one.verdict is not Verdict.NEW:
                continue
            try:
                with watched(session, journal, only=TABLES):
                    self._write(session, one.intent)
            except Refused as error:
                raise NotTaken(one.line.number, problem_of(error.decision, error.field)) from error

    def _write(self, session: Session, intent: Intent) -> None:
        actor, project = self.scope.actor, intent.project
        assert actor is not None  # the kind needs one
        if intent.makes:
            project.row = project_actions.create_work(
                session,
                actor,
                phase=project.phase,
                title=project.title,
                kind=WorkKind.PROJECT,
                members=list(project.members.values()),
            )
        work = project.row
        assert work is not None
        for mentor in intent.guides:
            project_actions.add_mentor(session, actor, work=work, person=mentor)
        for mentor, members in intent.asks:
            assert intent.due_on is not None  # without a day nothing is asked
            setup.ask(
                session,
                actor,
                work=work,
                members=members,
                mentor=mentor,
                relation=intent.relation,
                due_on=intent.due_on,
            )


def _asked(session: Session, cohort_id: int) -> dict[int, set[tuple[int, int, date]]]:
    """Work → the forms that are asked for already."""
    asked = sa.select(Assignment).join(Assignment.enrolment).where(Enrolment.cohort_id == cohort_id)
    found: dict[int, set[tuple[int, int, date]]] = {}
    for one in session.scalars(asked):
        found.setdefault(one.work_id, set()).add((one.enrolment_id, one.mentor_id, one.due_on))
    return found
