"""Where a case goes: its tier, and the item behind every reason. Facts in, `Route` out.

The tier can be raised by answers, by the research area and by the author, and lowered by nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.releases.checklist import Checklist, found, missing
from tracker.releases.checklist_parts import Answers, EffectKind, Facts
from tracker.releases.parts import Tier

# So many flags are a formal trigger together; up to one less is an easy case.
FLAGS_FORMAL = 3


@dataclass(frozen=True)
class Condition:
    """What has to be done, and the item that asks for it."""

    item: str
    words: str


@dataclass(frozen=True)
class Cause:
    """Why a tier is what it is: an item and E, F or P; or, without an item, flags, area or asked."""

    item: str
    code: str


@dataclass(frozen=True)
class Route:
    """The items behind each outcome, in the order of the checklist."""

    tier: Tier
    returns: tuple[str, ...]
    flags: tuple[str, ...]
    formal: tuple[str, ...]
    external: tuple[str, ...]
    stops: tuple[str, ...]
    blocked: tuple[str, ...]
    waits: tuple[str, ...]
    private: tuple[str, ...]
    conditions: tuple[Condition, ...]
    causes: tuple[Cause, ...]
    easy: bool


def route(checklist: Checklist, facts: Facts, answers: Answers) -> Route:
    """The route that answers and facts ask for now. A case's own is `raised` from the one it had."""
    effects = found(checklist, facts, answers)

    def items(kind: EffectKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.item.id for one in effects if one.effect.kind is kind))

    flags, formal, external = (
        items(EffectKind.FLAG),
        items(EffectKind.FORMAL),
        items(EffectKind.EXTERNAL),
    )
    whole = [Cause("", "flags")] if len(flags) >= FLAGS_FORMAL else []
    whole += [Cause("", "area")] if facts.area_tier > Tier.EXPEDITED else []
    whole += [Cause("", "asked")] if facts.formal_asked else []
    tier = max(Tier.EXPEDITED, facts.area_tier)
    if formal or len(flags) >= FLAGS_FORMAL or facts.formal_asked:
        tier = max(tier, Tier.FORMAL)
    if external:
        tier = Tier.EXTERNAL
    unanswered = any(one.item.core for one in missing(checklist, facts, answers))
    return Route(
        tier=tier,
        returns=items(EffectKind.RETURN),
        flags=flags,
        formal=formal,
        external=external,
        stops=items(EffectKind.STOP),
        blocked=items(EffectKind.BLOCK),
        waits=items(EffectKind.WAIT),
        private=items(EffectKind.PRIVATE),
        conditions=tuple(
            Condition(one.item.id, one.effect.condition)
            for one in effects
            if one.effect.kind is EffectKind.CONDITION
        ),
        causes=(
            *(Cause(item, "E") for item in flags),
            *(Cause(item, "F") for item in formal),
            *(Cause(item, "P") for item in external),
            *whole,
        ),
        easy=not formal and not external and len(flags) < FLAGS_FORMAL and not unanswered,
    )


def raised(before: Tier, computed: Tier) -> Tier:
    """The tier of a case: what it was, or higher."""
    return max(before, computed)
