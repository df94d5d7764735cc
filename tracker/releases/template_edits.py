"""Edits of a checklist that ask for more: a question added, an effect, a question asked always. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tracker.releases.checklist import Checklist
from tracker.releases.checklist_parts import (
    BLANK,
    RAISING,
    YES_NO,
    AnswerKind,
    Effect,
    EffectKind,
    Item,
)


def next_id(checklist: Checklist, section: str) -> str:
    """The first free name of a section, after all that it has."""
    used = [int(item.id[1:]) for item in checklist.items if item.section == section and item.id[1:].isdigit()]
    return f"{section}{max(used, default=0) + 1}"


def yes_no(id: str, question: str, *, on: str, kind: EffectKind, help: str = "") -> Item:  # noqa: A002
    """A question of a program, asked always. Unsure counts as the answer that raises."""
    effect = Effect((on, "unsure"), kind)
    return Item(id, False, AnswerKind.YES_NO, question, YES_NO, (effect,), help=help)


def text(id: str, question: str, *, help: str = "") -> Item:  # noqa: A002  # the field's name
    """A question to be answered in words; without them the case goes back to its author."""
    return Item(
        id, False, AnswerKind.TEXT, question, effects=(Effect((BLANK,), EffectKind.RETURN),), help=help
    )


def with_item(checklist: Checklist, item: Item) -> Checklist:
    """The checklist with a question more, at the end of its section."""
    order = [key for key, _ in checklist.sections]
    place = order.index(item.section)
    at = sum(order.index(one.section) <= place for one in checklist.items)
    return replace(checklist, items=(*checklist.items[:at], item, *checklist.items[at:]))


def without_item(checklist: Checklist, item_id: str) -> Checklist:
    """The checklist without a question; whether it may go is for the rules."""
    return replace(checklist, items=tuple(one for one in checklist.items if one.id != item_id))


def with_effect(checklist: Checklist, item_id: str, value: str, kind: EffectKind) -> Checklist:
    """The checklist in which an answer leads to more. What it led to before stays."""
    return _with(checklist, item_id, lambda item: _stronger(item, Effect((value,), kind)))


def always_asked(checklist: Checklist, item_id: str) -> Checklist:
    """The checklist in which a question is asked of every case."""
    return _with(checklist, item_id, lambda item: replace(item, core=True, shown_when=()))


def raises(item: Item, value: str) -> EffectKind | None:
    """The strongest effect that an answer has whatever else is answered."""
    kinds = [one.kind for one in item.effects if value in one.on and not one.when and one.kind in RAISING]
    return max(kinds, key=RAISING.index, default=None)


def _stronger(item: Item, effect: Effect) -> Item:
    held = raises(item, effect.on[0])
    if held is not None and RAISING.index(held) >= RAISING.index(effect.kind):
        return item
    return replace(item, effects=(*item.effects, effect))


def _with(checklist: Checklist, item_id: str, change: Callable[[Item], Item]) -> Checklist:
    return replace(
        checklist, items=tuple(change(one) if one.id == item_id else one for one in checklist.items)
    )
