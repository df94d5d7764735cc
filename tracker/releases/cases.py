"""Writes to cases: plan a release with its case, take a case a step on, raise its tier, seat people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.cohorts.models import Program
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.reasons import require
from tracker.releases import case_rules, checklist_templates, codenames, queries, route_rules, states
from tracker.releases.case_rules import Planner
from tracker.releases.models import Case, CasePerson, CaseStep, ReleasePolicy
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import CaseRole, CaseState, ReleaseKind, Tier
from tracker.releases.states import CLOSED
from tracker.sealed import Seal, SealedText


def plan(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    work: Work,
    kind: ReleaseKind,
    title: str,
    shortens: Case | None = None,
    widens: Case | None = None,
) -> Case:
    """Plan a release (T1): the case begins with it, and there is no other way to make either."""
    program = work.phase.cohort.program
    audit.hold(session, program.id)
    who = Planner(member=queries.is_member(session, actor.id, work.id))
    require(case_rules.may_plan(who, title), field="title")
    for earlier in (shortens, widens):
        if earlier is not None:
            same = earlier.work_id == work.id
            require(case_rules.may_follow(earlier.state, same_work=same), field="earlier")
    year = clock.today(program.time_zone).year
    checklist = checklist_templates.newest(session, program.id)
    vault = sealed.new_vault(session, seal)
    case = Case(
        program_id=program.id,
        work_id=work.id,
        year=year,
        number=queries.last_number(session, program.id, year) + 1,
        codename=codenames.draw(queries.codenames(session, program.id)),
        kind=kind,
        state=CaseState.DRAFT,
        state_since=clock.now(),
        author_id=actor.id,
        vault_id=vault.id,
        title_id=sealed.keep(session, seal, vault, "release.title", title.strip()).id,
        policy_id=_policy(session, program).id,
        checklist_id=None if checklist is None else checklist.id,
        derived_from_id=shortens.id if shortens else None,
        widens_id=widens.id if widens else None,
    )
    session.add(case)
    session.flush()
    _step(session, actor, case, "T1", before=None, position=1)
    _note(session, actor, case, "release.plan", kind=kind.value, work=work.id)
    return case


def hold(session: Session, case: Case) -> Case:
    """Take the program's lock and the case as it stands now. Every write that looks first begins so."""
    audit.hold(session, case.program_id)
    session.refresh(case)
    return case


def move(
    session: Session,
    actor: Person | None,
    *,
    case: Case,
    transition: str,
    to: CaseState,
    code: str = "",
    reason: SealedText | None = None,
    tier: Tier | None = None,
) -> CaseStep:
    """Take a case one step on. `actor` None: the program itself, since a day came or a rule asked for it.

    Refused where the table of states has no such step. Who may take it, and when, the caller asked already.
    A `tier` is raised with the step, where the states before and after do not bear the same.
    """
    hold(session, case)
    require(states.may_move(transition, case.state, to))
    before = case.state
    case.state, case.state_since = to, clock.now()
    case.closed_at = (case.closed_at or clock.now()) if to in CLOSED else None
    raised = tier is not None and _raised(case, tier)
    session.flush()
    if raised:
        _note(session, actor, case, "release.tier")
    last = queries.last_step(session, case.id)
    step = _step(session, actor, case, transition, before, last.position + 1, code, reason)
    _note(session, actor, case, "release.move", before=before.value, after=to.value, step=transition)
    return step


def raise_tier(session: Session, actor: Person | None, case: Case, tier: Tier) -> None:
    """Raise how much review a case gets. A lower tier than it has leaves it as it is."""
    hold(session, case)
    if _raised(case, tier):
        session.flush()
        _note(session, actor, case, "release.tier")  # the tier itself is for the case's own people


def _raised(case: Case, tier: Tier) -> bool:
    """Raise the tier on the row; whether it was lower."""
    before = case.tier
    case.tier = int(tier if before is None else route_rules.raised(Tier(before), tier))
    return case.tier != before


def add_person(
    session: Session,
    actor: Person | None,
    *,
    case: Case,
    person: Person,
    role: CaseRole,
    reason: SealedText | None = None,
    ends_at: datetime | None = None,
) -> CasePerson:
    """Put somebody on the need-to-know list. The same seat twice is one seat."""
    hold(session, case)
    found = queries.seat(session, case.id, person.id, role)
    if found is not None:
        return found
    seat = CasePerson(
        case_id=case.id,
        person_id=person.id,
        role=role,
        reason_id=reason.id if reason else None,
        added_by_id=actor.id if actor else None,
        ends_at=ends_at,
    )
    session.add(seat)
    session.flush()
    _note(session, actor, case, "release.seat", person=person.id, role=role.value)
    return seat


def remove_person(
    session: Session, actor: Person | None, *, case: Case, person: Person, role: CaseRole
) -> None:
    """Take a seat away: what it opened is closed from the next request on."""
    hold(session, case)
    seat = queries.seat(session, case.id, person.id, role)
    if seat is not None:
        seat.removed_at = clock.now()
        session.flush()
        _note(session, actor, case, "release.unseat", person=person.id, role=role.value)


def _policy(session: Session, program: Program) -> ReleasePolicy:
    """The rules in force; the first case of a program begins with the defaults as their first version."""
    found = queries.newest_policy(session, program.id)
    if found is None:
        today = clock.today(program.time_zone)
        found = ReleasePolicy(
            program_id=program.id, version=1, numbers=DEFAULTS.as_json(), in_force_from=today
        )
        session.add(found)
        session.flush()
    return found


def _step(
    session: Session,
    actor: Person | None,
    case: Case,
    transition: str,
    before: CaseState | None,
    position: int,
    code: str = "",
    reason: SealedText | None = None,
) -> CaseStep:
    step = CaseStep(
        case_id=case.id,
        position=position,
        transition=transition,
        before=before,
        after=case.state,
        actor_id=actor.id if actor else None,
        code=code,
        reason_id=reason.id if reason else None,
    )
    session.add(step)
    session.flush()
    return step


def _note(session: Session, actor: Person | None, case: Case, action: str, **facts: object) -> None:
    """The trail tells numbers and steps; no title, tier, scope or reason."""
    audit.note(session, actor, action, case, program_id=case.program_id, **facts)
