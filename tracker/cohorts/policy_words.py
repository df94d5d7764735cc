"""A gate's policy in words: what it asks for, and what changed from one version to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.cohorts.models import GateDefault, GatePolicy, Phase
from tracker.cohorts.words import GATES_SHORT
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


@dataclass(frozen=True)
class Change:
    """One version as a dated line: what became different, in words, and why."""

    version: int
    on: date
    said: list[str]
    reason: str | None


def changes(phase: Phase, zone: str) -> list[Change]:
    """What changed at each version since the phase began, newest first; days are the program's."""
    found = []
    for before, after in zip(phase.policies, phase.policies[1:], strict=False):
        on = day_in(zone, after.published_at)
        if on >= phase.starts_on:
            found.append(Change(after.version, on, differences(before, after), after.reason))
    return found[::-1]


def day_in(zone: str, moment: datetime) -> date:
    """The calendar day of an instant where the program is."""
    return moment.astimezone(ZoneInfo(zone)).date()


def differences(before: GatePolicy, after: GatePolicy) -> list[str]:
    """Each fact that differs between two versions, as “what: before, now after”."""
    facts = [
        (_("At the end"), _default(before), _default(after)),
        (_("Last day of the phase"), day(before.phase_ends_on), day(after.phase_ends_on)),
        (_("Last day for a concern"), _notice(before), _notice(after)),
        (_("You know by"), day(before.decision_on), day(after.decision_on)),
        (_("Notice"), days(before.notice_days), days(after.notice_days)),
        (_("People behind a stop, at least"), str(before.people), str(after.people)),
        (_("Of them not your mentor"), str(before.non_mentors), str(after.non_mentors)),
        (_("Works behind a stop, at least"), str(before.works), str(after.works)),
        (_("Members of the panel, at least"), str(before.panel), str(after.panel)),
    ]
    said = [
        _("%(what)s: %(before)s, now %(after)s.", what=what, before=was, after=now)
        for what, was, now in facts
        if was != now
    ]
    return [*said, _("The text has new words.")] if before.text != after.text else said


def evidence(policy: GatePolicy) -> str:
    """The least evidence of a stop, in words."""
    return _(
        "%(people)s (%(others)s not your mentor), %(works)s, a panel of %(panel)s",
        people=ngettext("%(num)d person", "%(num)d people", policy.people),
        others=policy.non_mentors,
        works=ngettext("%(num)d work", "%(num)d works", policy.works),
        panel=policy.panel,
    )


def _default(policy: GatePolicy) -> str:
    words = str(GATES_SHORT[policy.gate_default])
    if policy.gate_default is GateDefault.CAPACITY_LIMITED and policy.places is not None:
        places = ngettext("%(num)d place", "%(num)d places", policy.places)
        return f"{words} ({places})"
    return words


def _notice(policy: GatePolicy) -> str:
    if policy.notice_by is not None:
        return day(policy.notice_by)
    if policy.gate_default is GateDefault.CAPACITY_LIMITED:
        return _("none, only places are decided")
    return _("none, nobody can be stopped")
