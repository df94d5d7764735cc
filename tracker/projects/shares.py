"""Writes of shares: what a member or a mentor says of a part in a work. Nothing said is ever overwritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit
from tracker.people.models import Person
from tracker.projects import actions, credit_rules, standing
from tracker.projects.credit_models import MemberRole, ShareClaim
from tracker.projects.models import Membership, Work
from tracker.projects.parts import CreditRole, Share, Side, usual_share
from tracker.reasons import require


def claim(
    session: Session,
    actor: Person,
    *,
    membership: Membership,
    part: Share,
    share: float | None,
    words: str = "",
    open_on: date | None = None,
) -> ShareClaim:
    """Keep what somebody says a member's share is: the member of themself, a mentor of any member.

    Without a number the one they last gave with this word stands, else the usual one behind the word. Who
    says again what they said last adds nothing. Before `open_on` only staff read it.
    """
    work = membership.work
    audit.hold(session, work.phase.cohort.program_id)
    place = standing.place_of(session, actor, work)
    own = place.member is not None and place.member.enrolment_id == membership.enrolment_id
    words, last = words.strip(), _last(session, actor, membership)
    if share is None and last is not None and last.part is part:
        share = last.share
    if share is None:
        team = sa.select(sa.func.count()).where(Membership.work_id == membership.work_id)
        share = usual_share(part, session.scalar(team) or 1)
    require(credit_rules.may_claim(own=own, mentor=place.mentor, share=share), field="share")
    same = last is not None and (last.part, last.share) == (part, share) and words in ("", last.words)
    if last is not None and same and (open_on is not None or last.open_on is None):
        return last
    made = ShareClaim(
        work_id=membership.work_id,
        enrolment_id=membership.enrolment_id,
        author_id=actor.id,
        side=Side.SCHOLAR if own else Side.MENTOR,
        part=part,
        share=share,
        words=words,
        open_on=open_on,
    )
    session.add(made)
    session.flush()
    audit.note(
        session,
        actor,
        "work.claim-share",
        work,
        program_id=work.phase.cohort.program_id,
        member=membership.enrolment_id,
        side=made.side.value,
        part=part.value,
        share=share,
    )
    return made


def _last(session: Session, author: Person, membership: Membership) -> ShareClaim | None:
    found = sa.select(ShareClaim).where(
        ShareClaim.work_id == membership.work_id,
        ShareClaim.enrolment_id == membership.enrolment_id,
        ShareClaim.author_id == author.id,
    )
    return session.scalar(found.order_by(ShareClaim.id.desc()).limit(1))


def settle(session: Session, actor: Person, *, work: Work, shares: Mapping[int, float], reason: str) -> None:
    """Staff settle everybody's share; everybody concerned reads why."""
    require(credit_rules.may_settle(reason), field="reason")
    actions.set_shares(session, actor, work=work, shares=shares, reason=reason)


def set_roles(
    session: Session, actor: Person, *, membership: Membership, roles: Collection[CreditRole]
) -> None:
    """A member says which roles of CRediT they had in a work; nobody says it for them."""
    if membership.enrolment.person_id != actor.id:
        raise PermissionError("only a member says which roles they had")
    program_id = membership.work.phase.cohort.program_id
    audit.hold(session, program_id)
    mine = (
        MemberRole.work_id == membership.work_id,
        MemberRole.enrolment_id == membership.enrolment_id,
    )
    before = set(session.scalars(sa.select(MemberRole.role).where(*mine)))
    if before == set(roles):
        return
    session.execute(sa.delete(MemberRole).where(*mine))
    session.add_all(
        MemberRole(work_id=membership.work_id, enrolment_id=membership.enrolment_id, role=role)
        for role in sorted(set(roles))
    )
    session.flush()
    audit.note(
        session,
        actor,
        "work.set-roles",
        membership.work,
        program_id=program_id,
        member=membership.enrolment_id,
        before=sorted(before),
        after=sorted(set(roles)),
    )
