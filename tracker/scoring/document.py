"""Everything that one fit says about a cohort, as plain numbers and words that JSON can carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tracker.scoring import entry, graph, planner, words
from tracker.scoring.fit import fit
from tracker.scoring.model import COMPONENTS, PRIORS, Priors, capped
from tracker.scoring.posterior import SMALL, Mixture, Posterior
from tracker.scoring.ratings import HIGHEST, LOWEST, Floats

BAR = 2.0
# Fewer forms than this, or ratings that are all equal, do not show how far ratings spread, and an interval
# would rest on the prior's guess of that alone.
LEAST_FORMS = 6
# In cohorts that are not small the bound on one more bad form holds after a refit too, with this much slack.
SLACK = 1.15
DIGITS = 6

Row = dict[str, Any]
NO_SEVERITY: Row = dict.fromkeys(("severity", "sd", "q05", "q95"))
NO_LEVEL: Row = dict.fromkeys(
    ("level", "sd", "q05", "q95", "p_below", "one_more_bad_result", "one_more_bad_bound")
)


def score(data: Mapping[str, Any], *, bar: float = BAR, priors: Priors = PRIORS) -> dict[str, Any]:
    """Fit a cohort and say what was found.

    Parameters
    ----------
    data : mapping
        Forms, results and shares; see `entry.read`.
    bar : float
        The program's absolute rubric level, in [1, 5].
    priors : Priors
        Variance shares and the shape of luck.

    Returns
    -------
    dict
        `model_version`, `input_hash`, `bar`, `priors`; `scholars` and `mentors`, one row each in the order
        of their names; `components` with the sd of each source of variance; `reliability` of what a
        scholar has on average, `reliability_interval` with both ends of 95 %, and the `planner` to more;
        `connected_components`; `capped`, the rows of results whose stated pass rates are too far apart to be
        taken at their word. Levels in rubric points, None where nothing can be told. An influence's `weight`
        is the level's change for one point more on the form (or where a result's stand-in lies);
        `change_without` is the level without the item less the level with it.

    Raises
    ------
    ValueError
        Naming the row and field of input that cannot be used.
    NotConverged
        If the inference did not settle.
    """
    if isinstance(bar, bool) or not LOWEST <= bar <= HIGHEST:
        raise ValueError(f"bar: {bar!r} is not a level from 1 to 5")
    cohort = entry.read(data)
    told = len(cohort.ratings.overall) >= LEAST_FORMS and np.ptp(cohort.ratings.overall) > 0
    found = fit(cohort.ratings, cohort.outcomes, priors=priors) if told else None
    of_scholars, of_mentors = graph.components(cohort.ratings, cohort.outcomes)
    return {
        "model_version": entry.MODEL_VERSION,
        "input_hash": cohort.hash(priors, bar),
        "bar": bar,
        "priors": {
            "shares": dict(zip(COMPONENTS, priors.shares, strict=True)),
            "log_sd": priors.log_sd,
            "k_low": priors.k_low,
            "k_high": priors.k_high,
        },
        "scholars": _scholars(cohort, found, bar, of_scholars),
        "mentors": _mentors(cohort, found),
        "components": _components(found) if found else None,
        **_reliability(cohort, found),
        "connected_components": [
            {
                "scholars": [cohort.scholars.names[place] for place in np.flatnonzero(of_scholars == label)],
                "mentors": [cohort.mentors.names[place] for place in np.flatnonzero(of_mentors == label)],
            }
            for label in range(of_scholars.max() + 1)
        ],
        "capped": _capped(cohort, found),
    }


def _scholars(
    cohort: entry.Entry, found: Posterior | None, bar: float, component: np.ndarray[Any, Any]
) -> list[Row]:
    people, works, forms = planner.counts(cohort.ratings)
    judged = forms > 0
    judged[[who for team in cohort.outcomes.shares for who in team]] = True
    largest = int(np.argmax(np.bincount(component, judged)))
    told = _levels(found, bar) if found else [NO_LEVEL] * len(judged)
    items = _influences(cohort, found)
    rows = []
    for place, name in enumerate(cohort.scholars.names):
        level = told[place] if judged[place] else NO_LEVEL
        counts = int(people[place]), int(works[place])
        reading = words.reading(*counts, level["p_below"])
        rows.append(
            {
                "scholar": name,
                **level,
                "people": counts[0],
                "works": counts[1],
                "forms": int(forms[place]),
                "early": words.early(*counts),
                "reading": reading.value,
                "sentence": words.level_sentence(reading, *counts, level),
                "component": int(component[place]),
                "rests_on_prior": level["level"] is not None and int(component[place]) != largest,
                "raw": _raw(cohort.ratings.overall[cohort.ratings.scholar == place]),
                "influences": items[place],
            }
        )
    return rows


def _levels(found: Posterior, bar: float) -> list[Row]:
    """The numbers of each scholar's level."""
    rows = _summaries("level", found.level)
    drops: tuple[Any, Any] = ([None] * len(rows), [None] * len(rows))
    if found.centre:
        small = len(rows) < SMALL
        drop = found.centre.one_more_by_refit if small else found.centre.one_more_bad_result
        most = [None] * len(rows) if small else SLACK * found.centre.most_a_work_can_take
        drops = drop, most
    for row, below, one_more, bound in zip(rows, found.level.below(bar), *drops, strict=True):
        row["p_below"] = _round(below)
        row["one_more_bad_result"] = None if one_more is None else _round(one_more)
        row["one_more_bad_bound"] = None if bound is None else _round(bound)
    return rows


def _influences(cohort: entry.Entry, found: Posterior | None) -> list[list[Row]]:
    rows: list[list[Row]] = [[] for _ in cohort.scholars.names]
    if found is None or found.centre is None:
        return rows
    item = found.centre.influence

    def add(scholar: int, kind: str, index: int, weight: float, change: float) -> None:
        entry_ = {"kind": kind, "index": index, "weight": _round(weight), "change_without": _round(change)}
        rows[scholar].append(entry_)

    for row, scholar in enumerate(cohort.ratings.scholar):
        add(int(scholar), "form", row, item.form_weight[row], item.form_change[row])
    parts = zip(item.outcome, item.member, item.outcome_weight, item.outcome_change, strict=True)
    for outcome, scholar, weight, change in sorted(parts):
        add(int(scholar), "outcome", int(outcome), weight, change)
    return rows


def _mentors(cohort: entry.Entry, found: Posterior | None) -> list[Row]:
    ratings = cohort.ratings
    can_tell = graph.can_tell(ratings)
    severities = _summaries("severity", found.severity) if found else [NO_SEVERITY] * len(can_tell)
    rows = []
    for place, name in enumerate(cohort.mentors.names):
        mine = ratings.mentor == place
        severity = severities[place] if can_tell[place] else NO_SEVERITY
        rows.append(
            {
                "mentor": name,
                **severity,
                "forms": int(mine.sum()),
                "scholars": len(np.unique(ratings.scholar[mine])),
                "can_tell": severity["severity"] is not None,
                "sentence": words.severity_sentence(int(mine.sum()), severity),
            }
        )
    return rows


def _components(found: Posterior) -> Row:
    """Each component's sd with the 5 % and 95 % points of its posterior, taken as log-normal."""
    mean = found.mean_log_sds
    spread = np.sqrt(found.weights @ (found.log_sds - mean) ** 2)
    sds = found.components
    return {
        name: {
            "sd": _round(sds[name]),
            "q05": _round(np.exp(centre - 1.6448536 * width)),
            "q95": _round(np.exp(centre + 1.6448536 * width)),
        }
        for name, centre, width in zip(COMPONENTS, mean, spread, strict=True)
    }


def _reliability(cohort: entry.Entry, found: Posterior | None) -> Row:
    if found is None:
        return {"reliability": None, "reliability_interval": None, "planner": []}
    sds = np.array([found.components[name] for name in COMPONENTS])
    has = [planner.typical(numbers) for numbers in planner.counts(cohort.ratings)]
    between = planner.reliability_interval(found.log_sds, found.weights, *has)
    return {
        "reliability": _round(planner.reliability(sds, *has)),
        "reliability_interval": [_round(end) for end in between],
        "planner": [dict(step) for step in planner.plan(sds, *has)],
    }


def _capped(cohort: entry.Entry, found: Posterior | None) -> list[int]:
    if found is None:
        return []
    sds = found.components
    rows = capped(cohort.outcomes.able, cohort.outcomes.other, sds["ability"], sds["luck"])
    return [int(row) for row in np.flatnonzero(rows)]


def _summaries(name: str, mixture: Mixture) -> list[Row]:
    columns = (mixture.mean, mixture.sd, mixture.quantile(0.05), mixture.quantile(0.95))
    return [
        dict(zip((name, "sd", "q05", "q95"), map(_round, row), strict=True))
        for row in zip(*columns, strict=True)
    ]


def _raw(overall: Floats) -> Row:
    """What always stands beside a level: the ratings as they were given."""
    count = len(overall)
    return {
        "mean": _round(overall.mean()) if count else None,
        "median": _round(np.median(overall)) if count else None,
        "count": count,
        "sd": _round(overall.std(ddof=1)) if count > 1 else None,
    }


def _round(value: float | np.float64) -> float:
    # Adding 0.0 turns a rounded -0.0 into 0.0.
    return round(float(value), DIGITS) + 0.0
