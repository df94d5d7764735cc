"""Sentences about a scholar's standing, for people to read aloud."""

from __future__ import annotations

from datetime import date

from tracker.cohorts.models import Cohort, GateDefault, Phase, PhaseKind
from tracker.cohorts.rules import phase_now
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


def phase_name(kind: str) -> str:
    """A phase in words."""
    return {"training": _("training"), "research": _("research"), "extension": _("extension")}[kind]


def default_sentence(phase: Phase, next_phase: Phase | None, today: date) -> str:
    """What happens at the end of a phase if nobody does anything, as it stands today."""
    if phase.gate_default is None or phase.decision_on is None:
        return _("What happens after this phase has not been set yet; your program's staff can say.")
    if phase.gate_default is GateDefault.CAPACITY_LIMITED:
        said = {"places": phase.places, "on": day(phase.decision_on)}
        if today > phase.decision_on:
            return _("Places were limited to %(places)s people. The decision was due on %(on)s.", **said)
        return _(
            "Places are limited: %(places)s people go on to the next phase. You will know by %(on)s.", **said
        )
    onward = _onward(phase, next_phase)
    if phase.notice_by is None:
        return _("%(onward)s. This phase is too short for a fair stop, so nobody is stopped.", onward=onward)
    by = day(phase.notice_by)
    if today > phase.notice_by:
        return _("%(onward)s unless a concern was raised in writing by %(by)s.", onward=onward, by=by)
    return _("%(onward)s unless we raise a concern in writing by %(by)s.", onward=onward, by=by)


def clock_sentence(phase: Phase, today: date) -> str:
    """How long until the scholar knows."""
    if phase.gate_default is None or phase.decision_on is None:
        return ""
    if today > phase.decision_on:
        return _("If you have heard nothing, ask your program's staff.")
    left = days(phase.decision_on - today)
    if phase.gate_default is GateDefault.CAPACITY_LIMITED:
        return _("%(days)s until then.", days=left)
    by = phase.notice_by
    if by is not None and today <= by:
        return _("%(days)s until then. If none is raised, you continue.", days=days(by - today))
    on = day(phase.decision_on)
    if by is None:
        return _("You will know by %(on)s (%(days)s).", on=on, days=left)
    return _("If none was, you continue. You will know by %(on)s (%(days)s).", on=on, days=left)


def week_sentence(phase: Phase, today: date) -> str:
    """Where in the phase today lies."""
    name = phase_name(phase.kind.value)
    if today < phase.starts_on:
        return _("The %(phase)s phase starts on %(on)s.", phase=name, on=day(phase.starts_on))
    if today > phase.ends_on:
        return _("The %(phase)s phase ended on %(on)s.", phase=name, on=day(phase.ends_on))
    weeks = ((phase.ends_on - phase.starts_on).days + 7) // 7
    return _(
        "%(phase)s phase, week %(week)d of %(weeks)d, until %(on)s.",
        phase=name.capitalize(),
        week=(today - phase.starts_on).days // 7 + 1,
        weeks=weeks,
        on=day(phase.ends_on),
    )


def gate_sentence(cohort: Cohort, today: date) -> str:
    """For staff: where a cohort is, what its gate does by default, and the days still ahead."""
    phase = phase_now(cohort.phases, today)
    if phase is None:
        return _("No dates are set yet.")
    said = [week_sentence(phase, today)]
    if phase.gate_default is GateDefault.CONTINUE_BY_DEFAULT:
        said.append(_("Continue by default."))
    elif phase.places is not None:
        said.append(ngettext("%(num)d place.", "%(num)d places.", phase.places))
    if phase.notice_by is not None and today <= phase.notice_by:
        left = days(phase.notice_by - today)
        said.append(_("Last day for a concern %(by)s (%(left)s).", by=day(phase.notice_by), left=left))
    if phase.decision_on is not None and today <= phase.decision_on:
        said.append(_("Decision by %(on)s.", on=day(phase.decision_on)))
    return " ".join(said)


def evidence_sentence(people: int, works: int) -> str:
    """How much was seen so far, without judging it."""
    if people == 0:
        return _("Nobody has filed a form on you yet.")
    seen = ngettext("%(num)d person", "%(num)d people", people)
    made = ngettext("%(num)d work", "%(num)d works", works)
    return _("Forms by %(people)s on %(works)s so far.", people=seen, works=made)


def _onward(phase: Phase, next_phase: Phase | None) -> str:
    if next_phase is None:
        return _(
            "You finish the %(phase)s phase on %(on)s",
            phase=phase_name(phase.kind.value),
            on=day(phase.ends_on),
        )
    kind = {
        PhaseKind.RESEARCH: _("You move to the research phase on %(on)s"),
        PhaseKind.EXTENSION: _("You move to the extension on %(on)s"),
    }.get(next_phase.kind, _("You move to the next phase on %(on)s"))
    return str(kind) % {"on": day(next_phase.starts_on)}
