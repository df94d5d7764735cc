"""The vocabulary of a form and its answers as one value, before any table or page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from tracker.projects.parts import Share as Share  # noqa: PLC0414  # part of this vocabulary too

# What the form's fields hold where no level was given.
UNSEEN = "unseen"
CANNOT_SAY = "cannot-say"


class Relation(StrEnum):
    """What the rater is to the scholar."""

    PRIMARY_MENTOR = "primary_mentor"
    SECOND_MENTOR = "second_mentor"
    RESEARCH_MANAGER = "research_manager"
    BLIND_REVIEWER = "blind_reviewer"


class Confidence(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Trend(StrEnum):
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    FIRST = "first"


class Result(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"
    INCONCLUSIVE = "inconclusive"
    NONE_YET = "none_yet"


class Blame(StrEnum):
    """Why it went badly, if it did."""

    HARD_PROBLEM = "hard_problem"
    LUCK = "luck"
    SCOPE = "scope"
    SKILL = "skill"
    EFFORT = "effort"
    OTHER = "other"


class ReviewWish(StrEnum):
    NO = "no"
    UNSURE = "unsure"
    YES = "yes"


class Conduct(StrEnum):
    NONE = "none"
    TALK_TO_STAFF = "talk_to_staff"


class FlagKind(StrEnum):
    CONCERN = "concern"
    RELEASE_REVIEW = "release_review"
    ADVICE = "advice"
    CONDUCT = "conduct"


@dataclass(frozen=True)
class Answers:
    """All answers of one form (program.md 4d).

    `criteria` maps a criterion's slug to its level 1-5, or None for "not seen"; `overall` is None for
    "cannot say yet", which counts as filed and adds no observation.
    """

    overall: int | None
    confidence: Confidence
    criteria: Mapping[str, int | None] = field(default_factory=dict)
    please_advise: bool = False
    contact_hours: float | None = None
    trend: Trend | None = None
    result: Result | None = None
    quality: int | None = None
    blame: Blame | None = None
    share: Share | None = None
    keep: str = ""
    change: str = ""
    raise_concern: bool = False
    release_review: ReviewWish = ReviewWish.NO
    conduct: Conduct = Conduct.NONE
    staff_note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as kept in a revision."""
        return {**asdict(self), "criteria": dict(self.criteria)}

    def typed(self) -> dict[str, str]:
        """The answers as the form's fields would hold them, for showing or amending them."""
        values = {f"criteria-{slug}": _word(level, UNSEEN) for slug, level in self.criteria.items()}
        values["overall"] = _word(self.overall, CANNOT_SAY)
        for name in ("confidence", "trend", "result", "blame", "share", "release_review", "conduct"):
            choice = getattr(self, name)
            values[name] = choice.value if choice else ""
        values["quality"] = _word(self.quality, "")
        hours = self.contact_hours
        values["contact_hours"] = "" if hours is None else f"{hours:g}"
        values["raise_concern"] = "yes" if self.raise_concern else "no"
        values["please_advise"] = "yes" if self.please_advise else ""
        return {**values, "keep": self.keep, "change": self.change, "staff_note": self.staff_note}

    def columns(self) -> dict[str, Any]:
        """The answers that are columns of the form, without the criteria."""
        values = asdict(self)
        del values["criteria"]
        return values


def _word(level: int | None, otherwise: str) -> str:
    return otherwise if level is None else str(level)
