"""The corresponding author takes a release back, or another author becomes the corresponding one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit
from tracker.people.models import Person
from tracker.reasons import no, require, yes
from tracker.releases import approval_queries, approvals, cases, contributor_queries, notices, worries
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.releases.submission_models import Contributor, Part
from tracker.releases.submission_rules import may_take_over, may_withdraw


def withdraw(session: Session, actor: Person, *, case: Case) -> None:
    """Take a release back (T17). Everything stays on record, and nothing becomes free to go out."""
    cases.hold(session, case)
    if case.state is CaseState.WITHDRAWN and case.author_id == actor.id:
        return
    out = approval_queries.publication(session, case.id) is not None
    require(may_withdraw(case.state, corresponding=case.author_id == actor.id, out=out))
    waited_for = case.submitted_at is not None
    cases.move(session, actor, case=case, transition="T17", to=CaseState.WITHDRAWN)
    if waited_for:
        notices.tell(session, case=case, people=worries.desk(session, case), what="withdrawn")


def take_over(session: Session, actor: Person, *, case: Case) -> None:
    """Become the corresponding author, since somebody must be there to act; the one before is told.

    They stay on the list of who contributed, also where the work names them no more.
    """
    cases.hold(session, case)
    people = contributor_queries.everybody(session, case)
    require(yes() if actor.id in people.authors else no("case_not_yours"))
    before = case.author
    require(may_take_over(case.state, corresponding=before.id == actor.id))
    case.author = actor
    session.flush()
    if before.id not in contributor_queries.everybody(session, case).authors:
        session.add(Contributor(case_id=case.id, part=Part.AUTHOR, person_id=before.id, added_by_id=actor.id))
        session.flush()
    audit.note(session, actor, "release.corresponding", case, program_id=case.program_id, before=before.id)
    notices.tell(session, case=case, people=[before], what=f"corresponding-{actor.id}")
    approvals.settle(session, case)
