"""Looking again at what was not released: on its day, or because of something new (T16)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock, sealed
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import appeal_queries, appeal_rules, approvals, cases, notices, panel_rules
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.sealed import Seal


def due(session: Session, today: date) -> list[Case]:
    """Take the cases whose day to look again has come back to screening; which ones. Nothing is approved."""
    waiting = sa.select(Case).where(Case.state.in_([CaseState.HELD, CaseState.DECLINED])).order_by(Case.id)
    return [case for case in session.scalars(waiting).unique().all() if look_again(session, case, today)]


def look_again(session: Session, case: Case, today: date | None = None) -> bool:
    """Take one case back to screening if its day has come."""
    cases.hold(session, case)
    decision = appeal_queries.newest_decision(session, case.id)
    day = today or clock.today(case.program.time_zone)
    on = decision.revisit_on if decision else None
    if not appeal_rules.may_revisit(case.state, today=day, revisit_on=on, new_information=False):
        return False
    _back(session, None, case, "date")
    return True


def bring_news(session: Session, actor: Person, *, seal: Seal, case: Case, text: str) -> None:
    """Have a case looked at again because of something new, which is sealed."""
    cases.hold(session, case)
    today = clock.today(case.program.time_zone)
    require(
        appeal_rules.may_revisit(case.state, today=today, revisit_on=None, new_information=True), field="text"
    )
    require(panel_rules.may_write(text), field="text")
    _back(session, actor, case, "news", sealed.keep(session, seal, case.vault, "revisit.news", text.strip()))


def _back(
    session: Session, actor: Person | None, case: Case, code: str, words: sealed.SealedText | None = None
) -> None:
    cases.move(session, actor, case=case, transition="T16", to=CaseState.SCREENING, code=code, reason=words)
    approvals.tell_authors(session, case, "revisit")
    handlers = [one for one in (case.coordinator, case.deputy) if one is not None]
    notices.tell(session, case=case, people=handlers, what="revisit")
