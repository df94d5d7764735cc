"""When something got out: who says so, what two people do first, and that nothing of it is told outside."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.page import count_rows
from tests.properties import given, st
from tests.releases.casting import SEAL, a_case
from tests.releases.stopping import CANARY, START, at, seated, stopped
from tracker import audit, clock
from tracker.permissions import Role
from tracker.reasons import Refused
from tracker.releases import containment, incident_queries, incident_rules, incidents, reports, stop_queries
from tracker.releases.incident_models import (
    Containment,
    Incident,
    IncidentCause,
    Report,
    ReportOutcome,
    StepResult,
)
from tracker.releases.incident_rules import Actor, Happening
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseRole, CaseState


@pytest.fixture(autouse=True)
def moment():
    with clock.fixed(START):
        yield


@pytest.fixture
def case(session, cast, bench):
    made = a_case(session, cast.ada.person, cast.sprint)
    seated(session, made, bench)
    return made


@pytest.fixture
def incident(session, case, bench):
    at(session, case, CaseState.PUBLISHED)
    stopped(session, bench.rhea, case)
    return incident_queries.open_one(session, case.id)


def refused(code, act):
    with pytest.raises(Refused) as error:
        act()
    assert error.value.decision.code == code


def test_containment_takes_two_people_before_a_line_is_marked(session, case, bench, incident):
    about = {"case": case, "incident": incident}
    refused("containment_not_begun", lambda: containment.agree(session, bench.dev, **about))
    refused("incident_not_yours", lambda: containment.begin(session, bench.rhea, **about))
    containment.begin(session, bench.cora, **about)
    refused("containment_second", lambda: containment.agree(session, bench.cora, **about))
    refused("incident_not_yours", lambda: containment.agree(session, case.author, **about))
    step = {"step": Containment.HOSTS, "result": StepResult.DONE}
    refused("containment_one_person", lambda: containment.see_to(session, bench.cora, **about, **step))
    containment.agree(session, bench.ravi, **about)
    containment.see_to(session, bench.cora, **about, **step)
    containment.see_to(session, bench.cora, **about, **step)
    assert [one.step for one in incident_queries.open_one(session, case.id).steps] == [Containment.HOSTS]


def test_it_is_closed_when_every_line_was_seen_to(session, case, bench, incident):
    about = {"case": case, "incident": incident}

    def close():
        incidents.close(session, bench.cora, seal=SEAL, **about, text=f"Over: {CANARY}")

    refused("containment_one_person", close)
    containment.begin(session, bench.cora, **about)
    containment.agree(session, bench.dev, **about)
    refused("containment_open", close)
    for step in Containment:
        containment.see_to(session, bench.dev, **about, step=step, result=StepResult.NOT_NEEDED)
    close()
    refused("incident_closed", close)
    assert incident_queries.open_one(session, case.id) is None


def test_the_log_is_sealed_and_proved_and_its_writers_judge_or_handle_the_case(
    session, case, bench, incident
):
    def write(person):
        incidents.write_down(session, person, seal=SEAL, case=case, incident=incident, text=CANARY)

    refused("incident_not_yours", lambda: write(case.author))
    refused("incident_not_yours", lambda: write(bench.aude))
    write(bench.ravi)
    (line,) = incident_queries.open_one(session, case.id).notes
    entry = session.scalars(sa.select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()
    assert entry.change["sha256"] == stop_queries.digest(line.text)
    entries = " ".join(str(one.change) for one in session.scalars(sa.select(audit.AuditEntry)))
    assert CANARY not in entries


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.DISCLOSED_UNREVIEWED}))
def test_from_every_state_a_coordinator_can_say_that_it_is_out(session, case, bench, state):
    if state is CaseState.SUSPENDED:
        at(session, case, CaseState.FORMAL)
        stopped(session, bench.rhea, case)
    at(session, case, state)
    for person in (case.author, bench.rhea, bench.aude):
        refused(
            "incident_not_yours",
            lambda who=person: incidents.disclose(session, who, seal=SEAL, case=case, text="Seen"),
        )
    made = incidents.disclose(session, bench.cora, seal=SEAL, case=case, text=f"Seen: {CANARY}")
    assert case.state is CaseState.DISCLOSED_UNREVIEWED
    assert made.cause is IncidentCause.DISCLOSED
    assert stop_queries.open_stop(session, case.id) is None
    refused(
        "disclosed_already",
        lambda: incidents.disclose(session, bench.cora, seal=SEAL, case=case, text="Again"),
    )


def test_authors_who_say_it_is_out_already_open_an_incident_once(session, case, bench):
    first = incidents.open_one(session, case.author, case=case, cause=IncidentCause.ALREADY_OUT)
    assert incidents.open_one(session, None, case=case, cause=IncidentCause.EXTERNAL_INTENT) is first
    assert count_rows(session, Incident) == 1
    told = set(session.scalars(sa.select(Notice.person_id)))
    assert {bench.cora.id, bench.dev.id} <= told


def test_a_report_is_sealed_and_reaches_the_coordinators_of_its_program_alone(session, cast, bench):
    made = reports.file(session, cast.ben.person, seal=SEAL, program_id=cast.program.id, text=CANARY)
    assert set(session.scalars(sa.select(Notice.person_id))) == {bench.cora.id, bench.dev.id}
    assert CANARY.encode() not in made.text.body
    for person in (cast.sam, cast.lea, bench.rhea, cast.outsider):
        refused(
            "incident_not_yours",
            lambda who=person: reports.dismiss(session, who, seal=SEAL, report=made, answer="Nothing"),
        )
    refused("reply_empty", lambda: reports.dismiss(session, bench.cora, seal=SEAL, report=made, answer=" "))
    reports.dismiss(session, bench.cora, seal=SEAL, report=made, answer="It was approved.")
    refused("report_handled", lambda: reports.dismiss(session, bench.dev, seal=SEAL, report=made, answer="x"))


def test_nobody_answers_a_report_of_their_own(session, cast, bench):
    made = reports.file(session, bench.cora, seal=SEAL, program_id=cast.program.id, text="Seen")
    refused("report_own", lambda: reports.dismiss(session, bench.cora, seal=SEAL, report=made, answer="No"))


def test_a_report_that_holds_takes_the_case_to_disclosed(session, cast, case, bench, make):
    made = reports.file(session, None, seal=SEAL, program_id=cast.program.id, text="Seen")
    answer = {"seal": SEAL, "report": made, "case": case, "answer": f"It is: {CANARY}"}
    make.role(bench.rhea, Role.COORDINATOR, cast.cohort)  # of one cohort, not of the program
    refused("incident_not_yours", lambda: reports.confirm(session, bench.rhea, **answer))
    reports.confirm(session, bench.cora, **answer)
    assert case.state is CaseState.DISCLOSED_UNREVIEWED
    (kept,) = session.scalars(sa.select(Report))
    assert (kept.outcome, kept.case_id) == (ReportOutcome.DISCLOSED, case.id)
    second = reports.file(session, None, seal=SEAL, program_id=cast.program.id, text="Seen too")
    reports.confirm(session, bench.dev, seal=SEAL, report=second, case=case, answer="Known")
    assert count_rows(session, Incident) == 1


HAPPENINGS = st.builds(
    Happening,
    begun_by=st.none() | st.integers(1, 3),
    agreed_by=st.none() | st.integers(1, 3),
    seen_to=st.frozensets(st.sampled_from(Containment)),
    closed=st.booleans(),
)
ACTORS = st.builds(
    Actor,
    person=st.integers(1, 3),
    roles=st.frozensets(st.sampled_from(CaseRole), max_size=3),
    barred=st.booleans(),
    desk=st.booleans(),
)


@given(HAPPENINGS, ACTORS)
def test_no_incident_is_closed_by_one_person_nor_with_a_line_left(incident, actor):
    if incident_rules.may_close(incident, actor, "Over"):
        assert incident.agreed_by is not None
        assert incident.seen_to == set(Containment)
        assert actor.handles
    if incident_rules.may_agree(incident, actor):
        assert incident.begun_by not in (None, actor.person)
        assert not actor.barred
