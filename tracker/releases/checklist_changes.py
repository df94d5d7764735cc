"""Whether a program's checklist may change: items are added and effects tightened, nothing is loosened."""

from __future__ import annotations

from tracker.reasons import Decision, no, yes
from tracker.releases.checklist import Checklist
from tracker.releases.checklist_parts import RAISING, Effect, Item, Test


def may_change(default: Checklist, before: Checklist, after: Checklist) -> Decision:
    """Whether `after` may follow `before` in a program. The default is the floor of every version.

    What a program added itself can be taken away again if it is not core; what stays is not loosened.
    """
    if after == before:
        return no("checklist_unchanged")
    ids = [item.id for item in (*after.items, after.news)]
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        return no("checklist_item_twice", item=twice)
    if unplaced := _unplaced(after):
        return no("checklist_item_unplaced", item=unplaced)
    for floor in (default, before):
        if not (decision := _keeps(floor, after, all_items=floor is default)):
            return decision
    return yes()


def _unplaced(after: Checklist) -> str | None:
    """An item of no section, or a core item that somebody could be spared by a test."""
    sections = {key for key, _ in after.sections}
    wrong = (one.id for one in after.items if one.section not in sections or (one.core and one.shown_when))
    return next(wrong, None)


def _keeps(floor: Checklist, after: Checklist, *, all_items: bool) -> Decision:
    there = {item.id: item for item in after.items}
    if not {*floor.early} <= {*after.early} or not {*floor.short} <= {*after.short}:
        return no("checklist_form_shorter")
    for item in floor.items:
        if item.id in there:
            if not (decision := _keeps_item(item, there[item.id])):
                return decision
        elif all_items or item.core:
            return no("checklist_item_removed", item=item.id)
    return _keeps_item(floor.news, after.news)


def _keeps_item(before: Item, after: Item) -> Decision:
    if before.core and not after.core:
        return no("checklist_core_lost", item=before.id)
    # Another question under the same effects could ask for anything.
    same = (before.id, before.kind, before.question, before.beside, before.asked)
    if same != (after.id, after.kind, after.question, after.beside, after.asked):
        return no("checklist_item_reworded", item=before.id)
    if before.choices != after.choices:
        return no("checklist_choices_changed", item=before.id)
    if not _is_wider(before.shown_when, after.shown_when) and not after.core:
        return no("checklist_shown_less", item=before.id)
    for effect in before.effects:
        for value in effect.on:
            if not any(value in one.on and _is_as_strong(effect, one) for one in after.effects):
                return no("checklist_effect_loosened", item=before.id)
    return yes()


def _is_as_strong(before: Effect, after: Effect) -> bool:
    if not _is_wider(before.when, after.when):
        return False
    if before.kind in RAISING and after.kind in RAISING:
        return RAISING.index(after.kind) >= RAISING.index(before.kind)
    return (before.kind, before.condition) == (after.kind, after.condition)


def _is_wider(before: tuple[Test, ...], after: tuple[Test, ...]) -> bool:
    """Whether what meets all tests before meets all of them after."""
    return all(
        any(test.about == one.about and set(test.one_of) <= set(one.one_of) for test in before)
        for one in after
    )
