"""What was decided about a scholar, as their own page says it, and the gates that are decided soon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement import decision_queries, decision_words
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.states import State
from tracker.cohorts.models import Cohort, GateDefault, Phase
from tracker.overview.queries import Standing
from tracker.web.filters import day
from tracker.web.texts import gettext as _

# A gate stands on the home of staff this long before its decision day.
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Decided:
    """What stands on a scholar's page of decisions.

    `top` is the decision on the gate that matters today; `told` and `follows` say it, or say that an appeal
    has opened the gate again. `rest` are the other decisions, newest first, undone ones too.
    """

    top: GateDecision | None = None
    told: str = ""
    follows: str = ""
    rest: Sequence[GateDecision] = ()

    @property
    def answers(self) -> bool:
        """Whether this says where the scholar stands, so that the default need not."""
        return bool(self.told)


def decided(session: Session, standing: Standing) -> Decided:
    """The decisions on a scholar. A fixed number of statements."""
    enrolment = standing.enrolment
    rows = decision_queries.of_enrolment(session, enrolment.id)
    stand = standing.stand
    if stand is None:
        return Decided(rest=rows)
    later = [one for one, _state in standing.phases if one.starts_on > stand.phase.starts_on]
    following = min(later, key=lambda one: one.starts_on, default=None)
    top = next((one for one in rows if stand.decision and one.id == stand.decision.id), None)
    if top is not None:
        return Decided(
            top=top,
            told=decision_words.told_sentence(top, following=following.kind if following else None),
            follows=decision_words.next_steps(top, next_on=following.starts_on if following else None),
            rest=[one for one in rows if one is not top],
        )
    if stand.sent_back and stand.decide_by is not None and enrolment.left_on is None:
        limited = stand.phase.gate_default is GateDefault.CAPACITY_LIMITED
        told, follows = _opened_again(stand.state, stand.decide_by, limited=limited)
        return Decided(told=told, follows=follows, rest=rows)
    if stand.state is State.OVERDUE and stand.decide_by is not None:
        told = _(
            "Places were limited to %(places)s people; yours is not decided yet.", places=stand.phase.places
        )
        return Decided(told=told, follows=_overdue(stand.decide_by), rest=rows)
    return Decided(rest=rows)


def _overdue(decide_by: date) -> str:
    return _(
        "The decision was due on %(on)s. That it is late says nothing about you; nothing is decided by"
        " itself. Ask your program's staff.",
        on=day(decide_by),
    )


def _opened_again(state: State, decide_by: date, *, limited: bool) -> tuple[str, str]:
    if state is State.CONTINUES:
        return _("You continue."), _(
            "Your appeal undid the decision, and no new one was made until %(on)s.", on=day(decide_by)
        )
    told = _("Your appeal undid the decision. A new panel decides by %(on)s.", on=day(decide_by))
    if limited:
        return told, _("You need do nothing until then.")
    return told, _(
        "If nobody has decided by the end of that day, you continue. You need do nothing until then."
    )


def soon(cohorts: Iterable[Cohort]) -> list[tuple[Cohort, Phase]]:
    """The gates of these cohorts whose decision day is today or within a week, the nearest first."""
    days = [
        (cohort, phase, clock.today(cohort.program.time_zone))
        for cohort in cohorts
        for phase in cohort.phases
    ]
    near = [
        (phase.decision_on, cohort.id, cohort, phase)
        for cohort, phase, today in days
        if phase.decision_on is not None and today <= phase.decision_on <= today + SOON
    ]
    return [(cohort, phase) for _on, _id, cohort, phase in sorted(near, key=lambda one: one[:2])]
