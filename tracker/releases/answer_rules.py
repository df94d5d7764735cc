"""How far the answers to a checklist are, which must be confirmed anew, whose word on unease stays. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.releases.checklist import Checklist, Missing, missing, shown
from tracker.releases.checklist_parts import LONGEST_TEXT, Answer, AnswerKind, Answers, Asked, Facts, Item
from tracker.releases.parts import CaseState

UNEASE = "J1"
PRIVATE = "private"
# An answer about unease is changed by another person only towards more caution.
CAUTION = ("", "no", PRIVATE, "unsure", "yes")
# What is typed is kept even where it is too long to be handed in, within what a row should hold.
LONGEST_KEPT = 40 * LONGEST_TEXT


@dataclass(frozen=True)
class Progress:
    """How many of the questions that are asked now have an answer that can stand."""

    answered: int
    asked: int


@dataclass(frozen=True)
class Kept:
    """What is known of a stored answer without opening its texts."""

    said_by: int
    said_at: datetime
    confirmed: bool


@dataclass(frozen=True)
class Typed:
    """What a page sent for one item, with the marks of the words that stood there when it was opened."""

    answer: Answer
    text_mark: str = ""
    why_mark: str = ""


def mark(key: str, text_id: int | None, text: str) -> str:
    """Stands for the words of a sealed row, so that a form can say they were not touched.

    Without it every save would have to open what is kept, to see whether it changed.
    """
    told = f"case_answer.{text_id}.{text}".encode("utf-8", "surrogatepass")
    return hmac.new(key.encode(), told, hashlib.sha256).hexdigest()


def untouched(key: str, text_id: int | None, text: str, sent: str) -> bool:
    """Whether the words of a sealed row are the same as those that were typed."""
    if text_id is None:
        return not text
    return hmac.compare_digest(mark(key, text_id, text).encode(), sent.encode("utf-8", "surrogatepass"))


def of_author(item: Item) -> bool:
    """Whether the author answers an item in the form; people and sign-offs have pages of their own."""
    return item.asked is Asked.AUTHOR and item.kind not in (AnswerKind.PEOPLE, AnswerKind.SIGN)


def asks_author(item: Item) -> bool:
    """Whether an item costs its author an answer, on whatever page."""
    return item.asked is Asked.AUTHOR


def progress(checklist: Checklist, facts: Facts, answers: Answers) -> Progress:
    """Questions asked of the author now, and how many of them are answered."""
    asked = [item for item in shown(checklist, facts, answers) if asks_author(item)]
    return Progress(len(asked) - len(lacking(checklist, facts, answers)), len(asked))


def lacking(checklist: Checklist, facts: Facts, answers: Answers) -> list[Missing]:
    """What the author still has to answer or mend."""
    return [one for one in missing(checklist, facts, answers) if asks_author(one.item)]


def holds(kept: Kept, state: CaseState, since: datetime) -> bool:
    """Whether an answer need not be confirmed: once an approval ended, everything is looked at again."""
    return kept.confirmed and (state is not CaseState.STALE or kept.said_at >= since)


def unconfirmed(
    kept: Mapping[str, Kept], items: list[Item], *, state: CaseState, since: datetime
) -> list[Item]:
    """The asked items whose answer was carried over and not looked at since."""
    return [one for one in items if one.id in kept and not holds(kept[one.id], state, since)]


def on_unease(before: Answer | None, *, own: bool, typed: Answer) -> Answer:
    """What stands after somebody answered whether anyone is uneasy.

    Everybody changes their own answer as they like. What another person said is not shown to them, so an
    answer of theirs replaces it only where it is more cautious.
    """
    if own or before is None:
        return typed
    return typed if _caution(typed) > _caution(before) else before


def _caution(answer: Answer) -> int:
    return max((CAUTION.index(one) for one in answer.chosen if one in CAUTION), default=0)
