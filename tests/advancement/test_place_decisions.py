"""Decisions where places are limited: nobody jumps the line, nobody above it goes without, all by people."""

from __future__ import annotations

import pytest

from tests.advancement.placing import after_forms, gathering, while_open
from tracker.advancement import decisions, place_queries, places
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_checks import Check
from tracker.advancement.decision_models import GateDecision, Outcome, Way
from tracker.advancement.place_models import GateCut
from tracker.advancement.place_sorting import Part
from tracker.cohorts import actions as cohorts
from tracker.permissions import Role

CLEAR = ((5, 5), (5, 5), (5, 5), (1, 1), (1, 1), (1, 1))


@pytest.fixture
def gate(make):
    """Three for two places above all others; at the cut two levels are the same."""
    return gathering(make, overalls=CLEAR)


def decide(session, gate, enrolment, outcome=Outcome.CONTINUE, *, actor=None, **typed):
    reasons = "" if outcome is Outcome.CONTINUE else "Said in the panel."
    wanted = Wanted(outcome, **{"reasons": reasons, **typed})
    return decisions.decide(
        session, actor or gate.staff, enrolment=enrolment, phase=gate.phase, wanted=wanted
    )


def failing(session, gate, enrolment, outcome=Outcome.CONTINUE):
    with pytest.raises(decisions.ChecksFail) as error:
        decide(session, gate, enrolment, outcome)
    return {check: answer.code for check, answer in error.value.failing.items()}


def sorted_(session, gate, *, lot=False):
    if lot:
        with while_open(gate):
            places.commit_lot(session, gate.staff, phase=gate.phase)
    with after_forms(gate):
        cut = places.sort(session, gate.staff, phase=gate.phase)
    return {one.enrolment_id: one.part for one in cut.parts}


def of(gate, parts, which):
    return [one for one in gate.scholars if parts[one.id] is which]


def test_nobody_gets_a_place_or_none_before_scholars_were_sorted(session, gate):
    with after_forms(gate):
        assert failing(session, gate, gate.scholars[0]) == {Check.PLACES: "places_not_sorted"}
        codes = failing(session, gate, gate.scholars[0], Outcome.NOT_PLACED)
        assert codes[Check.PLACES] == "places_not_sorted"
    assert session.query(GateDecision).count() == 0


def test_the_band_takes_the_places_and_no_more(session, gate):
    parts = sorted_(session, gate)
    band, below = of(gate, parts, Part.BAND), of(gate, parts, Part.BELOW)
    assert (len(band), len(below)) == (3, 3)
    with after_forms(gate, days=1):
        assert failing(session, gate, below[0]) == {Check.PLACES: "places_kept"}
        for one in band[:2]:
            assert decide(session, gate, one).way is Way.PANEL
        assert failing(session, gate, band[2]) == {Check.PLACES: "places_all_taken"}


def test_a_prepared_lot_is_waited_for_and_followed(session, gate):
    parts = sorted_(session, gate, lot=True)
    band = {one.id: one for one in of(gate, parts, Part.BAND)}
    with after_forms(gate, days=1):
        assert failing(session, gate, next(iter(band.values()))) == {Check.PLACES: "lot_awaited"}
        first, second, third = [
            band[key] for key in places.draw(session, gate.staff, phase=gate.phase).drawn_order
        ]
        assert failing(session, gate, third) == {Check.PLACES: "lot_lost"}
        assert failing(session, gate, first, Outcome.NOT_PLACED)[Check.PLACES] == "lot_won"
        assert decide(session, gate, second).way is Way.LOT
        assert Check.PLACES not in failing(session, gate, third, Outcome.NOT_PLACED)
        assert decide(session, gate, first).way is Way.LOT


def test_who_leaves_gives_the_place_to_the_next_of_the_order(session, gate):
    parts = sorted_(session, gate, lot=True)
    band = {one.id: one for one in of(gate, parts, Part.BAND)}
    with after_forms(gate, days=1):
        order = places.draw(session, gate.staff, phase=gate.phase).drawn_order
        first, _second, third = [band[key] for key in order]
        cohorts.withdraw(session, gate.staff, enrolment=first, on=gate.phase.forms_close_on)
        assert decide(session, gate, third).way is Way.LOT


def test_only_a_lead_departs_from_the_line_by_name_and_with_a_reason(session, make, gate):
    parts = sorted_(session, gate)
    one = of(gate, parts, Part.BELOW)[0]
    lead = make.role(make.person(), Role.LEAD, gate.cohort, whole_program=True)
    why = "A rater mixed up two scholars, and says so."
    with after_forms(gate, days=1):
        made = decide(session, gate, one, actor=lead, override=True, because=why)
    assert (made.override_by_id, made.override_reason) == (lead.id, why)
    assert made.checks["places"] == {
        "passed": False,
        "code": "places_kept",
        "figures": {"ahead": 3},
    }


def test_deciding_never_changes_what_was_sorted(session, gate):
    before = sorted_(session, gate)
    with after_forms(gate, days=1):
        decide(session, gate, of(gate, before, Part.BAND)[0])
        session.expire_all()
        stands = place_queries.places(session, gate.phase, gate.phase.decision_on)
    assert {key: row.part for key, row in stands.parts.items()} == before
    assert (stands.left, len(stands.waiting)) == (1, 5)
    assert session.get(GateCut, gate.phase.id).taken == 0


def test_the_passing_of_time_places_nobody(session, gate):
    sorted_(session, gate)
    with after_forms(gate, days=60):
        assert decisions.apply_defaults(session, gate.cohort.program) == []
    assert session.query(GateDecision).count() == 0
