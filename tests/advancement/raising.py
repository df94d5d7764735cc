"""Concerns and plans made through the product's own actions, with sensible values."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement import actions, delivery, plans
from tracker.advancement.models import Concern, Proof, SupportPlan, Verdict
from tracker.advancement.rules import Aim
from tracker.cohorts.models import Enrolment
from tracker.people.models import Person

TEXT = "Since week 3 no experiment ran, and you asked nobody."
HELP = "An hour a week with Mara, and a worked example of a small run."
NOTICE = actions.Notice("A message for you", "Sign in and read it.")


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def aim(days: int = 16, text: str = "One clean run of the baseline") -> Aim:
    return Aim(text, in_days(days))


def concern(session: Session, actor: Person, enrolment: Enrolment, **changes: Any) -> Concern:
    """An open concern that has not arrived yet."""
    values: dict[str, Any] = {"text": TEXT, "targets": [aim()], "help_offered": HELP, "notice": NOTICE}
    return actions.open_concern(session, actor, enrolment=enrolment, **{**values, **changes})


def arrived(session: Session, actor: Person, enrolment: Enrolment, **changes: Any) -> Concern:
    """The same, read by the scholar, who said so."""
    made = concern(session, actor, enrolment, **changes)
    actions.acknowledge(session, enrolment.person, concern=made)
    return made


def read(session: Session, actor: Person, enrolment: Enrolment, **changes: Any) -> Concern:
    """The same, opened by the scholar, who said nothing yet."""
    made = concern(session, actor, enrolment, **changes)
    delivery.prove(session, made, by=Proof.READ, at=clock.now(), actor=enrolment.person)
    return made


def plan(session: Session, actor: Person, made: Concern, *, owner: Person, days: int = 20) -> SupportPlan:
    return plans.make_plan(
        session,
        actor,
        concern=made,
        help_given="Mara reviews each run on Fridays.",
        owner_id=owner.id,
        review_on=in_days(days),
    )


def judged(session: Session, actor: Person, made: Concern, verdict: Verdict, **changes: Any) -> None:
    plans.judge(
        session, actor, concern=made, verdict=verdict, text="Three runs, each with its control.", **changes
    )
