"""The worked examples in words: what happened, and what the level made of it."""

from __future__ import annotations

from tracker.overview.score_words import percent
from tracker.overview.worked_examples import Example
from tracker.web.filters import number
from tracker.web.texts import gettext as _


def example_title(example: Example) -> str:
    """The name of an example."""
    return {
        "one_bad": _("One bad result of a strong scholar"),
        "three_bad": _("Three bad results of the same scholar"),
        "alone": _("A success alone"),
        "carried": _("The same success beside a strong partner"),
    }[example.key]


def example_story(example: Example) -> str:
    """What happened."""
    return {
        "one_bad": _(
            "Noor has three works that went well. Then an ambitious one fails, at which half of the able"
            " succeed and one in ten of the others, and its mentor rates her 2."
        ),
        "three_bad": _("Three ambitious works of Noor fail, and three mentors each rate her 2."),
        "alone": _("Teo, who has been on track, succeeds at an ambitious work alone and is rated 4."),
        "carried": _("Teo succeeds at the same work beside Noor, who did 70 % of it. Both are rated 4."),
    }[example.key]


def example_outcome(example: Example) -> str:
    """What the level made of it, beside what a raw mean and a single form would."""
    entry, before = example.entry, example.before
    said = {
        "size": number(abs(example.change), 2),
        "was": number(before["level"], 2),
        "now": number(entry["level"], 2),
        "mean_was": number(before["raw"]["mean"], 2),
        "mean_now": number(entry["raw"]["mean"], 2),
        "lowest": number(example.lowest, 0),
        "above": percent(1 - entry["p_below"]),
    }
    if example.key in ("one_bad", "three_bad"):
        return _(
            "The level falls by %(size)s, from %(was)s to %(now)s; it lies above the bar with a"
            " probability of %(above)s. The raw mean falls from %(mean_was)s to %(mean_now)s. Judged by the"
            " lowest form, she would stand at %(lowest)s.",
            **said,
        )
    return _(
        "The level rises by %(size)s, from %(was)s to %(now)s. The raw mean rises from %(mean_was)s to"
        " %(mean_now)s, whoever did the work.",
        **said,
    )
