"""Writes of coming back: the part in a cohort is taken up again, or a later cohort is joined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker import audit, clock
from tracker.advancement import dates, decision_queries, reentry_rules
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.cohorts import actions as cohorts
from tracker.cohorts import calendar, calendar_actions
from tracker.cohorts.models import Cohort, Enrolment
from tracker.cohorts.rules import phase_now
from tracker.people import actions as people
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.reasons import no, require


def away(session: Session, enrolment: Enrolment) -> reentry_rules.Away:
    """The facts that decide whether somebody may come back today."""
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    cohort = enrolment.cohort
    today = clock.today(cohort.program.time_zone)
    ending = _ending(session, enrolment)
    others = [one for one in _others(session, enrolment) if one.left_on is None]
    running = [one.cohort for one in others if one.cohort.last_day is None or one.cohort.last_day >= today]
    return reentry_rules.Away(
        today=today,
        left_on=enrolment.left_on,
        outcome=ending.outcome if ending else None,
        last_day=cohort.last_day,
        elsewhere=running[0].name if running else "",
        followed=following(session, enrolment.id) is not None,
    )


def following(session: Session, enrolment_id: int) -> Enrolment | None:
    """The enrolment of a later cohort that goes on from this one."""
    return session.scalar(sa.select(Enrolment).where(Enrolment.follows_id == enrolment_id))


def _others(session: Session, enrolment: Enrolment) -> Sequence[Enrolment]:
    found = (
        sa.select(Enrolment)
        .join(Enrolment.cohort)
        .where(
            Enrolment.person_id == enrolment.person_id,
            Enrolment.id != enrolment.id,
            Cohort.program_id == enrolment.cohort.program_id,
        )
        .options(selectinload(Enrolment.cohort).selectinload(Cohort.phases))
    )
    return session.scalars(found).all()


def _ending(session: Session, enrolment: Enrolment) -> GateDecision | None:
    """The decision that ended somebody's part in the cohort, where one did."""
    found = decision_queries.of_enrolment(session, enrolment.id)
    ends = (Outcome.STOP, Outcome.NOT_PLACED, Outcome.REPEAT, Outcome.DEFERRED, Outcome.WITHDRAWN)
    return next((one for one in found if one.undone_at is None and one.outcome in ends), None)


def days_away(enrolment: Enrolment, today: date) -> int:
    """How long somebody has been gone: by so much their dates move unless staff say otherwise."""
    return max((today - enrolment.left_on).days, 0) if enrolment.left_on else 0


def return_here(
    session: Session, actor: Person, *, enrolment: Enrolment, days: int, reason: str
) -> Enrolment:
    """Take up somebody's part in the cohort that they left; what lay ahead then moves by so many days."""
    program_id = enrolment.cohort.program_id
    audit.hold(session, program_id)
    facts = away(session, enrolment)
    decision = reentry_rules.may_return_here(facts, days, reason)
    require(decision, field="reason" if decision.code == "shift_reason" else "days")
    assert facts.left_on is not None
    left_on = facts.left_on
    calendar_actions.close_leave(session, actor, enrolment=enrolment, on=left_on)
    ending = _ending(session, enrolment)
    if ending is not None:  # what they wished for then no longer stands
        ending.undone_at = clock.now()
        room = decision_queries.case(session, enrolment.id, ending.phase_id)
        if room is not None:
            room.round, room.decide_by = room.round + 1, None
    enrolment.withdrew_on = enrolment.ended_on = None
    session.flush()
    phases = calendar.phases_of(session, enrolment, facts.today)
    phase = phase_now(phases, left_on)
    if phase is not None and days:
        dates.resume(
            session, actor, enrolment=enrolment, phase=phase, from_on=left_on, days=days, reason=reason
        )
    last = [one.ends_on for one in calendar.phases_of(session, enrolment, facts.today)]
    if max(last) < facts.today:
        require(no("back_after_end", last_day=max(last)), field="days")
    audit.note(
        session, actor, "enrolment.resume", enrolment, program_id=program_id, left_on=left_on.isoformat()
    )
    return enrolment


def joinable(session: Session, enrolment: Enrolment, cohorts_: Sequence[Cohort]) -> list[Cohort]:
    """Those of these cohorts that somebody may come back into."""
    facts = away(session, enrolment)
    taken = {one.cohort_id for one in _others(session, enrolment)} | {enrolment.cohort_id}
    return [
        one
        for one in cohorts_
        if one.program_id == enrolment.cohort.program_id
        and reentry_rules.may_join_later(facts, _later(enrolment, one, enrolled=one.id in taken))
    ]


def _later(enrolment: Enrolment, cohort: Cohort, *, enrolled: bool) -> reentry_rules.Later:
    starts = [phase.starts_on for phase in cohort.phases]
    earlier = [phase.starts_on for phase in enrolment.cohort.phases]
    return reentry_rules.Later(
        starts_on=min(starts, default=None),
        last_day=cohort.last_day,
        after=min(earlier, default=None),
        enrolled=enrolled,
    )


def join_later(session: Session, actor: Person, *, enrolment: Enrolment, cohort: Cohort) -> Enrolment:
    """Enrol somebody who left into a later cohort, linked to the earlier enrolment.

    What was written before stays with the earlier one and counts at no gate of the new one. A second
    click finds what the first one made.
    """
    if cohort.program_id != enrolment.cohort.program_id:
        raise PermissionError("nothing crosses programs")
    audit.hold(session, cohort.program_id)
    made = following(session, enrolment.id)
    if made is not None and made.cohort_id == cohort.id:
        return made
    taken = {one.cohort_id for one in _others(session, enrolment)} | {enrolment.cohort_id}
    facts = _later(enrolment, cohort, enrolled=cohort.id in taken)
    require(reentry_rules.may_join_later(away(session, enrolment), facts), field="cohort")
    person = enrolment.person
    if not any(
        one.role is Role.SCHOLAR and one.cohort_id == cohort.id and one.ends_on is None
        for one in person.role_grants
    ):
        people.grant_role(
            session,
            actor,
            person=person,
            role=Role.SCHOLAR,
            program_id=cohort.program_id,
            cohort_id=cohort.id,
        )
    row = cohorts.enrol(session, actor, cohort=cohort, person=person)
    row.follows_id = enrolment.id
    session.flush()
    audit.note(session, actor, "enrolment.follow", row, program_id=cohort.program_id, follows=enrolment.id)
    return row
