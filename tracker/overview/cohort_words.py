"""A cohort's scores in words: mentors' severities, what lies behind the ratings, what more would help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import comb
from typing import Any

from tracker.overview.score_words import Entry, percent
from tracker.web.filters import number
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


def severity_sentence(entry: Entry) -> str:
    """How a mentor's ratings compare with the others', said to that mentor."""
    if not entry["can_tell"] or entry["severity"] is None:
        return _(
            "It cannot be told yet: too few of your scholars and works were rated by somebody else as well."
        )
    low, high = entry["q05"], entry["q95"]
    said = {"size": number(abs(entry["severity"])), "span": severity_span(entry)}
    if high < 0:
        return _(
            "On the same scholars you rate about %(size)s points lower than the others: %(span)s.", **said
        )
    if low > 0:
        return _(
            "On the same scholars you rate about %(size)s points higher than the others: %(span)s.", **said
        )
    return _("No clear difference from the others on the same scholars: %(span)s.", **said)


def severity_fact(entry: Entry) -> str:
    """The same, said of a mentor."""
    if not entry["can_tell"] or entry["severity"] is None:
        return _("cannot be told: too few scholars and works that others rated as well")
    low, high, span = entry["q05"], entry["q95"], severity_span(entry)
    if high < 0:
        return _("rates lower, %(span)s", span=span)
    if low > 0:
        return _("rates higher, %(span)s", span=span)
    return _("no clear difference, %(span)s", span=span)


def spread_sentence(groups: Sequence[Sequence[object]], apart: int) -> str:
    """Whether the intervals of a cohort separate anybody; `apart` pairs of them do not overlap."""
    scholars = sum(len(group) for group in groups)
    if not apart:
        return _("All intervals overlap, so scholars stand by name and there is no order among them.")
    if len(groups) < 2:
        return _(
            "The intervals form one chain, each overlapping another, so scholars stand by name; %(apart)s of"
            " %(pairs)s pairs of scholars do not overlap.",
            apart=apart,
            pairs=comb(scholars, 2),
        )
    sizes = ", ".join(str(len(group)) for group in groups)
    return _(
        "The intervals separate %(groups)s groups, from the lowest: %(sizes)s scholars. Within a group they"
        " form a chain, each overlapping another, so scholars stand by name.",
        groups=len(groups),
        sizes=sizes,
    )


def group_sentence(size: int, known: bool) -> str:
    """The line over a group of the board that is sorted by level."""
    if not known:
        return _("No level is shown for these")
    return ngettext(
        "%(num)d scholar, apart from all others",
        "%(num)d scholars whose intervals hang together, by name",
        size,
    )


def severity_span(entry: Entry) -> str:
    """The interval of a severity in words, such as 0.3 lower to 0.1 higher."""
    return _("between %(low)s and %(high)s", low=_apart(entry["q05"]), high=_apart(entry["q95"]))


def _apart(value: float) -> str:
    size = number(abs(value))
    if size == number(0.0):
        return _("no difference")
    return _("%(size)s higher", size=size) if value > 0 else _("%(size)s lower", size=size)


def component_word(name: str) -> str:
    """What one component of the ratings' differences stands for."""
    return {
        "ability": _("how able the scholars are"),
        "severity": _("how high or low a mentor rates everybody"),
        "fit": _("how one mentor sees one scholar, beside what others see"),
        "luck": _("the luck of a work, which all its ratings share"),
        "error": _("chance in a single form"),
    }[name]


def component_shares(components: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The part of the ratings' variance that each component explains; the parts sum to 1."""
    variances = {name: one["sd"] ** 2 for name, one in components.items()}
    whole = sum(variances.values())
    return {name: variance / whole for name, variance in variances.items()}


def components_sentence(components: Mapping[str, Mapping[str, float]]) -> str:
    """What lies behind the differences between ratings, in one sentence."""
    shares = component_shares(components)
    return _(
        "Of what makes one rating differ from another, how able the scholars are explains about %(ability)s,"
        " the luck of the work %(luck)s, and who rates whom %(raters)s; the rest is chance.",
        ability=percent(shares["ability"]),
        luck=percent(shares["luck"]),
        raters=percent(shares["severity"] + shares["fit"]),
    )


def reliability_sentence(reliability: float | None) -> str:
    """How far the evidence of today would tell the same scholars apart again."""
    if reliability is None:
        return _("There is not enough yet to say how reliable the levels are.")
    return _(
        "Reliability %(r)s: on a scale from 0 to 1, how far new evidence of the same amount would show the"
        " same differences between scholars. A single form usually has between 0.2 and 0.5.",
        r=number(reliability, 2),
    )


def more_sentence(width: float, narrower: float) -> str:
    """What one more person on one more work would do for one scholar's interval."""
    return _(
        "One more person on one more work would narrow the interval from %(now)s to %(then)s points.",
        now=number(width),
        then=number(narrower),
    )


def planner_sentence(plan: Mapping[str, Any]) -> str:
    """What a usual scholar lacks for a target reliability."""
    people, works = plan["extra_people"], plan["extra_works"]
    said = {"target": number(plan["target"])}
    if people is None or works is None:
        return _(
            "A reliability of %(target)s is out of reach with any affordable amount of evidence.", **said
        )
    if not people and not works:
        return _("A reliability of %(target)s is reached.", **said)
    return _(
        "A reliability of %(target)s needs, for a usual scholar, %(people)s and %(works)s.",
        **said,
        people=ngettext("%(num)d more person", "%(num)d more people", people),
        works=ngettext("%(num)d more work", "%(num)d more works", works),
    )
