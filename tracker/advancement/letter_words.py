"""Words about letters: the kinds, what each variable holds, and an invented example to preview with."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from tracker.advancement import appeal_rules, letter_facts, letter_rules
from tracker.advancement.decision_models import Way
from tracker.advancement.letter_facts import Facts, Head, Told
from tracker.advancement.letter_models import LetterKind
from tracker.cohorts.day_rules import add_working_days
from tracker.cohorts.models import PhaseKind, Program
from tracker.web.texts import gettext as _

KINDS = {
    LetterKind.CONTINUE_BY_DEFAULT: _l("Continues by default"),
    LetterKind.CONTINUE: _l("Continues, by decision"),
    LetterKind.CONTINUE_WITH_PLAN: _l("Continues with a plan"),
    LetterKind.EXTEND: _l("Extended"),
    LetterKind.REPEAT: _l("Repeats the phase"),
    LetterKind.DEFERRED: _l("Deferred"),
    LetterKind.NOT_PLACED: _l("Not placed"),
    LetterKind.STOP: _l("Stopped"),
    LetterKind.WITHDRAWN: _l("Left on their own wish"),
    LetterKind.APPEAL_UPHELD: _l("Appeal: the decision stands"),
    LetterKind.APPEAL_SENT_BACK: _l("Appeal: sent back"),
}
VARIABLES = {
    "scholar": _l("the scholar's name"),
    "program": _l("the program's name"),
    "cohort": _l("the cohort's name"),
    "phase": _l("the phase, such as “training phase”"),
    "sent_on": _l("the day the letter is sent"),
    "writer": _l("who sends it"),
    "decided_on": _l("the day of the decision"),
    "decision": _l("what was decided, such as “you repeat the phase”"),
    "next_phase": _l("the phase that follows; empty after the last"),
    "next_on": _l("the day on which it starts for this scholar; empty after the last"),
    "reasons": _l("the reasons as they were written"),
    "evidence": _l("the people and works behind the decision, in words"),
    "appeal_by": _l("the last day of an appeal; empty where there is none"),
    "appeal_days": _l("how long that is, such as “five working days”"),
    "plan": _l("the plan as it was written"),
    "until_on": _l("the new last day of the phase"),
    "wish": _l("what the scholar asked for or agreed to, in their words"),
    "places": _l("how many people there were places for, such as “eight people”"),
    "how": _l("at limited places: whether the level, a panel or a lot decided"),
    "override": _l("who set a condition of the policy aside, and why; empty where nobody did"),
    "concern_on": _l("the day on which the concern behind it arrived"),
    "appealed_on": _l("the day of the appeal"),
    "reader": _l("who decided the appeal"),
    "decide_by": _l("the day by which a new panel decides"),
    "otherwise": _l("what happens if nobody decides by then; empty where places are limited"),
}


def example(kind: LetterKind, program: Program, today: date) -> Facts:
    """Facts to preview a text with. Plainly invented, whatever the program knows of real people."""
    reasons = _("(An invented reason.) Three of the four planned runs were not begun, and nobody was told.")
    head = Head(
        scholar="Robin Example",
        program=program.name,
        cohort=_("Example cohort"),
        phase=PhaseKind.TRAINING,
        writer="Alex Example",
        sent_on=today,
    )
    told = Told(
        outcome=letter_rules.outcome_of(kind),
        decided_on=today,
        reasons=reasons,
        plan=_("(An invented plan.) A fixed hour on Mondays with a second reader."),
        wish=_("(An invented wish.) I would like to come back in autumn."),
        until_on=today + timedelta(days=14),
        people=4,
        works=3,
        others=2,
        places=8,
        way=Way.PANEL,
        concern_on=today - timedelta(days=30),
    )
    appeal_by = add_working_days(today, appeal_rules.APPEAL_DAYS, frozenset())
    facts = letter_facts.of_decision(
        head,
        told,
        following=letter_facts.Next(PhaseKind.RESEARCH, today + timedelta(days=21)),
        appeal_by=appeal_by,
        appeal_days=appeal_rules.APPEAL_DAYS,
    )
    read = letter_facts.Read(
        outcome=told.outcome,
        decided_on=told.decided_on,
        appealed_on=today,
        reader="Kim Example",
        reasons=reasons,
        decide_by=add_working_days(today, appeal_rules.PANEL_DAYS, frozenset()),
        continues_otherwise=True,
    )
    return Facts({**facts.values, **letter_facts.of_appeal(head, read).values}, today, appeal_by)
