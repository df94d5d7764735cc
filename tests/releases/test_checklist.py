"""The default checklist: what it holds, what it asks in which case, and what is still missing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.properties import given, st
from tests.releases.checklists import BENIGN, POST, TOLD, answers, asked, ids
from tracker.releases.checklist import Checklist, Lack, missing, shown
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import Answer, Asked
from tracker.releases.parts import ReleaseKind, Scope

COUNTS = {"A": 5, "B": 4, "C": 6, "D": 5, "E": 3, "F": 2, "G": 3, "H": 3, "I": 4, "J": 4}
CORE = [
    "A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "C1", "C2", "C4", "D1", "E1", "F1", "G2", "H1", "I3",
    "J1", "J2", "J4",
]  # fmt: skip


def test_there_are_39_items_and_20_of_them_core():
    assert ids(DEFAULT.items) == [
        f"{key}{place + 1}" for key, count in COUNTS.items() for place in range(count)
    ]
    assert len(DEFAULT.items) == 39
    assert [item.id for item in DEFAULT.items if item.core] == CORE


def test_effects_and_tests_name_values_that_can_be_answered():
    choices = {item.id: {choice.value for choice in item.choices} for item in DEFAULT.items}
    for item in DEFAULT.items:
        for effect in item.effects:
            assert set(effect.on) <= choices[item.id] | {"blank", "filled"}, item.id
        for test in (*item.shown_when, *(test for effect in item.effects for test in effect.when)):
            assert test.about not in choices or set(test.one_of) <= choices[test.about], item.id
    assert all(not item.shown_when for item in DEFAULT.items if item.core)


def test_a_benign_public_post_asks_its_author_at_most_23_questions():
    of_author = [item for item in shown(DEFAULT, POST, BENIGN) if item.asked is not Asked.MENTOR]
    assert len(of_author) == 23
    assert missing(DEFAULT, POST, BENIGN) == []


@pytest.mark.parametrize(
    ("changes", "opened"),
    [
        ({"C2": "suggests"}, "B4 C5 E3 F2 H2 I4"),
        ({"C1": "routine"}, "C3"),
        ({"A5": "safeguards"}, "C6 I1"),
        ({"A5": "hazardous_data"}, "D3"),
        ({"A5": "unsafe_model"}, "C6 D4"),
        ({"A5": "evaluation_items"}, "D5"),
        ({"A5": "flaw"}, "I1"),
        ({"A5": ("flaw",), "I1": "unsure"}, "I2"),
        ({"D1": "minor"}, "D2"),
        ({"G2": "yes"}, "F2 H2"),
        ({"A5": "not_sure"}, "C6 D3 D4 D5 I1"),
    ],
)
def test_other_items_appear_when_they_are_triggered(changes, opened):
    assert not set(opened.split()) & set(asked())
    assert set(opened.split()) <= set(asked(**changes))


def test_scope_and_kind_open_their_items():
    gated = replace(POST, kind=ReleaseKind.CODE, scope=Scope.S3)
    there = set(asked(gated, A1="code", A2="s3"))
    assert "H3" in there and not {"G1", "G3", "H2"} & there
    assert "G3" in asked(replace(POST, kind=ReleaseKind.DATASET))


def test_a_wider_scope_answered_than_asked_for_opens_what_is_wider():
    assert "G1" in asked(replace(POST, scope=Scope.S2), A2="s5")


def test_known_content_needs_evidence():
    assert "E2" not in asked(E1="within_6_months")
    assert "E2" in asked(E1="obscure")


def test_no_item_is_kept_open_by_its_own_flag():
    assert "F2" not in asked(F2="yes")


def test_an_early_flag_and_a_derivative_release_have_their_short_forms():
    assert asked(replace(POST, early=True)) == ["A5", "C1", "C2", "D1", "E1"]
    talk = replace(POST, derivative=True)
    assert asked(talk) == ["A1", "A2", "A3", "C1", "C4", "D1", "J2", "J4", "N1"]
    assert [one.item.id for one in missing(DEFAULT, talk, BENIGN)] == ["N1"]
    assert missing(DEFAULT, talk, BENIGN | {"N1": TOLD}) == []


@pytest.mark.parametrize(
    ("changes", "item", "lack"),
    [
        ({"B1": None}, "B1", Lack.UNANSWERED),
        ({"B1": Answer(text="  ")}, "B1", Lack.UNANSWERED),
        ({"B1": Answer(text="x" * 501)}, "B1", Lack.LONG),
        ({"C4": "na"}, "C4", Lack.WHY),
        ({"C4": "perhaps"}, "C4", Lack.UNKNOWN),
        ({"C4": ("yes", "no")}, "C4", Lack.CONTRADICTION),
        ({"A5": ("none", "weights")}, "A5", Lack.CONTRADICTION),
        ({"A2": Answer(("s5",))}, "A2", Lack.BESIDE),
    ],
)
def test_what_is_missing_is_named(changes, item, lack):
    assert (item, lack) in [(one.item.id, one.lack) for one in missing(DEFAULT, POST, answers(**changes))]


def test_a_reason_settles_that_something_does_not_apply():
    assert missing(DEFAULT, POST, answers(C4=Answer(("na",), why="It is a glossary."))) == []


def test_a_checklist_comes_back_from_json_as_it_was():
    back = Checklist.of(json.loads(json.dumps(DEFAULT.as_json())))
    assert back == DEFAULT
    assert back.version == DEFAULT.version


@given(st.sampled_from(DEFAULT.items), st.sampled_from(["question", "help", "beside"]))
def test_every_change_of_a_word_changes_the_version(item, field):
    changed = replace(item, **{field: getattr(item, field) + "!"})
    items = tuple(changed if one is item else one for one in DEFAULT.items)
    assert replace(DEFAULT, items=items).version != DEFAULT.version


@given(st.builds(Answer, st.tuples(st.text(max_size=5)), st.text(max_size=9), st.text(max_size=9)))
def test_an_answer_comes_back_from_json_as_it_was(answer):
    assert Answer.of(json.loads(json.dumps(answer.as_json()))) == answer
