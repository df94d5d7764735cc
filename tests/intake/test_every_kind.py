"""What all kinds of files promise alike: again it changes nothing, a blank keeps, undoing leaves nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings

from tests.intake import test_forms_kind, test_history, test_mentors, test_outcomes, test_polls
from tests.intake.importing import Way, contents
from tests.projects.gridding import own_grid
from tests.properties import given, st
from tracker import clock
from tracker.intake import all_kinds, judging
from tracker.intake.models import ImportLine, ImportRun, RunState

pytestmark = pytest.mark.any_database

Row = Mapping[str, str]

# Where a line may come twice in a file; of forms, options of polls and runs it is refused.
TWICE = {"people", "mentors", "history", "milestones", "outcomes"}


def day(after: int) -> str:
    return (clock.today() + timedelta(days=after)).isoformat()


def rows() -> dict[str, list[Row]]:
    """Lines that can be taken in, by kind; those of one kind are about different things, or say the same."""
    nia = {"name": "Nia Novak", "email": "nia@example.org", "role": "mentor", "cohort": "winter"}
    form, grid = test_forms_kind.ROW, {"level:size": "0.3", "status": "ok", "value:score": "2.5"}
    trial = {"title": "Trial", "phase": "training", "due_on": day(9)}
    paper, winter = test_outcomes.PAPER, test_history.WINTER
    return {
        "people": [
            nia | {"ends_on": day(200), "external_id": "n1"},
            {"name": "Oz Okoro", "email": "oz@example.org", "role": "scholar", "external_id": "o1"},
            {"name": "Ada Adeyemi", "email": "ada.adeyemi@example.org", "role": "mentor"},
        ],
        "mentors": [
            test_mentors.PROBING | {"relation": "primary_mentor", "due_on": day(5)},
            {"work": "Sparse", "phase": "training", "scholar": "Ben Okafor", "mentor": "Milo Vance"},
        ],
        "history": [winter, winter | {"year": "2024"}, winter | {"label": "Summer", "median_notice": "7"}],
        "milestones": [
            trial | {"scholar": "Ada Adeyemi", "done_on": day(-2)},
            trial | {"scholar": "Ben Okafor", "forecast": day(12), "forecast_on": day(-1)},
            {"title": "Report", "due_on": day(7), "scholar": "Ada Adeyemi", "done_on": day(-1)},
        ],
        "outcomes": [paper | {"words": "In words"}, paper | {"title": "Another", "status": "accepted"}],
        "runs": [grid | {"seed": "1"}, grid | {"seed": "2", "value:score": "3"}],
        "polls": [*test_polls.COUNTS],
        "forms": [
            form | {"work": "Sprint 1", "confidence": "high", "keep": "Go on", "filed_on": day(-3)},
            form | {"form_id": "f2", "change": "Ask earlier", "scholar": "New One", "overall": "cannot say"},
        ],
    }


@pytest.fixture
def ways(session, cast, tmp_path) -> dict[str, Way]:
    """A way into the cast's cohort for each kind, by who may take it."""
    own_grid(session, cast.ada.person, cast.sprint)
    made = {}
    for kind in all_kinds.KINDS:
        actor = cast.ada.person if kind.name == "runs" else cast.lea
        made[kind.name] = Way(session, kind, cast.program, cast.cohort, actor, tmp_path)
    # The first form freezes the rubric, which stays so.
    form = test_forms_kind.ROW | {"form_id": "first", "work": "First"}
    made["forms"].applied(sheet([form]), create_people="yes")
    return made


def sheet(lines: Sequence[Row]) -> str:
    """Lines as a CSV file with a column for each field that one of them gives."""
    written = io.StringIO()
    writer = csv.DictWriter(written, list(dict.fromkeys(name for line in lines for name in line)), restval="")
    writer.writeheader()
    writer.writerows(lines)
    return written.getvalue()


def told(way: Way, run: ImportRun) -> list[tuple[Any, ...]]:
    """What a preview says of each line."""
    found = sa.select(ImportLine).where(ImportLine.run_id == run.id).order_by(ImportLine.number)
    return [
        (one.number, one.verdict, one.problems, one.notices, one.before, one.after)
        for one in way.session.scalars(found)
    ]


def changes(run: ImportRun) -> int:
    assert run.state is RunState.LOOKED, run.problems
    return run.counts["new"] + run.counts["changed"]


@pytest.mark.parametrize("name", [kind.name for kind in all_kinds.KINDS])
def test_every_kind_keeps_the_promises_of_an_import(ways, session, monkeypatch, name):
    way, lines = ways[name], rows()[name]
    options = {"create_people": "yes"} if name == "forms" else {}
    fields = list(way.kind.fields(session, way.scope(options)))
    optional = sorted(one.name for one in fields if not (one.key or one.required))
    assert {field for line in lines for field in line} <= {one.name for one in fields}
    taken = []

    # Each example reads every table several times, so a failing one is not made smaller.
    @settings(max_examples=4, phases=[Phase.generate])
    @given(
        st.permutations(range(len(lines))),
        st.integers(0, len(lines) - 1),
        st.sets(st.sampled_from(optional), min_size=1),
        st.integers(1, 3),
    )
    def holds(order, again, blank, part):
        chosen = [lines[place] for place in (*order, *([again] if name in TWICE else []))]
        point = session.begin_nested()
        try:
            before = contents(session)
            monkeypatch.setattr(judging, "PART", 1000)
            at_once = told(way, way.looked(sheet(chosen), **options))
            # In parts the earlier lines are written when the later ones are judged.
            monkeypatch.setattr(judging, "PART", part)
            run = way.looked(sheet(chosen), **options)
            assert told(way, run) == at_once
            assert (changes(run), run.counts["refused"]) == (len(lines), 0), told(way, run)
            way.apply(run)
            assert changes(way.looked(sheet(chosen), **options)) == 0
            less = [{field: "" if field in blank else cell for field, cell in one.items()} for one in chosen]
            assert changes(way.looked(sheet(less), **options)) == 0
            way.undo(run)
            assert contents(session) == before
            taken.append(run.id)
        finally:
            point.rollback()
            session.expire_all()

    holds()
    assert taken
