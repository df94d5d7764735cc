"""Reads of decisions that can be appealed against, and of appeals with what ties people to the case."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.people.models import Person
from tracker.releases import access, panel_people
from tracker.releases.appeal_models import ReleaseAppeal, Ruling
from tracker.releases.appeal_rules import Tie
from tracker.releases.decision_models import Approval, Approver, Decision
from tracker.releases.models import Case
from tracker.releases.panel_models import Panel, Seat
from tracker.releases.review_models import Assessment, ReviewAssignment


def newest_decision(session: Session, case_id: int) -> Decision | None:
    """What was decided last about a case."""
    found = sa.select(Decision).where(Decision.case_id == case_id).order_by(Decision.number.desc()).limit(1)
    return session.scalars(found.options(joinedload(Decision.submission))).one_or_none()


def decisions(session: Session, case_id: int) -> Sequence[Decision]:
    """All decisions about a case, the newest first."""
    found = sa.select(Decision).where(Decision.case_id == case_id).order_by(Decision.number.desc())
    return session.scalars(found.options(joinedload(Decision.submission))).all()


def of_decision(session: Session, decision_id: int) -> ReleaseAppeal | None:
    """The appeal against a decision, read anew."""
    found = sa.select(ReleaseAppeal).where(ReleaseAppeal.decision_id == decision_id)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def of_case(session: Session, case_id: int) -> Sequence[ReleaseAppeal]:
    """The appeals of a case, the newest first."""
    found = sa.select(ReleaseAppeal).where(ReleaseAppeal.case_id == case_id)
    return session.scalars(
        found.options(joinedload(ReleaseAppeal.reader), joinedload(ReleaseAppeal.decision))
        .order_by(ReleaseAppeal.id.desc())
        .execution_options(populate_existing=True)
    ).all()


def given_to(session: Session, person_id: int) -> Sequence[ReleaseAppeal]:
    """The appeals that somebody was asked to read and has not ruled on, by their day."""
    found = sa.select(ReleaseAppeal).where(
        ReleaseAppeal.reader_id == person_id, ReleaseAppeal.ruling.is_(None)
    )
    return session.scalars(found.order_by(ReleaseAppeal.answer_by, ReleaseAppeal.id)).all()


def sent_back(session: Session, case_id: int) -> Decision | None:
    """The decision that an appeal sent back, until it is decided anew, however often a panel is convened."""
    decision = newest_decision(session, case_id)
    found = of_decision(session, decision.id) if decision else None
    return decision if found is not None and found.ruling is Ruling.REMANDED else None


def decided_by(session: Session, decision: Decision) -> frozenset[int]:
    """Who had a seat where a decision was made: on its panel, or as one of its reviewers."""
    panel = panel_of(session, decision.id)
    if panel is not None:
        return frozenset(session.scalars(sa.select(Seat.person_id).where(Seat.panel_id == panel.id)))
    filed = sa.select(Assessment.person_id).where(Assessment.submission_id == decision.submission_id)
    approved = sa.select(Approver.person_id).join(Approval, Approval.id == Approver.approval_id)
    return frozenset(session.scalars(filed.union(approved.where(Approval.decision_id == decision.id))))


def ties(session: Session, case: Case, person: Person) -> frozenset[Tie]:
    """What somebody has to do with a case: whatever part they ever had in it counts."""
    reviewed = sa.select(ReviewAssignment.id).where(
        ReviewAssignment.case_id == case.id,
        ReviewAssignment.person_id == person.id,
        ReviewAssignment.accepted.is_(True),
    )
    filed = sa.select(Assessment.id).where(Assessment.case_id == case.id, Assessment.person_id == person.id)
    seated = sa.select(Seat.id).join(Seat.panel).where(Panel.case_id == case.id, Seat.person_id == person.id)
    found = {
        Tie.OWN: bool(access.own_roles(session, person.id, case)) or case.author_id == person.id,
        Tie.CONFLICT: access.is_conflicted(session, person.id, case),
        Tie.PANEL: session.scalar(seated.limit(1)) is not None,
        Tie.REVIEWED: session.scalar(reviewed.limit(1)) is not None
        or session.scalar(filed.limit(1)) is not None,
        Tie.HANDLES: person.id in (case.coordinator_id, case.deputy_id),
    }
    return frozenset(tie for tie, there in found.items() if there)


def readers(session: Session, case: Case) -> list[tuple[Person, bool]]:
    """Everybody who may be asked to read an appeal, and whether they are external; those come first."""
    found = [one for one in panel_people.free(session, case) if not ties(session, case, one)]
    return sorted(
        ((one, panel_people.is_external(one, case)) for one in found),
        key=lambda each: (not each[1], each[0].name),
    )


def panel_of(session: Session, decision_id: int) -> Panel | None:
    """The panel that made a decision; None where two reviewers did."""
    return session.scalars(sa.select(Panel).where(Panel.decision_id == decision_id)).one_or_none()
