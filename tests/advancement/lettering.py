"""Decisions and letters made for tests, through the product's own actions where there is one."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement import letter_desk, letters
from tracker.advancement.actions import Notice
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.decisions import decide
from tracker.advancement.letter_models import Letter
from tracker.cohorts.models import Enrolment, PhaseKind
from tracker.people.models import Person

NOTICE = Notice("A letter for you", "Sign in and read it.")
REASONS = "Two of the three runs were careful, and the third was never begun."


def training_of(enrolment: Enrolment) -> Any:
    return next(one for one in enrolment.cohort.phases if one.kind is PhaseKind.TRAINING)


def continued(session: Session, actor: Person, enrolment: Enrolment) -> GateDecision:
    """Somebody decided that a scholar continues."""
    wanted = Wanted(Outcome.CONTINUE)
    return decide(session, actor, enrolment=enrolment, phase=training_of(enrolment), wanted=wanted)


def planned(session: Session, actor: Person, enrolment: Enrolment) -> GateDecision:
    """The mildest decision that can be appealed: the scholar continues, with a plan."""
    wanted = Wanted(Outcome.CONTINUE_WITH_PLAN, reasons=REASONS, plan="Mondays at ten with Mara.")
    return decide(session, actor, enrolment=enrolment, phase=training_of(enrolment), wanted=wanted)


def stopped(session: Session, enrolment: Enrolment, **values: Any) -> GateDecision:
    """A stop as it stands on record. How one may come about is the business of the decisions' own tests."""
    policy = training_of(enrolment).policy
    who = values.pop("decided_by_id")
    decision = GateDecision(
        enrolment=enrolment,
        phase=training_of(enrolment),
        policy=policy,
        **{
            "outcome": Outcome.STOP,
            "by_default": False,
            "decided_by_id": who,
            "decided_on": clock.today(enrolment.cohort.program.time_zone),
            "reasons": REASONS,
            "evidence": {"people": 4, "works": 3, "non_mentors": 1},
            "checks": {},
            "override_by_id": who,
            "override_reason": "The mail server was down on the day of the notice.",
            **values,
        },
    )
    session.add(decision)
    enrolment.ended_on = decision.decided_on
    session.flush()
    return decision


def rendered(session: Session, actor: Person, decision: GateDecision) -> letters.Rendered:
    """The letter that this person would send today."""
    enrolment = decision.enrolment
    told = letter_desk.told_of(decision)
    facts = letter_desk.facts(session, actor, enrolment, decision.phase.kind, told)
    return letters.render(session, enrolment.cohort.program, letter_desk.kind_of(decision), facts)


def sent(session: Session, actor: Person, decision: GateDecision) -> Letter:
    """The letter, read and sent."""
    letter = rendered(session, actor, decision)
    return letters.keep(
        session,
        actor,
        enrolment=decision.enrolment,
        kind=letter.kind,
        rendered=letter,
        shown=letter.digest,
        notice=NOTICE,
        decision=decision,
    )
