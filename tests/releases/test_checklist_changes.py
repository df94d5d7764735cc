"""A program may tighten its checklist and never loosen it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.properties import given, st
from tests.releases.test_route_rules import POST, any_answers
from tracker.releases.checklist_changes import may_change
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import YES_NO, AnswerKind, Effect, EffectKind, Item, Test
from tracker.releases.route_rules import route

OWN = Item("C9", False, AnswerKind.YES_NO, "Is it about our own cluster?", YES_NO)


def item(name):
    return next(one for one in DEFAULT.items if one.id == name)


def changed(name, **fields):
    made = replace(item(name), **fields)
    return replace(DEFAULT, items=tuple(made if one.id == name else one for one in DEFAULT.items))


def without(name):
    return replace(DEFAULT, items=tuple(one for one in DEFAULT.items if one.id != name))


def effects(name, **fields):
    return tuple(replace(effect, **fields) for effect in item(name).effects)


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (DEFAULT, "checklist_unchanged"),
        (without("C1"), "checklist_item_removed"),
        (without("D4"), "checklist_item_removed"),
        (changed("C1", core=False), "checklist_core_lost"),
        (changed("C1", question="Is it nice?"), "checklist_item_reworded"),
        (changed("C1", choices=item("C1").choices[:3]), "checklist_choices_changed"),
        (changed("C1", effects=()), "checklist_effect_loosened"),
        (changed("C2", effects=effects("C2", kind=EffectKind.FLAG)), "checklist_effect_loosened"),
        (changed("C2", effects=effects("C2", on=("suggests",))), "checklist_effect_loosened"),
        (
            changed("C2", effects=effects("C2", when=(Test("C1", ("clearly",)),))),
            "checklist_effect_loosened",
        ),
        (changed("A3", effects=effects("A3", kind=EffectKind.EXTERNAL)), "checklist_effect_loosened"),
        (changed("C3", shown_when=(Test("C1", ("clearly",)),)), "checklist_shown_less"),
        (
            changed("C3", shown_when=(*item("C3").shown_when, Test("scope", ("s5",)))),
            "checklist_shown_less",
        ),
        (changed("C1", shown_when=(Test("scope", ("s5",)),)), "checklist_item_unplaced"),
        (replace(DEFAULT, items=(*DEFAULT.items, item("C1"))), "checklist_item_twice"),
        (replace(DEFAULT, items=(*DEFAULT.items, replace(OWN, id="Z1"))), "checklist_item_unplaced"),
        (replace(DEFAULT, short=DEFAULT.short[:-1]), "checklist_form_shorter"),
        (replace(DEFAULT, early=()), "checklist_form_shorter"),
    ],
)
def test_what_loosens_the_checklist_is_refused(after, code):
    assert may_change(DEFAULT, DEFAULT, after).code == code


@pytest.mark.parametrize(
    "after",
    [
        replace(DEFAULT, items=(*DEFAULT.items, OWN)),
        changed("C2", effects=effects("C2", kind=EffectKind.EXTERNAL)),
        changed("C2", effects=(*item("C2").effects, Effect(("explains_known",), EffectKind.FLAG))),
        changed("C3", shown_when=()),
        changed("C3", core=True, shown_when=()),
        changed("C4", effects=effects("C4", when=())),
        changed("C1", help="Ask somebody who trains models."),
        replace(DEFAULT, short=(*DEFAULT.short, "C2")),
    ],
)
def test_what_tightens_it_is_allowed(after):
    assert may_change(DEFAULT, DEFAULT, after)


def test_a_program_takes_its_own_item_away_again_unless_it_is_core():
    added = replace(DEFAULT, items=(*DEFAULT.items, OWN), short=(*DEFAULT.short, "C2"))
    core = replace(added, items=(*DEFAULT.items, replace(OWN, core=True)))
    assert may_change(DEFAULT, added, replace(DEFAULT, short=added.short))
    assert may_change(DEFAULT, added, DEFAULT).code == "checklist_form_shorter"
    assert may_change(DEFAULT, core, replace(DEFAULT, short=added.short)).code == "checklist_item_removed"


@given(any_answers(), st.sampled_from(DEFAULT.items), st.data())
def test_whatever_change_is_allowed_gives_no_case_a_lower_tier(given_answers, one, data):
    kind = data.draw(st.sampled_from(EffectKind))
    some = tuple(data.draw(st.sets(st.sampled_from(one.effects)))) if one.effects else ()
    made = tuple(replace(effect, kind=kind) for effect in some)
    kept = data.draw(st.sampled_from([one.effects, ()]))
    after = changed(
        one.id, effects=(*kept, *made), shown_when=data.draw(st.sampled_from([one.shown_when, ()]))
    )
    if may_change(DEFAULT, DEFAULT, after):
        assert route(after, POST, given_answers).tier >= route(DEFAULT, POST, given_answers).tier
