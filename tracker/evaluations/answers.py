"""The vocabulary of a form and its answers as one value, before any table or page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


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


class Share(StrEnum):
    LEAD = "lead"
    EQUAL = "equal"
    SUPPORTING = "supporting"


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

    def columns(self) -> dict[str, Any]:
        """The answers that are columns of the form, without the criteria."""
        values = asdict(self)
        del values["criteria"]
        return values
