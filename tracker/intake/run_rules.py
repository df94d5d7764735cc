"""When an import may be mapped, looked at, applied, undone and dropped. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.intake.models import RunState
from tracker.reasons import Decision, no, yes

AT_WORK = frozenset({RunState.LOOKING, RunState.APPLYING, RunState.UNDOING})
# Where an import stands again whose job ended without doing it: a job does all of its work or nothing.
BEFORE = {
    RunState.LOOKING: RunState.MAPPED,
    RunState.APPLYING: RunState.LOOKED,
    RunState.UNDOING: RunState.APPLIED,
}
CHANGEABLE = frozenset({RunState.UPLOADED, RunState.MAPPED, RunState.LOOKED, RunState.FAILED})


@dataclass(frozen=True)
class Applying:
    """The facts that decide whether a file may be taken in: its lines by verdict, and what was ticked."""

    state: RunState
    counts: Mapping[str, int]
    whole: bool = False
    leave_out: bool = False


def standing(state: RunState, *, job_open: bool) -> RunState:
    """Where an import stands: what its job left half-way counts as not begun."""
    return state if job_open or state not in AT_WORK else BEFORE[state]


def may_map(state: RunState) -> Decision:
    return yes() if state in CHANGEABLE else _refusal(state)


def may_look(state: RunState) -> Decision:
    """Columns are named first."""
    if state is RunState.UPLOADED:
        return no("import_not_mapped")
    return may_map(state)


def may_apply(facts: Applying) -> Decision:
    """Whether all good lines may be written; who leaves out the refused ones says so."""
    if facts.state is not RunState.LOOKED:
        return no("import_not_looked") if facts.state in CHANGEABLE else _refusal(facts.state)
    refused = facts.counts.get("refused", 0)
    if not facts.counts.get("new", 0) + facts.counts.get("changed", 0):
        return no("import_all_refused", refused=refused) if refused else no("import_nothing_new")
    if refused and facts.whole:
        return no("import_whole_refused", refused=refused)
    if refused and not facts.leave_out:
        return no("import_leave_out", refused=refused)
    return yes()


def may_undo(state: RunState) -> Decision:
    if state is RunState.UNDONE:
        return no("import_undone")
    return yes() if state is RunState.APPLIED else no("import_not_applied")


def may_drop(state: RunState) -> Decision:
    return yes() if state in CHANGEABLE else _refusal(state)


def _refusal(state: RunState) -> Decision:
    if state in AT_WORK:
        return no("import_at_work")
    return no("import_dropped") if state is RunState.DROPPED else no("import_applied")
