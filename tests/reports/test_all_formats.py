"""All formats of all snapshots together tell no more than the report that they are made of."""

from __future__ import annotations

import pytest

from tests.reports import reading_back
from tests.reports.attacker import printed
from tests.reports.printing import AT
from tests.reports.test_differencing import CELLS, SHAPES, Shape, holds_of
from tracker.reports import formats
from tracker.reports.editions import Edition, Format
from tracker.reports.figures import figure
from tracker.reports.funder_view import Frozen, for_funder
from tracker.reports.numbers import Report, View

pytestmark = pytest.mark.any_database
SHARED = Shape(
    {**{one: frozenset(one) for one in CELLS}, "all": frozenset(CELLS)}, shares=(("a", "all"), ("b", "all"))
)
HISTORIES = [
    (SHAPES[0], [{"a": 12, "b": 8, "c": 3}, {"a": 14, "b": 8, "c": 1}]),
    (SHAPES[1], [{"a": 12, "b": 3, "c": 11}, {"a": 12, "b": 9, "c": 12}]),
    (SHAPES[4], [{"a": 9, "b": 7, "c": 0}, {"a": 4, "b": 12, "c": 1}]),
    (SHARED, [{"a": 12, "b": 9, "c": 11}, {"a": 5, "b": 9, "c": 12}]),
]


def edition(report: Report, table_of: tuple[int, str] = reading_back.PLAIN) -> Edition:
    named = reading_back.named(report, table_of)
    return Edition(named, View.FUNDER, "North Program", "Sam Staff", AT, "Europe/London", snapshot=1)


@pytest.mark.parametrize(("shape", "history"), HISTORIES)
def test_no_count_can_be_told_from_all_formats_of_two_snapshots_together(shared_app, shape, history):
    earlier: list[Frozen] = []
    together = []
    for world in history:
        made = shape.report(world)
        earlier.append(Frozen(made, for_funder(made, earlier).report))
        one, found = edition(earlier[-1].funder), {}
        with shared_app.app_context():
            each = {kind: reading_back.counts(kind, formats.write(one, kind)) for kind in Format}
        for kind, told in each.items():
            assert all(len(values) == 1 for values in told.values()), (kind, told)
            assert told == each[Format.JSON], kind
            found |= {name: values.copy().pop() for name, values in told.items()}
        in_cells = {name: n for name, n in printed(earlier[-1].funder).items() if name not in shape.unseen}
        assert found == in_cells
        together.append(found)
    holds_of(shape, history, together)


@pytest.mark.parametrize(("shape", "history"), HISTORIES)
def test_no_number_is_printed_that_is_neither_told_nor_in_the_empty_report(shared_app, shape, history):
    shown = for_funder(shape.report(history[0])).report
    one = edition(shown, reading_back.DRAWN)
    figures = [figure(row.cells[0], shown.counts) for row in one.report.tables[0].rows]
    allowed = set()
    for each in figures:
        whole = [each.value] if each.kind == "count" else []
        shares = [each.value, each.low, each.high] if each.kind == "share" else []
        allowed |= {str(round(number)) for number in [*whole, each.part, each.whole] if number is not None}
        allowed |= {str(round(100 * share)) for share in shares}
    with shared_app.app_context():
        for kind in (Format.HTML, Format.PDF):
            empty = reading_back.text(kind, formats.write(reading_back.without_figures(one), kind))
            words = reading_back.text(kind, formats.write(one, kind))
            assert reading_back.numbers(words) - reading_back.numbers(empty) <= allowed, kind
