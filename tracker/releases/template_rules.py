"""A program's checklist with its research areas: what a next version may be. Pure.

The default is the floor. Questions and effects are added; an area can raise a route and nothing lowers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.reasons import Decision, no, yes
from tracker.releases import checklist_json
from tracker.releases.checklist import Checklist
from tracker.releases.checklist_changes import may_change
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import N_
from tracker.releases.parts import Tier

DEFAULT_AREAS = (
    N_("Interpretability"),
    N_("Evaluations"),
    N_("Control and oversight"),
    N_("Robustness and misuse"),
    N_("Alignment theory"),
    N_("Governance and policy"),
    N_("Other"),
)
AREA_LENGTH, MOST_AREAS, MOST_ITEMS = 60, 30, 120


@dataclass(frozen=True)
class Template:
    """One version of what a program asks: the checklist, and the least tier of each research area."""

    checklist: Checklist = DEFAULT
    areas: Mapping[str, Tier] = field(default_factory=lambda: dict.fromkeys(DEFAULT_AREAS, Tier.EXPEDITED))

    def as_json(self) -> dict[str, Any]:
        # A list, since a database may keep the keys of an object in another order.
        areas = [[name, int(tier)] for name, tier in self.areas.items()]
        return {"checklist": checklist_json.write(self.checklist), "areas": areas}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Template:
        areas = {name: Tier(tier) for name, tier in kept["areas"]}
        return cls(checklist_json.read(kept["checklist"]), areas)

    def area_tier(self, area: str) -> Tier:
        """What an area asks for at least; an unknown one, or none, asks for a review by two people."""
        return self.areas.get(area, Tier.EXPEDITED)


def may_follow(before: Template, after: Template) -> Decision:
    """Whether a version may follow another one in a program."""
    if after == before:
        return no("checklist_unchanged")
    if not (decision := _may_set_areas(before.areas, after.areas)):
        return decision
    if len(after.checklist.items) > MOST_ITEMS:
        return no("checklist_items_most", most=MOST_ITEMS)
    decision = may_change(DEFAULT, before.checklist, after.checklist)
    return yes() if decision.code == "checklist_unchanged" else decision


def _may_set_areas(before: Mapping[str, Tier], after: Mapping[str, Tier]) -> Decision:
    for name, tier in before.items():
        # Taken away and added again it would be lower, so what was raised stays.
        if tier > after.get(name, Tier.EXPEDITED):
            return no("area_lowered", area=name)
    for name in after:
        if not name.strip() or name != name.strip() or len(name) > AREA_LENGTH:
            return no("area_name", most=AREA_LENGTH)
    same = {name.casefold() for name in after}
    if len(same) < len(after):
        return no("area_twice")
    return no("area_most", most=MOST_AREAS) if len(after) > MOST_AREAS else yes()
