"""The score in words: one sentence for each thing that a fit says, for people to read aloud."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tracker.evaluations.words import OVERALL
from tracker.projects.models import Reached, Work
from tracker.web.filters import number, setting
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

Entry = Mapping[str, Any]
# What one decimal can say; below it stands "less than".
LEAST_SAID = 0.05


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
        bar=setting(bar),
    )


def counted(entry: Entry) -> str:
    """The people and works behind a level."""
    people = ngettext("%(num)d person", "%(num)d people", entry["people"])
    works = ngettext("%(num)d work", "%(num)d works", entry["works"])
    return _("%(people)s, %(works)s", people=people, works=works)


def level_sentence(entry: Entry, bar: float) -> str:
    """What the evidence says, and how far it reaches."""
    if entry["level"] is None:
        if entry["raw"]["count"]:
            return _("The cohort has too few ratings so far, or all are equal, so no level can be told.")
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
    # By the numbers as they are said: "between 2.0 and 3.1, above the bar of 2.0" would contradict itself.
    low, high = round(low, 1), round(high, 1)
    if low > bar:
        return _(", above the bar of %(bar)s.", bar=setting(bar))
    if high < bar:
        return _(", below the bar of %(bar)s.", bar=setting(bar))
    return _("; on which side of the bar of %(bar)s is open.", bar=setting(bar))


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
    said = {"bar": setting(bar), "p": percent(entry["p_below"])}
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


def bad_result_sentence(entry: Entry, *, own: bool = False) -> str:
    """How far one more bad result could lower the level: a bound, or in a small cohort the drop itself."""
    bound, drop = entry["one_more_bad_bound"], entry["one_more_bad_result"]
    if bound is not None:
        by = number(math.ceil(round(bound * 10, 6)) / 10)  # rounded down it would promise more than it keeps
        if own:
            return _("One more bad result could lower this by at most %(by)s.", by=by)
        return _("One more bad result could lower the level by at most %(by)s.", by=by)
    if drop is None:
        return ""
    if drop < LEAST_SAID:
        by = number(0.1)
        if own:
            return _("One more bad result would lower this by less than %(by)s.", by=by)
        return _("One more bad result would lower the level by less than %(by)s.", by=by)
    if own:
        return _("One more bad result would lower this by about %(by)s.", by=number(drop))
    return _("One more bad result would lower the level by about %(by)s.", by=number(drop))


def below(entry: Entry) -> str:
    """The probability that a level lies below the bar."""
    return percent(entry["p_below"])


def result_sentence(work: Work) -> str:
    """Whether a work reached what it was after, and how hard that was stated to be."""
    reached = _("reached") if work.reached is Reached.YES else _("not reached")
    if work.pass_able is None or work.pass_other is None:
        return reached
    said = {"reached": reached, "able": percent(work.pass_able), "other": percent(work.pass_other)}
    if work.rates_late:
        return _(
            "%(reached)s; stated only afterwards: %(able)s of able people would, %(other)s of others", **said
        )
    return _("%(reached)s; stated beforehand: %(able)s of able people would, %(other)s of others", **said)


def change_words(change: float) -> str:
    """How far a level would lie from where it is, `change` points up."""
    size = number(abs(change), 2)
    if size == number(0, 2):
        return _("the same")
    return _("%(size)s higher", size=size) if change > 0 else _("%(size)s lower", size=size)


def percent(part: float) -> str:
    """A probability in whole per cent; the ends are not rounded into certainty."""
    if part < 0.01:
        return _("less than 1 %")
    if part > 0.99:
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
