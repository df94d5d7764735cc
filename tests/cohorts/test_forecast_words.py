"""Drift in words: what is said is what the figures say, and no date stands where there is none."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tracker.cohorts.forecast_words import (
    change_sentences,
    drift_sentence,
    meeting_sentence,
    nowhere_words,
    passed_sentence,
    signed,
)
from tracker.cohorts.series_models import SeriesVersion
from tracker.cohorts.series_queries import Fitted
from tracker.evidence.trends_meeting import YEARS, drift
from tracker.evidence.trends_series import Series

FIRST = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def language(shared_app):
    with shared_app.test_request_context():
        yield


def days(slope, meets, n=14, scatter=()):
    made = FIRST.toordinal() + 7.0 * np.arange(n)
    meets = FIRST.toordinal() + meets
    noise = np.array([*scatter, *[0] * n][:n])
    return drift(made, meets + slope * (made - meets) + noise)


def version(number, slope, meets, n=14, first=2021.0):
    made = tuple(float(first + 0.25 * k) for k in range(n))
    predicted = tuple(meets + slope * (one - meets) for one in made)
    series = Series(True, made, predicted)
    return Fitted(SeriesVersion(number=number), series, drift(made, predicted, axis=YEARS))


@pytest.mark.parametrize(
    ("slope", "n", "words"),
    [
        (0.6, 14, "the predicted day moves 0.60 days away"),
        (-0.25, 14, "the predicted day comes 0.25 days closer"),
        (0.0, 14, "The predicted date stays where it is."),
        (0.001, 14, "The predicted date stays where it is."),
        (0.6, 3, "Too few points: a line needs 4 forecasts over at least 14 days."),
    ],
)
def test_how_the_date_moves(slope, n, words):
    assert words in drift_sentence(days(slope, 300, n))


def test_four_points_have_no_interval_of_the_drift_in_words():
    assert "interval" not in drift_sentence(days(0.6, 300, 4))
    assert "95 % interval of this drift: +0.60 to +0.60." in drift_sentence(days(0.6, 300))


@pytest.mark.parametrize(
    ("found", "said", "unsaid"),
    [
        (
            days(0.5, 200),
            "it is done on 20 July 2026. 95 % interval: 20 July 2026 to 20 July 2026.",
            "too few",
        ),
        (days(0.5, 200, 6), "it is done on 20 July 2026. These are too few for an interval", "95 %"),
        (days(1.2, -900), "At this drift never", "2026"),
        (days(0.5, 50), "The line met the day of the forecast on 20 February 2026, before", "it is done on"),
        (days(1 - 1e-6, 5_000_000), "outside the calendar", "20"),
        (days(1 - 1e-6, 5_000_000), "outside the calendar", "There is no last date"),
        (days(1.2, 900), "name days that had already passed when they were made", "never"),
    ],
)
def test_where_the_line_meets(found, said, unsaid):
    sentence = meeting_sentence(found)
    assert said in sentence
    assert unsaid not in sentence.replace("95 %", "95 %")


def test_an_interval_without_an_end_has_no_last_date():
    rng = np.random.default_rng(5)
    found = days(0.8, 160, 12, rng.normal(0, 15, 12))
    assert found.high is None
    sentence = meeting_sentence(found)
    assert "There is no last date" in sentence
    assert "The earliest date that fits is" in sentence
    assert " to " not in sentence


def test_too_few_points_name_no_date():
    assert meeting_sentence(days(0.5, 200, 3)) == ""


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (days(1.2, -900), "never"),
        (days(1.2, 900), "days already past"),
        (days(1 - 1e-6, 5_000_000), "outside the calendar"),
    ],
)
def test_a_table_says_why_there_is_no_meeting_point(found, words):
    assert nowhere_words(found) == words


def test_a_date_that_has_passed_is_said_to_have():
    found, on = days(0.5, 200), FIRST + timedelta(days=200)
    assert passed_sentence(found, on + timedelta(days=1)) == "That date has passed."
    assert passed_sentence(found, on) == ""
    assert passed_sentence(days(1.2, -900), date(2090, 1, 1)) == ""


@pytest.mark.parametrize(
    ("slope", "words"), [(0.6, "+0.60"), (-5.5, "−5.50"), (0.0, "0.00"), (-0.004, "0.00")]
)
def test_a_drift_has_a_sign_unless_it_is_none(slope, words):
    assert signed(slope) == words


def test_what_a_new_version_changed():
    before, after = version(1, -5.5, 2025.77), version(2, -6.5, 2025.44, 16)
    assert change_sentences(before, after) == [
        "Version 2 against version 1: 0 forecasts are the same, 14 were revised, 2 are new, 0 are gone.",
        "The drift went from −5.50 to −6.50 years per year.",
        "The meeting point moved from 2025.77 to 2025.44, 0.33 years sooner.",
        "The two 95 % intervals do not overlap.",
    ]


def test_a_version_that_changed_nothing_says_so():
    one, other = version(1, -5.5, 2025.77), version(2, -5.5, 2025.77)
    assert change_sentences(one, other)[2:] == ["The meeting point stayed at 2025.77."]


@pytest.mark.parametrize(
    ("slopes", "words"),
    [
        ((1.0, -2.0), "Before there was no meeting point; now it is 2030.00."),
        ((-2.0, 1.0), "The meeting point was 2030.00; now there is none."),
        ((1.5, 1.2), "Neither version has a meeting point."),
    ],
)
def test_a_meeting_point_that_comes_or_goes(slopes, words):
    fits = [version(place, slope, 2030 if slope < 1 else 1990) for place, slope in enumerate(slopes, 1)]
    assert change_sentences(*fits)[-1] == words


def test_versions_of_too_few_points_are_compared_by_their_rows_alone():
    assert len(change_sentences(version(1, -2, 2030, 2), version(2, -2, 2030, 3))) == 1
