"""Answers for tests of the checklist: a benign post, and changes to it."""

from __future__ import annotations

from tracker.releases.checklist import shown
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import Answer, AnswerKind, Facts, Item
from tracker.releases.parts import ReleaseKind, Scope

POST = Facts(ReleaseKind.POST, Scope.S5)
TOLD = Answer(text="It is told here.")
MILD = {
    "A1": "post", "A2": "s5", "A3": "no", "A4": "ana", "A5": "none", "B2": "substantial", "B3": "no",
    "C1": "no", "C2": "no", "C4": "no", "D1": "none", "E1": "well_known", "F1": "fully", "G1": "safety",
    "G2": "no", "G3": "yes", "H1": "licence", "I3": "no", "J1": "no", "J2": "agreed", "J4": "yes",
}  # fmt: skip
BENIGN = {
    name: Answer((value,), "the forum, on 1 May" if name == "A2" else "") for name, value in MILD.items()
}
BENIGN |= {"B1": TOLD, "E2": TOLD}


def answers(**changes: object) -> dict[str, Answer]:
    """The benign answers with others: a value, several as a tuple, an `Answer`, or None to leave out."""
    made = dict(BENIGN)
    for name, value in changes.items():
        made.pop(name, None)
        if isinstance(value, Answer):
            made[name] = value
        elif value is not None:
            made[name] = Answer(value if isinstance(value, tuple) else (str(value),), BENIGN["A2"].text)
    return made


def ids(items: list[Item]) -> list[str]:
    return [item.id for item in items]


def asked(facts: Facts = POST, **changes: object) -> list[str]:
    return ids(shown(DEFAULT, facts, answers(**changes)))


def possible(item: Item) -> tuple[str, ...]:
    return tuple(choice.value for choice in item.choices) if item.kind is not AnswerKind.TEXT else ()
