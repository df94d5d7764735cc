"""The words for a program's rules of review: numbers, thresholds, effects, endings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.releases.checklist_parts import RAISING, Effect, EffectKind, Item
from tracker.releases.parts import Benefit, Direction, Harm, Reversibility, Scope, Tier
from tracker.releases.statistics_rules import Ending, Way
from tracker.releases.template_rules import Template
from tracker.releases.voting_rules import Threshold, threshold
from tracker.releases.weighing_rules import posture
from tracker.web.texts import gettext as _

NUMBERS: dict[str, LazyString] = {
    "screening_due": _l("Screening, working days"),
    "assessment_due": _l("Review by two people, working days"),
    "panel_due": _l("Review by a panel, working days"),
    "appeal_due": _l("Appeal, working days"),
    "embargo": _l("Usual embargo, days"),
    "embargo_most": _l("Longest embargo, days"),
    "valid_expedited": _l("An approval by two people lasts, days"),
    "valid_formal": _l("An approval by a panel lasts, days"),
    "cool_off_hours": _l("Pause after a dissent on serious harm, hours"),
    "revisit_most": _l("What was held or declined is looked at again within, days"),
    "seats": _l("Seats of a panel"),
    "panel_alternates": _l("Alternates of a panel"),
    "soft_coauthor_months": _l("A joint paper counts as a conflict for, months"),
    "soft_employer_months": _l("A shared employer counts as a conflict for, months"),
    "vendor_notice": _l("Notice to whose system has a flaw, days"),
    "reads_an_hour": _l("Sealed texts one person opens in an hour before the coordinator is told"),
    "external_after_close": _l("External members can read after the end, days"),
    "retention_years": _l("Sealed texts are kept after the end, years"),
    "small_cell": _l("Least count in published statistics"),
}

HARMS: dict[Harm, LazyString] = {
    Harm.NEGLIGIBLE: _l("negligible"),
    Harm.MODEST: _l("modest"),
    Harm.SERIOUS: _l("serious"),
    Harm.SEVERE: _l("severe"),
}
TIERS: dict[Tier, LazyString] = {
    Tier.EXPEDITED: _l("two reviewers"),
    Tier.FORMAL: _l("a panel"),
    Tier.EXTERNAL: _l("a panel with an external member"),
}
THRESHOLDS: dict[Threshold, LazyString] = {
    Threshold.MAJORITY: _l("more than half"),
    Threshold.TWO_THIRDS: _l("two thirds"),
}
EFFECTS: dict[EffectKind, LazyString] = {
    EffectKind.RETURN: _l("goes back to the author"),
    EffectKind.FLAG: _l("a flag (three: a panel)"),
    EffectKind.FORMAL: _l("review by a panel"),
    EffectKind.EXTERNAL: _l("review by a panel with an external member"),
    EffectKind.STOP: _l("stops, and is looked into"),
    EffectKind.CONDITION: _l("a condition"),
    EffectKind.BLOCK: _l("nothing goes out"),
    EffectKind.WAIT: _l("nothing goes out yet"),
    EffectKind.PRIVATE: _l("goes to the coordinator alone"),
}
ENDINGS: dict[Ending, LazyString] = {
    Ending.AS_ASKED: _l("approved as asked"),
    Ending.NARROWER: _l("approved for fewer people than asked"),
    Ending.REFUSED: _l("held or declined"),
    Ending.WITHDRAWN: _l("withdrawn"),
    Ending.STOPPED: _l("stopped"),
}
MERGED: dict[tuple[Ending, ...], LazyString] = {
    (Ending.REFUSED, Ending.WITHDRAWN, Ending.STOPPED): _l("not released"),
    (Ending.NARROWER, Ending.REFUSED, Ending.WITHDRAWN, Ending.STOPPED): _l("narrower or not released"),
}
WAYS: dict[Way, LazyString] = {
    Way.EXPEDITED: _l("by two reviewers"),
    Way.FORMAL: _l("by a panel"),
}


def group(endings: tuple[Ending, ...]) -> str:
    """One ending, or several that are counted together."""
    return str(ENDINGS[endings[0]] if len(endings) == 1 else MERGED[endings])


def said(words: str) -> str:
    """A question or an answer of the checklist in the reader's language; a program's own stays as it is."""
    return _(words) if words else ""


def strongest(item: Item) -> str:
    """The strongest review that an answer to a question can lead to; empty where none does."""
    kinds: Iterable[EffectKind] = (one.kind for one in item.effects if one.kind in RAISING)
    found = max(kinds, key=RAISING.index, default=None)
    return "" if found is None else str(EFFECTS[found])


def differences(before: Template, after: Template) -> list[str]:
    """What a version asks more than another, a sentence each: what a second person agrees to."""
    were = {item.id: item for item in before.checklist.items}
    found = []
    for item in after.checklist.items:
        was = were.pop(item.id, None)
        if was is None:
            found.append(_("New: %(id)s, %(question)s", id=item.id, question=said(item.question)))
        elif item.core and not was.core:
            found.append(_("%(id)s is asked in every case.", id=item.id))
        known = was.effects if was else ()
        found += [_effect(item, one) for one in item.effects if one not in known]
    found += [_("Taken out: %(id)s, %(question)s", id=one.id, question=one.question) for one in were.values()]
    for name, tier in after.areas.items():
        if before.areas.get(name) != tier:
            found.append(_("Area “%(name)s”: its cases go to %(tier)s.", name=said(name), tier=TIERS[tier]))
    gone = [name for name in before.areas if name not in after.areas]
    return found + [_("Area “%(name)s” is taken out.", name=said(name)) for name in gone]


def _effect(item: Item, effect: Effect) -> str:
    words = {choice.value: said(choice.words) for choice in item.choices}
    answers = ", ".join(words.get(value, _("left blank")) for value in effect.on)
    return _(
        "%(id)s: “%(answers)s” leads to: %(effect)s.",
        id=item.id,
        answers=answers,
        effect=EFFECTS[effect.kind],
    )


@dataclass(frozen=True)
class Line:
    """What a worst plausible harm leads to: who reviews, where one argues from, what a vote takes."""

    harm: Harm
    tier: Tier
    widest: Scope
    undone: Threshold
    for_good: Threshold


def lines() -> list[Line]:
    """The table of thresholds, from the rules that decide."""
    found = []
    for harm in Harm:
        start = posture(harm, Benefit.NEGLIGIBLE, Direction.CANT_TELL)
        undone, for_good = threshold(harm, Reversibility.FULLY), threshold(harm, Reversibility.NO)
        found.append(Line(harm, start.tier, start.widest, undone, for_good))
    return found
