"""Whatever became of the scholars of a cohort, the funnel and the transition audit add up, on every day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.properties import given, st
from tests.reports.figures import adds_up
from tracker import clock
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.cohorts.models import Cohort, Enrolment, GateDefault, PhaseKind
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.people.models import Person
from tracker.reports import evidence_base_numbers, funnel_numbers, gates_numbers
from tracker.reports.paths import End

pytestmark = pytest.mark.any_database
FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)
SPANS = {PhaseKind.TRAINING: (0, 69), PhaseKind.RESEARCH: (84, 167), PhaseKind.EXTENSION: (175, 230)}
# The first and last days of the phases and those beside them, where a rule that is off by one would show.
DAYS = st.sampled_from([-20, -1, 0, 1, 68, 69, 70, 83, 84, 120, 167, 168, 174, 175, 230, 231, 300])
OUTCOMES = st.sampled_from([*[None] * 4, *[Outcome.CONTINUE] * 4, *Outcome])
SCHOLAR = st.tuples(
    st.sampled_from([-30, -30, -30, 40, 80]),  # enrolled on
    st.none() | DAYS,  # left on
    st.booleans(),  # of their own accord
    st.tuples(OUTCOMES, OUTCOMES, OUTCOMES),
)


def day(number: int):
    return (FIRST + timedelta(days=number)).date()


@pytest.fixture
def cohort(make) -> Cohort:
    phases = [
        PhaseDates(
            kind,
            day(first),
            day(last),
            Gate(GateDefault.CAPACITY_LIMITED, None, day(last + 5), places=2)
            if kind is not PhaseKind.RESEARCH
            else None,
        )
        for kind, (first, last) in SPANS.items()
    ]
    with clock.fixed(FIRST - timedelta(days=60)):
        made = make.cohort(phases=phases)
        make.session.flush()
    return made


# Six scholars are few enough to read; making them fewer takes minutes.
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(scholars=st.lists(SCHOLAR, min_size=2, max_size=6), at=DAYS)
def test_everybody_is_counted_once_whatever_became_of_them(session, cohort, scholars, at):
    savepoint = session.begin_nested()
    for number, (enrolled, left, own_wish, outcomes) in enumerate(scholars):
        _scholar(session, cohort, number, enrolled, left, own_wish, outcomes)
    session.flush()
    funnel = funnel_numbers.make(session, cohort, day(at))
    numbers = funnel.counts
    for part in (funnel, gates_numbers.make(session, cohort, day(at))):
        adds_up(part)
    evidence_base_numbers.make(session, cohort, day(at))
    ends = [end for end in End if end is not End.NEVER_BEGAN]
    assert sum(numbers[f"funnel.{end.value}"] for end in ends) == numbers["funnel.scholars"]
    assert numbers["funnel.scholars"] + numbers["funnel.never_began"] == len(scholars)
    savepoint.rollback()


def _scholar(session, cohort, number, enrolled, left, own_wish, outcomes) -> None:
    gone = None if left is None else day(max(left, enrolled))
    row = Enrolment(
        cohort=cohort,
        person=Person(name=f"Scholar {number}"),
        enrolled_on=day(enrolled),
        withdrew_on=gone if own_wish else None,
        ended_on=None if own_wish else gone,
    )
    session.add(row)
    session.flush()
    for phase, outcome in zip(cohort.phases, outcomes, strict=False):
        if outcome is not None and phase.policy is not None:
            session.add(_decision(row, phase, outcome))


def _decision(row, phase, outcome) -> GateDecision:
    return GateDecision(
        enrolment_id=row.id,
        phase_id=phase.id,
        outcome=outcome,
        by_default=False,
        decided_on=phase.ends_on,
        decided_by_id=row.person_id,
        reasons="Because.",
        wish="I asked for it." if outcome in (Outcome.WITHDRAWN, Outcome.DEFERRED) else "",
        plan="A run a week." if outcome is Outcome.CONTINUE_WITH_PLAN else "",
        until_on=phase.ends_on if outcome is Outcome.EXTEND else None,
        policy_id=phase.policy.id,
        evidence={},
        checks={},
        override_by_id=row.person_id,
        override_reason="Because.",
    )
