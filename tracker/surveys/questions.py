"""What a survey asks, as data: its slots in a cohort's year, its kinds of questions, their content hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

# What stands in place of a level where somebody looked at the question and could not say.
NOT_SURE = "not-sure"
# What the choices of a question hold that was left out; it is no answer and is never kept as one.
NO_ANSWER = "no-answer"

Value = int | str | list[str]
Answers = Mapping[str, Value]


class Sort(StrEnum):
    """One list of questions of a program."""

    INTAKE = "intake"
    SELF = "self"
    CONTRIBUTION = "contribution"
    EXPERIENCE = "experience"
    CAREERS = "careers"


class Slot(StrEnum):
    """One time at which a cohort is asked, in the order of the year."""

    INTAKE = "intake"
    SELF_START = "self-start"
    SELF_END = "self-end"
    CONTRIBUTION = "contribution"
    EXPERIENCE = "experience"
    CAREERS_0 = "careers-0"
    CAREERS_6 = "careers-6"
    CAREERS_12 = "careers-12"

    @property
    def sort(self) -> Sort:
        return Sort(self.value.partition("-")[0])

    @property
    def confidential(self) -> bool:
        """Whether nothing that is kept says who answered what."""
        return self.sort is Sort.EXPERIENCE

    @property
    def by_link(self) -> bool:
        """Whether a link by mail is enough to answer."""
        return self.sort is Sort.CAREERS

    @property
    def per_work(self) -> bool:
        """Whether it is answered once for each work of a scholar."""
        return self.sort is Sort.CONTRIBUTION


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    LEVEL = "level"
    PERCENT = "percent"
    TEXT = "text"


@dataclass(frozen=True)
class Question:
    """One question.

    `options` are (value, words) of ONE and SEVERAL. A LEVEL goes from `low` to `high`; `anchors` say in
    words what some levels stand for, and with `unsure` one may answer “not sure”.
    """

    slug: str
    kind: Kind
    text: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    low: int = 1
    high: int = 5
    anchors: tuple[tuple[int, str], ...] = ()
    unsure: bool = False
    needed: bool = False

    @property
    def may_be_left(self) -> bool:
        """Whether its choices need a way to take an answer back."""
        return self.kind in (Kind.ONE, Kind.LEVEL) and not self.needed and not self.unsure

    @property
    def of_shares(self) -> bool:
        """Whether it asks for a share in a work, which is asked of nobody who is its only member."""
        return self.slug in ("part", "percent")

    @property
    def levels(self) -> range:
        return range(self.low, self.high + 1)

    def takes(self, value: Any) -> bool:
        """Whether this is an answer to it."""
        values = [option for option, _words in self.options]
        if self.kind is Kind.LEVEL:
            unsure = self.unsure and value == NOT_SURE
            return unsure or (type(value) is int and value in self.levels)
        if self.kind is Kind.PERCENT:
            return type(value) is int and 1 <= value <= 100
        if self.kind is Kind.ONE:
            return value in values
        if self.kind is Kind.SEVERAL:
            chosen = isinstance(value, list) and bool(value) and len(set(value)) == len(value)
            return chosen and set(value) <= set(values)
        return isinstance(value, str) and bool(value.strip())


def as_content(questions: Sequence[Question]) -> dict[str, Any]:
    """The questions as plain values, as a version keeps them."""
    rows = [{**asdict(one), "kind": one.kind.value} for one in questions]
    return {"questions": json.loads(json.dumps(rows))}


def from_content(content: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions of a version that was kept."""
    return tuple(
        Question(
            **{
                **row,
                "kind": Kind(row["kind"]),
                "options": tuple((value, words) for value, words in row["options"]),
                "anchors": tuple((level, words) for level, words in row["anchors"]),
            }
        )
        for row in content["questions"]
    )


def content_hash(questions: Sequence[Question]) -> str:
    """SHA-256 of the questions: two versions that ask the same have the same one."""
    text = json.dumps(as_content(questions), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
