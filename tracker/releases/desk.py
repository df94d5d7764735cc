"""Writes of the coordinator: who handles a case, and where it goes from screening."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, sealed
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import (
    assessment_queries,
    assignment_rules,
    assignments,
    cases,
    desk_queries,
    desk_rules,
    escalations,
    notices,
)
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Tier
from tracker.sealed import Seal


def hand_over(
    session: Session, actor: Person, *, case: Case, coordinator: int | None, deputy: int | None
) -> None:
    """Name who coordinates a case and who steps in. Either may change at any time."""
    cases.hold(session, case)
    people = {one.id: one for one in desk_queries.handlers(session, case)}
    require(desk_rules.may_hand_over(coordinator, deputy, people), field="coordinator")
    if (case.coordinator_id, case.deputy_id) == (coordinator, deputy):
        return
    case.coordinator = people[coordinator] if coordinator else None
    case.deputy = people[deputy] if deputy else None
    session.flush()
    audit.note(
        session,
        actor,
        "release.handlers",
        case,
        program_id=case.program_id,
        coordinator=coordinator,
        deputy=deputy,
    )
    notices.tell(
        session,
        case=case,
        people=[one for one in (case.coordinator, case.deputy) if one is not None and one != actor],
        what="handlers",
    )


def give_back(session: Session, seal: Seal, actor: Person, *, case: Case, words: str) -> None:
    """Return a case to its authors with what is missing (T3). No decision on its merits."""
    cases.hold(session, case)
    require(desk_rules.may_return(case.state, words), field="words")
    kept = sealed.keep(session, seal, case.vault, "release.return", words.strip())
    cases.move(
        session, actor, case=case, transition="T3", to=CaseState.RETURNED, code="incomplete", reason=kept
    )
    notices.tell(session, case=case, people=[case.author], what="returned")


def begin(session: Session, actor: Person, *, case: Case) -> None:
    """Send a case to its two reviewers (T4)."""
    cases.hold(session, case)
    both = [one for one in assessment_queries.reviewers(session, case) if one.judges]
    require(assignment_rules.may_begin(case.state, case.tier, [one.candidate for one in both]))
    due = assignments.due_on(session, case)
    for one in both:
        one.row.due_on = due
    session.flush()
    assignments.seat_free(session, actor, case=case)
    cases.move(session, actor, case=case, transition="T4", to=CaseState.EXPEDITED)
    notices.tell(session, case=case, people=[one.row.person for one in both], what="assess", due=due)
    notices.tell(session, case=case, people=[case.author], what="moved")


def to_panel(
    session: Session, seal: Seal, actor: Person, *, case: Case, words: str = "", outside: bool = False
) -> None:
    """Send a case to the panel (T5), with somebody from outside where asked for."""
    cases.hold(session, case)
    require(desk_rules.may_send_to_panel(case.state, case.tier, words), field="words")
    kept = sealed.keep(session, seal, case.vault, escalations.FIELD, words.strip()) if words.strip() else None
    tier = Tier.EXTERNAL if outside else Tier.FORMAL
    escalations.to_panel(session, actor, case=case, code="screening", tier=tier, reason=kept)


def without_reviewers(session: Session, actor: Person, *, case: Case) -> None:
    """Two people who could judge it cannot be found, so the panel does; it never falls back to one."""
    cases.hold(session, case)
    require(assignment_rules.may_give_up(case.state, desk_queries.able(session, case)))
    escalations.to_panel(session, actor, case=case, code="no_reviewers")
