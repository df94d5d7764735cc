"""A gate with everything that a stop needs, built day by day through the product's own actions.

Days are counted from the first day of training, in the program's zone; `deciding_facts` says which is which.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.advancement.deciding_facts import (
    FIRST,
    LAST,
    NOTICE_BY,
    RESEARCH,
    REVIEWED,
    TARGET,
    TOLD,
    VIEWED,
    WHY,
)
from tests.advancement.raising import HELP, NOTICE, TEXT
from tests.factories import Factory
from tracker import clock
from tracker.advancement import actions, dates, decision_queries, decisions, panels, plans
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.models import Concern, Verdict
from tracker.advancement.rules import Aim
from tracker.cohorts.models import Cohort, Enrolment, GateDefault, Phase, PhaseKind, Program
from tracker.cohorts.rules import DECISION_DAYS, NOTICE_DAYS, Gate, PhaseDates
from tracker.evaluations.answers import Relation
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.models import Work

STOP = Wanted(Outcome.STOP, reasons=WHY)
# What a stop can lack, one piece at a time; by the check that names it.
PIECES = (
    "concern",
    "proof",
    "notice",
    "response",
    "plan",
    "people",
    "works",
    "non_mentors",
    "panel",
    "panel_others",
    "agreement",
)


@dataclass
class Gathering:
    """A cohort, its training and the people around one scholar's gate."""

    make: Factory
    program: Program
    cohort: Cohort
    phase: Phase
    scholar: Enrolment
    first: date
    mara: Person  # mentor
    milo: Person  # second mentor
    rhea: Person  # reviews blind, mentors nobody
    sam: Person  # staff
    lea: Person  # lead
    pia: Person  # panel
    paul: Person  # panel
    works: list[Work]

    @property
    def zone(self) -> str:
        return self.program.time_zone

    def day(self, number: int) -> date:
        return self.first + timedelta(days=number)

    @contextmanager
    def on(self, number: int, hour: int = 9, minute: int = 0) -> Iterator[None]:
        """The clock stands at this hour of a day in the program's zone."""
        with at(self.day(number), hour, minute, self.zone):
            yield

    def another(self) -> Enrolment:
        """One more scholar, there from the first day."""
        with self.on(0):
            return self.make.enrolment(self.cohort)


@contextmanager
def at(day: date, hour: int = 9, minute: int = 0, zone: str = "UTC") -> Iterator[None]:
    with clock.fixed(datetime.combine(day, time(hour, minute), ZoneInfo(zone))):
        yield


def gathering(
    make: Factory,
    *,
    first: date = FIRST,
    zone: str = "UTC",
    gate: Gate | None = None,
    works: int = 3,
    program: Program | None = None,
) -> Gathering:
    """A cohort set up ten days before training, and a scholar who is there from the first day."""
    zone = program.time_zone if program else zone
    end = first + timedelta(days=LAST)
    research = first + timedelta(days=RESEARCH)
    with at(first - timedelta(days=10), zone=zone):
        program = program or make.program(time_zone=zone)
        cohort = make.cohort(
            program,
            phases=[
                PhaseDates(PhaseKind.TRAINING, first, end, gate),
                PhaseDates(PhaseKind.RESEARCH, research, research + timedelta(days=83)),
            ],
        )

        def someone(role: Role, *, whole: bool = False) -> Person:
            return make.role(make.person(), role, cohort, whole_program=whole)

        mara, milo, rhea = (someone(Role.MENTOR) for _ in range(3))
        sam, lea = someone(Role.STAFF, whole=True), someone(Role.LEAD, whole=True)
        pia, paul = (someone(Role.PANEL_MEMBER) for _ in range(2))
    with at(first, zone=zone):
        scholar = make.enrolment(cohort)
        made = [make.work(scholar) for _ in range(works)]
    return Gathering(
        make, program, cohort, make.training(cohort), scholar, first,
        mara, milo, rhea, sam, lea, pia, paul, made,
    )  # fmt: skip


def limited(first: date = FIRST, *, places: int = 8, stops: bool = True) -> Gate:
    """A gate with limited places, at which a stop is possible unless said otherwise."""
    end = first + timedelta(days=LAST)
    return Gate(
        GateDefault.CAPACITY_LIMITED,
        end - timedelta(days=NOTICE_DAYS) if stops else None,
        end + timedelta(days=DECISION_DAYS),
        places=places,
    )


def form(
    gate: Gathering, mentor: Person, work: int, relation: Relation, *, day: int = 30, **answers: Any
) -> Any:
    """A form on the scholar, asked for and filed on a day, with a low Overall."""
    with gate.on(day):
        asked = gate.make.assignment(
            gate.scholar, mentor, gate.works[work], relation=relation, due_on=gate.day(day)
        )
        return gate.make.form(asked, **{"overall": 2, **answers})


def forms(gate: Gathering, without: str = "") -> None:
    """Three people on two works, one of whom is no mentor; less, where a piece is to be missing."""
    form(gate, gate.mara, 0, Relation.PRIMARY_MENTOR)
    if without != "people":
        form(gate, gate.milo, 0, Relation.SECOND_MENTOR)
    own = Relation.SECOND_MENTOR if without == "non_mentors" else Relation.BLIND_REVIEWER
    form(gate, gate.rhea, 0 if without == "works" else 1, own)


def told(gate: Gathering, *, day: int = TOLD, proven: int | None = TOLD, target: int = TARGET) -> Concern:
    """A concern of staff, opened on a day, and read on another one if it is."""
    with gate.on(day):
        made = actions.open_concern(
            gate.make.session,
            gate.sam,
            enrolment=gate.scholar,
            text=TEXT,
            targets=[Aim("One clean run of the baseline", gate.day(target))],
            help_offered=HELP,
            notice=NOTICE,
        )
    if proven is not None:
        with gate.on(proven):
            actions.acknowledge(gate.make.session, gate.scholar.person, concern=made)
    return made


def planned(gate: Gathering, concern: Concern, *, day: int = TOLD + 2, review: int = REVIEWED) -> None:
    with gate.on(day):
        plans.make_plan(
            gate.make.session,
            gate.sam,
            concern=concern,
            help_given="An hour on Fridays.",
            owner_id=gate.sam.id,
            review_on=gate.day(review),
        )


def judged(
    gate: Gathering, concern: Concern, verdict: Verdict = Verdict.NOT_MET, *, day: int = REVIEWED, **more: Any
) -> None:
    """Both people say the same of a plan."""
    with gate.on(day):
        for person in (gate.sam, gate.lea):
            plans.judge(
                gate.make.session, person, concern=concern, verdict=verdict, text="None of it ran.", **more
            )


def viewed(
    gate: Gathering, *views: tuple[Person, Outcome], day: int = VIEWED, scholar: Enrolment | None = None
) -> None:
    """These people sit on the scholar's panel and file these views."""
    session, enrolment = gate.make.session, scholar or gate.scholar
    with gate.on(day):
        for person, _view in views:
            panels.appoint(session, gate.sam, enrolment=enrolment, phase=gate.phase, person=person)
        for person, view in views:
            room = decision_queries.case(session, enrolment.id, gate.phase.id)
            assert room is not None
            panels.file_view(session, person, room=room, view=view, reasons="As I see it.")


def ready(gate: Gathering, without: str = "") -> Concern | None:
    """Everything that a stop on day 70 needs, but for one piece."""
    forms(gate, without)
    concern = None
    if without == "notice":
        concern = told(gate, day=NOTICE_BY + 1, proven=NOTICE_BY + 1, target=NOTICE_BY + 15)
    elif without == "response":
        concern = told(gate, target=VIEWED)
    elif without != "concern":
        concern = told(gate, proven=None if without == "proof" else TOLD)
    if concern is not None:
        review = {"notice": NOTICE_BY + 15, "response": VIEWED}.get(without, REVIEWED)
        planned(gate, concern, day=NOTICE_BY + 1 if without == "notice" else TOLD + 2, review=review)
        if without not in ("plan", "proof"):
            judged(gate, concern, day=review)
    first, second = gate.pia, gate.paul
    if without == "panel_others":
        for person in (gate.mara, gate.milo):
            gate.make.role(person, Role.PANEL_MEMBER, gate.cohort)
        first, second = gate.mara, gate.milo
    views = [(first, Outcome.STOP)]
    if without != "panel":
        views.append((second, Outcome.CONTINUE if without == "agreement" else Outcome.STOP))
    viewed(gate, *views)
    return concern


def whole(make: Factory) -> Gathering:
    """A gate with everything that a stop on day 70 needs."""
    gate = gathering(make)
    ready(gate)
    return gate


def decide(
    gate: Gathering,
    wanted: Wanted = STOP,
    *,
    actor: Person | None = None,
    day: int = VIEWED,
    scholar: Enrolment | None = None,
    **changes: Any,
) -> GateDecision:
    with gate.on(day):
        return decisions.decide(
            gate.make.session,
            actor or gate.sam,
            enrolment=scholar or gate.scholar,
            phase=gate.phase,
            wanted=replace(wanted, **changes),
        )


def defaults(gate: Gathering, number: int, hour: int = 9, minute: int = 0) -> list[GateDecision]:
    """What the daily run writes down at this hour of a day."""
    with gate.on(number, hour, minute):
        return decisions.apply_defaults(gate.make.session, gate.program)


def away(
    gate: Gathering, from_day: int, *, said_on: int | None = None, scholar: Enrolment | None = None
) -> Any:
    with gate.on(from_day if said_on is None else said_on):
        return dates.begin_leave(
            gate.make.session, gate.sam, enrolment=scholar or gate.scholar, from_on=gate.day(from_day)
        )


def back(gate: Gathering, leave: Any, number: int, *, said_on: int | None = None) -> None:
    with gate.on(number if said_on is None else said_on):
        dates.end_leave(gate.make.session, gate.sam, leave=leave, back_on=gate.day(number))
