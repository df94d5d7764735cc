"""Keeping result grids on both databases: who may, what is written, what the trail says."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.page import count_rows
from tests.projects.gridding import BEYOND, filled, own_grid, ready
from tests.projects.outcoming import outcome
from tracker.audit import AuditEntry
from tracker.projects import grid_actions, grid_queries, grid_readings
from tracker.projects.grid_models import GridKind, GridRun, ResultGrid, RunState
from tracker.reasons import Refused


@pytest.mark.parametrize("who", ["ben", "sam", "lea", "outsider"])
def test_only_members_and_mentors_keep_grids(session, cast, who):
    person = {"ben": cast.ben.person, "sam": cast.sam, "lea": cast.lea, "outsider": cast.outsider}[who]
    made = own_grid(session, cast.ada.person, cast.sprint)
    for act in (
        lambda: own_grid(session, person, cast.sprint),
        lambda: grid_actions.take_in(session, person, grid=made, text=BEYOND),
        lambda: grid_actions.attach(session, person, grid=made, outcome=None),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.decision.code == "grid_not_yours"
    assert count_rows(session, GridRun) == 0


def test_runs_with_a_problem_leave_nothing_behind(session, cast):
    made = own_grid(session, cast.mara, cast.sprint)
    with pytest.raises(Refused) as refused:
        grid_actions.take_in(session, cast.mara, grid=made, text=BEYOND + "1.0,4,ok,much\n")
    assert refused.value.decision.params["count"] == 1
    assert count_rows(session, GridRun) == 0


def test_a_corrected_run_leaves_what_stood_there_in_the_trail(session, cast):
    made = filled(session, cast.ada.person, cast.sprint)
    text = "size,seed,status,score\n0.7,1,failed,\n1.0,3,ok,5.1\n"
    grid_actions.take_in(session, cast.ada.person, grid=made, text=text)
    runs = {(one.levels[0], one.seed): one for one in grid_queries.runs(session, made)}
    assert len(runs) == 9
    assert (runs["0.7", "1"].state, runs["0.7", "1"].results) == (RunState.FAILED, None)
    assert runs["1.0", "3"].results == [5.1]
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor_id, entry.change["new"]) == ("grid.take-in", cast.ada.person_id, 0)
    assert entry.change["corrected"] == [
        {"run": runs["0.7", "1"].id, "state": "ok", "results": [9.1]},
        {"run": runs["1.0", "3"].id, "state": "failed", "results": None},
    ]


def test_the_same_file_twice_writes_nothing_and_says_nothing(session, cast):
    made = filled(session, cast.ada.person, cast.sprint)
    before = count_rows(session, AuditEntry)
    found = grid_actions.take_in(session, cast.ada.person, grid=made, text=BEYOND)
    assert (found.unchanged, found.changes) == (9, False)
    assert count_rows(session, AuditEntry) == before


def test_an_outcome_of_another_work_is_no_place_for_a_grid(session, cast, make):
    made = own_grid(session, cast.ada.person, cast.sprint)
    theirs = outcome(session, cast.ben.person, make.work(cast.ben))
    with pytest.raises(Refused) as refused:
        grid_actions.attach(session, cast.ada.person, grid=made, outcome=theirs)
    assert refused.value.decision.code == "grid_outcome_elsewhere"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"results": None}, "results_iff_ok"),
        ({"state": RunState.FAILED}, "results_iff_ok"),
        ({"seed": "1"}, "uq_grid_run_seed|grid_run.seed"),
    ],
)
def test_the_database_refuses_runs_that_cannot_be(session, cast, changes, name):
    made = filled(session, cast.ada.person, cast.sprint)
    first = grid_queries.runs(session, made)[0]
    row = {"cell": first.cell, "levels": ["0.3"], "seed": "new", "state": RunState.OK, "results": [1.0]}
    session.add(GridRun(grid_id=made.id, **{**row, **changes}))
    with pytest.raises(IntegrityError, match=name):
        session.flush()


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"forgotten_at": 0.5}, "limit_of_suites"), ({"title": ""}, "has_title"),
     ({"kind": GridKind.UNLEARNING, "forgotten_at": 2.0}, "limit_is_accuracy")],
)  # fmt: skip
def test_the_database_refuses_grids_that_cannot_be(session, cast, changes, name):
    row = {"title": "A", "kind": GridKind.FREE, "varied": [], "measured": []}
    session.add(ResultGrid(work_id=cast.sprint.id, **{**row, **changes}))
    with pytest.raises(IntegrityError, match=name):
        session.flush()


def test_runs_without_seeds_may_be_alike(session, cast):
    made = filled(session, cast.ada.person, cast.sprint, "size,score\n1,5\n1,5\n")
    assert len(grid_queries.runs(session, made)) == 2


def test_what_is_kept_is_read_as_it_was_measured(session, cast):
    made = ready(session, cast.ada.person, cast.sprint, GridKind.UNLEARNING)
    session.expire_all()
    reading = grid_readings.read(made, grid_queries.runs(session, made), made.metrics[0])
    assert sum(cell.n for cell in reading.made.cells) == 71
    assert sum(cell.failed for cell in reading.made.cells) == 1
    assert [factor.levels for factor in reading.made.runs.factors][1:] == [
        ("single isolated fact", "small cluster", "contained universe"),
        ("self-contained", "interacting"),
    ]
