"""The drawing of forecasts: everything inside the frame, the diagonal where both dates are one."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.properties import given, st
from tracker.evidence.trends_meeting import drift
from tracker.web.charts_drift import BOTTOM, LEFT, RIGHT, TOP, Plotted, chart

START = 739_000


def plotted(slope, meets, n=14, step=7.0, scatter=()):
    made = START + step * np.arange(n)
    predicted = START + meets + slope * (made - START - meets) + (np.array(scatter) if len(scatter) else 0)
    return Plotted(list(made), list(predicted), drift(made, predicted))


def label(value):
    return f"{value:.0f}"


def places(dots):
    return [(float(x), float(y)) for x, y in re.findall(r"M([0-9.]+) ([0-9.]+)h0", dots)]


def test_without_a_forecast_there_is_no_chart():
    for nothing in ([], [Plotted([], [], drift([START], [START]))]):
        with pytest.raises(ValueError, match="needs a forecast"):
            chart(nothing, label)


def test_the_line_meets_the_diagonal_in_the_marked_point():
    drawn = chart([plotted(-1.0, 150)], label)
    (layer,) = drawn.layers
    x, y = layer.meets
    for stretch in (layer.line, drawn.diagonal):
        part = (x - stretch.x1) / (stretch.x2 - stretch.x1)
        assert stretch.y1 + part * (stretch.y2 - stretch.y1) == pytest.approx(y, abs=0.05)
    assert not drawn.outside


def test_later_is_higher_and_to_the_right():
    ((early, *_rest, late),) = [places(layer.dots) for layer in chart([plotted(0.5, 300)], label).layers]
    assert early[0] < late[0]
    assert early[1] > late[1]


def test_a_meeting_point_far_ahead_is_left_out_and_said():
    drawn = chart([plotted(0.95, 3000)], label)
    assert drawn.layers[0].meets is drawn.layers[0].band is None
    assert drawn.outside


def test_what_never_meets_has_a_line_and_no_point():
    drawn = chart([plotted(1.2, -500)], label)
    assert drawn.layers[0].line is not None
    assert drawn.layers[0].meets is None
    assert drawn.diagonal is not None  # beside it, so that one sees that they stay apart
    assert not drawn.outside


def test_one_forecast_is_a_dot_alone():
    drawn = chart([Plotted([START], [START + 30], drift([START], [START + 30]))], label)
    assert len(places(drawn.layers[0].dots)) == 1
    assert drawn.layers[0].line is None


def test_two_versions_share_their_axes():
    drawn = chart([plotted(-5.5, 150), plotted(-6.5, 140)], label)
    assert [len(places(layer.dots)) for layer in drawn.layers] == [14, 14]
    assert drawn.layers[0].meets != drawn.layers[1].meets


@given(
    st.floats(-7, 1.5),
    st.integers(-400, 3000),
    st.lists(st.integers(-60, 60), min_size=1, max_size=20),
    st.booleans(),
)
def test_nothing_is_drawn_outside_the_frame(slope, meets, scatter, twice):
    one = plotted(slope, meets, n=len(scatter), scatter=scatter)
    drawn = chart([one, plotted(0.2, 200)] if twice else [one], label)
    dots = [place for layer in drawn.layers for place in places(layer.dots)]
    ends = [
        place
        for stretch in (drawn.diagonal, *(layer.line for layer in drawn.layers))
        if stretch
        for place in ((stretch.x1, stretch.y1), (stretch.x2, stretch.y2))
    ]
    marks = [layer.meets for layer in drawn.layers if layer.meets]
    for x, y in (*dots, *ends, *marks):
        assert LEFT <= x <= RIGHT
        assert TOP <= y <= BOTTOM
    for layer in drawn.layers:
        if layer.band:
            assert layer.meets is not None
            assert layer.band[0] + layer.band[1] <= RIGHT + 0.5
    assert [tick.at for tick in drawn.across] == sorted(tick.at for tick in drawn.across)
