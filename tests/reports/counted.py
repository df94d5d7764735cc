"""A cohort of eight in the middle of research whose numbers can be counted by hand.

Days count from the first day of training, ten weeks that ended eight weeks ago; research began two weeks
later. Ann, Bob, Cat and Dan went on by default, and Dan left research on day 116. Eve left training on day
20. Fay was stopped by a lead's override and told nothing yet; Gus asked to come back later; Hal left before
the first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests.advancement.raising import arrived
from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.surveys.asking import answered, levels
from tracker import clock
from tracker.advancement import actions as concerns
from tracker.advancement import decisions
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.letter_models import Letter, LetterKind
from tracker.cohorts import actions as cohorts
from tracker.cohorts.models import Cohort, Enrolment, Phase, PhaseKind
from tracker.evaluations import actions as filing
from tracker.evaluations import setup as asking
from tracker.evaluations.answers import Relation, Trend
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.models import Work
from tracker.surveys import setup
from tracker.surveys.questions import NOT_SURE, Slot

BEGAN = 126  # days ago
LAST, DECIDED, RESEARCH = 69, 73, 84
NAMES = ("Ann", "Bob", "Cat", "Dan", "Eve", "Fay", "Gus", "Hal")
BECAUSE = "Nobody was there to rate."


@dataclass
class Counted:
    """The cohort with its scholars by first name, its mentors, and what was decided against Fay."""

    cast: Cast
    cohort: Cohort
    scholars: dict[str, Enrolment]
    mia: Person
    max: Person
    rae: Person  # reviews blind, and mentors nobody
    stop: GateDecision
    days: Days

    @property
    def training(self) -> Phase:
        return cohorts.phase_of(self.cohort, PhaseKind.TRAINING)

    @property
    def today(self) -> date:
        return clock.today(self.cohort.program.time_zone)


@dataclass(frozen=True)
class Days:
    """Days by their number, the first of training being 0."""

    first: date

    def __getitem__(self, number: int) -> date:
        return self.first + timedelta(days=number)

    def on(self, number: int, hour: int = 9):
        return clock.fixed(datetime.combine(self[number], time(hour), UTC))


def build(make: Factory) -> Counted:
    cast = build_cast(make)
    days = Days(clock.today() - timedelta(days=BEGAN))
    with days.on(-30):
        cohort = make.cohort(cast.program, "summer", name="Summer", phases=make.phases(days[0]))
        scholars = {name: make.enrolment(cohort, make.person(f"{name} Scholar")) for name in NAMES}
        mia, max_ = (make.role(make.person(name), Role.MENTOR, cohort) for name in ("Mia M", "Max M"))
        rae = make.role(make.person("Rae R"), Role.MENTOR, cohort)
        setup.set_counts(make.session, cast.sam, cohort=cohort, applied=40, accepted=9)
    with days.on(-2):
        cohorts.withdraw(make.session, cast.sam, enrolment=scholars["Hal"], on=days[-2])
    found = Counted(cast, cohort, scholars, mia, max_, rae, GateDecision(), days)
    _forms(make, found)
    _surveys(make, found)
    with days.on(30):
        raised = arrived(make.session, mia, scholars["Bob"])
        concerns.withdraw(make.session, mia, concern=raised, reason="It was a mistake.")
    with days.on(20):
        cohorts.withdraw(make.session, cast.sam, enrolment=scholars["Eve"], on=days[20])
    found.stop = _gate(make, found)
    _research(make, found)
    with days.on(116):
        cohorts.withdraw(make.session, cast.sam, enrolment=scholars["Dan"], on=days[116])
    return found


def _asked(make: Factory, found: Counted, who: str, mentor: Person, work: Work, due: int, **values):
    return make.assignment(found.scholars[who], mentor, work, due_on=found.days[due], **values)


def _filed(make: Factory, found: Counted, assignment, number: int, minutes: int, **answers):
    with found.days.on(number, 12):
        return make.form(assignment, opened_at=clock.now() - timedelta(minutes=minutes), **answers)


def _forms(make: Factory, found: Counted) -> None:
    """Five filed in training, one of them late and one without an Overall; one overdue, one excused."""
    who, second, blind = found.scholars, Relation.SECOND_MENTOR, Relation.BLIND_REVIEWER
    with found.days.on(1):
        of_ann, of_bob, of_cat, of_eve = (make.work(who[name]) for name in ("Ann", "Bob", "Cat", "Eve"))
        ann = _asked(make, found, "Ann", found.mia, of_ann, 30)
        ann_second = _asked(make, found, "Ann", found.max, of_ann, 30, relation=second)
        ann_blind = _asked(make, found, "Ann", found.rae, of_ann, 30, relation=blind)
        bob = _asked(make, found, "Bob", found.mia, of_bob, 30)
        bob_second = _asked(make, found, "Bob", found.max, of_bob, 30, relation=second)
        _asked(make, found, "Cat", found.max, of_cat, 40)
        excused = _asked(make, found, "Cat", found.rae, of_cat, 40, relation=blind)
        asking.excuse(make.session, found.cast.sam, assignment=excused)
        _asked(make, found, "Eve", found.max, of_eve, 40)
    usual = {"rigor": 3, "execution": 4}
    first = _filed(make, found, ann, 28, 2, overall=4, criteria={"rigor": 5}, trend=Trend.FIRST)
    _filed(make, found, ann_second, 30, 4, overall=5, criteria=usual, trend=Trend.BETTER)
    _filed(make, found, ann_blind, 35, 12, overall=3, criteria=usual)
    _filed(make, found, bob, 30, 2, overall=2, criteria=usual, trend=Trend.WORSE)
    _filed(make, found, bob_second, 30, 2, overall=None, criteria=usual)
    with found.days.on(40):  # what was filed in time stays so, and took as long as it took
        form = filing.queries.own_assignment(make.session, ann.id, found.mia.id).form
        answers = filing.answers_of(form)
        filing.amend(make.session, found.mia, form=form, answers=answers, base_version=1)
    assert first.id == form.id


def _surveys(make: Factory, found: Counted) -> None:
    """Intake answered by four of seven, the self-assessments by three and by two; each is over."""
    session, who = make.session, found.scholars
    with found.days.on(-7):
        slots = {Slot.INTAKE: (-7, 13), Slot.SELF_START: (0, 6), Slot.SELF_END: (LAST - 6, LAST + 3)}
        made = {
            slot: setup.switch_on(
                session,
                None,
                cohort=found.cohort,
                slot=slot,
                opens_on=found.days[opens],
                closes_on=found.days[closes],
            )
            for slot, (opens, closes) in slots.items()
        }
    said = {
        Slot.INTAKE: {
            "Ann": {"education": "master", "plans": ["doctorate", "own"], "track": "Evals"},
            "Bob": {"education": "master", "plans": ["own"]},
            "Cat": {"education": "doctorate"},
            "Eve": {"track": " evals "},
        },
        Slot.SELF_START: {
            "Ann": levels(rigor=2, execution=3),
            "Bob": levels(rigor=3),
            "Cat": levels(rigor=5),
        },
        Slot.SELF_END: {
            "Ann": {**levels(rigor=4), "criterion-execution": NOT_SURE},
            "Bob": levels(rigor=3, execution=2),
        },
    }
    for slot, at in ((Slot.INTAKE, 2), (Slot.SELF_START, 3), (Slot.SELF_END, LAST)):
        with found.days.on(at):
            for name, answers in said[slot].items():
                answered(session, made[slot], who[name], answers)


def _gate(make: Factory, found: Counted) -> GateDecision:
    session, lea, phase = make.session, found.cast.lea, found.training
    with found.days.on(DECIDED):
        wanted = Wanted(Outcome.STOP, reasons="No run in ten weeks.", override=True, because=BECAUSE)
        stop = decisions.decide(session, lea, enrolment=found.scholars["Fay"], phase=phase, wanted=wanted)
        wanted = Wanted(
            Outcome.DEFERRED, reasons="As asked.", wish="My mother is ill; I come back in spring."
        )
        decisions.decide(session, lea, enrolment=found.scholars["Gus"], phase=phase, wanted=wanted)
    with found.days.on(LAST + 8):
        decisions.apply_defaults(session, found.cast.program)
    return stop


def _research(make: Factory, found: Counted) -> None:
    """Two of three forms are in; the third is due in five days."""
    phase = cohorts.phase_of(found.cohort, PhaseKind.RESEARCH)
    with found.days.on(RESEARCH + 1):
        works = {name: make.work(found.scholars[name], phase=phase) for name in ("Ann", "Bob", "Cat")}
        ann = _asked(make, found, "Ann", found.mia, works["Ann"], 110)
        bob = _asked(make, found, "Bob", found.mia, works["Bob"], 110)
        _asked(make, found, "Cat", found.mia, works["Cat"], BEGAN + 5)
    _filed(make, found, ann, 100, 3, overall=5, criteria={"rigor": 4}, trend=Trend.BETTER)
    _filed(make, found, bob, 101, 5, overall=4, criteria={"rigor": 4}, trend=Trend.SAME)


def letter_to_fay(counted: Counted, sent_on: date) -> Letter:
    """The letter that tells Fay, as it would have gone out."""
    return Letter(
        enrolment_id=counted.stop.enrolment_id,
        kind=LetterKind.STOP,
        decision_id=counted.stop.id,
        subject="Your training",
        body="It ends here.",
        digest="0" * 64,
        sent_on=sent_on,
        written_by_id=counted.cast.lea.id,
    )
