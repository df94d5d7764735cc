"""An emergency stop as it is lived: at once, in sealed words, and lifted by two others or by the panel."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.page import count_rows
from tests.releases.casting import SEAL, a_case
from tests.releases.stopping import CANARY, START, at, later, say, seated, stopped
from tracker import audit, clock
from tracker.reasons import Refused
from tracker.releases import incident_queries, stop_queries, stops
from tracker.releases.incident_models import IncidentCause
from tracker.releases.models import CaseStep
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState
from tracker.releases.states import STOPPABLE
from tracker.releases.stop_models import Stop


@pytest.fixture(autouse=True)
def moment():
    with clock.fixed(START):
        yield


@pytest.fixture
def case(session, cast, bench):
    made = a_case(session, cast.ada.person, cast.sprint)
    seated(session, made, bench)
    return made


def refused(code, act):
    with pytest.raises(Refused) as error:
        act()
    assert error.value.decision.code == code


def test_a_second_stop_is_refused_and_leaves_the_first(session, case, bench):
    at(session, case, CaseState.EXPEDITED)
    first = stops.stop(session, bench.rhea, case=case)
    refused("stop_already", lambda: stops.stop(session, bench.ravi, case=case))
    assert stop_queries.open_stop(session, case.id) is first
    assert count_rows(session, Stop) == 1


@pytest.mark.parametrize("state", sorted(STOPPABLE))
def test_every_state_that_can_be_stopped_is_stopped_at_once(session, case, bench, state):
    at(session, case, state)
    stop = stops.stop(session, bench.rhea, case=case)
    assert case.state is CaseState.SUSPENDED
    assert stop.before is state
    assert case.closed_at is None
    told = set(session.scalars(sa.select(Notice.person_id).where(Notice.what == "stop")))
    assert {case.author_id, bench.cora.id, bench.dev.id, bench.ravi.id} <= told
    assert bench.rhea.id not in told


def test_only_what_is_out_becomes_an_incident(session, case, bench):
    at(session, case, CaseState.CLEARED)
    stops.stop(session, bench.rhea, case=case)
    assert incident_queries.open_one(session, case.id) is None
    at(session, case, CaseState.DRAFT)
    session.delete(stop_queries.open_stop(session, case.id))
    at(session, case, CaseState.PUBLISHED)
    stops.stop(session, bench.rhea, case=case)
    found = incident_queries.open_one(session, case.id)
    assert found is not None
    assert found.cause is IncidentCause.STOPPED


def test_without_reasons_nobody_lifts_it_for_two_days_and_then_only_with_a_coordinator(session, case, bench):
    at(session, case, CaseState.PUBLISHED)
    stopped(session, case.author, case, reasons=False)
    refused("stop_reasons_awaited", lambda: say(session, bench.cora, case, CaseState.PUBLISHED))
    with later(hours=49):
        assert say(session, bench.rhea, case, CaseState.PUBLISHED) is None
        assert say(session, bench.ravi, case, CaseState.PUBLISHED) is None
        assert case.state is CaseState.SUSPENDED
        assert say(session, bench.dev, case, CaseState.PUBLISHED) is CaseState.PUBLISHED
    assert case.state is CaseState.PUBLISHED


def test_who_stopped_it_and_who_made_it_do_not_lift_it(session, case, bench):
    at(session, case, CaseState.EXPEDITED)
    stopped(session, bench.rhea, case)
    refused("stop_by_stopper", lambda: say(session, bench.rhea, case, CaseState.EXPEDITED))
    refused("stop_not_settled_by_you", lambda: say(session, case.author, case, CaseState.EXPEDITED))
    refused("stop_no_way_there", lambda: say(session, bench.ravi, case, CaseState.APPROVED))
    assert case.state is CaseState.SUSPENDED


def test_who_lost_their_role_is_not_heard_any_more(session, case, bench):
    at(session, case, CaseState.EXPEDITED)
    stopped(session, case.author, case)
    assert say(session, bench.rhea, case, CaseState.EXPEDITED) is None
    bench.rhea.role_grants.clear()
    session.flush()
    assert say(session, bench.ravi, case, CaseState.EXPEDITED) is None
    assert say(session, bench.cora, case, CaseState.EXPEDITED) is CaseState.EXPEDITED


def test_sent_to_the_panel_it_needs_a_panel_from_then_on(session, case, bench):
    at(session, case, CaseState.EXPEDITED)
    stopped(session, case.author, case)
    say(session, bench.rhea, case, CaseState.FORMAL)
    assert say(session, bench.cora, case, CaseState.FORMAL) is CaseState.FORMAL
    assert (case.state, case.tier) == (CaseState.FORMAL, 2)


def test_reasons_are_given_once_by_who_stopped_it_and_are_sealed(session, case, bench):
    at(session, case, CaseState.PUBLISHED)
    stop = stopped(session, bench.rhea, case)

    def again(person):
        return lambda: stops.give_reasons(
            session, person, seal=SEAL, case=case, stop=stop, text="Something else"
        )

    refused("stop_not_yours", again(bench.cora))
    refused("stop_reasons_given", again(bench.rhea))
    entries = list(session.scalars(sa.select(audit.AuditEntry)))
    assert any(one.action == "stop.reasons" and "sha256" in one.change for one in entries)
    assert not any(CANARY in str(one.change) for one in entries)
    assert CANARY.encode() not in stop.reasons.body
    assert list(audit.broken_links(session)) == []


def test_after_seven_days_the_panel_has_it_and_nothing_was_let_on(session, case, bench):
    at(session, case, CaseState.PUBLISHED)
    stopped(session, bench.rhea, case)
    with later(days=7):
        assert not stops.end_overdue(session, case)
    with later(days=8):
        assert [one.id for one in stop_queries.overdue(session, case.program_id, clock.today())] == [case.id]
        assert stops.end_overdue(session, case)
        assert not stops.end_overdue(session, case)
    assert (case.state, case.tier) == (CaseState.FORMAL, 2)
    (last,) = session.scalars(sa.select(CaseStep).where(CaseStep.transition == "T19"))
    assert (last.actor_id, last.code) == (None, "overdue")


def test_a_draft_that_was_never_handed_in_stays_stopped(session, case, bench):
    stopped(session, case.author, case)
    with later(days=400):
        assert stop_queries.overdue(session, case.program_id, clock.today()) == []
        assert not stops.end_overdue(session, case)
    assert case.state is CaseState.SUSPENDED
    say(session, bench.cora, case, CaseState.DRAFT)
    assert say(session, bench.dev, case, CaseState.DRAFT) is CaseState.DRAFT
