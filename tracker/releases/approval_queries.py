"""Reads of approvals: what one binds to, what it still waits for, who it rests on, what went out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker import clock
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.releases import access, sign_off_queries, submission_queries
from tracker.releases.access_rules import JUDGES, OWN
from tracker.releases.amendment_rules import Amending, Seat
from tracker.releases.approval_models import (
    Amendment,
    Condition,
    Publication,
    Recipient,
    RecipientCheck,
    TripwireReport,
)
from tracker.releases.approval_rules import Approved, Bound, Embargo
from tracker.releases.decision_models import Approval, Approver, Decision
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.releases.review_models import ConflictDeclaration
from tracker.releases.submission_models import ManifestVersion, Submission
from tracker.releases.submission_queries import Live
from tracker.releases.submission_rules import Said

# What an approval can be given for.
Source = Amendment | Submission


def in_force(session: Session, case_id: int) -> Approval | None:
    """The approval of a case that nothing voided so far."""
    found: Approval | None = session.scalars(
        _approvals(case_id).where(Approval.voided_at.is_(None))
    ).one_or_none()
    return found


def latest(session: Session, case_id: int) -> Approval | None:
    """The newest approval of a case, whether it holds or not."""
    found: Approval | None = session.scalars(
        _approvals(case_id).order_by(Approval.id.desc()).limit(1)
    ).first()
    return found


def _approvals(case_id: int) -> sa.Select[Any]:
    return (
        sa.select(Approval)
        .where(Approval.case_id == case_id)
        .options(
            selectinload(Approval.approvers).joinedload(Approver.person),
            joinedload(Approval.decision),
            joinedload(Approval.submission),
        )
        .execution_options(populate_existing=True)
    )


def bound(session: Session, approval: Approval) -> Bound:
    """What an approval binds to: as it was handed in, or as it was amended."""
    files = session.get_one(ManifestVersion, approval.manifest_id).sha256
    source = source_of(session, approval)
    return Bound(files, source.scope, source.venue_id, approval.binding)


def source_of(session: Session, approval: Approval) -> Source:
    """What an approval was given for: what was handed in, or an amendment of it."""
    amended = session.scalars(sa.select(Amendment).where(Amendment.made_id == approval.id)).one_or_none()
    return amended or approval.submission


def hands(source: Source) -> frozenset[tuple[str, int]]:
    """Everybody who contributed to what was approved or amended: ("person" or "name", id)."""
    kept = source.contributors
    if isinstance(source, Amendment):
        parts = [one.split(":") for one in kept["keys"]]
        return frozenset((kind, int(number)) for _part, kind, number in parts)
    people = {("person", one) for one in kept["people"]}
    return frozenset(people | {("name", one) for one in kept["names"]})


def bound_now(live: Live) -> Bound:
    """The same of what stands now."""
    files = live.manifest.sha256 if live.manifest else None
    return Bound(files, live.scope, live.venue_id, live.binding)


def facts(session: Session, case: Case, approval: Approval) -> Approved:
    """The facts by which an approval holds, and a release may go out, today."""
    people = {one.person_id for one in approval.approvers}
    live = submission_queries.live(session, case)
    words = [one.said for one in sign_off_queries.lines(session, case)]
    words += [one.said for one in sign_off_queries.outside(session, case)]
    return Approved(
        today=clock.today(case.program.time_zone),
        approved=bound(session, approval),
        live=bound_now(live),
        scope=approval.scope,
        approved_on=approval.approved_on,
        expires_on=approval.expires_on,
        approvers=len(people),
        conflicted=len(conflicted(session, case, people)),
        tripped=_tripped(session, approval),
        accepted=approval.accepted_at is not None,
        conditions=sum(
            one.before and one.verified_at is None for one in conditions(session, approval.decision_id)
        ),
        embargo=embargo(approval),
        reaffirmed=reaffirmed(approval),
        unsigned=words.count(Said.PENDING),
        refused=words.count(Said.NO),
        cleared=case.state is CaseState.CLEARED,
        reaffirm_after=case.numbers.embargo,
    )


def embargo(approval: Approval) -> Embargo | None:
    """The embargo that an approval carries."""
    if approval.embargo_until is None:
        return None
    return Embargo(approval.embargo_until, approval.embargo_event_id is not None, approval.embargo_met_on)


def reaffirmed(approval: Approval) -> bool:
    """Whether those on whom it rests said again that it may go out: both, or the chair and one voter."""
    said = [one for one in approval.approvers if one.reaffirmed_at is not None]
    if approval.decision.by_panel:
        return any(one.chair for one in said) and any(not one.chair for one in said)
    return len(said) == len(approval.approvers)


def conflicted(session: Session, case: Case, people: Iterable[int]) -> frozenset[int]:
    """Which of these have a part in the release or a conflict, or never declared that they have none."""
    people = set(people)
    declared = set(
        session.scalars(
            sa.select(ConflictDeclaration.person_id).where(
                ConflictDeclaration.case_id == case.id, ConflictDeclaration.person_id.in_(people)
            )
        )
    )
    barred = {
        one
        for one in people & declared
        if access.own_roles(session, one, case) & OWN or access.is_conflicted(session, one, case)
    }
    return frozenset(barred | (people - declared))


def can_judge(session: Session, case: Case, person: Person) -> bool:
    """Whether somebody on whom an approval rests could still judge the case today."""
    held = person.grants_on(clock.today())
    return (
        person.active
        and Role.OPERATOR not in held.roles()
        and any(access.is_eligible(held, case, role) for role in JUDGES)
        and not conflicted(session, case, [person.id])
    )


def _tripped(session: Session, approval: Approval) -> bool:
    found = sa.select(TripwireReport.id).where(TripwireReport.approval_id == approval.id).limit(1)
    return session.scalar(found) is not None


def conditions(session: Session, decision_id: int) -> Sequence[Condition]:
    """What a decision asks for, in its order."""
    found = sa.select(Condition).where(Condition.decision_id == decision_id).order_by(Condition.position)
    options = [joinedload(one) for one in (Condition.words, Condition.note, Condition.answer)]
    return session.scalars(found.options(*options).execution_options(populate_existing=True)).all()


def condition(session: Session, case_id: int, condition_id: int) -> Condition | None:
    """A condition of this case."""
    found = session.get(Condition, condition_id, populate_existing=True)
    return found if found is not None and found.case_id == case_id else None


def decision_number(session: Session, case_id: int) -> int:
    """The number of a case's newest decision; 0 before the first."""
    found = sa.select(sa.func.max(Decision.number)).where(Decision.case_id == case_id)
    return session.scalar(found) or 0


def open_amendment(session: Session, case_id: int) -> Amendment | None:
    """The fast amendment that waits for its answers."""
    found = sa.select(Amendment).where(Amendment.case_id == case_id, Amendment.ended_at.is_(None))
    return session.scalars(
        found.options(joinedload(Amendment.statement)).execution_options(populate_existing=True)
    ).one_or_none()


def amending(session: Session, case: Case, approval: Approval) -> Amending:
    """The facts of a fast amendment of an approval that was voided."""
    live = submission_queries.live(session, case)
    before = bound(session, approval).scope
    assert before is not None
    return Amending(
        today=clock.today(case.program.time_zone),
        state=case.state,
        voided_for=approval.void_code,
        expires_on=approval.expires_on,
        before=before,
        after=live.scope,
        by_panel=approval.decision.by_panel,
        seats=[
            Seat(one.person_id, one.chair, can_judge(session, case, one.person)) for one in approval.approvers
        ],
        complete=live.binding is not None,
    )


def publication(session: Session, case_id: int) -> Publication | None:
    """How a release went out; None while it did not."""
    found = sa.select(Publication).where(Publication.case_id == case_id)
    options = [joinedload(one) for one in (Publication.venue, Publication.url, Publication.approval)]
    return session.scalars(found.options(*options)).one_or_none()


def recipients(session: Session, case_id: int) -> Sequence[Recipient]:
    """Who was given a gated release and still is on the list."""
    found = sa.select(Recipient).where(Recipient.case_id == case_id, Recipient.removed_at.is_(None))
    return session.scalars(found.options(joinedload(Recipient.name)).order_by(Recipient.id)).all()


def last_check(session: Session, case_id: int) -> RecipientCheck | None:
    """When the list of recipients was last gone through."""
    found = sa.select(RecipientCheck).where(RecipientCheck.case_id == case_id)
    return session.scalars(found.order_by(RecipientCheck.id.desc()).limit(1)).first()
