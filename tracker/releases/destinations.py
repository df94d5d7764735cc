"""Writes of where an approved release goes and whom it reaches: another place or scope ends its approval."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit
from tracker.people.models import Person
from tracker.reasons import no, require, yes
from tracker.releases import answer_queries, approvals, cases, contributor_queries
from tracker.releases.answer_rules import Typed
from tracker.releases.answering import AnsweredMeanwhile, Writing
from tracker.releases.models import Case
from tracker.releases.submission_queries import WHERE_TO
from tracker.releases.submission_rules import may_change_destination
from tracker.sealed import Seal


def change(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    key: str,
    case: Case,
    typed: Typed,
    base_version: int,
) -> bool:
    """Make this the scope and the venue of a release; whether that is another than it was.

    Before it is approved they are an answer like any other, written with the questions. Raises
    `AnsweredMeanwhile` where another window saved since the page of `base_version` was opened.
    """
    cases.hold(session, case)
    authors = contributor_queries.everybody(session, case).authors
    require(yes() if actor.id in authors else no("case_not_yours"))
    require(may_change_destination(case.state), field="scope")
    row = answer_queries.rows(session, case.id).get(WHERE_TO)
    version = row.version if row else 0
    if version != base_version:
        raise AnsweredMeanwhile
    writing = Writing(session, actor, seal, case, key)
    row = writing.put(WHERE_TO, row, typed)
    writing.forget()
    if row is None or row.version == version:
        return False
    audit.note(session, actor, "release.destination", case, program_id=case.program_id, version=row.version)
    approvals.settle(session, case)
    return True
