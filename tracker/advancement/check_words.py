"""The checks of a gate's policy as rows of a table: what is needed, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.advancement import decision_checks
from tracker.advancement.decision_checks import Case, Check, Terms
from tracker.cohorts.models import GatePolicy
from tracker.reasons import Decision
from tracker.web import catalogue
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


@dataclass(frozen=True)
class Line:
    """One check as a row; `passed` is None where the reader may not know yet."""

    needed: str
    passed: bool | None
    stands: str


def needed(check: Check, terms: Terms | GatePolicy) -> str:
    """What the policy asks for, as the first column of the table of checks."""
    return {
        Check.CONCERN: _("A written concern that is proven to have reached the scholar"),
        Check.NOTICE: _(
            "It reached them at least %(days)s before the end of the phase, and by the last day for one",
            days=days(terms.notice_days),
        ),
        Check.RESPONSE: _("The scholar had two weeks to respond, and the day of every target has passed"),
        Check.PLAN: _("A support plan that two people judged as not met"),
        Check.PEOPLE: _("Forms with an Overall by %(count)s people or more", count=terms.people),
        Check.WORKS: _("Forms on %(count)s works or more", count=terms.works),
        Check.NON_MENTORS: _(
            "Of these people %(count)s or more who are no mentor of the scholar", count=terms.non_mentors
        ),
        Check.PANEL: _("A panel in which %(count)s or more have filed their own view", count=terms.panel),
        Check.PANEL_OTHERS: _("Somebody on the panel who is no mentor of the scholar"),
        Check.AGREEMENT: _("More than half of the views say this"),
        Check.ODDS: _("The number of places was published before the phase began"),
        Check.PLACES: _("The sorting by level, and the lot in the band, say the same"),
        Check.REASONS: _("Reasons that the scholar reads"),
    }[check]


def missing(failing: Mapping[Check, Decision], case: Case) -> list[Line]:
    """The checks that speak against a decision, each with its reason."""
    return [
        Line(needed(one, case.terms), False, _stands_as(one, answer, case)) for one, answer in failing.items()
    ]


def lines(case: Case, *, hide: frozenset[Check] = frozenset()) -> list[Line]:
    """The checks for one outcome as they stand today; those to `hide` without their answer."""
    return [
        Line(needed(check, case.terms), None, _("This is said once you may read the views."))
        if check in hide
        else Line(needed(check, case.terms), bool(answer), _stands_as(check, answer, case))
        for check, answer in decision_checks.checks(case).items()
    ]


def kept_lines(checks: Mapping[str, Mapping[str, Any]], policy: GatePolicy) -> list[Line]:
    """The checks as they were kept with a decision."""
    found = []
    for name, one in checks.items():
        answer = Decision(one["passed"], one["code"], _figures(one.get("figures", {})))
        stands = "" if answer else catalogue.sentence(answer)
        found.append(Line(needed(Check(name), policy), answer.allowed, stands))
    return found


def _figures(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a reason as a rule gives them: days, kept as text, are days again."""
    found = dict(kept)
    for name, value in kept.items():
        if isinstance(value, str):
            with suppress(ValueError):
                found[name] = date.fromisoformat(value)
    return found


def _stands_as(check: Check, answer: Decision, case: Case) -> str:
    if check in (Check.PANEL_OTHERS, Check.AGREEMENT) and not case.views:
        return _("No view was filed yet.")
    if not answer:
        return catalogue.sentence(answer)
    settled = _SETTLED.get(check)
    return settled(case) if settled else _("It is there.")


def _arrived(case: Case) -> str:
    on = case.told.delivered_on if case.told else None
    return _("It arrived on %(on)s.", on=day(on)) if on else ""


def _notice(case: Case) -> str:
    on = case.told.delivered_on if case.told else None
    return _("%(days)s before the end.", days=days(case.terms.ends_on - on)) if on else ""


_SETTLED: dict[Check, Callable[[Case], str]] = {
    Check.CONCERN: _arrived,
    Check.NOTICE: _notice,
    Check.RESPONSE: lambda _case: _("There was time."),
    Check.PLAN: lambda _case: _("Two people said: not met."),
    Check.PEOPLE: lambda case: ngettext("%(num)d person.", "%(num)d people.", case.seen.people),
    Check.WORKS: lambda case: ngettext("%(num)d work.", "%(num)d works.", case.seen.works),
    Check.NON_MENTORS: lambda case: ngettext("%(num)d person.", "%(num)d people.", case.seen.non_mentors),
    Check.PANEL: lambda case: ngettext("%(num)d view.", "%(num)d views.", len(case.views)),
    Check.AGREEMENT: lambda case: _(
        "%(same)s of %(views)s.",
        same=sum(view.outcome is case.outcome for view in case.views),
        views=len(case.views),
    ),
}
