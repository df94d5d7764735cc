"""The days of a usual gate, and its facts as rules know them, with everything that a stop needs.

Days are counted from the first day of training. Training lasts ten weeks: its last day is day 69, the last
day for a concern day 48, the decision day 76. Research begins on day 84.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tracker.advancement.decision_checks import WISHED, Case, Seen, Terms, Told, View
from tracker.advancement.decision_models import Outcome
from tracker.advancement.models import Verdict
from tracker.cohorts.models import GateDefault
from tracker.cohorts.rules import NOTICE_DAYS

FIRST = date(2027, 2, 1)
LAST, NOTICE_BY, DECIDES, RESEARCH = 69, 48, 76, 84
TOLD, TARGET, REVIEWED, VIEWED = 40, 56, 60, 70
WHY = "Three runs were promised and none was begun, with help."


def day(number: int) -> date:
    """A day of the usual gate, counted from its first."""
    return FIRST + timedelta(days=number)


# The facts of the same gate, for rules: on day 70 everything that a stop needs is there.
TERMS = Terms(
    default=GateDefault.CONTINUE_BY_DEFAULT,
    starts_on=day(0),
    ends_on=day(LAST),
    decide_by=day(DECIDES),
    notice_by=day(NOTICE_BY),
    notice_days=NOTICE_DAYS,
    people=3,
    works=2,
    non_mentors=1,
    panel=2,
)
HEARD = Told(delivered_on=day(TOLD), counts=True, last_target=day(TARGET), planned=True, plan=Verdict.NOT_MET)
SEEN = Seen(people=3, works=2, non_mentors=1)


def views(*outcomes: Outcome, mentors: int = 0) -> tuple[View, ...]:
    """Views of a panel, of which so many first ones are a mentor's."""
    return tuple(View(outcome, number < mentors) for number, outcome in enumerate(outcomes))


def case(outcome: Outcome = Outcome.STOP, number: int = VIEWED, **changes: Any) -> Case:
    """The facts on a day at which nothing speaks against an outcome, changed as said."""
    usual: dict[str, Any] = {
        "terms": TERMS,
        "seen": SEEN,
        "told": HEARD,
        "views": views(outcome, outcome),
        "reasons": WHY,
        "wish": "I asked for it." if outcome in WISHED else "",
        "plan": "A talk each week." if outcome is Outcome.CONTINUE_WITH_PLAN else "",
        "until_on": day(LAST + 14) if outcome is Outcome.EXTEND else None,
    }
    return Case(outcome=outcome, today=day(number), **{**usual, **changes})


def terms(**changes: Any) -> Terms:
    return replace(TERMS, **changes)


def heard(**changes: Any) -> Told:
    return replace(HEARD, **changes)
