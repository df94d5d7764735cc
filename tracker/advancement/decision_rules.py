"""Decisions about decisions at gates: what can be decided when and by whom, and what happens by default.

All days are calendar days in the program's zone, and the scholar's own where theirs were moved.
"""

from __future__ import annotations

from datetime import date, timedelta

from tracker.advancement.decision_checks import WISHED, Case, Terms, failing
from tracker.advancement.decision_models import Outcome
from tracker.advancement.rules import TEXT_LIMIT, may_still_count
from tracker.cohorts.models import GateDefault
from tracker.reasons import Decision, no, yes

LIMITED = GateDefault.CAPACITY_LIMITED
MOST_EXTENSION_DAYS = 182
# What ends somebody's part in the cohort.
ENDING = frozenset({Outcome.STOP, Outcome.NOT_PLACED, Outcome.REPEAT, Outcome.DEFERRED, Outcome.WITHDRAWN})


def default_day(terms: Terms, *, people_decide: bool) -> date | None:
    """The first day on which somebody without a decision continues; None where places are limited.

    Where people have something to decide (a concern that counts, a decision that an appeal sent back),
    they have the whole of the last day for it.
    """
    if terms.default is LIMITED:
        return None
    return terms.decide_by + timedelta(days=1) if people_decide else terms.decide_by


def people_decide(case: Case) -> bool:
    """Whether there is something to decide: else the default needs nobody."""
    told = case.told
    standing = told is not None and may_still_count(
        told.counts, told.delivered_on, case.terms.notice_by, case.today
    )
    return case.sent_back or standing


def default_stands(case: Case) -> bool:
    """Whether the scholar continues by default today, written down or not."""
    day = default_day(case.terms, people_decide=people_decide(case))
    return day is not None and case.today >= day and not (case.decided or case.left or case.on_leave)


def may_take(case: Case) -> Decision:
    """Whether this outcome is possible at all; nothing here can be overridden."""
    if case.own:
        return no("decision_on_self")
    if case.left:
        return no("decision_after_leaving")
    if case.decided:
        return no("decided_already")
    if case.today < case.terms.starts_on:
        return no("decision_before_start", starts_on=case.terms.starts_on)
    if default_stands(case):
        return no("default_stands", on=case.terms.decide_by)
    return _fits_gate(case) and _in_season(case) and _is_complete(case)


def _fits_gate(case: Case) -> Decision:
    """Whether the gate knows this outcome: policies are never mixed."""
    if case.outcome is Outcome.NOT_PLACED and case.terms.default is not LIMITED:
        return no("not_placed_unlimited")
    if case.outcome is Outcome.STOP and case.terms.notice_by is None:
        return no("no_stop_at_this_gate")
    if case.outcome is Outcome.EXTEND and case.extended:
        return no("extended_before")
    return yes()


def _in_season(case: Case) -> Decision:
    """Whether the time has come: nobody is told no before the phase is over, and nobody while on leave."""
    if case.on_leave and (case.outcome is Outcome.EXTEND or (case.outcome in ENDING and not case.wished)):
        return no("decision_on_leave")
    if case.outcome not in ENDING | {Outcome.EXTEND} or case.wished:
        return yes()
    harsh = case.outcome is not Outcome.EXTEND
    early = case.today < over_on(case.terms)
    return no("decision_too_early", over=over_on(case.terms)) if harsh and early else yes()


def over_on(terms: Terms) -> date:
    """The first day on which somebody can be told no, or thought of so: the phase is over."""
    return min(terms.ends_on + timedelta(days=1), terms.decide_by)


def _is_complete(case: Case) -> Decision:
    """Whether everything that this outcome says was typed."""
    for text in (case.reasons, case.wish, case.plan):
        if len(text) > TEXT_LIMIT:
            return no("text_too_long", limit=TEXT_LIMIT)
    if case.outcome is not Outcome.CONTINUE and not case.reasons.strip():
        return no("reasons_needed")
    if case.outcome in WISHED and not case.wish.strip():
        return no("wish_needed")
    if (case.outcome is Outcome.CONTINUE_WITH_PLAN) != bool(case.plan.strip()):
        return no("plan_unneeded" if case.plan.strip() else "plan_needed")
    return _may_put_off(case)


def _may_put_off(case: Case) -> Decision:
    if case.outcome is not Outcome.EXTEND:
        return no("extension_unneeded") if case.until_on is not None else yes()
    if case.until_on is None:
        return no("extension_needed")
    first = max(case.terms.ends_on, case.today)
    if not first < case.until_on <= case.terms.ends_on + timedelta(days=MOST_EXTENSION_DAYS):
        return no("extension_range", after=first, days=MOST_EXTENSION_DAYS)
    return yes()


def may_decide(case: Case, *, override: bool = False, leads: bool = False, because: str = "") -> Decision:
    """Whether this outcome can be saved: it is possible, and every check passes or a lead overrides."""
    possible = may_take(case)
    if not possible:
        return possible
    missing = failing(case)
    if not missing:
        return no("override_unneeded") if override else yes()
    if not override:
        return no("checks_fail", count=len(missing))
    return may_override(leads=leads, because=because)


def may_override(*, leads: bool, because: str) -> Decision:
    """Whether a decision may be saved although checks fail: by a lead, by name, with a reason."""
    if not leads:
        return no("override_by_lead")
    if len(because) > TEXT_LIMIT:
        return no("text_too_long", limit=TEXT_LIMIT)
    return yes() if because.strip() else no("override_reason_needed")
