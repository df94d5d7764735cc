"""How the scores behind a report are made, as names with plain values. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.evaluations.score_shown import Shown

Settings = Mapping[str, str | int | float]


def of(shown: Shown | None) -> Settings:
    """The model's version, its settings and the hash of its input; nothing where nobody gave a rating.

    The shares are parts of the ratings' variance, the bar is in rubric points, `k_low` and `k_high` are the
    shape of luck. `stale` is 1 where something was filed since, and the levels do not know of it yet.
    """
    if shown is None:
        return {}
    document = shown.document
    priors = document["priors"]
    return {
        "model_version": document["model_version"],
        "settings_version": shown.settings_version,
        "input_hash": shown.input_hash,
        "stale": int(shown.stale),
        "bar": document["bar"],
        "k_low": priors["k_low"],
        "k_high": priors["k_high"],
        "log_sd": priors["log_sd"],
        **{f"share_{name}": value for name, value in priors["shares"].items()},
    }
