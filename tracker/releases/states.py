"""The state machine of a case: which transition leads from where to where (releases.md 2). Pure.

Who may make a transition, and when, stands with the rules of the part that makes it; what is not in
this table cannot happen, whoever asks.
"""

from __future__ import annotations

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState as State

BEFORE_PUBLICATION = frozenset(
    {
        State.DRAFT,
        State.SCREENING,
        State.RETURNED,
        State.EXPEDITED,
        State.FORMAL,
        State.APPROVED,
        State.CLEARED,
        State.HELD,
        State.DECLINED,
        State.STALE,
    }
)
# States in which nobody waits for the review any more.
CLOSED = frozenset({State.PUBLISHED, State.WITHDRAWN, State.RETRACTED, State.DISCLOSED_UNREVIEWED})
STOPPABLE = BEFORE_PUBLICATION | {State.PUBLISHED}

Arrow = tuple[State, State]


def _from(states: frozenset[State] | set[State], *after: State) -> frozenset[Arrow]:
    return frozenset((state, one) for state in states for one in after if state is not one)


TRANSITIONS: dict[str, frozenset[Arrow]] = {
    "T2": _from({State.DRAFT, State.RETURNED}, State.SCREENING),
    "T3": _from({State.SCREENING}, State.RETURNED),
    "T4": _from({State.SCREENING}, State.EXPEDITED),
    "T5": _from({State.SCREENING}, State.FORMAL),
    "T6": _from({State.EXPEDITED}, State.FORMAL),
    "T7": _from({State.EXPEDITED, State.FORMAL}, State.RETURNED),
    "T8": _from({State.EXPEDITED}, State.APPROVED),
    "T9": _from({State.FORMAL}, State.APPROVED),
    "T10": _from({State.FORMAL}, State.HELD, State.DECLINED),
    "T11": _from({State.APPROVED}, State.CLEARED),
    "T12": _from({State.CLEARED}, State.PUBLISHED),
    "T13": _from({State.APPROVED, State.CLEARED}, State.STALE),
    "T14": _from({State.STALE}, State.APPROVED),
    "T15": _from({State.STALE}, State.SCREENING),
    "T16": _from({State.HELD, State.DECLINED}, State.SCREENING),
    "T17": _from(BEFORE_PUBLICATION, State.WITHDRAWN),
    "T18": _from(STOPPABLE, State.SUSPENDED),
    "T19": _from({State.SUSPENDED}, *STOPPABLE),
    "T20": _from({State.PUBLISHED, State.SUSPENDED}, State.RETRACTED),
    "T21": _from(frozenset(State), State.DISCLOSED_UNREVIEWED),
    "T22": _from({State.HELD, State.DECLINED, State.APPROVED, State.CLEARED, State.STALE}, State.FORMAL),
}


def may_move(transition: str, before: State, after: State) -> Decision:
    """Whether the table has this arrow under this transition."""
    if (before, after) in TRANSITIONS[transition]:
        return yes()
    return no("case_no_such_step", before=before.value, after=after.value)
