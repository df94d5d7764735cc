"""When a report is frozen, how it is kept, and what of other cohorts it may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.properties import given, st
from tests.reports.attacker import printed, report
from tracker.reports import kept, withheld
from tracker.reports.funder_view import Frozen, for_funder
from tracker.reports.numbers import Absent, Amount, Count, Measure, Relation, Row, Share, Unit, Why, Words
from tracker.reports.snapshot_rules import Times, a_month_after, may_freeze
from tracker.reports.suppression import Reason

TRAINING, RESEARCH = date(2026, 3, 31), date(2026, 8, 31)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("today", "newest", "code"),
    [
        (date(2026, 3, 31), None, "snapshot_before_end"),
        (date(2026, 4, 1), None, ""),
        (date(2026, 4, 20), date(2026, 4, 1), "snapshot_monthly"),
        (date(2026, 6, 1), date(2026, 4, 1), "snapshot_mid_phase"),
        (date(2026, 9, 1), date(2026, 4, 1), ""),
        (date(2026, 9, 1), date(2026, 8, 10), "snapshot_monthly"),
        (date(2026, 9, 30), date(2026, 9, 1), "snapshot_monthly"),
        (date(2026, 10, 1), date(2026, 9, 1), ""),
        (date(2027, 2, 1), date(2026, 10, 1), ""),
    ],
)
def test_a_report_is_frozen_after_a_phase_and_at_most_once_a_month(today, newest, code):
    assert may_freeze(Times(today, [RESEARCH, TRAINING], newest)).code == code


def test_a_cohort_without_dates_has_no_snapshot():
    assert may_freeze(Times(date(2026, 4, 1), [])).code == "snapshot_no_phases"


@given(days, days)
def test_there_are_never_two_within_a_month(today, newest):
    if may_freeze(Times(today, [TRAINING, RESEARCH], newest)):
        assert today >= a_month_after(newest)
        assert (today - newest).days >= 28


def test_what_is_kept_is_read_as_it_was():
    cells = (
        Count("a"),
        Share("a", "all"),
        Measure(3.25, "all", Unit.POINTS, sd=0.5, low=2.0, high=4.5, counts=("a",)),
        Amount(2.0, Unit.RATIO, ("a", "all")),
        Words("“ü”", link="https://example.org", public=True),
        Absent(Why.NOT_COLLECTED),
    )
    made = report(
        {"a": 7, "all": 12, "b": 5},
        [Row("one", cells, label="Rigor", changed=True)],
        (Relation("all", ("a", "b")),),
        frozenset({"b"}),
        columns=("c", "s", "m", "r", "w", "n"),
    )
    made = replace(made, settings={"bar": 3.0, "version": "1", "people": 12})
    assert kept.read(kept.written(made)) == made
    assert kept.written(kept.read(kept.written(made))) == kept.written(made)


def test_what_another_version_kept_is_not_guessed_at():
    text = kept.written(report({"a": 7}, [Row("a", (Count("a"),))]))
    with pytest.raises(kept.Unreadable, match="version 99"):
        kept.read(text.replace('"version":1', '"version":99'))


def test_texts_are_told_only_where_they_are_public():
    rows = [Row("x", (Words("What Sam typed"),)), Row("y", (Words("1.2", public=True),))]
    shown = for_funder(report({}, rows)).report.tables[0].rows
    assert shown[0].cells == (Absent(Why.STAFF),)
    assert shown[1].cells == (Words("1.2", public=True),)


def test_nothing_to_count_is_not_told_since_it_says_zero():
    rows = [Row("x", (Absent(Why.NONE),)), Row("y", (Absent(Why.NOT_YET),))]
    shown = for_funder(report({}, rows)).report.tables[0].rows
    assert [row.cells[0].why for row in shown] == [Why.SUPPRESSED, Why.NOT_YET]


def test_measures_and_amounts_go_with_what_they_rest_on():
    counts = {"all": 20, "a": 17, "b": 3}
    cells = [
        Measure(3.0, "all", Unit.POINTS, counts=("a", "b")),
        Measure(3.0, "b", Unit.POINTS),
        Amount(0.15, Unit.RATIO, ("b", "all")),
        Measure(3.0, "all", Unit.POINTS),
        Amount(10, Unit.WEEKS),
    ]
    rows = [Row(f"r{at}", (cell,)) for at, cell in enumerate(cells)] + [Row(k, (Count(k),)) for k in counts]
    shown = for_funder(report(counts, rows, (Relation("all", ("a", "b")),))).report
    gone = [isinstance(row.cells[0], Absent) for row in shown.tables[0].rows]
    assert gone == [True, True, True, False, False, False, True, True]


def test_a_figure_of_few_forms_is_not_told_though_their_number_is():
    made = report(
        {"evidence.all.timed": 2, "evidence.all.forms": 9},
        [
            Row("minutes", (Measure(3.0, "evidence.all.timed", Unit.MINUTES),)),
            Row("n", (Count("evidence.all.timed"),)),
        ],
    )
    shown = for_funder(made).report
    assert [row.cells[0] for row in shown.tables[0].rows] == [
        Absent(Why.SUPPRESSED),
        Count("evidence.all.timed"),
    ]


def test_what_changes_with_a_single_form_is_no_setting_for_funders():
    made = replace(report({}, []), settings={"bar": 3.0, "input_hash": "ab" * 32, "stale": 1})
    assert for_funder(made).report.settings == {"bar": 3.0}


@pytest.mark.parametrize(("typed", "rows"), [(4, ["other"]), (12, ["track.typed-x", "other"])])
def test_what_some_typed_alike_is_named_only_with_their_number(typed, rows):
    counts = {"all": 30, "track.typed-x": typed, "other": 30 - typed}
    made = [Row(key, (Count(key),), label="Evals") for key in ("track.typed-x", "other")]
    shown = for_funder(report(counts, made, (Relation("all", ("track.typed-x", "other")),)))
    assert [row.key for row in shown.report.tables[0].rows] == rows
    withheld_keys = {
        one.row.key for one in withheld.figures(report(counts, made), shown.report, shown.reasons)
    }
    assert ("track.typed-x" in withheld_keys) is (len(rows) == 1)


def beside(value: int, mean: float):
    counts = {"all": 20, "earlier.past.all": value, "earlier.past.few": 2}
    cells = [
        Count("earlier.past.all"),
        Count("earlier.past.few"),
        Measure(mean, "earlier.past.all", Unit.HOURS),
    ]
    return report(counts, [Row(f"r{at}", (cell,)) for at, cell in enumerate(cells)])


def test_of_another_cohort_nothing_is_told_before_its_own_snapshot():
    assert printed(for_funder(beside(30, 2.0)).report) == {}


def test_of_another_cohort_only_what_its_own_snapshot_says_is_told():
    rows = [Row("all", (Count("all"),)), Row("hours", (Measure(2.0, "all", Unit.HOURS),))]
    past = for_funder(report({"all": 30}, rows)).report
    # Meanwhile one more is counted there.
    shown = for_funder(beside(31, 2.1), others={"past": past}).report
    assert printed(shown) == {"earlier.past.all": 30}
    assert shown.tables[0].rows[2].cells == (Measure(2.0, "earlier.past.all", Unit.HOURS),)
    assert shown.tables[0].rows[1].cells == (Absent(Why.SUPPRESSED),)


def test_who_freezes_reads_which_figures_are_left_out_and_why():
    counts = {"all": 40, "a": 12, "b": 16, "few": 3, "c": 9}
    rows = [Row(key, (Count(key),)) for key in counts] + [Row("share", (Share("a", "all"),))]
    made = report(counts, rows, (Relation("all", ("a", "b", "few", "c")),))
    shown = for_funder(made)
    found = {
        one.row.key: (one.reason, one.told) for one in withheld.figures(made, shown.report, shown.reasons)
    }
    assert found == {"few": (Reason.SMALL, False), "b": (Reason.BESIDE, False)}


def test_who_freezes_again_reads_which_figures_stand_as_they_were():
    first, now = (report({"all": n}, [Row("all", (Count("all"),))]) for n in (20, 22))
    shown = for_funder(now, [Frozen(first, for_funder(first).report)])
    [one] = withheld.figures(now, shown.report, shown.reasons)
    assert (one.reason, one.told) == (Reason.MOVED, True)


def test_of_another_cohort_it_is_not_told_that_somebody_waits_there_today():
    made = report({}, [Row("transition", (Absent(Why.NOT_YET),) * 2)], columns=("summer", "past"))
    made = replace(made, tables=(replace(made.tables[0], number=14, key="comparison"),))
    [row] = for_funder(made).report.tables[0].rows
    assert [cell.why for cell in row.cells] == [Why.NOT_YET, Why.SUPPRESSED]
