"""The checks of a gate's policy: what must be on record before an outcome may be saved, each with its reason.

All days are calendar days in the program's zone, and the scholar's own where theirs were moved. The numbers
are those of the policy that the scholar was told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.advancement import place_rules
from tracker.advancement.decision_models import Outcome
from tracker.advancement.models import Verdict
from tracker.advancement.place_rules import Placing
from tracker.cohorts.models import GateDefault
from tracker.cohorts.rules import ANSWER_DAYS
from tracker.reasons import Decision, no, yes

# What gives a place where they are limited, or says that there is none.
PLACED = frozenset({Outcome.CONTINUE, Outcome.CONTINUE_WITH_PLAN, Outcome.NOT_PLACED})
# What only the scholar can want.
WISHED = frozenset({Outcome.DEFERRED, Outcome.WITHDRAWN})


class Check(StrEnum):
    """The checks of a policy, by the names under which they are kept with a decision."""

    CONCERN = "concern"
    NOTICE = "notice"
    RESPONSE = "response"
    PLAN = "plan"
    PEOPLE = "people"
    WORKS = "works"
    NON_MENTORS = "non_mentors"
    PANEL = "panel"
    PANEL_OTHERS = "panel_others"
    AGREEMENT = "agreement"
    ODDS = "odds"
    PLACES = "places"
    REASONS = "reasons"


@dataclass(frozen=True)
class Terms:
    """The gate of one scholar, with the thresholds of the policy in force.

    `decide_by` is the last day to decide: the gate's own, or that of a new round. `published_in_time` says
    that the number of places stood in a policy published before the phase began.
    """

    default: GateDefault
    starts_on: date
    ends_on: date
    decide_by: date
    notice_by: date | None
    notice_days: int
    people: int
    works: int
    non_mentors: int
    panel: int
    published_in_time: bool = True


@dataclass(frozen=True)
class Told:
    """The concern that a decision rests on: when it arrived, and what came of the plan that went with it."""

    delivered_on: date | None
    counts: bool
    last_target: date
    planned: bool = False
    plan: Verdict | None = None


@dataclass(frozen=True)
class Seen:
    """How many people filed a form with an Overall in the phase, on how many works, how many no mentors."""

    people: int = 0
    works: int = 0
    non_mentors: int = 0


@dataclass(frozen=True)
class View:
    """What one member of the panel filed. `mentored` says that they are or were a mentor of the scholar."""

    outcome: Outcome
    mentored: bool


@dataclass(frozen=True)
class Case:
    """Everything that decides whether one outcome can be saved for one scholar today.

    `told` is the concern that is open in the phase, if there is one; `sent_back` says that an appeal undid
    an earlier decision.
    """

    outcome: Outcome
    today: date
    terms: Terms
    seen: Seen = Seen()
    told: Told | None = None
    views: Sequence[View] = ()
    reasons: str = ""
    wish: str = ""
    plan: str = ""
    until_on: date | None = None
    sent_back: bool = False
    own: bool = False
    left: bool = False
    on_leave: bool = False
    decided: bool = False
    extended: bool = False
    placing: Placing | None = None

    @property
    def wished(self) -> bool:
        """Whether the scholar asked for it or agreed; only what they may wish for counts."""
        mild = self.outcome in WISHED or self.outcome in (Outcome.EXTEND, Outcome.REPEAT)
        return mild and bool(self.wish.strip())


def concern_told(case: Case) -> Decision:
    """A concern is on record, and there is proof that it arrived."""
    if case.told is None:
        return no("no_concern")
    return yes() if case.told.delivered_on is not None else no("concern_unproven")


def told_in_time(case: Case) -> Decision:
    """It arrived at least `notice_days` before the end of the phase, and by the last day for one."""
    told, terms = case.told, case.terms
    if told is None or told.delivered_on is None:
        return no("notice_none", needed=terms.notice_days)
    days = (terms.ends_on - told.delivered_on).days
    late = terms.notice_by is None or told.delivered_on > terms.notice_by
    if days < terms.notice_days or late or not told.counts:
        return no("notice_short", days=max(days, 0), needed=terms.notice_days, by=terms.notice_by)
    return yes()


def had_time(case: Case) -> Decision:
    """Two weeks to respond, and the day of every target, have passed to their end."""
    if case.told is None or case.told.delivered_on is None:
        return no("response_none", days=ANSWER_DAYS)
    free = max(case.told.delivered_on + timedelta(days=ANSWER_DAYS), case.told.last_target)
    return yes() if case.today > free else no("response_short", on=free)


def plan_failed(case: Case) -> Decision:
    """There was a support plan, two people judged it, and it was not met."""
    if case.told is None or not case.told.planned:
        return no("plan_none")
    if case.told.plan is None:
        return no("plan_open")
    return yes() if case.told.plan is Verdict.NOT_MET else no("plan_was_met")


def enough_people(case: Case) -> Decision:
    return _at_least(no("people_few", count=case.seen.people, needed=case.terms.people))


def enough_works(case: Case) -> Decision:
    return _at_least(no("works_few", count=case.seen.works, needed=case.terms.works))


def enough_non_mentors(case: Case) -> Decision:
    return _at_least(no("non_mentors_few", count=case.seen.non_mentors, needed=case.terms.non_mentors))


def enough_panel(case: Case) -> Decision:
    return _at_least(no("panel_few", count=len(case.views), needed=case.terms.panel))


def panel_has_others(case: Case) -> Decision:
    """Somebody on the panel is no mentor of the scholar."""
    return yes() if any(not view.mentored for view in case.views) else no("panel_of_mentors")


def panel_agrees(case: Case) -> Decision:
    """More than half of the views that were filed say this outcome; a tie goes to the scholar."""
    same = sum(view.outcome is case.outcome for view in case.views)
    return yes() if 2 * same > len(case.views) else no("panel_disagrees", same=same, views=len(case.views))


def odds_told(case: Case) -> Decision:
    """The number of places was said before the phase began."""
    return yes() if case.terms.published_in_time else no("odds_not_told")


def place_is_theirs(case: Case) -> Decision:
    """The sorting by level, and the lot in the band, say the same about the place."""
    if case.placing is None:
        return yes()
    return place_rules.may_place(case.placing, takes_place=case.outcome is not Outcome.NOT_PLACED)


def reasons_given(case: Case) -> Decision:
    return yes() if case.reasons.strip() else no("reasons_needed")


def _at_least(few: Decision) -> Decision:
    """The refusal, unless its count reaches what is needed."""
    return yes() if few.params["count"] >= few.params["needed"] else few


Asked = Callable[[Case], Decision]
_TOLD: dict[Check, Asked] = {
    Check.CONCERN: concern_told,
    Check.NOTICE: told_in_time,
    Check.RESPONSE: had_time,
}
_SEEN: dict[Check, Asked] = {
    Check.PEOPLE: enough_people,
    Check.WORKS: enough_works,
    Check.NON_MENTORS: enough_non_mentors,
}
_PANEL: dict[Check, Asked] = {
    Check.PANEL: enough_panel,
    Check.PANEL_OTHERS: panel_has_others,
    Check.AGREEMENT: panel_agrees,
    Check.REASONS: reasons_given,
}
CHECKS: dict[Outcome, dict[Check, Asked]] = {
    Outcome.CONTINUE: {},
    Outcome.CONTINUE_WITH_PLAN: {},
    Outcome.EXTEND: {**_TOLD, **_PANEL},
    Outcome.REPEAT: {**_TOLD, **_PANEL},
    Outcome.DEFERRED: {},
    Outcome.NOT_PLACED: {Check.ODDS: odds_told, **_SEEN, **_PANEL},
    Outcome.STOP: {**_TOLD, Check.PLAN: plan_failed, **_SEEN, **_PANEL},
    Outcome.WITHDRAWN: {},
}


def checks(case: Case) -> dict[Check, Decision]:
    """Each check of the policy that this outcome has to pass, with its answer; none for a scholar's wish."""
    if case.wished:
        return {}
    asked = dict(CHECKS[case.outcome])
    if case.placing is not None and case.outcome in PLACED:
        asked[Check.PLACES] = place_is_theirs
    return {check: ask(case) for check, ask in asked.items()}


def failing(case: Case) -> dict[Check, Decision]:
    """The checks that do not pass, each with its reason."""
    return {check: answer for check, answer in checks(case).items() if not answer}
