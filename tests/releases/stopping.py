"""Cases at any state, and what people do about stops, for tests of stops and incidents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.releases.casting import SEAL, Bench, a_case
from tracker import clock
from tracker.people.models import Person
from tracker.releases import (
    cases,
    containment,
    declarations,
    incident_queries,
    reports,
    retractions,
    seats,
    stop_queries,
    stops,
)
from tracker.releases.incident_models import Containment, StepResult
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState
from tracker.releases.stop_models import Stop

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
# What must be found in no plain place.
CANARY = "zanzibar-canary"


def at(session: Session, case: Case, state: CaseState, *, tier: int = 1) -> Case:
    """The case as it stands in a state, without the way there."""
    case.state, case.state_since = state, clock.now()
    if state is not CaseState.DRAFT:
        case.submitted_at, case.tier = clock.now(), max(tier, 2 if state is CaseState.FORMAL else 1)
    session.flush()
    return case


def seated(session: Session, case: Case, bench: Bench) -> None:
    """Coordinator, deputy and two reviewers of a case."""
    case.coordinator_id, case.deputy_id = bench.cora.id, bench.dev.id
    session.flush()
    session.refresh(case)
    for person in (bench.rhea, bench.ravi):
        cases.add_person(session, bench.cora, case=case, person=person, role=CaseRole.REVIEWER)


def later(**passed: int):
    return clock.fixed(START + timedelta(**passed))


def stopped(session: Session, person: Person, case: Case, *, reasons: bool = True) -> Stop:
    stop = stops.stop(session, person, case=case)
    if reasons:
        stops.give_reasons(session, person, seal=SEAL, case=case, stop=stop, text=f"Seen: {CANARY}")
    return stop


def say(session: Session, person: Person, case: Case, after: CaseState) -> CaseState | None:
    stop = stop_queries.open_stop(session, case.id)
    assert stop is not None
    return stops.say(session, person, seal=SEAL, case=case, stop=stop, after=after, reason=f"Why {CANARY}")


def tried(session: Session, cast: Cast, bench: Bench) -> dict[str, int]:
    """Cases and rows at which the pages of stops, incidents and looks back are tried."""
    stopped_case, settling, asked_back = (_out(session, cast, bench) for _ in range(3))
    stopped(session, bench.rhea, stopped_case, reasons=False)
    stopped(session, bench.rhea, settling)
    incident = incident_queries.open_one(session, settling.id)
    assert incident is not None
    containment.begin(session, bench.cora, case=settling, incident=incident)
    containment.agree(session, bench.dev, case=settling, incident=incident)
    for step in Containment:
        done = StepResult.DONE
        containment.see_to(session, bench.cora, case=settling, incident=incident, step=step, result=done)
    people = [bench.pia, bench.paul, bench.petra]
    question = retractions.ask(
        session, bench.cora, seal=SEAL, case=asked_back, people=people, text="Why it may go"
    )
    declarations.declare(session, SEAL, bench.pia, case=asked_back, hard=(), soft=())
    seats.take(session, bench.pia, case=asked_back, panel=question.panel)
    with clock.fixed(clock.now() - timedelta(days=200)):
        long_out = _out(session, cast, bench)
    report = reports.file(session, cast.ben.person, seal=SEAL, program_id=cast.program.id, text="Seen")
    return {
        "stopped_id": stopped_case.id,
        "settling_id": settling.id,
        "asked_back_id": asked_back.id,
        "long_out_id": long_out.id,
        "number": 1,
        "since_step": 2,
        "month": 6,
        "report_id": report.id,
    }


# Page → the case that it is looked at in, by its name above.
TRIED_ON = {
    **dict.fromkeys(("releases.stopped", "releases.give_stop_reasons"), "stopped_id"),
    **dict.fromkeys(
        ("releases.begin_containment", "releases.ask_retraction", "releases.retraction"), "stopped_id"
    ),
    **{
        f"releases.{name}": "settling_id"
        for name in ("say_after_stop", "incident", "agree_containment", "see_to_step")
    },
    **dict.fromkeys(("releases.note_incident", "releases.close_incident"), "settling_id"),
    "releases.answer_retraction": "asked_back_id",
    "releases.look_back": "long_out_id",
}
# Page → who sends its form, and where it stands.
SENT_BY = {
    "releases.give_stop_reasons": ("rhea", "/reviews/{stopped_id}/stopped"),
    "releases.say_after_stop": ("cora", "/reviews/{settling_id}/stopped"),
    "releases.stop_case": ("ada", "/reviews/{case_id}/stop"),
    "releases.disclosed": ("cora", "/reviews/{case_id}/disclosed"),
    "releases.note_incident": ("cora", "/reviews/{settling_id}/incidents/1"),
    "releases.close_incident": ("cora", "/reviews/{settling_id}/incidents/1"),
    "releases.ask_retraction": ("cora", "/reviews/{stopped_id}/retraction"),
    "releases.answer_retraction": ("pia", "/reviews/{asked_back_id}/retraction"),
    "releases.look_back": ("ada", "/reviews/{long_out_id}/look-back/2/6"),
    "releases.report": ("ada", "/reviews/report"),
    "releases.answer_report": ("cora", "/reviews/reports/{report_id}"),
}


def _out(session: Session, cast: Cast, bench: Bench) -> Case:
    """A case that went out."""
    case = a_case(session, cast.ada.person, cast.sprint)
    seated(session, case, bench)
    at(session, case, CaseState.CLEARED)
    cases.move(session, case.author, case=case, transition="T12", to=CaseState.PUBLISHED)
    return case
