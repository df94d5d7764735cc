"""Long lists in pages."""

from __future__ import annotations

import pytest

from tracker.web import paging


@pytest.mark.parametrize(
    ("text", "page"),
    [("1", 1), ("7", 7), ("0", 1), ("-2", 1), ("x", 1), ("", 1), ("9" * 40, 1), ("２", 1)],
)
def test_a_page_number_that_is_none_is_the_first(text, page):
    assert paging.wanted({"page": text}) == page


def test_every_row_stands_on_exactly_one_page():
    rows = list(range(205))
    shown = [paging.paged(rows, page) for page in (1, 2, 3)]
    assert [row for part in shown for row in part.rows] == rows
    assert {part.pages for part in shown} == {3}


def test_a_page_past_the_end_is_the_last():
    assert paging.paged([1, 2, 3], 99, per_page=2).rows == [3]


def test_an_empty_list_has_one_page():
    assert paging.paged([], 1) == paging.Paged([], 1, 1, 0)


def test_the_next_page_keeps_the_filter_and_takes_no_option_from_the_address(shared_app):
    address = "/programs/north/cohorts/winter/?show=owed&_scheme=javascript&endpoint=x&page=2&name=%22%3E"
    with shared_app.test_request_context(address):
        turned = paging.turn("page", 3)
    assert turned.startswith("/programs/north/cohorts/winter/?show=owed&")
    assert turned.endswith("page=3")
    assert '"' not in turned
