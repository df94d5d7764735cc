"""Everything that a fit says, from forms with names: numbers where they can be told, words always."""

from __future__ import annotations

import copy
import json
import random
import re

import pytest

from tests.scoring.cohorts import DATA
from tracker.scoring import PRIORS, Priors
from tracker.scoring.document import score


@pytest.fixture(scope="module")
def data():
    return json.loads((DATA / "reference-small.json").read_text())["data"]


def form(scholar, mentor, work, overall, confidence="medium"):
    return {
        "scholar": scholar,
        "mentor": mentor,
        "work": work,
        "overall": overall,
        "confidence": confidence,
    }


SIX = [
    form("ada", "m1", "w1", 4),
    form("ada", "m2", "w1", 3),
    form("ben", "m1", "w2", 2),
    form("ben", "m2", "w3", 1),
    form("cy", "m1", "w4", 5),
    form("cy", "m2", "w5", 4),
]


def by_name(found, name, kind="scholar"):
    return next(row for row in found[f"{kind}s"] if row[kind] == name)


def numbers(row):
    return [row[key] for key in ("level", "sd", "q05", "q95", "p_below")]


def test_the_whole_document_is_the_same_for_equal_input_in_any_order(data):
    turned = copy.deepcopy(data)
    random.Random(3).shuffle(turned["forms"])
    random.Random(4).shuffle(turned["outcomes"])
    first, second = score(data), score(turned)
    assert first["input_hash"] == second["input_hash"]
    for row in (*first["scholars"], *second["scholars"]):
        row["influences"] = sorted(
            (item["kind"], item["weight"], item["change_without"]) for item in row["influences"]
        )
    assert json.dumps(first) == json.dumps(second)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["forms"][0].update(overall=1.0),
        lambda data: data["forms"][0].update(confidence="low"),
        lambda data: data["outcomes"][0].update(success=not data["outcomes"][0]["success"]),
        lambda data: data["forms"].pop(),
    ],
)
def test_any_other_input_has_another_hash(data, change):
    other = copy.deepcopy(data)
    change(other)
    assert score(other)["input_hash"] != score(data)["input_hash"]


def test_other_priors_and_another_bar_have_another_hash(data):
    hashes = {
        score(data)["input_hash"],
        score(data, bar=2.5)["input_hash"],
        score(data, priors=Priors(k_low=1.0))["input_hash"],
    }
    assert len(hashes) == 3


def test_a_level_lies_inside_its_interval_and_influences_name_the_scholars_own_rows(data):
    for row in score(data)["scholars"]:
        assert row["q05"] < row["level"] < row["q95"]
        forms = [item["index"] for item in row["influences"] if item["kind"] == "form"]
        own = [place for place, one in enumerate(data["forms"]) if one["scholar"] == row["scholar"]]
        assert forms == own
        for item in row["influences"]:
            if item["kind"] == "outcome":
                work = data["outcomes"][item["index"]]["work"]
                assert str(row["scholar"]) in data["shares"][work]


def test_somebody_without_a_form_gets_no_number():
    found = score({"forms": SIX, "scholars": ["dot"]})
    dot = by_name(found, "dot")
    assert numbers(dot) == [None] * 5
    assert dot["reading"] == "nothing"
    assert dot["sentence"] == "0 people, 0 works: nothing can be told yet."
    assert dot["one_more_bad_result"] is None


@pytest.mark.parametrize(
    "forms", [SIX[:1], SIX[:5], [dict(one, overall=3) for one in SIX]], ids=["one", "five", "all equal"]
)
def test_where_no_spread_is_known_nothing_is_told(forms):
    found = score({"forms": forms})
    assert all(numbers(row) == [None] * 5 for row in found["scholars"])
    assert found["components"] is None
    assert found["reliability"] is None
    assert found["reliability_interval"] is None
    assert all(not row["can_tell"] for row in found["mentors"])
    assert all(row["raw"]["count"] for row in found["scholars"])


def test_one_mentor_for_all_has_no_severity():
    found = score({"forms": [dict(one, mentor="m1") for one in SIX]})
    mentor = by_name(found, "m1", "mentor")
    assert not mentor["can_tell"]
    assert mentor["severity"] is None
    assert "cannot be told" in mentor["sentence"]
    assert by_name(found, "ada")["early"]


def test_groups_that_share_nobody_rest_on_the_prior():
    apart = [form("eve", "m9", "w9", 2), form("eve", "m8", "w8", 3)]
    found = score({"forms": SIX + apart})
    assert [group["scholars"] for group in found["connected_components"]] == [["ada", "ben", "cy"], ["eve"]]
    assert by_name(found, "eve")["rests_on_prior"]
    assert not by_name(found, "ada")["rests_on_prior"]


def test_early_stays_early_however_low_the_level():
    forms = [*SIX, *[form("low", f"x{n}", "one", 1, "high") for n in range(9)]]
    low = by_name(score({"forms": forms}, bar=4.0), "low")
    assert low["p_below"] > 0.8
    assert low["reading"] == "early"
    assert "cannot tell average from strong" in low["sentence"]


def test_words_follow_the_probability_and_never_say_stop():
    forms = [*SIX, *[form("low", f"x{n}", f"v{n}", 2, "high") for n in range(9)]]
    readings = {}
    for bar in (1.0, 2.2, 3.5):
        low = by_name(score({"forms": forms}, bar=bar), "low")
        readings[low["reading"]] = low
        assert "stop" not in low["sentence"].lower()
        expected = "usual" if low["p_below"] <= 0.3 else "offer_support"
        assert low["reading"] == ("panel_may_consider" if low["p_below"] > 0.8 else expected)
    assert set(readings) == {"usual", "offer_support", "panel_may_consider"}


def test_pass_rates_too_far_apart_are_named():
    outcomes = [
        {"work": "w1", "success": True, "expected_able": 0.99, "expected_other": 0.01},
        {"work": "w2", "success": True, "expected_able": 0.75, "expected_other": 0.35},
    ]
    found = score({"forms": SIX, "outcomes": outcomes, "shares": {"w1": {"ada": 1}, "w2": {"ben": 1}}})
    assert found["capped"] == [0]


def test_numbers_and_their_digits_are_one_name():
    outcomes = [{"work": 1, "success": True, "expected_able": 0.75, "expected_other": 0.35}]
    forms = [dict(one, scholar=ord(one["scholar"][0]), work=int(one["work"][1])) for one in SIX]
    found = score({"forms": forms, "outcomes": outcomes, "shares": {"1": {"97": 1.0}}})
    assert [row["scholar"] for row in found["scholars"]] == [97, 98, 99]


RESULT = {"work": "w1", "success": True, "expected_able": 0.75, "expected_other": 0.35}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"forms": []}, "forms: there are none"),
        ({"forms": "abc"}, "forms: this must be a list"),
        ({"forms": [3]}, "forms[0]: this must be an object"),
        ({"forms": [*SIX, form("ada", "m1", "w1", 5.5)]}, "forms[6].overall: 5.5"),
        ({"forms": [*SIX, form("ada", "m1", "w1", float("nan"))]}, "forms[6].overall: nan"),
        ({"forms": [*SIX, form("ada", "m1", "w1", "4")]}, "forms[6].overall: '4'"),
        ({"forms": [*SIX, form("ada", "m1", "w1", True)]}, "forms[6].overall: True"),
        ({"forms": [*SIX, form("ada", "m1", "w1", 4, "sure")]}, "forms[6].confidence: 'sure'"),
        ({"forms": [*SIX, form("ada", None, "w1", 4)]}, "forms[6].mentor: this is missing"),
        ({"forms": [*SIX, form("ada", 1.5, "w1", 4)]}, "1.5 is not the name or number of a mentor"),
        ({"forms": [*SIX, form("ada", "m1", "w1", 4, ["low"])]}, "forms[6].confidence: ['low']"),
        ({"forms": [*SIX, form("x" * 301, "m1", "w1", 4)]}, "is not the name of a scholar: at most 300"),
        ({"forms": [*SIX, form("a\0b", "m1", "w1", 4)]}, "is not the name of a scholar"),
        ({"forms": [*SIX, form("\ud800", "m1", "w1", 4)]}, "is not the name of a scholar"),
        ({"forms": [*SIX, form(10**30, "m1", "w1", 4)]}, "the number of a scholar is too large"),
        ({"forms": SIX, "scholars": 5}, "scholars: this must be a list"),
        ({"forms": SIX, "scholars": "abc"}, "scholars: this must be a list"),
        ({"forms": SIX, "n_scholars": None}, "n_scholars: this must be a whole number"),
        ({"forms": SIX, "n_scholars": -4}, "n_scholars: this must be a whole number"),
        ({"forms": SIX, "n_scholars": 10**9}, "n_scholars: this must be a whole number"),
        ({"forms": SIX, "outcomes": [RESULT]}, "outcomes[0].work: no shares are given for work 'w1'"),
        (
            {"forms": SIX, "outcomes": [RESULT], "shares": {"w1": {"ada": 0.6}}},
            "must be positive and sum to 1",
        ),
        ({"forms": SIX, "outcomes": [RESULT], "shares": {"w1": {"ada": "x"}}}, "shares[w1][ada]: 'x'"),
        ({"forms": SIX, "outcomes": [RESULT], "shares": {"w1": 3}}, "shares[w1]: this must be an object"),
        (
            {"forms": SIX, "outcomes": [RESULT, RESULT], "shares": {"w1": {"ada": 1}}},
            "row 1: a work has at most one result",
        ),
        (
            {"forms": SIX, "outcomes": [dict(RESULT, expected_able=0.3)], "shares": {"w1": {"ada": 1}}},
            "outcomes[0].expected_able: this must be above expected_other",
        ),
        (
            {"forms": SIX, "outcomes": [dict(RESULT, expected_other=0)], "shares": {"w1": {"ada": 1}}},
            "outcomes[0].expected_other: 0",
        ),
        (
            {"forms": SIX, "outcomes": [dict(RESULT, success="yes")], "shares": {"w1": {"ada": 1}}},
            "outcomes[0].success: 'yes'",
        ),
    ],
)
def test_bad_input_is_named(data, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        score(data)


@pytest.mark.parametrize("bar", [0.5, 5.5, float("nan"), True])
def test_a_bar_off_the_scale_is_refused(bar):
    with pytest.raises(ValueError, match="bar"):
        score({"forms": SIX}, bar=bar)


def test_the_priors_are_written_down(data):
    found = score(data)
    assert found["priors"]["shares"]["ability"] == PRIORS.shares[0]
    assert found["model_version"]
