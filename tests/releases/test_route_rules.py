"""Where answers lead: every effect of the checklist, and that nothing lowers a route."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.properties import given, st
from tests.releases.checklists import BENIGN, POST, answers, possible
from tracker.releases.checklist import shown
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import Answer, AnswerKind, Effect, EffectKind
from tracker.releases.parts import ReleaseKind, Scope, Tier
from tracker.releases.route_rules import raised, route

GATED = replace(POST, scope=Scope.S3)
WEIGHTS = replace(POST, kind=ReleaseKind.WEIGHTS)
SPEEDS_UP = {"C1": "noticeably"}
HAZARD = {"C2": "suggests"}
BLANK = Answer()


def routed(facts=POST, **changes):
    return route(DEFAULT, facts, answers(**changes))


def outcomes(found, item):
    names = {
        "R": found.returns, "E": found.flags, "F": found.formal, "P": found.external, "S": found.stops,
        "B": found.blocked, "W": found.waits, "X": found.private,
        "C": tuple(condition.item for condition in found.conditions),
    }  # fmt: skip
    return "".join(name for name, items in names.items() if item in items)


# The rows of the specification's table: item, answer, other answers, what it leads to.
EFFECTS = [
    ("A2", "s4", {"A1": "weights"}, "E"), ("A2", "s5", {"A5": "weights"}, "E"), ("A2", "s5", {}, ""),
    ("A3", "yes", {}, "S"), ("A3", "unsure", {}, "E"), ("A3", "no", {}, ""),
    ("A4", BLANK, {}, "R"), ("A5", "not_sure", {}, "E"), ("A5", "weights", {}, ""),
    ("B1", BLANK, {}, "R"), ("B2", "negligible", {}, "E"), ("B2", "cant_tell", {}, "E"),
    ("B2", "modest", {}, ""), ("B3", "yes", {}, "E"), ("B3", "unsure", {}, "E"), ("B4", BLANK, HAZARD, "R"),
    ("C1", "no", {}, ""), ("C1", "routine", {}, ""), ("C1", "noticeably", {}, "F"), ("C1", "unsure", {}, "F"),
    ("C1", "clearly", {}, "P"), ("C2", "explains_known", {}, ""), ("C2", "suggests", {}, "F"),
    ("C2", "unsure", {}, "F"), ("C3", "yes", {"C1": "routine"}, "E"),
    ("C3", "unsure", {"C1": "routine"}, "E"),
    ("C4", "yes", {}, "E"), ("C4", "yes", SPEEDS_UP, "EP"), ("C4", "unsure", {}, "E"),
    ("C5", "capability", HAZARD, "F"), ("C5", "cant_tell", HAZARD, "E"), ("C5", "safety", HAZARD, ""),
    ("C6", "yes", {"A5": "safeguards"}, "F"), ("C6", "unsure", {"A5": "safeguards"}, "E"),
    ("D1", "minor", {}, ""), ("D1", "serious", {}, "F"), ("D1", "unsure", {}, "F"),
    ("D1", "catastrophic", {}, "P"), ("D2", "yes", {"D1": "minor"}, "E"),
    ("D2", "unsure", {"D1": "minor"}, "E"),
    ("D2", "yes", {"D1": "serious"}, "EP"), ("D3", "hazardous", {"A5": "hazardous_data"}, "F"),
    ("D3", "personal", {"A5": "personal_data"}, "R"), ("D3", "secret", {"A5": "secrets"}, "R"),
    ("D4", "yes", {"A5": "unsafe_model"}, "F"), ("D5", "yes", {"A5": "evaluation_items"}, "EC"),
    ("E1", "well_known", {}, ""), ("E1", "obscure", {}, "E"), ("E1", "within_6_months", {}, ""),
    ("E1", "within_2_years", {}, "E"), ("E1", "unlikely", {}, "E"), ("E1", "unlikely", HAZARD, "EP"),
    ("E1", "within_2_years", HAZARD, "EP"), ("E2", BLANK, {}, "R"), ("E3", "yes", HAZARD, "F"),
    ("E3", "unsure", HAZARD, "F"), ("F1", "no", {}, ""), ("F1", "no", HAZARD, "F"),
    ("F1", "partly", HAZARD, ""),
    ("F2", "yes", {"G2": "yes"}, "E"), ("G1", "ml", SPEEDS_UP, "E"), ("G1", "press", SPEEDS_UP, "E"),
    ("G1", "ml", {}, ""), ("G1", "policy", SPEEDS_UP, ""), ("G2", "yes", {}, "EC"), ("G3", "no", {}, "R"),
    ("H1", "none", {}, ""), ("H1", "none", {"G2": "yes"}, "E"), ("H2", BLANK, HAZARD, "R"),
    ("H2", Answer(text="in May"), HAZARD, "C"), ("I1", "yes", {"A5": "flaw"}, "E"),
    ("I2", "not_yet", {"A5": "flaw", "I1": "yes"}, "C"), ("I2", "told", {"A5": "flaw", "I1": "yes"}, ""),
    ("I3", "yes", {}, "C"), ("I3", "unsure", {}, "E"), ("I4", "yes", HAZARD, "E"), ("J1", "yes", {}, "F"),
    ("J1", "private", {}, "X"), ("J2", "no", {}, "B"), ("J2", ("agreed", "pending"), {}, "W"),
    ("J3", "oppose", {}, "F"), ("J3", "dont_know", {}, "F"), ("J3", "narrower", {}, ""), ("J3", None, {}, ""),
    ("J4", "no", {}, "R"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "answer", "others", "leads_to"), EFFECTS)
def test_each_answer_leads_where_the_table_says(item, answer, others, leads_to):
    assert outcomes(routed(**others, **{item: answer}), item) == leads_to


def test_what_no_answer_of_a_public_post_shows():
    assert routed(replace(POST, manifest=False)).returns == ("A1",)
    assert routed(replace(POST, manifest=False), A1=None).returns == ("A1",)
    assert routed(WEIGHTS).flags == ("A2",)
    assert outcomes(routed(GATED, A2="s3", H3=BLANK), "H3") == "R"
    assert outcomes(routed(GATED, A2="s3", H3=Answer(text="Two of us")), "H3") == "C"


@pytest.mark.parametrize(
    ("changes", "tier"),
    [
        ({}, Tier.EXPEDITED),
        ({"B3": "yes", "G2": "yes"}, Tier.EXPEDITED),
        ({"B3": "yes", "G2": "yes", "B2": "negligible"}, Tier.FORMAL),
        ({"J1": "yes"}, Tier.FORMAL),
        ({"C1": "clearly"}, Tier.EXTERNAL),
    ],
)
def test_flags_and_triggers_make_the_tier(changes, tier):
    found = routed(**changes)
    assert found.tier is tier
    assert found.easy is (tier is Tier.EXPEDITED)


def test_an_unanswered_core_item_is_no_easy_case():
    assert not routed(B1=None).easy


def test_an_author_may_ask_for_a_formal_review():
    found = routed(replace(POST, formal_asked=True))
    assert found.tier is Tier.FORMAL
    assert [(cause.item, cause.code) for cause in found.causes] == [("", "asked")]


@given(st.text(), st.sampled_from(Tier))
def test_a_research_area_raises_and_never_lowers_and_none_goes_without_review(area, tier):
    facts = replace(POST, area=area, area_tier=tier)
    assert route(DEFAULT, facts, BENIGN).tier == tier >= Tier.EXPEDITED
    assert route(DEFAULT, facts, answers(C1="clearly")).tier is Tier.EXTERNAL


def test_there_is_no_tier_without_review():
    assert [tier.value for tier in Tier] == [1, 2, 3]


@given(st.sampled_from(Tier), st.sampled_from(Tier))
def test_the_tier_of_a_case_is_a_ratchet(before, computed):
    assert raised(before, computed) >= max(before, computed)


def drawn(seed: int) -> dict[str, Answer]:
    """Answers of any kind, from one number: drawing each for itself takes most of the time of a test."""
    chance, made = random.Random(seed), {}
    for item in DEFAULT.items:
        values = possible(item) or ("x",)
        most = 3 if item.kind is AnswerKind.MANY else 1
        chosen = chance.sample(values, min(len(values), chance.randint(0, most)))
        made[item.id] = Answer(tuple(chosen), chance.choice(["", "x"]), chance.choice(["", "x"]))
    return made


def any_answers() -> st.SearchStrategy[dict[str, Answer]]:
    return st.integers(0, 2**32).map(drawn)


scopes = st.sampled_from(Scope)
HEAVIEST = {
    "B2": "cant_tell", "B3": "yes", "C1": "clearly", "C2": "unsure", "C3": "yes", "C4": "yes",
    "C5": "capability", "C6": "yes", "D1": "catastrophic", "D2": "yes", "D3": "hazardous", "D4": "yes",
    "D5": "yes", "E1": "unlikely", "E3": "yes", "F1": "no", "F2": "yes", "G2": "yes", "I1": "yes",
    "I4": "yes", "J1": "yes", "J3": "oppose",
}  # fmt: skip


@given(any_answers(), scopes, st.sampled_from(sorted(HEAVIEST)))
def test_a_more_alarming_answer_never_lowers_the_tier(given_answers, scope, item):
    facts = replace(POST, scope=scope)
    worse = given_answers | {item: Answer((HEAVIEST[item],), "x", "x")}
    assert route(DEFAULT, facts, worse).tier >= route(DEFAULT, facts, given_answers).tier


@given(any_answers(), st.sampled_from(["weights", "scaffold", "flaw", "safeguards", "not_sure"]))
def test_one_more_tick_never_lowers_the_tier(given_answers, tick):
    ticked = given_answers | {"A5": Answer((*given_answers["A5"].chosen, tick))}
    assert route(DEFAULT, POST, ticked).tier >= route(DEFAULT, POST, given_answers).tier


@given(any_answers(), st.sampled_from([item for item in DEFAULT.items if "no" in possible(item)]))
def test_unsure_never_weighs_less_than_no_nor_does_an_unreasoned_does_not_apply(given_answers, item):
    if "unsure" not in possible(item) or item.id in ("J4", "G3"):
        return
    denied = route(DEFAULT, POST, given_answers | {item.id: Answer(("no",))})
    unsure = route(DEFAULT, POST, given_answers | {item.id: Answer(("unsure",))})
    evaded = route(DEFAULT, POST, given_answers | {item.id: Answer(("na",))})
    assert unsure.tier >= denied.tier and set(unsure.flags) >= set(denied.flags)
    assert "na" not in possible(item) or evaded == replace(unsure, easy=evaded.easy)


@given(any_answers(), st.sampled_from(DEFAULT.items), st.sampled_from(["E", "F", "P"]))
def test_an_effect_that_a_program_adds_never_lowers_the_tier(given_answers, item, kind):
    chosen = given_answers[item.id].chosen or ("blank",)
    tighter = replace(item, effects=(*item.effects, Effect(chosen, EffectKind(kind))))
    checklist = replace(DEFAULT, items=tuple(tighter if one is item else one for one in DEFAULT.items))
    before, after = route(DEFAULT, POST, given_answers), route(checklist, POST, given_answers)
    assert after.tier >= before.tier and set(after.flags) >= set(before.flags)


@given(any_answers(), scopes, st.booleans())
def test_what_is_hidden_never_counts(given_answers, scope, derivative):
    facts = replace(POST, scope=scope, derivative=derivative)
    there = {item.id for item in shown(DEFAULT, facts, given_answers)}
    visible = {name: answer for name, answer in given_answers.items() if name in there}
    assert route(DEFAULT, facts, visible) == route(DEFAULT, facts, given_answers)
