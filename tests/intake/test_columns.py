"""Columns are found by map, then by name; what is missing or unknown is named with what there is."""

from __future__ import annotations

import pytest

from tracker.intake import columns
from tracker.intake.problems import BadInput, Problems

HEADER = ["scholar", "mentor", "overall", "dept"]


def find(header, mapping=None, criteria=("rigor",)):
    return columns.find(header, mapping or {}, criteria, Problems("a.csv"))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("d", "map_shape"),
        ("=scholar", "map_shape"),
        ("d=teacher", "map_field"),
        ("d=", "map_field"),
    ],
)
def test_refuses_a_map_that_says_nothing(given, code):
    with pytest.raises(BadInput) as caught:
        columns.parse_map([given])
    assert [problem.code for problem in caught.value.problems] == [code]


def test_refuses_two_columns_for_one_field():
    with pytest.raises(BadInput) as caught:
        columns.parse_map(["a=scholar", "b=scholar"])
    assert caught.value.problems[0].code == "map_twice"


def test_a_mapped_column_may_hold_an_equals_sign():
    assert columns.parse_map(["x = y=overall"]) == {"overall": "x = y"}


@pytest.mark.parametrize(
    ("header", "mapping", "codes"),
    [
        (["mentor", "overall"], {}, ["field_missing"]),
        (["a"], {}, ["field_missing"] * 3),
        (HEADER, {"scholar": "d"}, ["map_column"]),
        ([*HEADER, "criterion:taste"], {}, ["criterion"]),
        (HEADER, {"criterion:taste": "dept"}, ["criterion"]),
    ],
)
def test_refuses_columns_that_do_not_make_a_form(header, mapping, codes):
    with pytest.raises(BadInput) as caught:
        find(header, mapping)
    assert [problem.code for problem in caught.value.problems] == codes


def test_an_unknown_criterion_is_named_with_those_of_the_rubric():
    with pytest.raises(BadInput) as caught:
        find([*HEADER, "criterion:taste"], criteria=("rigor", "execution"))
    [problem] = caught.value.problems
    assert problem.field == "criterion:taste"
    assert problem.params == {"slug": "taste", "known": "execution, rigor"}


def test_takes_columns_by_name_and_names_the_rest():
    found = find([*HEADER, "criterion:rigor"])
    assert found.fields == {"scholar": 0, "mentor": 1, "overall": 2}
    assert found.criteria == {"rigor": 4}
    assert found.ignored == ("dept",)


def test_a_map_wins_over_a_column_of_that_name():
    found = find(["scholar", "d", "mentor", "overall"], {"scholar": "d"})
    assert found.fields["scholar"] == 1
    assert found.ignored == ("scholar",)


def test_a_mapped_column_is_not_also_taken_by_its_name():
    found = find(["scholar", "mentor", "overall", "work"], {"criterion:rigor": "work"})
    assert "work" not in found.fields
    assert found.criteria == {"rigor": 3}
