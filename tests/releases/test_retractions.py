"""Taking back what is out: two of three say so, none of them has a part in it, and nobody is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.properties import given, st
from tests.releases.casting import SEAL, a_case
from tests.releases.stopping import CANARY, START, at, later, say, seated, stopped
from tracker import audit, clock
from tracker.reasons import Refused
from tracker.releases import declarations, retraction_rules, retractions, seats, stop_queries
from tracker.releases.models import CaseStep
from tracker.releases.parts import CaseState


@pytest.fixture(autouse=True)
def moment():
    with clock.fixed(START):
        yield


@pytest.fixture
def case(session, cast, bench):
    made = a_case(session, cast.ada.person, cast.sprint)
    seated(session, made, bench)
    return at(session, made, CaseState.PUBLISHED)


def refused(code, act):
    with pytest.raises(Refused) as error:
        act()
    assert error.value.decision.code == code


def asked(session, case, bench, *, declared=True):
    people = [bench.pia, bench.paul, bench.petra]
    row = retractions.ask(session, bench.cora, seal=SEAL, case=case, people=people, text=f"Take {CANARY}")
    for person in people if declared else ():
        declarations.declare(session, SEAL, person, case=case, hard=(), soft=())
        seats.take(session, person, case=case, panel=row.panel)
    return row


def answer(session, person, case, row, retract):
    return retractions.vote(
        session, person, seal=SEAL, case=case, row=row, retract=retract, reason=f"Why {CANARY}"
    )


def test_only_the_coordinator_asks_three_people_and_only_about_what_is_out(session, case, bench):
    people = [bench.pia, bench.paul, bench.petra]

    def ask(actor, people=people, text="Why"):
        return lambda: retractions.ask(session, actor, seal=SEAL, case=case, people=people, text=text)

    refused("incident_not_yours", ask(bench.rhea))
    refused("retraction_three", ask(bench.cora, people[:2]))
    refused("retraction_three", ask(bench.cora, [bench.pia, bench.pia, bench.paul]))
    refused("reply_empty", ask(bench.cora, text=" "))
    at(session, case, CaseState.CLEARED)
    refused("retraction_not_out", ask(bench.cora))
    at(session, case, CaseState.PUBLISHED)
    row = asked(session, case, bench, declared=False)
    assert row.decide_by == START + timedelta(hours=24)
    refused("retraction_asked", ask(bench.cora, [bench.pete, bench.pola, bench.rosa]))


def test_two_of_three_take_it_back_and_nobody_is_named_with_it(session, case, bench):
    stopped(session, bench.rhea, case)
    row = asked(session, case, bench)
    refused("retraction_not_seated", lambda: answer(session, bench.rhea, case, row, True))
    assert answer(session, bench.pia, case, row, True) is None
    refused("retraction_voted", lambda: answer(session, bench.pia, case, row, False))
    assert answer(session, bench.paul, case, row, False) is None
    assert case.state is CaseState.SUSPENDED
    assert answer(session, bench.petra, case, row, True) is True
    assert case.state is CaseState.RETRACTED
    assert stop_queries.open_stop(session, case.id) is None
    (step,) = session.scalars(sa.select(CaseStep).where(CaseStep.transition == "T20"))
    assert step.actor_id is None
    refused("retraction_decided", lambda: answer(session, bench.petra, case, row, True))
    entries = list(session.scalars(sa.select(audit.AuditEntry)))
    assert not any(CANARY in str(one.change) or "retract" in one.change for one in entries)
    assert list(audit.broken_links(session)) == []


def test_two_of_three_against_it_leave_the_stop_to_those_who_settle_it(session, case, bench):
    stopped(session, bench.rhea, case)
    row = asked(session, case, bench)
    answer(session, bench.pia, case, row, False)
    assert answer(session, bench.paul, case, row, False) is False
    assert case.state is CaseState.SUSPENDED
    say(session, bench.cora, case, CaseState.PUBLISHED)
    assert say(session, bench.dev, case, CaseState.PUBLISHED) is CaseState.PUBLISHED


def test_who_did_not_declare_does_not_answer_and_being_late_decides_nothing(session, case, bench):
    row = asked(session, case, bench, declared=False)
    refused("retraction_not_seated", lambda: answer(session, bench.pia, case, row, True))
    with later(days=300):
        assert retractions.newest(session, case.id).decided_at is None
    assert case.state is CaseState.PUBLISHED


@given(st.dictionaries(st.integers(1, 3), st.booleans()))
def test_it_takes_two_of_three_whoever_stays_away(votes):
    found = retraction_rules.decided(votes)
    yes, no = sum(votes.values()), sum(not one for one in votes.values())
    assert found is (True if yes >= 2 else False if no >= 2 else None)
