"""Writes about works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from tracker import audit
from tracker.cohorts.models import Enrolment, Phase
from tracker.people.models import Person
from tracker.projects import rules
from tracker.projects.models import Membership, Work, WorkKind
from tracker.reasons import no, require

# The input that each refusal is about.
FIELD_OF = {"no_members": "members", "ends_before_start": "due_on"}


def create_work(
    session: Session,
    actor: Person | None,
    *,
    phase: Phase,
    title: str,
    kind: WorkKind,
    members: Sequence[Enrolment],
    starts_on: date | None = None,
    due_on: date | None = None,
) -> Work:
    """A work of some scholars of the phase's cohort."""
    decision = rules.may_create(title, len(members), starts_on, due_on)
    require(decision, field=FIELD_OF.get(decision.code, "title"))
    for enrolment in members:
        if enrolment.cohort_id != phase.cohort_id:
            require(no("not_in_cohort", name=enrolment.person.name), field="members")
    work = Work(phase=phase, title=title.strip(), kind=kind, starts_on=starts_on, due_on=due_on)
    work.members = [Membership(enrolment_id=enrolment.id) for enrolment in members]
    session.add(work)
    session.flush()
    audit.note(
        session,
        actor,
        "work.create",
        work,
        program_id=phase.cohort.program_id,
        members=[enrolment.id for enrolment in members],
    )
    return work
