"""Runs of result grids out of a file: those of one's own works, and nothing that is under restriction."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.intake.kinds_at_work import Bench, codes, contents, keep_promises, undo, verdicts
from tests.projects.gridding import own_grid
from tests.properties import given, st
from tracker import clock
from tracker.intake.runs_kind import KIND
from tracker.projects import grid_actions, outcomes
from tracker.projects.grid_models import GridRun, RunState
from tracker.projects.outcome_models import OutcomeKind, OutcomeStatus
from tracker.projects.outcome_rules import Content, Step

pytestmark = pytest.mark.any_database

RUN = {"level:size": "0.3", "seed": "1", "value:score": "2.0"}


@pytest.fixture
def grid(session, cast):
    return own_grid(session, cast.ada.person, cast.sprint)


@pytest.fixture
def bench(session, cast, grid) -> Bench:
    return Bench(session, KIND, cast.program, cast.cohort, cast.ada.person, tables=("grid_run",))


def kept(session) -> list[tuple[list[str], str, RunState, list[float | None] | None]]:
    rows = session.scalars(sa.select(GridRun).order_by(GridRun.id).execution_options(populate_existing=True))
    return [(row.levels, row.seed, RunState(row.state), row.results) for row in rows]


def test_who_is_not_of_the_work_has_no_grid_to_take_runs_into(bench, cast):
    for person in (cast.sam, cast.ben.person, cast.outsider):
        bench.actor = person
        assert codes(bench.look([{"seed": "1"}])[0]) == {"grid_unknown"}
        assert "level:size" not in {one.name for one in KIND.fields(bench.session, bench.scope)}


def test_the_evidence_of_a_restricted_outcome_is_out_of_reach(bench, session, cast, grid):
    step = Step(OutcomeStatus.RESTRICTED, clock.today())
    sealed = outcomes.add(
        session, cast.ada.person, work=cast.sprint, content=Content(OutcomeKind.PAPER, "Sealed"), step=step
    )
    grid_actions.attach(session, cast.ada.person, grid=grid, outcome=sealed)
    assert codes(bench.look([{"seed": "1"}])[0]) == {"grid_unknown"}


def test_what_is_no_run_is_refused_with_those_beside_it(bench):
    lines = [RUN, RUN | {"seed": "2", "value:score": "much"}, {"grid": "Size sweep"}]
    assert [codes(one) for one in bench.look(lines)] == [
        {"run_beside"},
        {"run_not_number"},
        {"run_level_missing"},
    ]
    assert codes(bench.look([RUN, RUN])[1]) == {"run_repeated"}
    assert codes(bench.look([RUN | {"level:size": "=1+1"}])[0]) == {"run_formula"}


def test_several_grids_have_to_be_named(bench, session, cast):
    own_grid(session, cast.ada.person, cast.sprint, title="Another")
    assert codes(bench.look([RUN])[0]) == {"grid_of_several"}
    assert verdicts(bench.look([RUN | {"grid": "Another", "work": "Sprint 1"}])) == "new"


def test_runs_come_in_are_corrected_and_say_nothing_new_again(bench, session):
    bench.take([RUN, {"level:size": "1", "status": "failed"}])
    lines = [RUN | {"value:score": "2.5"}, {"level:size": "1", "status": "failed"}]
    judged, _notebook = bench.take(lines)
    assert verdicts(judged) == "changed unchanged"
    assert (judged[0].before["value:score"], judged[0].after["value:score"]) == ("2", "2.5")
    assert kept(session) == [(["0.3"], "1", RunState.OK, [2.5]), (["1"], "", RunState.FAILED, None)]
    assert verdicts(bench.look(lines)) == "unchanged unchanged"


def test_a_blank_cell_keeps_what_came_of_a_run(bench, session):
    failed = {"level:size": "1", "seed": "4", "status": "failed"}
    bench.take([RUN, failed])
    less = [{"level:size": "0.3", "seed": "1"}, {"level:size": "1", "seed": "4"}, RUN | {"value:score": ""}]
    assert verdicts(bench.look(less[:2])) == "unchanged unchanged"
    assert verdicts(bench.look(less[2:])) == "unchanged"
    judged, _notebook = bench.take([{"level:size": "0.3", "seed": "1", "status": "failed"}])
    assert verdicts(judged) == "changed"
    assert kept(session)[0] == (["0.3"], "1", RunState.FAILED, None)
    bench.take([RUN])
    assert kept(session) == [(["0.3"], "1", RunState.OK, [2.0]), (["1"], "4", RunState.FAILED, None)]


def test_what_was_written_can_be_taken_back_to_the_byte(bench, session):
    bench.take([RUN])
    before = contents(session)
    _judged, notebook = bench.take([RUN | {"value:score": "3"}, RUN | {"seed": "2"}])
    undo(session, notebook)
    assert contents(session) == before


def test_any_text_in_any_cell_gets_a_verdict_and_a_second_time_changes_nothing(bench):
    bench.take([RUN])
    seen = keep_promises(bench, [RUN | {"value:score": "7"}, RUN | {"seed": "5"}])
    seen |= keep_promises(bench, [RUN, RUN])
    cell = st.one_of(st.text(max_size=6), st.sampled_from(["", "1", "2e3", "failed", "0.30", "-1"]))
    names = ("work", "grid", "level:size", "seed", "status", "value:score")
    row = st.fixed_dictionaries({}, optional=dict.fromkeys(names, cell)).map(lambda some: RUN | some)

    @settings(max_examples=40)
    @given(st.lists(row, max_size=3))
    def holds(lines):
        seen.update(keep_promises(bench, lines))

    holds()
    assert {"new", "changed", "refused"} <= seen
