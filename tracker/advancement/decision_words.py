"""Sentences about decisions at gates: exact, in days, blaming nobody."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from tracker.advancement.decision_checks import Terms
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.state_queries import Stand
from tracker.advancement.states import State
from tracker.cohorts.models import GateDefault, GatePolicy, PhaseKind
from tracker.web.filters import day
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

OUTCOME = {
    Outcome.CONTINUE: _l("continues"),
    Outcome.CONTINUE_WITH_PLAN: _l("continues with a plan"),
    Outcome.EXTEND: _l("phase extended"),
    Outcome.REPEAT: _l("repeats the phase"),
    Outcome.DEFERRED: _l("deferred"),
    Outcome.NOT_PLACED: _l("not placed"),
    Outcome.STOP: _l("does not go on"),
    Outcome.WITHDRAWN: _l("left, own wish"),
}
# What can be chosen, said to those who decide.
CHOICE = {
    Outcome.CONTINUE: _l("Continue"),
    Outcome.CONTINUE_WITH_PLAN: _l("Continue with a plan"),
    Outcome.EXTEND: _l("Extend the phase"),
    Outcome.REPEAT: _l("Repeat the phase"),
    Outcome.DEFERRED: _l("Deferred, on the scholar's wish"),
    Outcome.NOT_PLACED: _l("Not placed: the places ran out"),
    Outcome.STOP: _l("Stop"),
    Outcome.WITHDRAWN: _l("Leaves, on the scholar's wish"),
}
STATE = {
    State.UPCOMING: _l("not begun"),
    State.ACTIVE: _l("active"),
    State.SAFE: _l("continues, no concern"),
    State.ON_LEAVE: _l("on leave"),
    State.CONCERN_OPEN: _l("concern open"),
    State.PLAN_RUNNING: _l("plan running"),
    State.PLAN_NOT_MET: _l("plan not met"),
    State.PANEL_AT_WORK: _l("panel at work"),
    State.OVERDUE: _l("decision overdue"),
    State.CONTINUES: _l("continues by default"),
    State.LEFT: _l("left the program"),
}


def outcome_word(outcome: str) -> str:
    """What was decided, said of the scholar."""
    return str(OUTCOME[Outcome(outcome)])


def outcome_choice(outcome: str) -> str:
    """What can be chosen, said to those who decide."""
    return str(CHOICE[Outcome(outcome)])


def state_word(stand: Stand) -> str:
    """Where a scholar stands at their gate, in a few words."""
    if stand.decision is None:
        return str(STATE[stand.state])
    if stand.decision.by_default:
        return str(STATE[State.CONTINUES])
    return str(OUTCOME[stand.decision.outcome])


def told_sentence(decision: GateDecision, *, following: PhaseKind | None) -> str:
    """What was decided, said to the scholar."""
    onward = {
        None: _("You have completed the program."),
        PhaseKind.RESEARCH: _("You continue to the research phase."),
        PhaseKind.EXTENSION: _("You continue to the extension."),
    }.get(following, _("You continue to the next phase."))
    return {
        Outcome.CONTINUE: onward,
        Outcome.CONTINUE_WITH_PLAN: _("%(onward)s There is a plan to help you on the way.", onward=onward),
        Outcome.EXTEND: _("Your phase goes on until %(on)s.", on=day(decision.until_on))
        if decision.until_on
        else "",
        Outcome.REPEAT: _("You are offered to do this phase again."),
        Outcome.DEFERRED: _("Your place is deferred, as agreed with you."),
        Outcome.NOT_PLACED: _("The places ran out, and there is none for you among them."),
        Outcome.STOP: _("You do not go on after this phase."),
        Outcome.WITHDRAWN: _("You left the program, as you wished."),
    }[decision.outcome]


def who_sentence(decision: GateDecision) -> str:
    """Whether anybody decided it, and on which day, said to the scholar."""
    on = day(decision.decided_on)
    if decision.by_default:
        return _(
            "This is the default, as you were told on the first day of the phase; it holds as of %(on)s.",
            on=on,
        )
    if decision.outcome is Outcome.WITHDRAWN:
        return _("Written down on %(on)s.", on=on)
    return _("Decided on %(on)s.", on=on)


def next_steps(decision: GateDecision, *, next_on: date | None) -> str:
    """What happens next, said to the scholar."""
    if decision.outcome in (Outcome.CONTINUE, Outcome.CONTINUE_WITH_PLAN):
        if next_on is None:
            return _("Nothing more is asked of you here.")
        return _("The next phase starts for you on %(on)s. You need do nothing until then.", on=day(next_on))
    return {
        Outcome.EXTEND: _(
            "Every later day of yours has moved with it. What comes after is decided at its end."
        ),
        Outcome.REPEAT: _("Your program's staff talk to you about when."),
        Outcome.DEFERRED: _(
            "You come back without being judged again on this phase; staff agree the day with you."
        ),
        Outcome.NOT_PLACED: _(
            "What was written about you stays readable on your page. It does not say that you could not do"
            " the next phase."
        ),
        Outcome.STOP: _(
            "What was written about you stays readable on your page. It is a decision about one step in one"
            " program, and no judgement of what you can do elsewhere or later."
        ),
        Outcome.WITHDRAWN: _("What was written about you until then stays readable on your page."),
    }[decision.outcome]


def asks_of(policy: GatePolicy) -> str:
    """The least evidence of a policy, said to those who decide."""
    people = ngettext("%(num)d person", "%(num)d people", policy.people)
    works = ngettext("%(num)d work", "%(num)d works", policy.works)
    return _(
        "forms by %(people)s (%(others)s no mentor of the scholar) on %(works)s, and a panel of %(panel)s",
        people=people,
        others=policy.non_mentors,
        works=works,
        panel=policy.panel,
    )


def default_line(terms: Terms, *, concern: bool) -> str:
    """For those who decide: what happens if nobody does, and when."""
    on = day(terms.decide_by)
    if terms.default is GateDefault.CAPACITY_LIMITED:
        return _("Places are limited, so nothing happens by itself. The decision is due by %(on)s.", on=on)
    if concern:
        return _("If nobody decides until the end of %(on)s, the scholar continues.", on=on)
    return _("On %(on)s the scholar continues by default, unless people decide something before.", on=on)
