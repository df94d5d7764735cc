"""Writes of shares: what a member or a mentor says of a part in a work. Nothing said is ever overwritten."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit
from tracker.people.models import Person
from tracker.projects import credit_rules, standing
from tracker.projects.credit_models import ShareClaim
from tracker.projects.models import Membership
from tracker.projects.parts import Share, Side, usual_share
from tracker.reasons import require


def claim(
    session: Session,
    actor: Person,
    *,
    membership: Membership,
    part: Share,
    share: float | None,
    words: str = "",
) -> ShareClaim:
    """Keep what somebody says a member's share is: the member of themself, a mentor of any member.

    Without a number the usual one behind the word counts. Who says again what they said last adds nothing.
    """
    work = membership.work
    audit.hold(session, work.phase.cohort.program_id)
    place = standing.place_of(session, actor, work)
    own = place.member is not None and place.member.enrolment_id == membership.enrolment_id
    team = sa.select(sa.func.count()).where(Membership.work_id == membership.work_id)
    number = usual_share(part, session.scalar(team) or 1) if share is None else share
    require(credit_rules.may_claim(own=own, mentor=place.mentor, share=number), field="share")
    words = words.strip()
    last = session.scalar(
        sa.select(ShareClaim)
        .where(
            ShareClaim.work_id == membership.work_id,
            ShareClaim.enrolment_id == membership.enrolment_id,
            ShareClaim.author_id == actor.id,
        )
        .order_by(ShareClaim.id.desc())
        .limit(1)
    )
    if last is not None and (last.part, last.share, last.words) == (part, number, words):
        return last
    made = ShareClaim(
        work_id=membership.work_id,
        enrolment_id=membership.enrolment_id,
        author_id=actor.id,
        side=Side.SCHOLAR if own else Side.MENTOR,
        part=part,
        share=number,
        words=words,
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
        share=number,
    )
    return made
