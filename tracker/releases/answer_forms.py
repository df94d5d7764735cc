"""The checklist as a page asks it and sends it back. Nothing is refused here: what is typed is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from tracker.releases.answer_rules import Typed, mark, of_author
from tracker.releases.checklist import Checklist, Lack, Missing
from tracker.releases.checklist_parts import Answer, AnswerKind, Answers, Item
from tracker.web.forms import clean

# Which items a page asked: of those alone a box without a tick is an answer.
ASKED, VERSION, CONFIRM = "asked", "draft_version", "confirm"
NONE = Answer()


@dataclass(frozen=True)
class Question:
    """An item with what stands as its answer; `hidden` is an answer that another person gave for themself."""

    item: Item
    answer: Answer
    lack: Lack | None = None
    carried: bool = False
    hidden: bool = False
    text_mark: str = ""
    why_mark: str = ""

    @property
    def has_text(self) -> bool:
        return self.item.kind is AnswerKind.TEXT or bool(self.item.beside)

    @property
    def has_why(self) -> bool:
        return any(choice.why for choice in self.item.choices)

    @property
    def several(self) -> bool:
        return self.item.kind is AnswerKind.MANY


@dataclass(frozen=True)
class Marks:
    """What the marks of a page are made of: the key, and the ids of the sealed rows of each item."""

    key: str
    ids: Mapping[str, tuple[int | None, int | None]]

    def of(self, item_id: str, answer: Answer) -> tuple[str, str]:
        text_id, why_id = self.ids.get(item_id, (None, None))
        return mark(self.key, text_id, answer.text), mark(self.key, why_id, answer.why)


def questions(
    items: Iterable[Item],
    stored: Answers,
    *,
    typed: Mapping[str, Typed] | None = None,
    lacks: Iterable[Missing] = (),
    carried: Collection[str] = (),
    hidden: Collection[str] = (),
    marks: Marks,
) -> list[Question]:
    """The items with what is typed, or else stored; the marks are always of what is stored."""
    missing = {one.item.id: one.lack for one in lacks}
    found = []
    for item in items:
        kept = stored.get(item.id, NONE)
        shown = typed[item.id].answer if typed and item.id in typed else kept
        covered = item.id in hidden and not (typed and item.id in typed)
        text_mark, why_mark = marks.of(item.id, kept)
        found.append(
            Question(
                item,
                NONE if covered else shown,
                missing.get(item.id),
                item.id in carried,
                item.id in hidden,
                text_mark,
                why_mark,
            )
        )
    return found


def parse(sent: MultiDict[str, str], checklist: Checklist) -> dict[str, Typed]:
    """What a page sent, by item: known choices alone, words as they were typed."""
    asked = set((sent.get(ASKED) or "").split())
    return {
        item.id: Typed(
            Answer(_chosen(sent, item), _words(sent, item.id, "text"), _words(sent, item.id, "why")),
            sent.get(f"{item.id}-text-mark") or "",
            sent.get(f"{item.id}-why-mark") or "",
        )
        for item in (*checklist.items, checklist.news)
        if item.id in asked and of_author(item)
    }


def differing(
    items: Iterable[Item], stored: Answers, typed: Mapping[str, Typed]
) -> list[tuple[Item, Answer, Answer]]:
    """Items on which two windows differ: what is stored, and what this one sent."""
    return [
        (item, stored.get(item.id, NONE), typed[item.id].answer)
        for item in items
        if item.id in typed and stored.get(item.id, NONE) != typed[item.id].answer
    ]


def _chosen(sent: MultiDict[str, str], item: Item) -> tuple[str, ...]:
    if item.kind is AnswerKind.MANY:
        return tuple(one.value for one in item.choices if f"{item.id}--{one.value}" in sent)
    return tuple(one.value for one in item.choices if sent.get(item.id) == one.value)


def _words(sent: MultiDict[str, str], item_id: str, what: str) -> str:
    return (clean(sent.get(f"{item_id}-{what}")) or "").replace("\x00", "")
