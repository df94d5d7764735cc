"""Reminders of what stays due once a release is out: late conditions, and the list of who was given it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.people.models import Person
from tracker.releases import approval_queries as queries
from tracker.releases import clocks, notices, publication_rules, stop_queries
from tracker.releases.models import Case
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState


@dataclass(frozen=True)
class Due:
    """One thing that somebody still has to do: a short name, its day, and who."""

    name: str
    on: date
    people: list[Person]


def due(session: Session, case: Case) -> list[Due]:
    """What is still to be done for a release that is out, whenever it falls due."""
    out, approval = queries.publication(session, case.id), queries.latest(session, case.id)
    if case.state is not CaseState.PUBLISHED or out is None or approval is None:
        return []
    found = []
    for one in queries.conditions(session, approval.decision_id):
        if one.before or one.due_on is None or one.verified_at is not None:
            continue
        # An author says how it is met; then somebody else has a look.
        people = stop_queries.handlers(session, case) if one.done_at else [case.author]
        found.append(Due(f"condition-{one.position}-{'seen' if one.done_at else 'met'}", one.due_on, people))
    if publication_rules.keeps_list(case.state, out.scope):
        last = queries.last_check(session, case.id)
        on = publication_rules.recheck_on(out.published_on, last.checked_on if last else None)
        found.append(Due("recipients", on, [case.author]))
    return found


def to_remind(session: Session, case: Case) -> list[tuple[str, Due]]:
    """What is due by now and whose newest reminder nobody was sent, with the name of the reminder."""
    today = clock.today(case.program.time_zone)
    asked = [(one, clocks.reminder_on(one.on, today)) for one in due(session, case)]
    named = {f"late-{one.name}-{on.isoformat()}": one for one, on in asked if on is not None}
    sent = sa.select(Notice.what).where(Notice.case_id == case.id, Notice.what.in_(named))
    known = set(session.scalars(sent)) if named else set()
    return [(what, one) for what, one in named.items() if what not in known and one.people]


def remind(session: Session, case: Case) -> int:
    """Send what is due, neutral as every notice; how many people were reminded."""
    return sum(
        len(notices.tell(session, case=case, people=one.people, what=what, due=one.on))
        for what, one in to_remind(session, case)
    )
