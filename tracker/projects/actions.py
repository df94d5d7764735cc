"""Writes about works."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Enrolment, Phase
from tracker.people.models import Person
from tracker.projects import credit_queries, result_rules, rules
from tracker.projects.models import Membership, Reached, Work, WorkKind, WorkMentor
from tracker.projects.rules import Rates
from tracker.reasons import no, require

# The input that each refusal is about.
FIELD_OF = {"no_members": "members", "ends_before_start": "due_on"}
FACTS = ("pass_able", "pass_other", "reached", "rates_late", "version")
# What rooms above do when somebody came to a work or left it, once that is written. They add theirs.
AFTER_TEAM: list[Callable[[Session, Work], None]] = []


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


def state_rates(
    session: Session,
    actor: Person | None,
    *,
    work: Work,
    rates: Rates,
    steepest: float,
    late: bool = False,
) -> Work:
    """State how often able people and others reach what a work is after.

    `steepest` is how far apart the program's settings let the rates lie. `late` takes them although the
    result is known; the audit trail says so.
    """
    _hold(session, work)
    known = result_rules.known(work.reached, credit_queries.voices(session, [work.id])[work.id])
    require(rules.may_state_rates(rates, steepest=steepest, known=known, late=late), field="pass_able")
    before = [work.pass_able, work.pass_other]
    if before == [rates.able, rates.other]:  # the same, sent twice
        return work
    work.pass_able, work.pass_other = rates.able, rates.other
    work.rates_by_id, work.rates_at = actor.id if actor else None, clock.now()
    work.rates_late = work.rates_late or known
    session.flush()
    audit.note(
        session,
        actor,
        "work.state-rates",
        work,
        program_id=work.phase.cohort.program_id,
        before=before,
        after=[rates.able, rates.other],
        late=known,
    )
    return work


def record_reached(
    session: Session, actor: Person | None, *, work: Work, reached: Reached, reason: str = ""
) -> Work:
    """Settle whether a work answered its question or delivered its plan, and say why."""
    _hold(session, work)
    before = work.reached
    if reached is before and not reason.strip():  # the same answer, sent twice
        return work
    work.reached, work.reached_reason = reached, reason.strip()
    work.reached_by_id, work.reached_at = actor.id if actor else None, clock.now()
    session.flush()
    audit.note(
        session,
        actor,
        "work.record-reached",
        work,
        program_id=work.phase.cohort.program_id,
        before=before.value,
        after=reached.value,
    )
    return work


def set_shares(
    session: Session, actor: Person | None, *, work: Work, shares: Mapping[int, float], reason: str = ""
) -> Sequence[Membership]:
    """Settle every member's share in a work: enrolment id → share."""
    _hold(session, work)
    team = sa.select(Membership).where(Membership.work_id == work.id).order_by(Membership.enrolment_id)
    members = session.scalars(team.execution_options(populate_existing=True)).all()
    require(rules.may_set_shares([one.enrolment_id for one in members], shares), field="shares")
    before = {str(one.enrolment_id): one.share for one in members}
    for one in members:
        one.share = shares[one.enrolment_id]
    work.shares_by_id, work.shares_at = actor.id if actor else None, clock.now()
    work.shares_reason = reason.strip()
    session.flush()
    audit.note(
        session,
        actor,
        "work.set-shares",
        work,
        program_id=work.phase.cohort.program_id,
        before=before,
        after={str(one.enrolment_id): one.share for one in members},
    )
    return members


def add_mentor(session: Session, actor: Person | None, *, work: Work, person: Person) -> WorkMentor:
    """Make somebody a mentor of a work; who is one already stays one."""
    _hold(session, work)
    found = session.get(WorkMentor, (work.id, person.id))
    if found is not None:
        return found
    members = sa.select(Enrolment.person_id).join(Membership, Membership.enrolment_id == Enrolment.id)
    team = session.scalars(members.where(Membership.work_id == work.id)).all()
    require(rules.may_mentor(person.id, team, name=person.name), field="mentors")
    made = WorkMentor(work_id=work.id, person_id=person.id)
    session.add(made)
    session.flush()
    audit.note(
        session, actor, "work.add-mentor", work, program_id=work.phase.cohort.program_id, person=person.id
    )
    team_changed(session, work)
    return made


def team_changed(session: Session, work: Work) -> None:
    """Let the rooms above follow a change of who makes or guides a work."""
    for follow in AFTER_TEAM:
        follow(session, work)


def _hold(session: Session, work: Work) -> None:
    """Keep others in the program from writing, and read again what they may have written."""
    audit.hold(session, work.phase.cohort.program_id)
    session.refresh(work, FACTS)
