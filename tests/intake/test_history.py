"""Earlier gates out of a file: counts that add up, known by phase, cohort and year."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.intake.kinds_at_work import Bench, codes, contents, keep_promises, undo, verdicts
from tests.properties import given, st
from tracker.cohorts.models import GateDefault, GateRecord, PhaseKind
from tracker.intake.history_kind import KIND
from tracker.intake.kinds import NotTaken

pytestmark = pytest.mark.any_database

WINTER = {
    "label": "Winter 2023",
    "year": "2023",
    "phase": "Training",
    "gate": "default",
    "accepted": "40",
    "continued": "34",
    "stopped": "3",
    "withdrew": "3",
    "median_notice": "24.5",
}


@pytest.fixture
def bench(session, cast) -> Bench:
    return Bench(session, KIND, cast.program, None, cast.sam, tables=("gate_record",))


def records(session) -> list[GateRecord]:
    return list(session.scalars(sa.select(GateRecord).execution_options(populate_existing=True)))


def test_counts_that_do_not_add_up_are_refused_at_their_cell(bench):
    [judged] = bench.look([WINTER | {"accepted": "41"}])
    assert [(one.code, one.field) for one in judged.problems] == [("record_sum", "accepted")]


def test_a_year_and_a_count_that_cannot_be_are_refused(bench):
    rows = [WINTER | {"year": "1066"}, WINTER | {"accepted": "4.5"}, WINTER | {"gate": ""}]
    assert [codes(one) for one in bench.look(rows)] == [{"record_year"}, {"whole"}, {"blank"}]


def test_a_gate_twice_in_one_file_is_taken_once(bench, session):
    judged, _notebook = bench.take([WINTER, WINTER, WINTER | {"withdrew": "2", "stopped": "4"}])
    assert verdicts(judged) == "new unchanged refused"
    assert codes(judged[2]) == {"line_twice"}
    assert len(records(session)) == 1


def test_a_refused_line_is_mended_by_a_later_one(bench):
    assert verdicts(bench.look([WINTER | {"accepted": "41"}, WINTER])) == "refused new"


def test_counts_left_out_are_nobody_where_the_rest_adds_up(bench, session, cast):
    bench.take([WINTER])
    [row] = records(session)
    assert (row.program_id, row.kind, row.gate_default) == (
        cast.program.id,
        PhaseKind.TRAINING,
        GateDefault.CONTINUE_BY_DEFAULT,
    )
    assert (row.accepted, row.continued, row.stopped, row.not_placed, row.withdrew) == (40, 34, 3, 0, 3)
    assert row.median_notice == 24.5


def test_blank_cells_keep_what_stands_and_others_correct_it(bench, session):
    bench.take([WINTER])
    key = {name: WINTER[name] for name in ("label", "year", "phase")}
    assert verdicts(bench.look([key])) == "unchanged"
    judged, _notebook = bench.take([key | {"stopped": "2", "withdrew": "4"}])
    assert (judged[0].before, judged[0].after) == (
        {"stopped": "3", "withdrew": "3"},
        {"stopped": "2", "withdrew": "4"},
    )
    [row] = records(session)
    assert (row.stopped, row.withdrew, row.median_notice, row.version) == (2, 4, 24.5, 2)


def test_a_record_of_another_program_is_none_of_ours(bench, session, cast, make):
    there = Bench(session, KIND, make.program("east"), None, None)
    there.take([WINTER])
    assert verdicts(bench.look([WINTER])) == "new"


def test_what_somebody_changed_in_between_stops_the_import(bench, session):
    bench.take([WINTER])
    importer = KIND.begin(session, bench.scope)
    [line] = [one.line for one in bench.look([WINTER | {"stopped": "2", "withdrew": "4"}])]
    judged = importer.judge(session, [line])
    bench.take([WINTER | {"stopped": "1", "withdrew": "5"}])
    with pytest.raises(NotTaken) as error:
        importer.write(session, judged, _Nobody())
    assert (error.value.number, error.value.problem.code) == (2, "record_changed")


class _Nobody:
    def added(self, table, keys): ...

    def changed(self, table, key, before): ...

    def removed(self, table, row): ...


def test_what_was_written_can_be_taken_back_to_the_byte(bench, session):
    bench.take([WINTER])
    before = contents(session)
    rows = [WINTER | {"stopped": "2", "withdrew": "4"}, WINTER | {"year": "2024"}]
    judged, notebook = bench.take(rows)
    assert verdicts(judged) == "changed new"
    undo(session, notebook)
    assert contents(session) == before


def test_any_text_in_any_cell_gets_a_verdict_and_a_second_time_changes_nothing(bench):
    seen = keep_promises(bench, [WINTER, WINTER, WINTER | {"year": "1066"}])
    cell = st.one_of(st.text(max_size=12), st.sampled_from(["0", "1", "3", "-1", "1e9", "", "=1+1"]))
    rows = st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys(WINTER, cell)).map(lambda some: WINTER | some),
        max_size=3,
    )

    @settings(max_examples=60)
    @given(rows, st.sampled_from(["2023", "2024"]))
    def holds(rows, year):
        seen.update(keep_promises(bench, [*rows, WINTER | {"year": year}]))

    holds()
    assert seen == {"new", "unchanged", "refused"}
