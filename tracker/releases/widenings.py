"""Takes what is out to more people (T23): a case of its own, decided anew, with the answers carried over."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.reasons import require
from tracker.releases import answering, cases, publication_rules
from tracker.releases import approval_queries as queries
from tracker.releases.access_rules import Standing
from tracker.releases.checklist_parts import Answers
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole
from tracker.sealed import Seal


def begin(
    session: Session,
    actor: Person,
    standing: Standing,
    *,
    seal: Seal,
    case: Case,
    title: str,
    answers: Answers,
) -> Case:
    """Plan the next stage of a published release. Nothing of its approval carries over."""
    cases.hold(session, case)
    went = queries.publication(session, case.id)
    author = CaseRole.AUTHOR in standing.roles
    require(publication_rules.may_widen(case.state, went.scope if went else None, author=author))
    work = session.get_one(Work, case.work_id)
    made = cases.plan(session, actor, seal=seal, work=work, kind=case.kind, title=title, widens=case)
    answering.prefill(session, actor, seal=seal, case=made, answers=answers)
    return made
