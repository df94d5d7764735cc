"""A program's checklist and areas: read back as written, and never looser than before."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.properties import given, st
from tests.releases.test_route_rules import POST, any_answers
from tracker.releases import checklist_json, template_edits
from tracker.releases.attestation_rules import may_attest, shows_legal_note
from tracker.releases.checklist import missing, shown
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_json import BadChecklist
from tracker.releases.checklist_parts import Answer, AnswerKind, EffectKind
from tracker.releases.parts import CaseState, Tier
from tracker.releases.route_rules import route
from tracker.releases.template_rules import DEFAULT_AREAS, MOST_AREAS, Template, may_follow

BEFORE = Template()
RAISING = st.sampled_from([EffectKind.FLAG, EffectKind.FORMAL, EffectKind.EXTERNAL])
SECTIONS = st.sampled_from([key for key, _ in DEFAULT.sections])


@st.composite
def edited(draw):
    """The default after some edits of the kinds that the page offers."""
    found = DEFAULT
    for _ in range(draw(st.integers(0, 4))):
        section, words = draw(SECTIONS), draw(st.text(min_size=1, max_size=40))
        number = template_edits.next_id(found, section)
        item = draw(st.sampled_from(found.items))
        match draw(st.integers(0, 3)):
            case 0:
                made = template_edits.yes_no(
                    number, words, on=draw(st.sampled_from(["yes", "no"])), kind=draw(RAISING)
                )
                found = template_edits.with_item(found, made)
            case 1:
                found = template_edits.with_item(found, template_edits.text(number, words))
            case 2:
                found = template_edits.always_asked(found, item.id)
            case _ if item.choices:
                value = draw(st.sampled_from(item.choices)).value
                found = template_edits.with_effect(found, item.id, value, draw(RAISING))
    return found


def test_what_is_no_checklist_is_refused():
    whole = checklist_json.write(DEFAULT)
    broken = [
        {},
        {**whole, "more": 1},
        {**whole, "items": [*whole["items"], {"id": "C9"}]},
        {**whole, "items": [{**whole["items"][0], "kind": "guess"}]},
        {**whole, "items": [{**whole["items"][0], "secret": "x"}]},
        {**whole, "news": None},
        {**whole, "sections": [["A"]]},
    ]
    for one in broken:
        with pytest.raises(BadChecklist):
            checklist_json.read(one)


@given(edited())
def test_a_checklist_reads_back_as_it_was_written(made):
    read = Template.of(json.loads(json.dumps(Template(made).as_json())))
    assert read == Template(made)
    assert read.checklist.version == made.version


@given(edited(), any_answers())
def test_no_edit_of_the_page_gives_any_case_less_review(made, answers):
    decision = may_follow(BEFORE, Template(made))
    assert decision.code in ("", "checklist_unchanged")
    before, after = route(DEFAULT, POST, answers), route(made, POST, answers)
    assert after.tier >= before.tier
    assert set(before.returns) <= set(after.returns)
    assert {one.id for one in shown(DEFAULT, POST, answers)} <= {one.id for one in shown(made, POST, answers)}


def test_an_own_question_is_asked_and_raises_when_unsure():
    own = template_edits.yes_no("C9", "Is it about our cluster?", on="yes", kind=EffectKind.FORMAL)
    made = template_edits.with_item(DEFAULT, own)
    assert [one.item.id for one in missing(made, POST, {}) if one.item.id == "C9"] == ["C9"]
    assert "C9" in route(made, POST, {"C9": Answer(("unsure",))}).formal
    assert "C9" not in route(made, POST, {"C9": Answer(("no",))}).formal
    ids = [one.id for one in made.items]
    assert ids.index("C9") == ids.index("D1") - 1
    assert template_edits.next_id(made, "C") == "C10"


def test_a_question_in_words_left_blank_goes_back():
    made = template_edits.with_item(DEFAULT, template_edits.text("B9", "Who asked for it?"))
    assert next(one for one in made.items if one.id == "B9").kind is AnswerKind.TEXT
    assert "B9" in route(made, POST, {}).returns


def test_an_effect_that_is_weaker_than_what_is_there_changes_nothing():
    tight = template_edits.with_effect(DEFAULT, "C1", "no", EffectKind.FORMAL)
    assert template_edits.with_effect(tight, "C1", "no", EffectKind.FLAG) == tight
    assert template_edits.with_effect(tight, "C1", "no", EffectKind.EXTERNAL) != tight


def test_what_the_default_asks_cannot_be_taken_out():
    for item in DEFAULT.items:
        after = Template(template_edits.without_item(DEFAULT, item.id))
        assert may_follow(BEFORE, after).code in ("checklist_item_removed", "checklist_form_shorter")


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ({"Biology": 2}, {"Biology": 1}, "area_lowered"),
        ({"Biology": 3}, {}, "area_lowered"),
        ({}, {" Biology": 1}, "area_name"),
        ({}, {"": 1}, "area_name"),
        ({}, {"x" * 61: 1}, "area_name"),
        ({}, {"Biology": 1, "biology": 2}, "area_twice"),
        ({}, {f"Area {n}": 1 for n in range(MOST_AREAS + 1)}, "area_most"),
        ({"Biology": 1}, {"Biology": 1}, "checklist_unchanged"),
        ({"Biology": 1}, {"Biology": 2}, ""),
        ({"Biology": 1}, {}, ""),
    ],
)
def test_an_area_can_only_raise(before, after, code):
    made = [Template(areas={name: Tier(tier) for name, tier in one.items()}) for one in (before, after)]
    assert may_follow(*made).code == code


@given(
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from(Tier)),
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from(Tier)),
    st.text(),
)
def test_no_version_asks_less_of_any_area_and_none_less_than_two_people(first, second, area):
    before, after = Template(areas=first), Template(areas=second)
    assert after.area_tier(area) >= Tier.EXPEDITED
    if may_follow(before, after):
        assert all(after.area_tier(one) >= before.area_tier(one) for one in (area, *"abcd"))


def test_the_default_areas_ask_for_two_people():
    assert {*BEFORE.areas} == {*DEFAULT_AREAS}
    assert {*BEFORE.areas.values()} == {Tier.EXPEDITED}
    assert replace(BEFORE, areas={"Biology": Tier.FORMAL}).area_tier("Biology") is Tier.FORMAL


@pytest.mark.parametrize("state", CaseState)
def test_an_attestation_is_the_contributors_own_and_comes_after_the_end(state):
    assert (
        may_attest(contributor=False, submitted=True, decided=True, state=state).code
        == "attestation_not_yours"
    )
    assert (
        may_attest(contributor=True, submitted=False, decided=False, state=state).code == "attestation_early"
    )
    assert may_attest(contributor=True, submitted=True, decided=True, state=state)
    closed = {CaseState.PUBLISHED, CaseState.WITHDRAWN, CaseState.RETRACTED, CaseState.DISCLOSED_UNREVIEWED}
    early = may_attest(contributor=True, submitted=True, decided=False, state=state)
    assert bool(early) is (state in closed)


def test_the_legal_note_is_shown_where_one_host_is_a_us_university():
    assert not shows_legal_note([])
    assert not shows_legal_note([False, False])
    assert shows_legal_note([False, True])
