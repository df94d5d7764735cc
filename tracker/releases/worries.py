"""What somebody close to the work said raises the route; who keeps the desk that is told of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.people import queries as people
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.releases import cases, escalations
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Tier

HANDED_IN = frozenset({CaseState.SCREENING, CaseState.RETURNED, CaseState.STALE})


def raise_route(session: Session, actor: Person | None, *, case: Case, code: str = "") -> None:
    """Lead a case that was handed in to the panel: at once where two reviewers have it.

    Before that nothing is raised: handing it in asks for everything that was said until then.
    """
    if case.state in HANDED_IN and case.submitted_at is not None:
        cases.raise_tier(session, actor, case, Tier.FORMAL)
    elif case.state is CaseState.EXPEDITED:
        escalations.to_panel(session, actor, case=case, code=code)


def desk(session: Session, case: Case) -> list[Person]:
    """Who routes a case: those named for it, else all coordinators and deputies of the program."""
    named = [one for one in (case.coordinator, case.deputy) if one is not None and one.active]
    if named:
        return named
    roles = (Role.COORDINATOR, Role.DEPUTY)
    found = people.with_role(session, roles, program_id=case.program_id, cohort_id=case.work.phase.cohort_id)
    return [one for one in found if one.active]
