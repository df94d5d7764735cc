"""Somebody of a case reports a new fact that would change its decision. Its approval ends at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import approval_queries as queries
from tracker.releases import approval_rules, approvals, cases, verdicts
from tracker.releases.access_rules import HANDLERS, JUDGES, OWN, Standing
from tracker.releases.approval_models import TripwireReport
from tracker.releases.models import Case
from tracker.sealed import SealedText


def on_case(standing: Standing) -> bool:
    """Whether somebody is of a case: who made the work, who judges it, who handles it."""
    return bool(standing.roles & (OWN | JUDGES | HANDLERS)) and not standing.operator


def report(
    session: Session, actor: Person, standing: Standing, *, case: Case, words: SealedText
) -> TripwireReport:
    """Report a new fact. It counts whichever way it points, and nobody needs to agree."""
    cases.hold(session, case)
    approval = queries.in_force(session, case.id)
    usable = approval is not None and case.state in approvals.HELD_BY
    require(approval_rules.may_report(on_case=on_case(standing), in_force=usable, words=True), field="news")
    assert approval is not None
    row = TripwireReport(case_id=case.id, approval_id=approval.id, words_id=words.id, by_id=actor.id)
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "release.tripwire",
        row,
        program_id=case.program_id,
        case=case.id,
        words=verdicts.digests(session, [words.id]),
    )
    approvals.settle(session, case)
    return row
