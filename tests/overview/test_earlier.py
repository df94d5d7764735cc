"""Earlier gates: those decided here are counted from their decisions, once, and only when they are over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.advancement.placing import Gathering, after_forms, gathering, on
from tracker import clock
from tracker.advancement import decisions, gate_history, places
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.cohorts import actions as cohorts
from tracker.cohorts import history_actions
from tracker.cohorts.history import Earlier
from tracker.cohorts.history_rules import Counts, pooled, public
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.overview import earlier
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

LIMITED = GateDefault.CAPACITY_LIMITED
BECAUSE = "The panel was ill; the lead decides by name."


@pytest.fixture
def gate(make) -> Gathering:
    return gathering(make, overalls=((5, 5), (5, 5), (1, 1), (1, 1)))


def settle(session, make, gate, *, withdrawn=False):
    """Two get their place, one none, and one none or leaves."""
    lead = make.role(make.person(), Role.LEAD, gate.cohort, whole_program=True)
    with after_forms(gate):
        places.sort(session, gate.staff, phase=gate.phase)
        for one in gate.scholars[:2]:
            decide(session, gate, one, Outcome.CONTINUE, actor=gate.staff)
        refuse(session, gate, gate.scholars[2], lead)
        if withdrawn:
            cohorts.withdraw(session, gate.staff, enrolment=gate.scholars[3], on=gate.phase.ends_on)
    return lead


def decide(session, gate, enrolment, outcome, *, actor, **typed):
    return decisions.decide(
        session, actor, enrolment=enrolment, phase=gate.phase, wanted=Wanted(outcome, **typed)
    )


def refuse(session, gate, enrolment, lead):
    """Nobody sat on a panel, so only a lead can, and it is on record."""
    typed = {"reasons": "The places went to others.", "override": True, "because": BECAUSE}
    return decide(session, gate, enrolment, Outcome.NOT_PLACED, actor=lead, **typed)


def later(gate):
    return on(gate.phase.decision_on + timedelta(days=1))


def rows(session, gate, **chosen):
    with later(gate):
        return earlier.rows(session, gate.cohort.program, **chosen)


def test_a_gate_is_counted_once_it_is_behind_everybody(session, make, gate):
    lead = settle(session, make, gate)
    assert rows(session, gate) == [], "one scholar is still undecided"
    with later(gate):
        refuse(session, gate, gate.scholars[3], lead)
    (row,) = rows(session, gate)
    assert (row.kind, row.gate_default, row.label) == (PhaseKind.TRAINING, LIMITED, gate.cohort.name)
    assert (row.accepted, row.continued, row.not_placed, row.withdrew) == (4, 2, 2, 0)
    assert (row.stopped, row.later) == (0, 0)


def test_nothing_is_counted_before_the_decision_day_has_passed(session, make, gate):
    settle(session, make, gate, withdrawn=True)
    with on(gate.phase.decision_on):
        assert earlier.rows(session, gate.cohort.program) == []
    assert len(rows(session, gate)) == 1


def test_who_left_of_their_own_accord_counts_as_that(session, make, gate):
    settle(session, make, gate, withdrawn=True)
    (row,) = rows(session, gate)
    assert (row.accepted, row.continued, row.not_placed, row.withdrew) == (4, 2, 1, 1)


def test_an_undone_decision_does_not_count(session, make, gate):
    settle(session, make, gate, withdrawn=True)
    decided = session.query(GateDecision).filter_by(outcome=Outcome.NOT_PLACED).one()
    decided.undone_at, decided.enrolment.ended_on = clock.now(), None
    session.flush()
    assert rows(session, gate) == [], "the scholar is undecided again"


def test_what_staff_typed_stands_for_the_decisions_and_nothing_is_counted_twice(session, make, gate):
    settle(session, make, gate, withdrawn=True)
    year = gate.phase.ends_on.year
    for label, apart, counted in (
        ("Another intake", 0, 2),
        (gate.cohort.name, 9, 3),
        (f"  {gate.cohort.name.upper()} ", 1, 3),
    ):
        history_actions.set_record(
            session,
            gate.staff,
            program=gate.cohort.program,
            row=None,
            kind=PhaseKind.TRAINING,
            default=LIMITED,
            label=label,
            year=year - apart,
            counts=Counts(4, 2, 0, 1, 1),
            median_notice=None,
        )
        found = rows(session, gate)
        assert len(found) == counted
    assert not [one for one in found if isinstance(one, Earlier)]


def test_a_cohort_is_no_earlier_one_to_its_own_scholars(session, make, gate):
    settle(session, make, gate, withdrawn=True)
    assert len(rows(session, gate)) == 1
    assert rows(session, gate, but_for=gate.cohort.id) == []


def test_the_public_page_waits_until_the_cohort_is_over(session, make, gate):
    settle(session, make, gate, withdrawn=True)
    assert rows(session, gate, over=True) == []
    with on(gate.cohort.last_day + timedelta(days=1)):
        assert len(earlier.rows(session, gate.cohort.program, over=True)) == 1


def test_who_was_told_nothing_was_not_told_in_time(session, make, gate):
    settle(session, make, gate, withdrawn=True)
    (row,) = rows(session, gate)
    assert (row.median_notice, row.warned) == (None, (0, 1))


def test_nothing_of_another_program_is_counted(session, make, gate):
    settle(session, make, gate, withdrawn=True)
    with later(gate):
        assert earlier.rows(session, make.program()) == []


def test_scholars_of_the_program_read_it_with_its_interval(client, session, make, gate):
    settle(session, make, gate, withdrawn=True)
    with later(gate):
        next_one = gathering(make, program=gate.cohort.program, overalls=())
        scholar = make.enrolment(next_one.cohort)
        page = client.sign_in(scholar.person).get(f"/where-i-stand/{scholar.id}")
        assert "In 1 earlier cohort 2 of 4 scholars moved on (50 %, 95 % interval 15–85 %)" in page
        assert "0 were told at least 21 days before" in page
        staff = client.sign_in(gate.staff).get(f"/programs/{gate.cohort.program.slug}/gate-history")
    assert "from the decisions here" in staff


def test_the_statements_do_not_grow_with_the_cohorts(session, make, client):
    program = make.program()
    counts = []
    for gates in (1, 3):
        for _ in range(gates):
            settle(
                session,
                make,
                gathering(make, program=program, overalls=((5, 5), (5, 5), (1, 1), (1, 1))),
                withdrawn=True,
            )
        session.commit()
        session.expire_all()
        slug = program.id
        with client.counting() as seen:
            found = gate_history.finished(session, slug, clock.today() + timedelta(weeks=9))
        counts.append(len(seen))
        assert len(found) == (1 if gates == 1 else 4)
    assert counts[0] == counts[1]


def test_those_who_come_back_later_are_a_part_of_their_own():
    pool = pooled([Counts(50, 40, 2, 2, 3, later=3, warned=(4, 5)), Counts(50, 43, 2, 2, 3)])
    assert pool is not None
    assert (pool.counts.later, pool.counts.warned) == (3, (4, 5))
    assert sum(pool.counts.parts) == pool.counts.accepted
    shown = public(pool)
    assert shown.later is None, "fewer than five"
    assert (shown.accepted, shown.continued) == (100, 83)
