"""What staff should look at first: the order of the attention list, and what comes onto it when. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tracker.advancement.gate_reminder_rules import About, Stand, about
from tracker.cohorts.models import PhaseKind
from tracker.cohorts.policy_rules import DefaultState
from tracker.overview.rater_rules import Outlook

# A decision comes onto the list a week before its day.
DECISION_AHEAD = timedelta(days=7)
# The review of a plan is two people's work; they are told three days before.
REVIEW_AHEAD = timedelta(days=3)


# An endpoint with its values.
Link = tuple[str, dict[str, Any]]


class Kind(StrEnum):
    """What lateness costs, the dearest first: the order of the list."""

    NOTICE = "notice"  # the last day for a concern is at hand, or has passed
    WISH = "wish"  # a form asked for a concern, and nobody raised it
    UNPROVEN = "unproven"  # a concern that nothing proves to have arrived
    LOST = "lost"  # thin evidence that cannot be mended in time
    THIN = "thin"  # thin evidence that can
    DECISION = "decision"
    LETTER = "letter"  # decided, and nobody was told
    MAIL = "mail"  # mails that failed, or of which nobody knows whether they arrived
    REVIEW = "review"
    APPEAL = "appeal"
    RELEASE = "release"  # a case of release review in which a day has passed
    UNREAD = "unread"  # the policy of a gate, not acknowledged
    RESULT = "result"  # a result that a mentor proposed or a member objects to
    SHARES = "shares"  # shares that members and mentors disagree on
    OWED = "owed"
    ADVICE = "advice"
    SLIP = "slip"  # a milestone whose forecasts move away faster than half a day per day


@dataclass(frozen=True)
class Item:
    """One line: what, in which cohort, about whom or which phase, due when, and where it is mended.

    `names` are scholars by name, or works by title; with `whole_phase` the line is about all of them
    together. A line about a whole program names none: it has a `count`, and `cohort` is the program's name.
    `link` is an endpoint with its values. `row` is the row that the line is about, such as the form that is
    owed.
    """

    kind: Kind
    cohort_id: int
    cohort: str
    due_on: date | None
    names: tuple[str, ...]
    row: int
    link: Link
    phase: PhaseKind | None = None
    who: str = ""
    about: str = ""
    whole_phase: bool = False
    count: int = 0


def ordered(items: Iterable[Item]) -> list[Item]:
    """By what lateness costs, then by day, then by cohort and name, so that the order is always the same."""
    position = {kind: place for place, kind in enumerate(Kind)}
    return sorted(
        items,
        key=lambda item: (
            position[item.kind],
            item.due_on or date.max,
            item.cohort.casefold(),
            [name.casefold() for name in item.names],
            item.cohort_id,
            item.row,
        ),
    )


def notice_matters(stand: Stand, today: date) -> bool:
    """Whether the last day for a concern is at hand, or passed with the decision still ahead."""
    return any(matter is not About.DECISION for matter, _on, _step in about(stand, today))


def decision_matters(stand: Stand, today: date) -> bool:
    """Whether people have to decide, soon or since some time."""
    waits = stand.state in (DefaultState.CONCERN, DefaultState.LIMITED, DefaultState.OVERDUE)
    return waits and today >= stand.decision_on - DECISION_AHEAD


def evidence_matters(state: DefaultState, outlook: Outlook) -> Kind | None:
    """Whether thin evidence is worth a line: only where a decision against the scholar can still rest on it.

    Who continues in any case needs no more of it.
    """
    if state in (DefaultState.EVERYBODY, DefaultState.CONTINUES, DefaultState.LAPSED):
        return None
    return {Outlook.LOST: Kind.LOST, Outlook.MENDABLE: Kind.THIN}.get(outlook)


def review_matters(due_on: date, today: date) -> bool:
    """Whether two people have to say now what came of a plan."""
    return today >= due_on - REVIEW_AHEAD


def wish_matters(stand: Stand, today: date, *, raised: bool) -> bool:
    """Whether a form's wish for a concern waits: raising one can still matter, or has just come too late."""
    if raised or stand.notice_by is None:
        return False
    if stand.state is DefaultState.LIMITED:
        return today <= stand.notice_by
    return stand.state in (DefaultState.OPEN, DefaultState.LAST_DAY, DefaultState.CONTINUES)
