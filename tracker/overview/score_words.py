"""The score in words: one sentence for each thing that a fit says, for people to read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.evaluations.words import OVERALL
from tracker.web.filters import number
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

Entry = Mapping[str, Any]
# From this cohort size on the bound on one more bad result holds; below, the drop itself is computed.
BOUND_FROM = 24


def span(entry: Entry) -> str:
    """The ends of the interval, such as 3.0–4.2."""
    return f"{number(entry['q05'])}–{number(entry['q95'])}"


def level_label(entry: Entry, bar: float) -> str:
    """What a drawing of the level shows, for those who do not see it."""
    return _(
        "Level %(level)s, 90 %% interval %(low)s to %(high)s; the bar is %(bar)s.",
        level=number(entry["level"]),
        low=number(entry["q05"]),
        high=number(entry["q95"]),
        bar=number(bar),
    )


def counted(entry: Entry) -> str:
    """The people and works behind a level."""
    people = ngettext("%(num)d person", "%(num)d people", entry["people"])
    works = ngettext("%(num)d work", "%(num)d works", entry["works"])
    return _("%(people)s, %(works)s", people=people, works=works)


def level_sentence(entry: Entry, bar: float) -> str:
    """What the evidence says, and how far it reaches."""
    if entry["level"] is None:
        return _("Nothing was rated yet, so nothing can be said.")
    low, high = entry["q05"], entry["q95"]
    said = {"counted": counted(entry), "low": number(low), "high": number(high)}
    if entry["early"]:
        worst, best = _word_of(low), _word_of(high)
        if worst == best:
            return _("%(counted)s: too early to tell. Between %(low)s and %(high)s is likely.", **said)
        return _(
            "%(counted)s: too early to tell “%(worst)s” (%(low)s) from “%(best)s” (%(high)s).",
            **said,
            worst=worst,
            best=best,
        )
    whole = _("%(counted)s: the level lies between %(low)s and %(high)s with 90 %% probability", **said)
    return f"{whole}{_side(low, high, bar)}"


def _side(low: float, high: float, bar: float) -> str:
    if low > bar:
        return _(", above the bar of %(bar)s.", bar=number(bar))
    if high < bar:
        return _(", below the bar of %(bar)s.", bar=number(bar))
    return _("; on which side of the bar of %(bar)s is open.", bar=number(bar))


def _word_of(level: float) -> str:
    nearest = min(max(round(level), 1), 5)
    return str(OVERALL[str(nearest)])


def reading_word(entry: Entry) -> str:
    """For staff: the short word for what follows from a level, empty where nothing does."""
    words = {
        "offer_support": _("offer support"),
        "panel_may_consider": _("a panel may consider"),
    }
    return words.get(entry["reading"], "")


def reading_sentence(entry: Entry, bar: float, *, own: bool = False) -> str:
    """What follows from a level and what does not; empty where nothing does."""
    said = {"bar": number(bar), "p": percent(entry["p_below"])}
    if entry["reading"] == "offer_support":
        if own:
            return _(
                "Part of what is possible lies below the program's bar of %(bar)s. That is a reason to offer"
                " you help, and decides nothing.",
                **said,
            )
        return _("Offer support: with %(p)s probability the level lies below the bar of %(bar)s.", **said)
    if entry["reading"] == "panel_may_consider":
        if own:
            return _(
                "Most of what is possible lies below the program's bar of %(bar)s. A score decides nothing:"
                " people do, with reasons, and only after telling you in writing in time.",
                **said,
            )
        return _(
            "A panel may consider it: with %(p)s probability the level lies below the bar of %(bar)s."
            " The score alone decides nothing.",
            **said,
        )
    return ""


def bad_result_sentence(entry: Entry, scholars: int, *, own: bool = False) -> str:
    """How far one more bad result could lower the level."""
    bound, drop = entry["one_more_bad_bound"], entry["one_more_bad_result"]
    if scholars >= BOUND_FROM and bound is not None:
        said = {"by": number(bound)}
        if own:
            return _("One more bad result could lower this by at most %(by)s.", **said)
        return _("One more bad result could lower the level by at most %(by)s.", **said)
    if drop is None:
        return ""
    said = {"by": number(drop)}
    if own:
        return _("One more bad result would lower this by about %(by)s.", **said)
    return _("One more bad result would lower the level by about %(by)s.", **said)


def change_sentence(influence: Mapping[str, Any], *, own: bool = False) -> str:
    """What the level would be without one form or result."""
    change = influence["change_without"]
    size = number(abs(change), 2)
    if size == number(0, 2):
        return _("without it, the same")
    if own:
        return (
            _("without it your level would be %(size)s higher", size=size)
            if change > 0
            else _("without it your level would be %(size)s lower", size=size)
        )
    return (
        _("without it %(size)s higher", size=size)
        if change > 0
        else _("without it %(size)s lower", size=size)
    )


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
    return _("On the same scholars you rate much as the others do: %(span)s.", **said)


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


def planner_sentence(plan: Mapping[str, Any]) -> str:
    """What a usual scholar lacks for a target reliability."""
    people, works = plan["extra_people"], plan["extra_works"]
    said = {"target": number(plan["target"])}
    if not people and not works:
        return _("A reliability of %(target)s is reached.", **said)
    return _(
        "A reliability of %(target)s needs, for a usual scholar, %(people)s and %(works)s.",
        **said,
        people=ngettext("%(num)d more person", "%(num)d more people", people),
        works=ngettext("%(num)d more work", "%(num)d more works", works),
    )


def percent(part: float) -> str:
    """A probability in whole per cent; the ends are not rounded into certainty."""
    if 0 < part < 0.01:
        return _("less than 1 %")
    if 0.99 < part < 1:
        return _("more than 99 %")
    return _("%(n)d %%", n=round(part * 100))


def raw_sentence(raw: Mapping[str, Any]) -> str:
    """The ratings as they were given, which always stand beside the level."""
    if not raw["count"]:
        return _("no rating yet")
    given = ngettext("%(num)d rating", "%(num)d ratings", raw["count"])
    said = {"given": given, "mean": number(raw["mean"], 2), "median": number(raw["median"])}
    if raw["sd"] is None:
        return _("%(given)s: mean %(mean)s, median %(median)s", **said)
    return _("%(given)s: mean %(mean)s, median %(median)s, spread %(sd)s", **said, sd=number(raw["sd"], 2))
