"""Limited places over the database: sorted once, drawn once, and only as the rules allow."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.advancement.placing import BAND_OVERALLS, Gathering, after_forms, gathering, while_open
from tests.factories import Factory
from tests.page import count_rows
from tests.test_same_moment import AT_ONCE, at_once, stage
from tracker import clock
from tracker.advancement import place_queries, place_sorting, places
from tracker.advancement.place_models import GateCut, GateLot, GatePart
from tracker.advancement.place_sorting import Part
from tracker.audit import AuditEntry, broken_links
from tracker.cohorts import actions as cohorts
from tracker.cohorts import calendar_actions
from tracker.cohorts.models import Phase
from tracker.evaluations.score_models import ScoreSnapshot
from tracker.people.models import Person
from tracker.reasons import Refused

__all__ = ["stage"]  # a fixture, used by its name


@pytest.fixture
def gate(make) -> Gathering:
    return gathering(make)


def refused(doing) -> str:
    with pytest.raises(Refused) as error:
        doing()
    return error.value.decision.code


def committed(session: Session, gate: Gathering) -> GateLot:
    with while_open(gate):
        return places.commit_lot(session, gate.staff, phase=gate.phase)


def sorted_(session: Session, gate: Gathering) -> GateCut:
    with after_forms(gate):
        return places.sort(session, gate.staff, phase=gate.phase)


def parts(cut: GateCut) -> dict[int, Part]:
    return {one.enrolment_id: one.part for one in cut.parts}


def test_nobody_is_sorted_while_forms_are_open(session, gate):
    with while_open(gate):
        assert refused(lambda: places.sort(session, gate.staff, phase=gate.phase)) == "sorted_too_early"
    assert count_rows(session, GateCut) == 0


def test_what_was_sorted_is_frozen_with_the_score_it_rests_on(session, gate):
    cut = sorted_(session, gate)
    assert (cut.places, cut.taken) == (2, 0)
    found = parts(cut)
    assert set(found) == {one.id for one in gate.scholars}
    kept = session.scalars(sa.select(ScoreSnapshot).where(ScoreSnapshot.input_hash == cut.input_hash)).one()
    entries = {entry["scholar"]: entry for entry in kept.document["scholars"]}
    for one in cut.parts:
        entry = entries[one.enrolment_id]
        assert (one.level, one.q05, one.q95) == (entry["level"], entry["q05"], entry["q95"])
        assert (one.people, one.works) == (entry["people"], entry["works"])
        if one.part is Part.ABOVE:
            assert one.q05 > cut.line_above
        if one.part is Part.BELOW:
            assert one.q95 < cut.line_below
    assert not list(broken_links(session))


def test_scholars_are_sorted_once(session, gate):
    before = parts(sorted_(session, gate))
    with after_forms(gate, days=1):
        assert refused(lambda: places.sort(session, gate.staff, phase=gate.phase)) == "sorted_already"
    session.expire_all()
    assert parts(session.get(GateCut, gate.phase.id)) == before


def test_who_left_or_is_on_leave_is_not_sorted(session, gate):
    with while_open(gate):
        today = clock.today()
        cohorts.withdraw(session, gate.staff, enrolment=gate.scholars[0], on=today)
        calendar_actions.begin_leave(session, gate.staff, enrolment=gate.scholars[1], from_on=today)
    found = parts(sorted_(session, gate))
    assert set(found) == {one.id for one in gate.scholars[2:]}


def test_a_gate_in_which_nobody_was_rated_sorts_nobody_to_either_side(session, make):
    gate = gathering(make, overalls=())
    gate.scholars += [make.enrolment(gate.cohort) for _ in range(3)]
    cut = sorted_(session, gate)
    assert set(parts(cut).values()) == {Part.BAND}
    assert (cut.input_hash, cut.line_above, cut.line_below) == (None, None, None)


def test_with_a_place_for_everybody_everybody_is_above(session, make):
    gate = gathering(make, places=9)
    assert set(parts(sorted_(session, gate)).values()) == {Part.ABOVE}


def test_a_gate_that_does_not_limit_places_sorts_nobody(session, cast, make):
    training = make.training(cast.cohort)
    assert refused(lambda: places.sort(session, cast.sam, phase=training)) == "places_not_limited"
    assert refused(lambda: places.commit_lot(session, cast.sam, phase=training)) == "places_not_limited"
    assert refused(lambda: places.draw(session, cast.sam, phase=training)) == "places_not_limited"


def test_a_scholar_of_the_gate_cannot_touch_it_whatever_role_they_hold(session, gate):
    own = gate.scholars[0].person
    assert refused(lambda: places.commit_lot(session, own, phase=gate.phase)) == "places_about_you"


def test_the_published_hash_is_of_the_seed_that_is_drawn(session, gate):
    lot = committed(session, gate)
    published = lot.seed_hash
    assert lot.drawn_order is None
    sorted_(session, gate)
    with after_forms(gate, days=1):
        places.draw(session, gate.staff, phase=gate.phase)
    session.expire_all()
    lot = session.get(GateLot, gate.phase.id)
    assert lot.seed_hash == published == place_sorting.seed_hash(lot.seed)
    band = [key for key, part in parts(session.get(GateCut, gate.phase.id)).items() if part is Part.BAND]
    assert lot.drawn_order == place_sorting.lot_order(lot.seed, band)


def test_two_gates_have_two_seeds(session, make):
    one, other = gathering(make), gathering(make)
    assert committed(session, one).seed != committed(session, other).seed


def test_a_lot_is_not_prepared_once_the_band_is_known(session, gate):
    sorted_(session, gate)
    with after_forms(gate, days=1):
        assert (
            refused(lambda: places.commit_lot(session, gate.staff, phase=gate.phase)) == "lot_after_sorting"
        )


def test_a_lot_is_not_prepared_twice(session, gate):
    seed = committed(session, gate).seed
    with while_open(gate):
        assert refused(lambda: places.commit_lot(session, gate.staff, phase=gate.phase)) == "lot_committed"
    assert session.get(GateLot, gate.phase.id).seed == seed


def test_a_lot_run_twice_is_refused_and_changes_nothing(session, gate):
    committed(session, gate)
    sorted_(session, gate)
    with after_forms(gate, days=1):
        first = list(places.draw(session, gate.staff, phase=gate.phase).drawn_order)
        assert refused(lambda: places.draw(session, gate.staff, phase=gate.phase)) == "lot_drawn"
    session.expire_all()
    assert session.get(GateLot, gate.phase.id).drawn_order == first
    assert session.query(AuditEntry).filter_by(action="lot.draw").count() == 1


def test_no_lot_without_one_prepared_or_before_the_band_is_known(session, gate):
    with after_forms(gate):
        assert refused(lambda: places.draw(session, gate.staff, phase=gate.phase)) == "lot_none"
    committed(session, gate)
    with after_forms(gate):
        assert refused(lambda: places.draw(session, gate.staff, phase=gate.phase)) == "lot_before_sorting"


@pytest.mark.parametrize(
    "values",
    [
        {"band_at": -1},
        {"band_at": 0},
        {"drawn_at": 5},
        {"band_at": 5, "drawn_at": 4, "drawn": True},
        {"band_at": 5, "drawn_at": 6},
    ],
)
def test_the_database_refuses_a_lot_in_the_wrong_order(session, gate, values):
    now = clock.now()
    row = GateLot(
        phase_id=gate.phase.id,
        seed="0" * 64,
        seed_hash="1" * 64,
        committed_at=now,
        committed_by_id=gate.staff.id,
        **{name: now + timedelta(hours=hours) for name, hours in values.items() if name != "drawn"},
    )
    if values.get("drawn"):
        row.drawn_by_id, row.drawn_order = gate.staff.id, [1]
    session.add(row)
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_puts_nobody_below_without_a_level(session, gate):
    cut = sorted_(session, gate)
    one = cut.parts[0]
    one.part, one.level, one.q05, one.q95 = Part.BELOW, None, None, None
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(("act", "number"), [("commit", 1000), ("sort", 2000), ("draw", 3000)])
def test_several_staff_at_once_do_it_once(stage, act, number):
    engine, _cast = stage
    with Session(engine, expire_on_commit=False) as session:
        factory = Factory(session)
        factory._numbers = itertools.count(number)
        gate = gathering(factory)
        if act != "commit":
            committed(session, gate)
        if act == "draw":
            sorted_(session, gate)
        session.commit()
        key, staff = gate.phase.id, gate.staff.id
    doings = {
        "commit": (places.commit_lot, "lot_committed"),
        "sort": (places.sort, "sorted_already"),
        "draw": (places.draw, "lot_drawn"),
    }
    doing, code = doings[act]

    def do(session: Session) -> None:
        doing(session, session.get_one(Person, staff), phase=session.get_one(Phase, key))

    held = while_open(gate) if act == "commit" else after_forms(gate, days=1)
    with held:
        assert Counter(at_once(engine, *[do] * AT_ONCE)) == {"done": 1, code: AT_ONCE - 1}
    with Session(engine) as session:
        assert not list(broken_links(session))
        assert session.get_one(GateLot, key) is not None or act == "sort"


def test_reading_the_places_takes_as_many_statements_for_many_as_for_few(session, make, client):
    few, many = gathering(make, overalls=BAND_OVERALLS[:2]), gathering(make, overalls=BAND_OVERALLS * 3)
    counts = []
    for gate in (few, many):
        sorted_(session, gate)
        session.expire_all()
        key = gate.phase.id
        phase = session.get_one(Phase, key)
        assert phase.policy is not None
        with client.counting() as seen:
            found = place_queries.places(session, phase, date(2026, 6, 1))
            assert [one.enrolment.person.name for one in found.cut.parts]
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert count_rows(session, GatePart) == len(few.scholars) + len(many.scholars)
