"""Draws the answers of a form from what the story knows of scholar, rater and work.

Ratings are clipped, rounded N(3.4, 0.75) (program.md 2). A rater's impression is made of the scholar's
ability, the rater's severity, the work's luck and chance. Criteria lean on it: the halo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tracker.demo.cases import Turn
from tracker.evaluations.answers import Answers, Blame, Confidence, Relation, Result, Share, Trend
from tracker.evaluations.default_rubric import DEFAULT_RUBRIC

MEAN, SD = 3.4, 0.75
SLUGS = tuple(criterion.slug for criterion in DEFAULT_RUBRIC)

# Standard deviations in rubric points; their squares add up to about SD squared.
ABILITY_SD, SEVERITY_SD, LUCK_SD, CHANCE_SD = 0.45, 0.30, 0.30, 0.42

# The criteria as filed should be .73 × common + .68 × specific. Rounding to whole levels adds
# noise of its own, so a little more is put in than comes out.
COMMON, SPECIFIC = 0.78, 0.62

UNSEEN, CANNOT_SAY = 0.03, 0.02
HOURS = {
    Relation.PRIMARY_MENTOR: (4, 14),
    Relation.SECOND_MENTOR: (2, 6),
    Relation.RESEARCH_MANAGER: (2, 5),
    Relation.BLIND_REVIEWER: (0.5, 2),
}
# Low, medium and high confidence; a blind reviewer has read one document.
SURE = {True: (0.35, 0.65, 0.0), False: (0.12, 0.58, 0.30)}


@dataclass(frozen=True)
class Setting:
    """What a form is about, as far as it moves the answers."""

    impression: float  # rubric points, before chance
    relation: Relation
    share: Share
    result: Result
    before: float | None  # the same rater's last impression of the same scholar


def deviations(rng: np.random.Generator, names: tuple[str, ...], sd: float) -> dict[str, float]:
    """One value a name, evenly spread over a normal curve with mean 0, shuffled."""
    drawn = rng.standard_normal(len(names))
    drawn = (drawn - drawn.mean()) / drawn.std() * sd
    return dict(zip(names, (float(value) for value in drawn), strict=True))


def draw(rng: np.random.Generator, setting: Setting, turn: Turn | None) -> tuple[Answers, float]:
    """The answers without their texts, and the impression behind them in rubric points."""
    impression = setting.impression + float(rng.normal(0, CHANCE_SD))
    specific = rng.standard_normal(len(SLUGS))
    unseen = rng.random(len(SLUGS)) < UNSEEN
    cannot_say = rng.random() < CANNOT_SAY
    if turn is not None:
        unseen[:] = False
        cannot_say = False
        if turn.impression is not None:
            impression, specific = turn.impression, specific * 0.4
    common = (impression - MEAN) / SD
    criteria = {
        slug: None if unseen[at] else _level(MEAN + SD * (COMMON * common + SPECIFIC * specific[at]))
        for at, slug in enumerate(SLUGS)
    }
    quality = _level(impression + float(rng.normal(0.15, 0.5)))
    low, high = HOURS[setting.relation]
    answers = Answers(
        overall=None if cannot_say else _level(impression),
        criteria=criteria,
        confidence=Confidence(rng.choice(list(Confidence), p=SURE[_is_blind(setting)])),
        contact_hours=float(np.round(rng.uniform(low, high) * 2) / 2),
        trend=_trend(setting.before, impression),
        result=setting.result,
        quality=quality,
        blame=_blame(rng, setting.result, impression, quality),
        share=setting.share,
    )
    return (replace(answers, **turn.changes) if turn else answers), impression


def lowest(criteria: Mapping[str, int | None]) -> str:
    """The criterion with the lowest level; of equals the first."""
    return min(SLUGS, key=lambda slug: criteria.get(slug) or 9)


def highest(criteria: Mapping[str, int | None]) -> str:
    """The criterion with the highest level; of equals the last, so that it is not the lowest too."""
    return max(reversed(SLUGS), key=lambda slug: criteria.get(slug) or 0)


def _is_blind(setting: Setting) -> bool:
    return setting.relation is Relation.BLIND_REVIEWER


def _level(points: float) -> int:
    return int(np.clip(np.round(points), 1, 5))


def _trend(before: float | None, now: float) -> Trend:
    if before is None:
        return Trend.FIRST
    if now - before > 0.5:
        return Trend.BETTER
    return Trend.WORSE if before - now > 0.5 else Trend.SAME


def _blame(rng: np.random.Generator, result: Result, impression: float, quality: int) -> Blame | None:
    """Why it went badly, if it did; nobody blames skill or effort for good work."""
    if result is not Result.NEGATIVE and impression >= 2.5:
        return None
    kinds = [Blame.HARD_PROBLEM, Blame.LUCK, Blame.SCOPE, Blame.OTHER]
    if quality <= 2:
        kinds += [Blame.SKILL, Blame.EFFORT]
    return Blame(rng.choice(kinds))
