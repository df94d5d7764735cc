"""Milestones out of a file, when they were done, and what was forecast of them on which day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.intake.kinds_at_work import Bench, codes, contents, keep_promises, undo, verdicts
from tests.properties import given, st
from tracker import clock
from tracker.cohorts import actions
from tracker.cohorts.forecast_models import Forecast
from tracker.cohorts.models import Milestone, MilestoneDone, PhaseKind
from tracker.intake.milestone_kind import KIND

pytestmark = pytest.mark.any_database


def day(after: int) -> str:
    return (clock.today() + timedelta(days=after)).isoformat()


@pytest.fixture
def bench(session, cast) -> Bench:
    return Bench(session, KIND, cast.program, cast.cohort, cast.sam)


@pytest.fixture
def plan(make, cast) -> Milestone:
    return make.milestone(cast.cohort, "Plan", clock.today())


def forecasts(session) -> list[tuple[str, object, object]]:
    found = session.scalars(sa.select(Forecast).order_by(Forecast.id))
    return [
        (one.by.name, (one.made_on - clock.today()).days, (one.predicted_for - clock.today()).days)
        for one in found
    ]


def test_what_cannot_be_placed_is_refused(bench, plan):
    rows = [
        {"title": "Other"},
        {"title": "Other", "due_on": day(-400)},
        {"title": "Other", "due_on": day(2), "phase": "extension"},
        {"title": "Other", "due_on": day(2), "phase": "research"},
        {"title": "Plan", "due_on": day(1)},
        {"title": "Plan", "done_on": day(0)},
        {"title": "Plan", "scholar": "Nobody", "done_on": day(0)},
        {"title": "Plan", "scholar": "Ada Adeyemi", "done_on": day(1)},
        {"title": "Plan", "scholar": "Ada Adeyemi", "forecast_on": day(0)},
    ]
    assert [codes(one) for one in bench.look(rows)] == [
        {"milestone_unknown"},
        {"day_in_no_phase"},
        {"phase_missing"},
        {"day_outside_phase"},
        {"milestone_due"},
        {"scholar_needed"},
        {"scholar_unknown"},
        {"future"},
        {"forecast_needed"},
    ]


def test_a_name_of_two_scholars_means_neither(bench, make, cast, plan):
    make.enrolment(cast.cohort, make.person("ada adeyémi", email="other@example.org"))
    [judged] = bench.look([{"title": "Plan", "scholar": "Ada Adeyemi", "done_on": day(0)}])
    assert codes(judged) == {"name_of_several"}


def test_a_forecast_keeps_the_rule_of_the_day_it_was_made_on(bench, cast, plan):
    ada = {"title": "Plan", "scholar": cast.ada.person.email}
    rows = [
        ada | {"forecast_on": day(-5), "forecast": day(-6)},
        ada | {"forecast_on": day(1), "forecast": day(6)},
        ada | {"forecast_on": day(-4), "forecast": "2199-01-01"},
        ada | {"forecast_on": day(-2), "forecast": day(3), "done_on": day(-3)},
        ada | {"forecast_on": day(-3), "forecast": day(3), "done_on": day(-2)},
    ]
    judged = bench.look(rows)
    assert [codes(one) for one in judged] == [
        {"forecast_past"},
        {"forecast_made_ahead"},
        {"forecast_far"},
        {"forecast_done"},
        set(),
    ]


def test_who_had_left_by_then_has_no_forecast(bench, session, cast, plan):
    actions.withdraw(session, cast.sam, enrolment=cast.ben, on=clock.today())
    ben = {"title": "Plan", "scholar": "Ben Okafor", "forecast": day(9)}
    judged = bench.look([ben | {"forecast_on": day(0)}, ben | {"forecast_on": day(-1)}])
    assert [codes(one) for one in judged] == [{"forecast_left"}, set()]


def test_a_milestone_is_made_once_and_marked_for_each_scholar_of_a_list(bench, session, cast):
    rows = [
        {"title": "Report", "due_on": day(3), "scholar": "Ada Adeyemi, Ben Okafor", "done_on": day(-1)},
        {"title": "Report", "scholar": "Ada Adeyemi", "forecast": day(2), "forecast_on": day(-9)},
    ]
    judged, _notebook = bench.take(rows)
    assert verdicts(judged) == "new new"
    [row] = session.scalars(sa.select(Milestone).where(Milestone.title == "Report"))
    assert row.phase.kind is PhaseKind.TRAINING
    done = session.scalars(sa.select(MilestoneDone).where(MilestoneDone.milestone_id == row.id)).all()
    assert {(one.enrolment_id, one.done_on, one.marked_by_id) for one in done} == {
        (one.id, clock.today() - timedelta(days=1), cast.sam.id) for one in (cast.ada, cast.ben)
    }
    assert forecasts(session) == [("Ada Adeyemi", -9, 2)]


def test_a_forecast_is_the_scholars_unless_somebody_is_named(bench, session, cast, plan):
    ada = {"title": "Plan", "scholar": "Ada Adeyemi", "forecast": day(4), "forecast_on": day(-1)}
    bench.take([ada, ada | {"forecast_by": cast.mara.email, "forecast": day(9)}])
    assert forecasts(session) == [("Ada Adeyemi", -1, 4), ("Mara Lind", -1, 9)]


def test_a_forecast_without_a_day_is_of_today_and_not_said_again_tomorrow(bench, session, cast, plan):
    ada = {"title": "Plan", "scholar": "Ada Adeyemi", "forecast": day(4)}
    bench.take([ada])
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert verdicts(bench.look([ada])) == "unchanged"
        assert verdicts(bench.look([ada | {"forecast": day(5)}])) == "new"


def test_a_day_that_a_file_tells_twice_otherwise_is_refused(bench, cast, plan):
    ada = {"title": "Plan", "scholar": "Ada Adeyemi", "done_on": day(-1)}
    again = {"title": "Plan", "scholar": "Ada Adeyemi, Ben Okafor", "done_on": day(-2)}
    judged = bench.look([ada, ada, again])
    assert verdicts(judged) == "changed unchanged refused"
    assert codes(judged[2]) == {"line_twice"}


def test_another_day_corrects_the_one_that_stands(bench, session, cast, plan):
    ada = {"title": "Plan", "scholar": "Ada Adeyemi", "done_on": day(-1)}
    bench.take([ada])
    judged, _notebook = bench.take([ada | {"done_on": day(-2)}])
    assert (judged[0].before, judged[0].after["done_on"]) == ({"done_on": day(-1)}, day(-2))


def test_what_was_written_can_be_taken_back_to_the_byte(bench, session, cast, plan):
    bench.take([{"title": "Plan", "scholar": "Ada Adeyemi", "done_on": day(-1)}])
    before = contents(session)
    rows = [
        {"title": "Plan", "scholar": "Ada Adeyemi; Ben Okafor", "done_on": day(-2)},
        {"title": "New", "due_on": day(3), "scholar": "Ada Adeyemi", "forecast": day(4)},
    ]
    _judged, notebook = bench.take(rows)
    undo(session, notebook)
    assert contents(session) == before


def cells() -> dict[str, list[str]]:
    return {
        "title": ["Plan", "Report", ""],
        "phase": ["training", "research", ""],
        "due_on": [day(0), day(3), day(60), ""],
        "scholar": ["Ada Adeyemi", "Ada Adeyemi, ben.okafor@example.org", ""],
        "done_on": [day(-1), day(-2), ""],
        "forecast": [day(4), day(8), ""],
        "forecast_on": [day(-6), day(-1), ""],
        "forecast_by": ["Mara Lind", ""],
    }


def mostly(known: list[str]) -> st.SearchStrategy[str]:
    """One of these fifteen times of sixteen, else any text."""
    return st.integers(0, 15).flatmap(lambda die: st.sampled_from(known) if die else st.text(max_size=9))


def test_any_text_in_any_cell_gets_a_verdict_and_a_second_time_changes_nothing(bench, plan):
    done = {"title": "Plan", "scholar": "Ada Adeyemi", "done_on": day(-1)}
    seen = keep_promises(bench, [done, done, {"title": "New", "due_on": day(0)}, {"title": "Lost"}])
    row = st.fixed_dictionaries({name: mostly(known) for name, known in cells().items()})

    @settings(max_examples=30)
    @given(st.lists(row, max_size=5))
    def holds(rows):
        seen.update(keep_promises(bench, rows))

    holds()
    assert seen == {"new", "changed", "unchanged", "refused"}
