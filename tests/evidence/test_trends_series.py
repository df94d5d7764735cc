"""Files of forecasts: what is read, and the place that is named when one cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from tests.properties import given, st
from tracker.evidence.trends import MOST
from tracker.evidence.trends_series import (
    BadSeries,
    Change,
    Series,
    compare,
    day_of,
    decimal_year,
    read,
    written,
)

TODAY = date(2026, 6, 1)
HEAD = "made_on,predicted_for\n"


def ordinals(*days):
    return tuple(float(date.fromisoformat(day).toordinal()) for day in days)


def test_days_are_read_and_put_in_order():
    found = read(HEAD + "2026-02-01,2026-07-01\n2026-01-01,2026-06-15\n", TODAY)
    assert found == Series(False, ordinals("2026-01-01", "2026-02-01"), ordinals("2026-06-15", "2026-07-01"))


@pytest.mark.parametrize(
    "text",
    [
        "made_on,predicted_for\n2025.5,2028.1\n",
        "\ufeffMade_On , predicted_for\r\n2025.5,2028.1\r\n\r\n",
        "made_on;predicted_for\n2025,5;2028,1\n",
        "predicted_for\tmade_on\n2028.1\t2025.5\n",
        'made_on,predicted_for,note\n"2025.5","2028.1","two, and more"\n',
    ],
)
def test_one_series_in_many_hands(text):
    assert read(text, TODAY) == Series(True, (2025.5,), (2028.1,))


def test_a_time_of_day_is_passed_over():
    found = read(HEAD + "2026-01-01T09:30:00Z,2026-07-01 00:00\n", TODAY)
    assert (found.made, found.predicted) == (ordinals("2026-01-01"), ordinals("2026-07-01"))


def test_a_forecast_for_a_day_before_it_was_made_is_read_and_counted():
    assert read(HEAD + "2026-02-01,2026-01-01\n2026-02-02,2026-02-02\n", TODAY).behind == 1


def test_today_is_not_the_future():
    assert read(HEAD + "2026-06-01,2026-07-01\n", TODAY).made == ordinals("2026-06-01")
    # The first of June lies 0.41 years into 2026, which one decimal rounds to .4 and three to .414.
    assert read(HEAD + "2026.414,2027.1\n", TODAY).made == (2026.414,)


@pytest.mark.parametrize(
    ("text", "code", "figures"),
    [
        ("", "series_column_missing", {"column": "made_on"}),
        ("\n\n", "series_column_missing", {"column": "made_on"}),
        ("made_on\n2026-01-01\n", "series_column_missing", {"column": "predicted_for"}),
        ("made_on,made_on,predicted_for\n", "series_column_twice", {"column": "made_on"}),
        (HEAD, "series_empty", {}),
        (HEAD + "\n , \n", "series_empty", {}),
        (HEAD + "2026-01-01\n", "series_cells", {"line": 2, "count": 1, "needed": 2}),
        (HEAD + "2026-01-01,\n", "series_cell_empty", {"line": 2, "column": "predicted_for"}),
        (HEAD + "soon,2026-01-01\n", "series_no_moment", {"line": 2, "column": "made_on", "text": "soon"}),
        (HEAD + "\n2026-01-01,inf\n", "series_no_moment", {"line": 3, "column": "predicted_for"}),
        (HEAD + "2025.1,NaN\n", "series_no_moment", {"line": 2, "text": "NaN"}),
        (HEAD + "2025.1,1e309\n", "series_no_moment", {"text": "1e309"}),
        (HEAD + "2025.1,-2026\n", "series_no_moment", {"text": "-2026"}),
        (HEAD + "٢٠٢٥.1,2026\n", "series_no_moment", {"column": "made_on"}),
        (HEAD + "2025-1-1,2026-01-01\n", "series_no_moment", {"text": "2025-1-1"}),
        (HEAD + "2025-02-29,2026-01-01\n", "series_no_day", {"line": 2, "text": "2025-02-29"}),
        (HEAD + "0000-01-01,2026-01-01\n", "series_year", {"line": 2, "first": 1900, "last": 2200}),
        (HEAD + "2025.1,99999\n", "series_year", {"column": "predicted_for", "text": "99999"}),
        (HEAD + "0,1\n", "series_year", {"text": "0"}),
        (HEAD + "2025-01-01,2026.5\n", "series_mixed", {"line": 2, "column": "predicted_for"}),
        (HEAD + "2025.1,2026.5\n2025-02-01,2026-05-01\n", "series_mixed", {"line": 3, "column": "made_on"}),
        (HEAD + "2026-06-02,2027-01-01\n", "series_ahead", {"line": 2, "column": "made_on", "today": TODAY}),
        (HEAD + "2026.42,2027.1\n", "series_ahead", {"text": "2026.42"}),
        (HEAD + "2027,2028\n", "series_ahead", {"text": "2027"}),
        (HEAD + '2025.1,"2026.5\n', "series_broken", {}),
        (HEAD + "2025.1\0,2026\n", "series_not_text", {}),
        (HEAD + "x" * 200 + ",2026\n", "series_no_moment", {"text": "x" * 40}),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, code, figures):
    with pytest.raises(BadSeries) as caught:
        read(text, TODAY)
    assert caught.value.code == code
    assert caught.value.params.items() >= figures.items()


def test_a_million_lines_are_refused_before_they_are_read():
    text = HEAD + "2025.1,2026.1\n" * MOST + "not even looked at\n" * (1_000_000 - MOST)
    with pytest.raises(BadSeries) as caught:
        read(text.replace("not even looked at", "2025.1,2026.1", 1), TODAY)
    assert (caught.value.code, caught.value.params) == ("series_too_long", {"most": MOST})


def test_as_many_as_there_may_be_are_read():
    assert len(read(HEAD + "2025.1,2026.1\n" * MOST, TODAY).made) == MOST


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_day_as_a_decimal_year_is_that_day(day):
    assert day_of(decimal_year(day)) == day
    assert day_of(round(decimal_year(day) + 0.0005, 3)) in (day, day.fromordinal(day.toordinal() + 1))
    assert written(float(day.toordinal()), False) == day.isoformat()


def test_ends_of_an_interval_are_written_outwards():
    moment = date(2026, 3, 1).toordinal() + 0.4
    assert [written(moment, False, up=up) for up in (False, None, True)] == [
        "2026-03-01",
        "2026-03-01",
        "2026-03-02",
    ]
    assert written(2025.77004, True) == 2025.77
    assert written(None, True) is None


def test_two_versions_are_compared_forecast_by_forecast():
    before = Series(True, (2020.0, 2021.0, 2022.0, 2022.0), (2030.0, 2031.0, 2032.0, 2033.0))
    after = Series(True, (2020.0, 2021.0, 2022.0, 2024.0, 2025.0), (2030.0, 2029.0, 2033.0, 2028.0, 2027.0))
    assert compare(before, after) == Change(kept=2, revised=1, added=2, dropped=1)
    assert compare(before, before) == Change(kept=4, revised=0, added=0, dropped=0)
