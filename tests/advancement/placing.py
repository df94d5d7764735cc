"""A cohort at a gate with limited places, rated so that some of its people are clear and some are not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from tests.evaluations.rated import rated
from tests.factories import Factory
from tracker import clock
from tracker.advancement import decisions
from tracker.advancement import places as places_
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import Outcome
from tracker.cohorts.models import Cohort, Enrolment, GateDefault, Phase, PhaseKind, Program
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.people.models import Person
from tracker.permissions import Role

BAND_OVERALLS = ((4, 5), (3, 3), (2, 3), (4, 4))


@dataclass
class Gathering:
    """The cohort, the phase whose gate limits places, its scholars, and who works on it."""

    cohort: Cohort
    phase: Phase
    scholars: list[Enrolment]
    mentors: list[Person]
    staff: Person
    panel: Person


def gathering(
    make: Factory,
    *,
    places: int = 2,
    overalls=BAND_OVERALLS,
    program: Program | None = None,
    slug: str | None = None,
) -> Gathering:
    """Training began four weeks ago and ends in a week; all forms are in."""
    start = clock.today() - timedelta(weeks=4)
    end = start + timedelta(weeks=5, days=-1)
    gate = Gate(GateDefault.CAPACITY_LIMITED, None, end + timedelta(days=7), places=places)
    research = end + timedelta(weeks=4)
    with clock.fixed(clock.now() - timedelta(weeks=8)):
        cohort = make.cohort(
            program,
            slug,
            phases=[
                PhaseDates(PhaseKind.TRAINING, start, end, gate),
                PhaseDates(PhaseKind.RESEARCH, research, research + timedelta(weeks=10)),
            ],
        )
    found = rated(make, cohort, overalls)
    return Gathering(
        cohort=cohort,
        phase=make.training(cohort),
        scholars=found.scholars,
        mentors=found.mentors,
        staff=make.role(make.person(), Role.STAFF, cohort, whole_program=True),
        panel=make.role(make.person(), Role.PANEL_MEMBER, cohort),
    )


@contextmanager
def on(day, hour: int = 9) -> Iterator[None]:
    with clock.fixed(datetime.combine(day, time(hour), UTC)):
        yield


def while_open(gate: Gathering):
    """The last day of the phase, when forms may still be filed."""
    return on(gate.phase.ends_on)


def after_forms(gate: Gathering, days: int = 0):
    """The first day on which no form can be filed any more, and days after it."""
    return on(gate.phase.forms_close_on + timedelta(days=1 + days))


def drawn(make: Factory, program: Program, slug: str) -> Gathering:
    """The same some weeks ago: a lot prepared, scholars sorted, the lot drawn, two of them decided."""
    with clock.fixed(clock.now() - timedelta(weeks=3)):
        gate = gathering(make, program=program, slug=slug)
    with while_open(gate):
        places_.commit_lot(make.session, gate.staff, phase=gate.phase)
    lead = make.role(make.person(), Role.LEAD, gate.cohort, whole_program=True)
    with after_forms(gate):
        places_.sort(make.session, gate.staff, phase=gate.phase)
        order = places_.draw(make.session, gate.staff, phase=gate.phase).drawn_order or []
        by_id = {one.id: one for one in gate.scholars}
        none = Wanted(
            Outcome.NOT_PLACED,
            reasons="The lot decided.",
            override=True,
            because="Two people rated, not three.",
        )
        for key, wanted in ((order[0], Wanted(Outcome.CONTINUE)), (order[-1], none)):
            decisions.decide(make.session, lead, enrolment=by_id[key], phase=gate.phase, wanted=wanted)
    return gate
