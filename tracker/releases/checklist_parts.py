"""What a checklist is made of: items, their effects and when they are asked; answers and facts. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.releases.parts import ReleaseKind, Scope, Tier

BLANK, FILLED = "blank", "filled"
# What a test can be about besides the answer to an item.
SCOPE, KIND, FLAGS, MANIFEST = "scope", "kind", "flags", "manifest"
LONGEST_TEXT = 500


def N_(text: str) -> str:  # noqa: N802 - the name that the message extraction looks for
    """Mark a sentence for translation where it stands."""
    return text


class AnswerKind(enum.StrEnum):
    """How an item is answered."""

    YES_NO = "yes_no"
    ONE = "one"
    MANY = "many"
    TEXT = "text"
    PEOPLE = "people"
    SIGN = "sign"


class Asked(enum.StrEnum):
    """Who answers an item."""

    AUTHOR = "author"
    CONTRIBUTORS = "contributors"
    MENTOR = "mentor"


class EffectKind(enum.StrEnum):
    """What an answer leads to."""

    RETURN = "R"
    FLAG = "E"
    FORMAL = "F"
    EXTERNAL = "P"
    STOP = "S"
    CONDITION = "C"
    BLOCK = "blocked"
    WAIT = "waits"
    PRIVATE = "private"


# These raise the route, in this order; the others do something else, and none replaces another.
RAISING = (EffectKind.FLAG, EffectKind.FORMAL, EffectKind.EXTERNAL)


@dataclass(frozen=True)
class Test:
    """Whether a value of `about` is one of these: an item's answer, or a fact of the case.

    Of `flags` the values are the sections in which an answer raised E, F or P.
    """

    __test__ = False  # no test case, whatever its name

    about: str
    one_of: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"about": self.about, "one_of": list(self.one_of)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Test:
        return cls(kept["about"], tuple(kept["one_of"]))


@dataclass(frozen=True)
class Effect:
    """What any of these answers leads to, where all the tests hold. `condition` is what C asks for."""

    on: tuple[str, ...]
    kind: EffectKind
    when: tuple[Test, ...] = ()
    condition: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "on": list(self.on),
            "kind": self.kind.value,
            "when": [test.as_json() for test in self.when],
            "condition": self.condition,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Effect:
        when = tuple(Test.of(test) for test in kept["when"])
        return cls(tuple(kept["on"]), EffectKind(kept["kind"]), when, kept["condition"])


@dataclass(frozen=True)
class Choice:
    """An answer that can be chosen; `alone` excludes every other one; `why` needs a line of reason."""

    value: str
    words: str
    alone: bool = False
    why: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "words": self.words, "alone": self.alone, "why": self.why}


YES_NO = (
    Choice("yes", N_("Yes")),
    Choice("no", N_("No")),
    Choice("unsure", N_("Unsure")),
    Choice("na", N_("Does not apply (one line why)"), why=True),
)


@dataclass(frozen=True)
class Item:
    """One question. It is asked where all the tests of `shown_when` hold; a core item always is."""

    id: str
    core: bool
    kind: AnswerKind
    question: str
    choices: tuple[Choice, ...] = ()
    effects: tuple[Effect, ...] = ()
    shown_when: tuple[Test, ...] = ()
    help: str = ""
    # What is to be written beside a choice, such as the venue and the day.
    beside: str = ""
    asked: Asked = Asked.AUTHOR

    @property
    def section(self) -> str:
        return self.id[0]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "core": self.core,
            "kind": self.kind.value,
            "question": self.question,
            "choices": [choice.as_json() for choice in self.choices],
            "effects": [effect.as_json() for effect in self.effects],
            "shown_when": [test.as_json() for test in self.shown_when],
            "help": self.help,
            "beside": self.beside,
            "asked": self.asked.value,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Item:
        return cls(
            id=kept["id"],
            core=kept["core"],
            kind=AnswerKind(kept["kind"]),
            question=kept["question"],
            choices=tuple(Choice(**choice) for choice in kept["choices"]),
            effects=tuple(Effect.of(effect) for effect in kept["effects"]),
            shown_when=tuple(Test.of(test) for test in kept["shown_when"]),
            help=kept["help"],
            beside=kept["beside"],
            asked=Asked(kept["asked"]),
        )


@dataclass(frozen=True)
class Answer:
    """What somebody answered: values chosen (of people: who), a text, and the line of why."""

    chosen: tuple[str, ...] = ()
    text: str = ""
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"chosen": list(self.chosen), "text": self.text, "why": self.why}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Answer:
        return cls(tuple(kept["chosen"]), kept["text"], kept["why"])


Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Facts:
    """What is known of a case beside its answers.

    `area` is the label of a research area; `area_tier` is what the program asks of it, which can raise a
    route and never lower it. `formal_asked`: the author wants a formal review.
    """

    kind: ReleaseKind
    scope: Scope
    derivative: bool = False
    early: bool = False
    manifest: bool = True
    area: str = ""
    area_tier: Tier = Tier.EXPEDITED
    formal_asked: bool = False
