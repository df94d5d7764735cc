"""Reads of a decision room: what its reader may see of the evidence, and what was asked of staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.advancement import queries as concerns
from tracker.advancement.decision_cases import Gathered
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.decision_queries import FiledForm
from tracker.advancement.letter_models import Letter
from tracker.advancement.models import Concern
from tracker.evaluations import queries as evaluations
from tracker.evaluations import scoring_rules, visibility
from tracker.evaluations.answers import FlagKind
from tracker.evaluations.models import Assignment, Flag, Form
from tracker.people.models import Person
from tracker.permissions import Grants
from tracker.projects.models import Work


@dataclass(frozen=True)
class Evidence:
    """What one reader may see of what was filed on a scholar in a phase.

    `forms` are those they may read, `hidden` counts the others; `owed` can still come. `advice` says of
    each form that asks for advice whether staff took that up. `level` says whether they may see the level.
    """

    forms: Sequence[FiledForm]
    hidden: int
    owed: Sequence[Assignment]
    advice: dict[int, bool]
    level: bool
    past_concerns: Sequence[Concern]


def evidence(session: Session, gathered: Gathered, *, reader: Person, grants: Grants) -> Evidence:
    """The evidence on a scholar as this reader may know it; who owes a form reads none but their own."""
    facts = visibility.level_reader(
        session, gathered.enrolment, reader=reader, grants=grants, today=gathered.today
    )
    level = bool(scoring_rules.may_see_level(facts))
    everything = facts.reads and not facts.own_open
    forms = [one for one in gathered.forms if everything or one.form.mentor_id == reader.id]
    return Evidence(
        forms=forms,
        hidden=len(gathered.forms) - len(forms),
        owed=[
            one
            for one in evaluations.waiting_for(session, gathered.enrolment.id)
            if one.work.phase_id == gathered.phase.id
        ],
        advice=_advice(session, [one.form.id for one in forms]),
        level=level,
        past_concerns=[
            one
            for one in concerns.of_enrolment(session, gathered.enrolment.id)
            if one.phase_id == gathered.phase.id and one.closed_on is not None
        ],
    )


def _advice(session: Session, form_ids: Sequence[int]) -> dict[int, bool]:
    """Form id → whether staff took up the advice that it asks for."""
    found = sa.select(Flag.form_id, Flag.handled_at).where(
        Flag.form_id.in_(form_ids), Flag.kind == FlagKind.ADVICE
    )
    return {form_id: handled is not None for form_id, handled in session.execute(found)}


def seen_in(session: Session, phase_id: int) -> dict[int, tuple[int, int]]:
    """Enrolment id → how many people filed a form with an Overall on works of a phase, on how many works."""
    found = (
        sa.select(
            Form.enrolment_id,
            sa.func.count(sa.distinct(Form.mentor_id)),
            sa.func.count(sa.distinct(Form.work_id)),
        )
        .join(Form.work)
        .where(Work.phase_id == phase_id, Form.overall.is_not(None))
        .group_by(Form.enrolment_id)
    )
    return {enrolment_id: (people, works) for enrolment_id, people, works in session.execute(found)}


def letters_on(session: Session, phase_id: int) -> dict[int, Letter]:
    """Decision id → the letter that told of it, for the gate of a phase."""
    found = sa.select(Letter).join(Letter.decision).where(GateDecision.phase_id == phase_id)
    return {one.decision_id: one for one in session.scalars(found) if one.decision_id is not None}
