"""Numbers in words."""

from __future__ import annotations

import pytest
from flask import Flask

from tracker.web.filters import number


@pytest.mark.parametrize("value", [-0.0, -0.04, 0.04])
def test_what_rounds_to_nothing_has_no_sign(app: Flask, value: float) -> None:
    with app.test_request_context():
        assert number(value) == "0.0"
        assert number(-0.06) == "-0.1"
