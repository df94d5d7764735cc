"""The words of result grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import flask_babel
from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from tracker.evidence import grid_words
from tracker.evidence.grid_advice import Advice
from tracker.evidence.grid_best import Better, Tie
from tracker.evidence.grid_cells import Cell
from tracker.evidence.grid_files import PROBLEMS, Problem
from tracker.evidence.grid_forgetting import Forgetting, Forgot
from tracker.evidence.grid_reversals import Reversal, Sweep, Verdict
from tracker.evidence.grids import Analysis
from tracker.projects.grid_models import GridKind, GridMetric, Measure, RunState, Way
from tracker.web.charts_grids import Spot
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

KINDS = {
    GridKind.FREE: _l("grid of your own"),
    GridKind.UNLEARNING: _l("fact-unlearning suite"),
    GridKind.INJECTION: _l("activation-injection sweep"),
}
WAYS = {Way.UP: _l("higher is better"), Way.DOWN: _l("lower is better")}
MEASURES = {Measure.HARD: _l("hard count"), Measure.SOFT: _l("soft score")}
STATES = {RunState.OK: _l("ok"), RunState.FAILED: _l("failed"), RunState.MISSING: _l("missing")}
FORGOT = {
    Forgot.YES: _l("forgotten"),
    Forgot.NO: _l("not forgotten"),
    Forgot.PARTLY: _l("partly"),
    Forgot.UNKNOWN: _l("cannot tell"),
}

# The levels of granularity as one speaks of many.
MANY = {
    "single isolated fact": _l("single isolated facts"),
    "small cluster": _l("small clusters"),
    "contained universe": _l("contained universes"),
}


def figure(value: float | None) -> str:
    """A measured number with about three figures; a dash where there is none."""
    if value is None:
        return "–"
    if value and not 5e-3 <= abs(value) < 1e6:
        return f"{value:.2e}"
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return str(format_decimal(round(value, places) + 0.0, format="0." + "0" * places if places else "0"))


def p_words(p: float) -> str:
    """An adjusted p-value."""
    return _("p below 0.001") if p < 0.001 else _("p = %(p)s", p=format_decimal(p, format="0.000"))


def advice_sentence(one: Advice) -> str:
    """One thing to know or to do."""
    return _marked(grid_words.SENTENCES[one.code], one.params)


def problem_sentence(one: Problem) -> str:
    """What cannot be used, and where it stands."""
    where = _("line %(line)s", line=one.line) if one.line else _("the whole text")
    if one.column:
        where = _("%(line)s, column %(column)s", line=where, column=one.column)
    return _("%(where)s: %(what)s", where=where, what=_marked(PROBLEMS[one.code], one.params))


def _marked(text: str, params: Mapping[str, Any]) -> str:
    """The translation of a text that was marked for it where it stands."""
    return str(flask_babel.gettext(text)) % params


def metric_words(metric: GridMetric) -> str:
    """What a metric is and which way is good."""
    facts = [str(MEASURES[metric.measure]), str(WAYS[metric.better])]
    return ", ".join([*([metric.unit] if metric.unit else []), *facts])


def best_sentence(made: Analysis) -> str:
    """The best cell, and whether it can be told apart from the others."""
    if made.best is None:
        return _("No run has a value of %(metric)s, so there is no best cell.", metric=made.metric.name)
    cell = made.cells[made.best.cell]
    name = cell_name(made, cell)
    said = _("Best mean: %(cell)s, %(mean)s.", cell=name, mean=mean_words(cell))
    ties = [tie for tie in made.best.ties if tie.p is not None]
    untested = len(made.best.ties) - len(ties)
    if cell.n == 1:
        return _("%(said)s It rests on one run, so nothing can be told apart from it.", said=said)
    if not made.best.ties:
        return _("%(said)s Every other cell lies behind it by more than noise.", said=said)
    parts = []
    if ties:
        parts.append(
            ngettext(
                "%(num)d other cell cannot be told apart from it",
                "%(num)d other cells cannot be told apart from it",
                len(ties),
            )
        )
    if untested:
        parts.append(
            ngettext(
                "%(num)d with one run could not be tested",
                "%(num)d with one run each could not be tested",
                untested,
            )
        )
    return _("%(said)s %(rest)s.", said=said, rest="; ".join(parts))


def mean_words(cell: Cell | Spot) -> str:
    """A mean with its interval and the number of runs."""
    if cell.mean is None:
        return _("no value")
    if cell.n == 1:
        return _("%(mean)s (one run)", mean=figure(cell.mean))
    if cell.low is None:
        return _("%(mean)s (%(n)s runs, all alike)", mean=figure(cell.mean), n=cell.n)
    return _(
        "%(mean)s (%(low)s to %(high)s, %(n)s runs)",
        mean=figure(cell.mean),
        low=figure(cell.low),
        high=figure(cell.high),
        n=cell.n,
    )


def cell_name(made: Analysis, cell: Cell) -> str:
    return grid_words.cell_words(made.runs.factors, cell.levels)


def mark_words(made: Analysis, place: int) -> str:
    """What is to be said of a cell in a table: best, tied, untested, behind."""
    if made.best is None or made.cells[place].mean is None:
        return ""
    if place == made.best.cell:
        return _("best")
    found: dict[int, Tie] = {tie.cell: tie for tie in made.best.ties}
    if place not in found:
        return _("behind")
    p = found[place].p
    return _("tied with the best: one run, untested") if p is None else _("tied, %(p)s", p=p_words(p))


def sweep_sentence(made: Analysis, found: Sweep) -> str:
    """Which way a sweep goes, and whether anything goes against it."""
    factor = made.runs.factors[found.factor]
    first, last = factor.levels[0], factor.levels[-1]
    words = {"factor": factor.name, "first": first, "last": last}
    if not found.upwards:
        said = _("Along %(factor)s results get worse from %(first)s to %(last)s on the whole.", **words)
    elif len(factor.levels) == 2:
        said = _("Along %(factor)s, %(last)s is expected to be better than %(first)s.", **words)
    elif found.assumed:
        said = _(
            "Along %(factor)s the levels go neither way on the whole; %(last)s is expected to be better than"
            " %(first)s.",
            **words,
        )
    else:
        said = _("Along %(factor)s results get better from %(first)s to %(last)s on the whole.", **words)
    if found.reversals:
        return said
    return _("%(said)s No level goes against that.", said=said)


def reversal_sentence(made: Analysis, one: Reversal) -> str:
    """A reversal with its verdict, and where it stands."""
    low, high = made.cells[one.low], made.cells[one.high]
    ahead, behind = (low, high) if one.low_ahead else (high, low)
    factor = made.runs.factors[one.factor].name
    others = [place for place in range(len(made.runs.factors)) if place != one.factor]
    at = grid_words.cell_words(
        [made.runs.factors[place] for place in others], [low.levels[p] for p in others]
    )
    words = {
        "factor": factor,
        "ahead": ahead.levels[one.factor],
        "behind": behind.levels[one.factor],
        "first": figure(ahead.mean),
        "second": figure(behind.mean),
    }
    if made.metric.better is Better.UP:
        said = _("%(factor)s %(ahead)s above %(behind)s (%(first)s against %(second)s)", **words)
    else:
        said = _("%(factor)s %(ahead)s better than %(behind)s (%(first)s against %(second)s)", **words)
    if at:
        said = _("%(said)s at %(at)s", said=said, at=at)
    if one.p is None:
        return _("%(said)s: cannot tell, one of them has one run.", said=said)
    verdict = _("beyond noise") if one.verdict is Verdict.BEYOND else _("within noise")
    said = _("%(said)s: %(verdict)s, %(p)s.", said=said, verdict=verdict, p=p_words(one.p))
    if one.among > 1:
        return _(
            "%(said)s It stands at %(here)s of %(among)s places where both levels were run.",
            said=said,
            here=one.here,
            among=one.among,
        )
    return said


def agreement_sentence(made: Analysis) -> str:
    """How far a hard count and a soft score of the same runs agree."""
    both, other = made.agreement, made.other
    if both is None or other is None:
        return ""
    if both.rho is None:
        return _(
            "%(one)s and %(other)s cannot be compared: fewer than three runs have both, or one never varies.",
            one=made.metric.name,
            other=other.name,
        )
    words = {"one": made.metric.name, "other": other.name, "rho": format_decimal(both.rho, format="0.00")}
    if both.rho >= 0.7:
        said = _("%(one)s and %(other)s agree (Spearman %(rho)s, %(n)s runs).", n=both.n, **words)
    elif both.rho >= 0.3:
        said = _("%(one)s and %(other)s agree in part (Spearman %(rho)s, %(n)s runs).", n=both.n, **words)
    else:
        said = _("%(one)s and %(other)s do not agree (Spearman %(rho)s, %(n)s runs).", n=both.n, **words)
    return _("%(said)s Both name the same best cell.", said=said) if both.same_best else said


def forgetting_sentence(one: Forgetting) -> str:
    """What a method forgets and what it does not, in words."""
    parts = []
    yes, no = one.of(Forgot.YES), one.of(Forgot.NO)
    if yes and no:
        parts.append(_("forgets %(yes)s, but not %(no)s", yes=_all(yes), no=_any(no)))
    elif yes:
        parts.append(_("forgets %(yes)s", yes=_all(yes)))
    elif no:
        parts.append(_("does not forget %(no)s", no=_any(no)))
    for granule in one.granules:
        if granule.forgot is Forgot.PARTLY:
            where = _all([level for level, forgot in granule.by if forgot is Forgot.YES])
            level = _all([granule.level])
            parts.append(_("forgets %(level)s only where they are %(where)s", level=level, where=where))
    if unknown := one.of(Forgot.UNKNOWN):
        parts.append(_("of %(levels)s nobody can tell yet", levels=_all(unknown)))
    if not parts:
        return _("%(method)s: nothing was run.", method=one.method)
    return _("%(method)s %(parts)s.", method=one.method, parts="; ".join(parts))


def _all(levels: Sequence[str]) -> str:
    names = [str(MANY.get(level, level)) for level in levels]
    if len(names) == 1:
        return names[0]
    return _("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1])


def _any(levels: Sequence[str]) -> str:
    names = [str(MANY.get(level, level)) for level in levels]
    if len(names) == 1:
        return names[0]
    return _("%(some)s or %(last)s", some=", ".join(names[:-1]), last=names[-1])
