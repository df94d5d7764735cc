"""The sentences about result grids, in English and marked for translation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.evidence.grid_runs import Factor


def N_(text: str) -> str:  # noqa: N802  # the usual name of gettext's mark for text that is translated later
    """Mark a text for the message extraction; whoever shows it looks up its translation."""
    return text


SENTENCES = {
    "none_succeeded": N_("None of %(runs)s runs has a value, so nothing can be compared."),
    "only_run_failed": N_("The only run has no value, so nothing can be compared."),
    "one_cell": N_("There is one cell only, so there is nothing to compare it with."),
    "holes": N_("%(count)s of %(among)s combinations of levels were not run: %(cells)s."),
    "empty_cells": N_("No run has a value here, so nothing is known of: %(cells)s."),
    "not_counted": N_(
        "Of all runs (%(runs)s) some have no value (failed: %(failed)s, missing: %(missing)s). Means are over"
        " the others; if runs fail where results would be poor, the means flatter."
    ),
    "one_run": N_(
        "One run says nothing about noise. Repeat, with other seeds, the cells with one run (%(count)s):"
        " %(cells)s."
    ),
    "alike": N_(
        "All runs of a cell gave the same value (cells: %(count)s): %(cells)s. They have no interval, since"
        " nothing in them tells how far their mean may be off. Check that their seeds did differ, or that the"
        " metric does not round the difference away."
    ),
    "best_one_run": N_(
        "The best mean rests on a single run. Repeat it before you build on it: the best of many single runs"
        " is mostly the luckiest."
    ),
    "sweep_both": N_(
        "Only %(factor)s was swept. Sweep a second factor with it: a reversal, or a best level, may hold at"
        " one level of the other only."
    ),
    "order_as_met": N_(
        "The levels of %(factor)s are not all numbers; they are taken in the order in which they come:"
        " %(levels)s."
    ),
    "reversal_once": N_(
        "%(factor)s: that %(ahead)s beats %(behind)s stands at %(at)s only, out of %(among)s combinations"
        " where both were run."
    ),
    "two_levels": N_(
        "%(factor)s has two levels, which show no direction of their own: %(last)s was taken to be better"
        " than %(first)s. If you expected the opposite, its reversals are what you expected."
    ),
    "direction_split": N_(
        "Along %(factor)s the levels go neither way on the whole: results were taken to get better from"
        " %(first)s to %(last)s. If you expected the opposite, its reversals are what you expected."
    ),
    "second_guessed": N_(
        "Nobody named a second metric: %(other)s was compared, as if it were good the same way as"
        " %(metric)s. If it is not, name another with --against, and its good way with --against-better."
    ),
    "columns_unused": N_("Columns that were not looked at: %(columns)s."),
    "best_differs": N_(
        "%(one)s and %(other)s name different best cells (%(first)s; %(second)s), by more than noise. Look at"
        " single outputs of both before you believe either."
    ),
    "best_differs_by_noise": N_(
        "%(one)s and %(other)s name different best cells (%(first)s; %(second)s), but each lies in the tie"
        " group of the other: noise may be all there is to it."
    ),
}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """One of the sentences in English."""
    return SENTENCES[code] % params


def cell_words(factors: Sequence[Factor], levels: Sequence[str]) -> str:
    """A cell by the levels of its factors, such as “fraction 0.7, weight 4”."""
    return ", ".join(f"{factor.name} {level}" for factor, level in zip(factors, levels, strict=True))


def cell_names(factors: Sequence[Factor], cells: Sequence[Sequence[str]]) -> list[str]:
    """Several cells."""
    return [cell_words(factors, levels) for levels in cells]
