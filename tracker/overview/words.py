"""Sentences about a scholar's standing, for people to read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.cohorts.calendar import AnyPhase, gate_at
from tracker.cohorts.models import Cohort, GateDefault, PhaseKind
from tracker.cohorts.policy_rules import DefaultState, default_state
from tracker.cohorts.rules import has_fair_stop, phase_now
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


def phase_name(kind: str) -> str:
    """A phase in words."""
    return {"training": _("training"), "research": _("research"), "extension": _("extension")}[kind]


@dataclass(frozen=True)
class Concerns:
    """What was raised in writing with a scholar, in time for the gate of a phase."""

    standing: bool = False
    closed: bool = False


NO_CONCERN = Concerns()


def default_sentence(
    phase: AnyPhase, next_phase: AnyPhase | None, today: date, concerns: Concerns = NO_CONCERN
) -> str:
    """What happens at the end of a phase if nobody does anything, as it stands today."""
    gate = gate_at(phase)
    if gate is None:
        return _("What happens after this phase has not been set yet; your program's staff can say.")
    state = default_state(gate, today, concern_in_time=concerns.standing)
    said = {
        "onward": _onward(phase, next_phase, today),
        "places": gate.places,
        "on": day(gate.decision_on),
        "by": day(gate.notice_by) if gate.notice_by else "",
    }
    if state is DefaultState.CONTINUES:
        return f"{_settled(next_phase, concerns)} {said['onward']}."
    if state is DefaultState.LAPSED:
        return f"{_lapsed(next_phase)} {said['onward']}."
    return _open_sentences(phase)[state] % said


def _settled(next_phase: AnyPhase | None, concerns: Concerns) -> str:
    why = (
        _("The concern that was raised is closed.")
        if concerns.closed
        else _("No concern was raised in time.")
    )
    return why if next_phase is None else _("You continue. %(why)s", why=why)


def _lapsed(next_phase: AnyPhase | None) -> str:
    why = _("Nothing else was decided in time.")
    return why if next_phase is None else _("You continue. %(why)s", why=why)


def _open_sentences(phase: AnyPhase) -> dict[DefaultState, str]:
    """The sentence of each state that leaves something open."""
    return {
        DefaultState.LIMITED: _(
            "Places are limited: %(places)s people go on to the next phase. You will know by %(on)s."
        ),
        DefaultState.OVERDUE: _("Places were limited to %(places)s people. The decision was due on %(on)s."),
        DefaultState.CONCERN: _(
            "A concern was raised with you in time, so people decide. You will know by %(on)s."
        ),
        DefaultState.EVERYBODY: _("%(onward)s. Nobody can be stopped at this gate.")
        if has_fair_stop(phase.starts_on, phase.ends_on)
        else _("%(onward)s. This phase is too short for a fair stop, so nobody is stopped."),
        DefaultState.LAST_DAY: _("%(onward)s unless we raise a concern in writing today."),
        DefaultState.OPEN: _("%(onward)s unless we raise a concern in writing by %(by)s."),
    }


def away_sentence(
    phase: AnyPhase, next_phase: AnyPhase | None, today: date, concerns: Concerns = NO_CONCERN
) -> str:
    """The same for somebody on leave: what was settled before stays, what was open waits for them."""
    gate = gate_at(phase)
    state = default_state(gate, today, concern_in_time=concerns.standing) if gate else None
    if state in (DefaultState.CONTINUES, DefaultState.EVERYBODY, DefaultState.LAPSED):
        return default_sentence(phase, next_phase, today, concerns)
    return _("What happens after this phase stays open while you are away. It goes on when you are back.")


def clock_sentence(phase: AnyPhase, today: date, concerns: Concerns = NO_CONCERN) -> str:
    """How long until the scholar knows."""
    gate = gate_at(phase)
    if gate is None:
        return ""
    state = default_state(gate, today, concern_in_time=concerns.standing)
    if state is DefaultState.OVERDUE:
        return _("If you have heard nothing, ask your program's staff.")
    if state is DefaultState.LAPSED:
        return _("The decision was due on %(on)s.", on=day(gate.decision_on))
    if state is DefaultState.EVERYBODY:
        return _("You need not wait for a decision.")
    if state in (DefaultState.LIMITED, DefaultState.CONCERN) or gate.notice_by is None:
        return _("%(days)s until then.", days=days(gate.decision_on - today))
    if state is DefaultState.LAST_DAY:
        return _("Today is the last day for one. If none is raised, you continue.")
    if state is DefaultState.OPEN:
        return _("%(days)s until then. If none is raised, you continue.", days=days(gate.notice_by - today))
    return _("The last day for one was %(by)s.", by=day(gate.notice_by))


def week_sentence(phase: AnyPhase, today: date) -> str:
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


def _onward(phase: AnyPhase, next_phase: AnyPhase | None, today: date) -> str:
    if next_phase is None:
        said = {"phase": phase_name(phase.kind.value), "on": day(phase.ends_on)}
        if today > phase.ends_on:
            return _("You finished the %(phase)s phase on %(on)s", **said)
        return _("You finish the %(phase)s phase on %(on)s", **said)
    kind = {
        PhaseKind.RESEARCH: _("You move to the research phase on %(on)s"),
        PhaseKind.EXTENSION: _("You move to the extension on %(on)s"),
    }.get(next_phase.kind, _("You move to the next phase on %(on)s"))
    return str(kind) % {"on": day(next_phase.starts_on)}
