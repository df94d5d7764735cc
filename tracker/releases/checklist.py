"""A version of the checklist: what it asks in a case, what the answers lead to, what is missing. Pure."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tracker.releases.checklist_parts import (
    BLANK,
    FILLED,
    FLAGS,
    KIND,
    LONGEST_TEXT,
    MANIFEST,
    RAISING,
    SCOPE,
    Answer,
    AnswerKind,
    Answers,
    Asked,
    Effect,
    Facts,
    Item,
    Test,
)

# An item whose answer counts as a fact too, since both say it: the more cautious of the two is not lost.
SAYS = {"A1": KIND, "A2": SCOPE}


@dataclass(frozen=True)
class Checklist:
    """Items in their order; the ids asked of an early flag and of a derivative release, and its own item."""

    sections: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    early: tuple[str, ...]
    short: tuple[str, ...]
    news: Item

    def as_json(self) -> dict[str, Any]:
        return {
            "sections": [list(section) for section in self.sections],
            "items": [item.as_json() for item in self.items],
            "early": list(self.early),
            "short": list(self.short),
            "news": self.news.as_json(),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Checklist:
        return cls(
            sections=tuple((key, words) for key, words in kept["sections"]),
            items=tuple(Item.of(item) for item in kept["items"]),
            early=tuple(kept["early"]),
            short=tuple(kept["short"]),
            news=Item.of(kept["news"]),
        )

    @cached_property
    def version(self) -> str:
        """SHA-256 of the canonical JSON: equal for equal checklists alone."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def asked_of(self, facts: Facts) -> tuple[Item, ...]:
        """The items that this kind of case can be asked at all."""
        if facts.early:
            return tuple(item for item in self.items if item.id in self.early)
        if facts.derivative:
            return (*(item for item in self.items if item.id in self.short), self.news)
        return self.items


@dataclass(frozen=True)
class Found:
    """An effect that an answer has in a case."""

    item: Item
    effect: Effect


class Lack(enum.StrEnum):
    """What is wrong with an answer."""

    UNANSWERED = "unanswered"
    WHY = "why"
    BESIDE = "beside"
    UNKNOWN = "unknown"
    CONTRADICTION = "contradiction"
    LONG = "long"


@dataclass(frozen=True)
class Missing:
    item: Item
    lack: Lack


def shown(checklist: Checklist, facts: Facts, answers: Answers) -> list[Item]:
    """The items that are asked now; more may follow from their answers."""
    return _settled(checklist, facts, answers)[0]


def found(checklist: Checklist, facts: Facts, answers: Answers) -> list[Found]:
    """The effects of the answers to items that are asked; what is hidden never counts."""
    return _settled(checklist, facts, answers)[1]


def missing(checklist: Checklist, facts: Facts, answers: Answers) -> list[Missing]:
    """What an author still has to answer or mend before the case can be submitted."""
    lacks = [(item, _lack(item, answers.get(item.id))) for item in shown(checklist, facts, answers)]
    return [Missing(item, lack) for item, lack in lacks if lack and item.asked is not Asked.MENTOR]


def _settled(checklist: Checklist, facts: Facts, answers: Answers) -> tuple[list[Item], list[Found]]:
    """The least set of items, and effects, of which each follows from the others.

    From nothing upwards, so that no item keeps itself open by its own flag. More shown items and more
    flags never take away others, since a test can only ask for something that is there.
    """
    open_items: list[Item] = []
    effects: list[Found] = []
    asked = checklist.asked_of(facts)
    # In a short form nothing is triggered: it is asked as it stands.
    fixed = facts.early or facts.derivative
    while True:
        known = _known(facts, answers, open_items, effects)
        now = [item for item in asked if item.core or fixed or _holds(item.shown_when, known)]
        then = [
            Found(item, effect)
            for item in now
            for effect in item.effects
            if set(effect.on) & values(item, answers.get(item.id)) and _holds(effect.when, known)
        ]
        if now == open_items and then == effects:
            return now, then
        open_items, effects = now, then


def values(item: Item, answer: Answer | None) -> frozenset[str]:
    """What an answer says, in the values that effects and tests name.

    "Does not apply" without a reason weighs as "unsure": otherwise it would be the way around a question.
    """
    if answer is None:
        return frozenset({BLANK})
    if item.kind in (AnswerKind.TEXT, AnswerKind.PEOPLE):
        return frozenset({FILLED if answer.text.strip() or any(answer.chosen) else BLANK})
    reasoned = {choice.value for choice in item.choices if choice.why}
    if not answer.why.strip() and reasoned & set(answer.chosen):
        return frozenset(answer.chosen) - reasoned | {"unsure"}
    return frozenset(answer.chosen) or frozenset({BLANK})


def _known(
    facts: Facts, answers: Answers, items: list[Item], effects: list[Found]
) -> dict[str, frozenset[str]]:
    known = {item.id: values(item, answers.get(item.id)) for item in items}
    said = {fact: known.get(item, frozenset()) for item, fact in SAYS.items()}
    known[KIND] = said[KIND] | {facts.kind.value}
    known[SCOPE] = said[SCOPE] | {facts.scope.value}
    known[FLAGS] = frozenset(one.item.section for one in effects if one.effect.kind in RAISING)
    # An early flag is raised before there are files.
    known[MANIFEST] = frozenset({"there" if facts.manifest or facts.early else "missing"})
    return known


def _holds(tests: tuple[Test, ...], known: dict[str, frozenset[str]]) -> bool:
    return all(known.get(test.about, frozenset()) & set(test.one_of) for test in tests)


def _lack(item: Item, answer: Answer | None) -> Lack | None:
    if answer is None or values(item, answer) == {BLANK}:
        return Lack.UNANSWERED
    if max(len(answer.text), len(answer.why)) > LONGEST_TEXT:
        return Lack.LONG
    if item.choices:
        chosen = [choice for choice in item.choices if choice.value in answer.chosen]
        if len(chosen) != len(answer.chosen):
            return Lack.UNKNOWN
        alone = item.kind in (AnswerKind.YES_NO, AnswerKind.ONE) or any(one.alone for one in chosen)
        if alone and len(chosen) > 1:
            return Lack.CONTRADICTION
        if any(one.why for one in chosen) and not answer.why.strip():
            return Lack.WHY
    return Lack.BESIDE if item.beside and not answer.text.strip() else None
