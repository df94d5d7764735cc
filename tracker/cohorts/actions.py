"""Writes about programs, cohorts, phases, enrolments and milestones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from tracker import audit, clock
from tracker.cohorts import policies, policy_actions, policy_rules, rules
from tracker.cohorts.models import Cohort, Enrolment, Milestone, MilestoneDone, Phase, PhaseKind, Program
from tracker.people import actions as people_actions
from tracker.people import queries as people_queries
from tracker.people import rules as people_rules
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.reasons import Decision, no, require


def create_program(
    session: Session, actor: Person | None, *, slug: str, name: str, time_zone: str = "UTC"
) -> Program:
    require(rules.is_slug(slug), field="slug")
    require(people_rules.is_name(name), field="name")
    if time_zone not in available_timezones():
        require(no("zone_unknown", zone=time_zone), field="time_zone")
    audit.hold(session, None)
    if session.scalar(sa.select(Program.id).where(Program.slug == slug)) is not None:
        require(no("slug_taken", slug=slug), field="slug")
    program = Program(slug=slug, name=name.strip(), time_zone=time_zone)
    session.add(program)
    session.flush()
    audit.note(session, actor, "program.create", program, program_id=program.id, slug=slug)
    return program


def create_cohort(
    session: Session,
    actor: Person | None,
    *,
    program: Program,
    slug: str,
    name: str,
    phases: list[rules.PhaseDates],
) -> Cohort:
    """A cohort with its phases. A phase without a gate gets the default one."""
    require(rules.is_slug(slug), field="slug")
    require(people_rules.is_name(name), field="name")
    audit.hold(session, program.id)
    taken = sa.select(Cohort.id).where(Cohort.program_id == program.id, Cohort.slug == slug)
    if session.scalar(taken) is not None:
        require(no("slug_taken", slug=slug), field="slug")
    for phase in phases:
        require(rules.may_set_phase(phase), field=phase.kind.value)
    require(rules.may_order(phases), field="research")
    cohort = Cohort(program_id=program.id, program=program, slug=slug, name=name.strip(), phases=[])
    session.add(cohort)
    for phase in phases:
        require(_may_publish(session, cohort, None, _with_gate(phase), None), field=phase.kind.value)
        cohort.phases.append(Phase(kind=phase.kind, starts_on=phase.starts_on, ends_on=phase.ends_on))
    session.flush()
    audit.note(session, actor, "cohort.create", cohort, program_id=program.id, slug=slug)
    for row, phase in zip(cohort.phases, phases, strict=True):
        gate = _with_gate(phase).gate
        assert gate is not None
        policy_actions.publish(session, actor, phase=row, gate=gate)
    return cohort


def set_phase(
    session: Session,
    actor: Person | None,
    *,
    cohort: Cohort,
    phase: rules.PhaseDates,
    base_version: int | None = None,
    text: str | None = None,
    reason: str | None = None,
    tell: policy_actions.Tell | None = None,
) -> Phase:
    """Set the dates and the gate of one phase, adding the phase if the cohort lacks it.

    `base_version` is the version that the page began with, 0 where there was none; another window's
    save in between is refused with the code `phase_changed`. A changed gate becomes a new version of
    its policy; what that may change, `policy_rules.may_publish` says.
    """
    audit.hold(session, cohort.program_id)
    if cohort.id is not None:
        session.refresh(cohort, ["phases"])
    row = next((p for p in cohort.phases if p.kind == phase.kind), None)
    if base_version is not None and base_version != (row.version if row else 0):
        require(no("phase_changed"), field="version")
    require(rules.may_set_phase(phase), field="ends_on")
    others = [rules.PhaseDates(p.kind, p.starts_on, p.ends_on) for p in cohort.phases if p.kind != phase.kind]
    require(rules.may_order([*others, phase]), field="starts_on")
    wanted = _with_gate(phase)
    assert wanted.gate is not None
    require(_may_publish(session, cohort, row, wanted, reason), field="ends_on")
    before = _facts(row) if row else None
    if row is None:
        row = Phase(kind=phase.kind, policies=[])
        cohort.phases.append(row)
    row.starts_on, row.ends_on = phase.starts_on, phase.ends_on
    try:
        session.flush()
        policy_actions.publish(
            session, actor, phase=row, gate=wanted.gate, text=text, reason=reason, tell=tell
        )
    except StaleDataError:  # saved by somebody else between our read and our write
        require(no("phase_changed"), field="version")
    audit.note(
        session, actor, "phase.set", row, program_id=cohort.program_id, before=before, after=_facts(row)
    )
    return row


def add_person(
    session: Session,
    actor: Person,
    *,
    program: Program,
    cohort: Cohort | None,
    name: str,
    email: str,
    role: Role,
    ends_on: date | None = None,
) -> Person:
    """Give a role to the person with this address, who is made if nobody has it; scholars enrol as well."""
    if role is Role.SCHOLAR and cohort is None:
        require(no("scholar_in_cohort"), field="role")
    audit.hold(session, program.id)
    person = people_queries.by_email(session, email)
    if person is None:
        audit.hold(session, None)  # people belong to no program: another one may be adding them
        person = people_queries.by_email(session, email)
    if person is None:
        person = people_actions.create_person(session, actor, name=name, email=email, program_id=program.id)
    people_actions.grant_role(
        session,
        actor,
        person=person,
        role=role,
        program_id=program.id,
        cohort_id=cohort.id if cohort else None,
        ends_on=ends_on,
    )
    if role is Role.SCHOLAR and cohort is not None:
        enrol(session, actor, cohort=cohort, person=person)
    return person


def enrol(
    session: Session,
    actor: Person | None,
    *,
    cohort: Cohort,
    person: Person,
    enrolled_on: date | None = None,
) -> Enrolment:
    """Put a person into a cohort as a scholar. Their role is granted apart."""
    audit.hold(session, cohort.program_id)
    taken = sa.select(Enrolment.id).where(Enrolment.cohort_id == cohort.id, Enrolment.person_id == person.id)
    if session.scalar(taken) is not None:
        require(no("enrolled_already", name=person.name), field="name")
    row = Enrolment(
        cohort=cohort,
        person=person,
        enrolled_on=enrolled_on or clock.today(cohort.program.time_zone),
    )
    session.add(row)
    session.flush()
    audit.note(session, actor, "enrolment.create", row, program_id=cohort.program_id)
    return row


def withdraw(session: Session, actor: Person, *, enrolment: Enrolment, on: date) -> Enrolment:
    """Note that a scholar left the program of their own accord."""
    if on < enrolment.enrolled_on:
        require(no("withdrew_before_enrolled", enrolled_on=enrolment.enrolled_on), field="on")
    audit.hold(session, enrolment.cohort.program_id)
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    if enrolment.ended_on is not None:  # who was stopped did not leave by themselves
        require(no("scholar_left"), field="on")
    enrolment.withdrew_on = on
    session.flush()
    audit.note(
        session,
        actor,
        "enrolment.withdraw",
        enrolment,
        program_id=enrolment.cohort.program_id,
        on=on.isoformat(),
    )
    return enrolment


def add_milestone(
    session: Session, actor: Person | None, *, phase: Phase, title: str, due_on: date
) -> Milestone:
    require(people_rules.is_name(title), field="title")
    require(rules.inside(due_on, phase.starts_on, phase.forms_close_on), field="due_on")
    audit.hold(session, phase.cohort.program_id)
    taken = sa.select(Milestone.id).where(Milestone.phase_id == phase.id, Milestone.title == title.strip())
    if session.scalar(taken) is not None:
        require(no("title_taken", title=title.strip()), field="title")
    row = Milestone(phase=phase, title=title.strip(), due_on=due_on)
    session.add(row)
    session.flush()
    audit.note(session, actor, "milestone.create", row, program_id=phase.cohort.program_id)
    return row


def mark_milestone(
    session: Session, actor: Person, *, milestone: Milestone, enrolment: Enrolment, done_on: date | None
) -> None:
    """Mark a milestone of a scholar as done on a day, or as open again."""
    if milestone.phase.cohort_id != enrolment.cohort_id:
        require(no("phase_missing", kind=milestone.phase.kind.value))
    audit.hold(session, enrolment.cohort.program_id)
    row = session.get(MilestoneDone, (milestone.id, enrolment.id), populate_existing=True)
    if done_on is None and row is not None:
        session.delete(row)
    elif done_on is not None and row is None:
        session.add(
            MilestoneDone(
                milestone_id=milestone.id,
                enrolment_id=enrolment.id,
                done_on=done_on,
                marked_by_id=actor.id,
            )
        )
    elif done_on is not None and row is not None:
        row.done_on, row.marked_by_id = done_on, actor.id
    session.flush()
    audit.note(
        session,
        actor,
        "milestone.mark",
        enrolment,
        program_id=enrolment.cohort.program_id,
        milestone=milestone.id,
        done_on=done_on.isoformat() if done_on else None,
    )


def phase_of(cohort: Cohort, kind: PhaseKind) -> Phase:
    """The cohort's phase of this kind; refused where its dates were never set."""
    row = next((phase for phase in cohort.phases if phase.kind is kind), None)
    if row is None:
        require(no("phase_missing", kind=kind.value), field="phase")
    assert row is not None
    return row


def _with_gate(phase: rules.PhaseDates) -> rules.PhaseDates:
    """A phase without a gate gets the usual one."""
    return replace(phase, gate=phase.gate or rules.default_gate(phase.starts_on, phase.ends_on))


def _may_publish(
    session: Session, cohort: Cohort, row: Phase | None, wanted: rules.PhaseDates, reason: str | None
) -> Decision:
    return policy_rules.may_publish(
        policy_actions.dates_of(row) if row else None,
        wanted,
        today=clock.today(cohort.program.time_zone),
        relied_on=row is not None and policies.anybody(session, cohort.id),
        reason=reason,
    )


def _facts(row: Phase) -> dict[str, Any]:
    names = ("starts_on", "ends_on", "gate_default", "places", "notice_by", "decision_on")
    return {name: str(value) for name in names if (value := getattr(row, name)) is not None}
