"""The answer on a scholar's page, day by day: what happens to me, and by when do I know."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.advancement import raising
from tests.advancement.placing import gathering
from tracker import clock
from tracker.advancement import actions as advancement
from tracker.cohorts import policies, policy_actions, policy_words, queries
from tracker.cohorts.models import GateDefault, GatePolicy, PhaseKind

pytestmark = pytest.mark.any_database

# The cast's training: ten weeks that began five weeks ago, so that concerns end in 13 days.
LAST_DAY = 13


def stand(client, enrolment, days=0):
    with clock.fixed(clock.now() + timedelta(days=days)):
        return client.sign_in(enrolment.person).get(f"/where-i-stand/{enrolment.id}")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "13 days until then. If none is raised, you continue."),
        (LAST_DAY - 1, "1 day until then. If none is raised, you continue."),
        (LAST_DAY, "unless we raise a concern in writing today."),
        (LAST_DAY, "Today is the last day for one."),
        (LAST_DAY + 1, "You continue. No concern was raised in time. You move to the research phase on"),
        (LAST_DAY + 28, "You continue. No concern was raised in time."),
    ],
)
def test_without_a_concern_every_day_leads_to_continuing(client, cast, days, words):
    assert words in stand(client, cast.ben, days)


def test_a_concern_in_time_is_said_at_once_and_the_default_no_longer(client, cast, session):
    raising.arrived(session, cast.sam, cast.ben)
    page = stand(client, cast.ben, LAST_DAY + 1)
    assert "A concern was raised with you in time, so people decide. You will know by" in page
    assert "You continue." not in page
    assert "You continue." in stand(client, cast.ada, LAST_DAY + 1), "nobody else is touched by it"


def test_a_closed_concern_is_not_denied_and_the_scholar_continues(client, cast, session):
    made = raising.arrived(session, cast.sam, cast.ben)
    advancement.withdraw(session, cast.sam, concern=made, reason="The runs came in.")
    page = stand(client, cast.ben, LAST_DAY + 1)
    assert "You continue. The concern that was raised is closed." in page
    assert "No concern was raised" not in page


def test_a_scholar_has_passed_where_nothing_was_decided_on_their_concern_in_time(client, cast, make, session):
    cohort = make.cohort(cast.program, "alone", phases=make.phases()[:1])
    scholar = make.enrolment(cohort)
    raising.arrived(session, cast.sam, scholar)
    assert "people decide. You will know by" in stand(client, scholar, 41)
    page = stand(client, scholar, 42)
    assert "Nothing else was decided in time. You finished the training phase on" in page
    assert "The decision was due on" in page


@pytest.mark.parametrize(
    ("zone", "hour", "words"),
    [
        ("Pacific/Kiritimati", 9, "unless we raise a concern in writing today."),
        ("Pacific/Kiritimati", 10, "You continue. No concern was raised in time."),
        ("Pacific/Pago_Pago", 10, "1 day until then."),
        ("Pacific/Pago_Pago", 11, "unless we raise a concern in writing today."),
    ],
)
def test_the_day_turns_where_the_program_is(client, make, zone, hour, words):
    """14 hours ahead of UTC, and 11 behind it."""
    cohort = make.cohort(make.program(time_zone=zone))
    scholar = make.enrolment(cohort)
    last = make.training(cohort).notice_by
    with clock.fixed(datetime.combine(last, time(hour), UTC)):
        page = client.sign_in(scholar.person).get(f"/where-i-stand/{scholar.id}")
    assert words in page


def version(**changes):
    day = clock.today()
    values = {
        "version": 1,
        "gate_default": GateDefault.CONTINUE_BY_DEFAULT,
        "places": None,
        "phase_ends_on": day,
        "notice_by": day,
        "decision_on": day,
        "notice_days": 21,
        "people": 3,
        "works": 2,
        "non_mentors": 1,
        "panel": 2,
        "text": "Words.",
    }
    return GatePolicy(**{**values, **changes})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {}, []),
        ({}, {"notice_days": 28}, ["Notice: 21 days, now 28 days."]),
        ({}, {"panel": 3}, ["Members of the panel, at least: 2, now 3."]),
        ({}, {"people": 4}, ["People behind a stop, at least: 3, now 4."]),
        ({}, {"non_mentors": 2}, ["Of them not your mentor: 1, now 2."]),
        ({}, {"works": 3}, ["Works behind a stop, at least: 2, now 3."]),
        ({}, {"text": "Others."}, ["The text has new words."]),
        (
            {"gate_default": GateDefault.CAPACITY_LIMITED, "places": 8, "notice_by": None},
            {"gate_default": GateDefault.CAPACITY_LIMITED, "places": 9, "notice_by": None},
            ["At the end: limited places (8 places), now limited places (9 places)."],
        ),
    ],
)
def test_each_changed_fact_is_said_and_no_other(shared_app, before, after, said):
    with shared_app.test_request_context():
        assert policy_words.differences(version(**before), version(**after)) == said


def test_the_page_takes_the_same_number_of_statements_for_1_and_5_versions(client, cast, make, session):
    counts = []
    for more in (0, 4):
        for number in range(more):
            phase = queries.phase(queries.cohort(session, "north", "winter"), PhaseKind.TRAINING)
            policy_actions.publish(
                session, None, phase=phase, gate=policies.gate_of(phase.policy), text=f"{number}"
            )
        with client.counting() as seen:
            stand(client, cast.ben)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_who_is_undecided_at_a_limited_gate_reads_that_gate_and_not_the_next(client, make):
    gate = gathering(make)
    scholar = gate.scholars[0]
    late = (gate.phase.decision_on - clock.today()).days + 1
    with clock.fixed(clock.now() + timedelta(days=late)):
        client.sign_in(scholar.person)
        page = client.get(f"/where-i-stand/{scholar.id}")
        assert "Places were limited to 2 people; yours is not decided yet." in page
        assert "That it is late says nothing about you" in page
        assert "You finish the research phase" not in page
