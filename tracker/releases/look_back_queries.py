"""Reads of looks back: what is asked about which case by now, and what people answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.releases import look_back_rules as rules
from tracker.releases.look_back_models import LookBack
from tracker.releases.look_back_rules import Question, Taken
from tracker.releases.models import Case, CaseStep


def asked(session: Session, case: Case, today: date) -> list[Question]:
    """What is asked about a case by now, the last first."""
    steps = sa.select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.transition.in_(rules.BEGINS))
    taken = [
        _taken(one, case.program.time_zone) for one in session.scalars(steps.order_by(CaseStep.position))
    ]
    return rules.asked(taken, today)[::-1]


def answers(session: Session, case_id: int) -> Sequence[LookBack]:
    """What people answered about a case, in the order they did."""
    found = sa.select(LookBack).where(LookBack.case_id == case_id)
    found = found.options(joinedload(LookBack.person), joinedload(LookBack.words))
    return session.scalars(found.order_by(LookBack.id)).all()


def answered(rows: Sequence[LookBack], question: Question, person_id: int | None = None) -> bool:
    """Whether this person, or anybody, answered a question."""
    return any(
        (one.position, one.month) == (question.position, question.month)
        and person_id in (None, one.person_id)
        for one in rows
    )


def cases_to_ask(session: Session, program_id: int) -> Sequence[Case]:
    """The cases of a program that went out or were held at some time."""
    been = sa.select(CaseStep.case_id).where(CaseStep.transition.in_(rules.BEGINS))
    found = sa.select(Case).where(Case.program_id == program_id, Case.id.in_(been))
    return session.scalars(found.order_by(Case.id)).unique().all()


def _taken(step: CaseStep, zone: str) -> Taken:
    return Taken(step.position, step.transition, step.after, step.at.astimezone(ZoneInfo(zone)).date())
