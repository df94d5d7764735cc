"""What letters say, as words: days, counts and reasons of one decision, in the language of the letters.

A letter is written once and kept, so its words do not follow the language of whoever sends or reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tracker.advancement.decision_models import Outcome, Way
from tracker.cohorts.models import PhaseKind

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PHASES = {
    PhaseKind.TRAINING: "training phase",
    PhaseKind.RESEARCH: "research phase",
    PhaseKind.EXTENSION: "extension",
}
OUTCOMES = {
    Outcome.CONTINUE: "you continue",
    Outcome.CONTINUE_WITH_PLAN: "you continue with a plan",
    Outcome.EXTEND: "the phase is extended for you",
    Outcome.REPEAT: "you repeat the phase",
    Outcome.DEFERRED: "your place is deferred",
    Outcome.NOT_PLACED: "not placed",
    Outcome.STOP: "you do not go on",
    Outcome.WITHDRAWN: "you left the program",
}
OTHERWISE = "If nobody has decided by the end of that day, you continue."
_NEAR_THE_LINE = "The evidence does not tell you apart from others near the line at which places ran out"
WAYS = {
    Way.ABOVE: "The whole interval of your level lies above the line at which places ran out.",
    Way.BELOW: "The whole interval of your level lies below the line at which places ran out.",
    Way.PANEL: f"{_NEAR_THE_LINE}; a panel chose among you, for the reasons above.",
    Way.LOT: f"{_NEAR_THE_LINE}; a lot decided among you. What it was drawn from was fixed beforehand.",
}


class Days(Protocol):
    """A phase with its days as they are for one person."""

    @property
    def kind(self) -> PhaseKind: ...
    @property
    def starts_on(self) -> date: ...


@dataclass(frozen=True)
class Next:
    """The phase that follows, and the day on which it starts."""

    kind: PhaseKind
    starts_on: date


@dataclass(frozen=True)
class Told:
    """What a letter tells of a decision, whether that is written down already or about to be.

    `others` counts those of the `people` who are not the scholar's mentor; `concern_on` is the day on which
    the concern behind it arrived; `override_by` is who set a check of the policy aside, for which reason.
    """

    outcome: Outcome
    decided_on: date
    reasons: str = ""
    plan: str = ""
    wish: str = ""
    until_on: date | None = None
    people: int = 0
    works: int = 0
    others: int = 0
    places: int | None = None
    way: Way | None = None
    concern_on: date | None = None
    override_by: str = ""
    override_reason: str = ""


@dataclass(frozen=True)
class Read:
    """What a letter tells of an appeal that was decided.

    A decision that was sent back is taken anew by `decide_by`; `continues_otherwise` says that the scholar
    continues if nobody does.
    """

    outcome: Outcome
    decided_on: date
    appealed_on: date
    reader: str
    reasons: str
    decide_by: date | None = None
    continues_otherwise: bool = False


@dataclass(frozen=True)
class Facts:
    """The values of a letter's variables, the day it is sent, and the last day of an appeal."""

    values: Mapping[str, str]
    sent_on: date
    appeal_by: date | None = None


@dataclass(frozen=True)
class Head:
    """Who writes to whom about which phase, and when."""

    scholar: str
    program: str
    cohort: str
    phase: PhaseKind
    writer: str
    sent_on: date

    def values(self) -> dict[str, str]:
        """The variables that every letter knows."""
        return {
            "scholar": self.scholar,
            "program": self.program,
            "cohort": self.cohort,
            "phase": PHASES[self.phase],
            "writer": self.writer,
            "sent_on": long_day(self.sent_on),
        }


def of_decision(
    head: Head, told: Told, *, following: Days | None, appeal_by: date | None, appeal_days: int
) -> Facts:
    """The facts of a letter that tells of a decision."""
    values = {
        **head.values(),
        "decided_on": long_day(told.decided_on),
        "decision": OUTCOMES[told.outcome],
        "reasons": told.reasons.strip(),
        "plan": told.plan.strip(),
        "wish": told.wish.strip(),
        "until_on": long_day(told.until_on),
        "evidence": evidence(told.people, told.works, told.others),
        "places": counted(told.places, "person", "people") if told.places else "",
        "how": WAYS[told.way] if told.way else "",
        "concern_on": long_day(told.concern_on),
        "override": override(told.override_by, told.override_reason),
        "next_phase": PHASES[following.kind] if following else "",
        "next_on": long_day(following.starts_on if following else None),
        "appeal_by": long_day(appeal_by),
        "appeal_days": counted(appeal_days, "working day", "working days"),
    }
    return Facts(values, head.sent_on, appeal_by)


def of_appeal(head: Head, read: Read) -> Facts:
    """The facts of a letter that tells what came of an appeal."""
    values = {
        **head.values(),
        "decided_on": long_day(read.decided_on),
        "decision": OUTCOMES[read.outcome],
        "appealed_on": long_day(read.appealed_on),
        "reader": read.reader,
        "reasons": read.reasons.strip(),
        "decide_by": long_day(read.decide_by),
        "otherwise": OTHERWISE if read.continues_otherwise else "",
    }
    return Facts(values, head.sent_on)


def long_day(day: date | None) -> str:
    """A day such as 14 December 2026; nothing for none."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


def counted(count: int, one: str, many: str) -> str:
    """A count in words, as far as words are short."""
    return f"{_number(count)} {one if count == 1 else many}"


def evidence(people: int, works: int, others: int) -> str:
    """How much was seen, and by whom."""
    if not people:
        return "no forms"
    who = f"{_number(others)} of them not your mentor" if others else "mentors of yours"
    return f"forms by {counted(people, 'person', 'people')} ({who}) on {counted(works, 'work', 'works')}"


def override(name: str, reason: str) -> str:
    """Who set a check of the policy aside, and why; nothing where nobody did."""
    return f"{name} decided that by name, for this reason: {reason.strip()}" if name else ""


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
