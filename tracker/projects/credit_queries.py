"""Reads of statements about works, as the rules want them. Who may see them is settled by the work's page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker import clock
from tracker.projects import credit_rules, result_rules
from tracker.projects.credit_models import MemberRole, ResultClaim, ShareClaim
from tracker.projects.credit_rules import InForce, Said
from tracker.projects.models import Membership, Work
from tracker.projects.parts import CreditRole
from tracker.projects.result_rules import ResultState, Voice


def share_claims(session: Session, work_id: int) -> Sequence[ShareClaim]:
    """Everything said of the shares in a work with its authors, oldest first."""
    found = sa.select(ShareClaim).where(ShareClaim.work_id == work_id).options(joinedload(ShareClaim.author))
    return session.scalars(found.order_by(ShareClaim.id)).all()


def result_claims(session: Session, work_id: int) -> Sequence[ResultClaim]:
    """Everything said of a work's result with its authors, oldest first."""
    found = sa.select(ResultClaim).where(ResultClaim.work_id == work_id)
    return session.scalars(found.options(joinedload(ResultClaim.author)).order_by(ResultClaim.id)).all()


def roles(session: Session, work_id: int) -> dict[int, set[CreditRole]]:
    """The roles that members say they had: enrolment → roles."""
    found: dict[int, set[CreditRole]] = {}
    for one in session.scalars(sa.select(MemberRole).where(MemberRole.work_id == work_id)):
        found.setdefault(one.enrolment_id, set()).add(one.role)
    return found


def shares(session: Session, work_ids: Collection[int]) -> dict[int, InForce]:
    """The shares in force in each of these works, by what is open to all. Two statements."""
    teams: dict[int, dict[int, float | None]] = {}
    settled_at = {}
    members = (
        sa.select(Membership.work_id, Membership.enrolment_id, Membership.share, Work.shares_at)
        .join(Membership.work)
        .where(Membership.work_id.in_(work_ids))
        .order_by(Membership.work_id, Membership.enrolment_id)
    )
    for work, member, share, at in session.execute(members):
        teams.setdefault(work, {})[member] = share
        settled_at[work] = at
    said = _said(session, work_ids)
    return {
        work: credit_rules.in_force(team, said.get(work, ()), settled_at=settled_at[work])
        for work, team in teams.items()
    }


def _said(session: Session, work_ids: Collection[int]) -> Mapping[int, Sequence[Said]]:
    found: dict[int, list[Said]] = {}
    opened = sa.or_(ShareClaim.open_on.is_(None), ShareClaim.open_on <= clock.today())
    claims = sa.select(ShareClaim).where(ShareClaim.work_id.in_(work_ids), opened)
    for one in session.scalars(claims.order_by(ShareClaim.id)):
        found.setdefault(one.work_id, []).append(
            Said(one.enrolment_id, one.author_id, one.side, one.part, one.share, one.id, one.claimed_at)
        )
    return found


def voices(session: Session, work_ids: Collection[int]) -> dict[int, list[Voice]]:
    """What was said of the results of these works; each of them has an entry."""
    found: dict[int, list[Voice]] = {work: [] for work in work_ids}
    claims = sa.select(ResultClaim).where(ResultClaim.work_id.in_(work_ids)).order_by(ResultClaim.id)
    for one in session.scalars(claims):
        found[one.work_id].append(Voice(one.author_id, one.side, one.reached, one.id, one.claimed_at))
    return found


@dataclass(frozen=True)
class Standing:
    """Where a work stands: its result, and its shares."""

    result: ResultState
    shares: InForce


def standings(session: Session, works: Collection[Work]) -> dict[int, Standing]:
    """Where each of these works stands. Three statements."""
    ids = [work.id for work in works]
    said, found = voices(session, ids), shares(session, ids)
    return {
        work.id: Standing(result_rules.state(work.reached, work.reached_at, said[work.id]), found[work.id])
        for work in works
    }
