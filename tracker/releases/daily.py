"""What a day brings to the cases of a program: what ends, what is due, whom to remind. It approves nothing.

Everything here follows from facts and the calendar and can be asked as often as one likes. A case that
fails is logged by its number and holds no other up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Program
from tracker.people.models import Person
from tracker.releases import (
    aftercare,
    alerts,
    appeal_queries,
    appeal_rules,
    approval_queries,
    approval_rules,
    approvals,
    assessment_queries,
    assignments,
    clock_queries,
    clocks,
    look_back_queries,
    look_backs,
    notices,
    retention,
    retention_rules,
    revisits,
    spoken,
    stop_queries,
    stop_rules,
    stops,
)
from tracker.releases.models import Case
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState
from tracker.sealed import Seal

log = logging.getLogger(__name__)

JUDGED = frozenset({CaseState.SCREENING, CaseState.EXPEDITED})


@dataclass(frozen=True)
class Part:
    """One kind of thing: `needed` only reads, `do` looks again under the lock and tells how much it wrote."""

    needed: Callable[[Session, Case], bool]
    do: Callable[[Session, Seal, Case], int]


def due(session: Session, program: Program) -> bool:
    """Whether any case of a program needs anything today. Reads only, so that it keeps nobody waiting."""
    return alerts.is_due(session, program.id) or any(
        _asked(name, part, session, case) for case in _cases(session, program) for name, part in PARTS.items()
    )


def run(session: Session, program: Program, seal: Seal) -> int:
    """Do what the day asks for, each case and each part by itself; how many things were done."""
    audit.hold(session, program.id)
    done = len(alerts.look(session, program.id))
    for case in _cases(session, program):
        for name, part in PARTS.items():
            if _asked(name, part, session, case):
                done += _done(name, part, session, seal, case)
    return done


def _cases(session: Session, program: Program) -> list[Case]:
    waiting = clock_queries.open_cases(session, program.id)
    back = look_back_queries.cases_to_ask(session, program.id)
    ended = retention.due(session, program)
    return sorted({one.id: one for one in (*waiting, *back, *ended)}.values(), key=lambda case: case.id)


def _asked(name: str, part: Part, session: Session, case: Case) -> bool:
    try:
        return part.needed(session, case)
    except Exception:
        log.exception("%s of case %s could not be looked at; the next round tries again", name, case.id)
        return False


def _done(name: str, part: Part, session: Session, seal: Seal, case: Case) -> int:
    number = case.id
    try:
        with session.begin_nested():
            return part.do(session, seal, case)
    except Exception:
        log.exception("%s of case %s failed; the next round tries again", name, number)
        session.expire_all()
        return 0


def _stop_overdue(session: Session, case: Case) -> bool:
    stop = stop_queries.open_stop(session, case.id)
    if stop is None or case.state is not CaseState.SUSPENDED:
        return False
    return stop_rules.overdue(stop_queries.facts(session, case, stop), _today(case))


def _end_stop(session: Session, _seal: Seal, case: Case) -> int:
    return int(stops.end_overdue(session, case))


def _approval_moves(session: Session, case: Case) -> bool:
    """Whether an approval ends, or what it waited for is there. Both follow from what people did."""
    approval = approval_queries.in_force(session, case.id)
    if approval is None or case.state not in approvals.SETTLED:
        return False
    facts = approval_queries.facts(session, case, approval)
    clears = case.state is CaseState.APPROVED and bool(approval_rules.may_clear(facts))
    return clears or approval_rules.void(facts) is not None


def _settle(session: Session, _seal: Seal, case: Case) -> int:
    approvals.settle(session, case)
    return 1


def _reviewer_barred(session: Session, case: Case) -> bool:
    known = assessment_queries.reviewers(session, case) if case.state in JUDGED else []
    return any(one.row.accepted and not one.free for one in known)


def _recheck(session: Session, seal: Seal, case: Case) -> int:
    assignments.recheck(session, seal, case=case)
    return 1


def _revisit_due(session: Session, case: Case) -> bool:
    decision = appeal_queries.newest_decision(session, case.id)
    on = decision.revisit_on if decision else None
    return bool(
        appeal_rules.may_revisit(case.state, today=_today(case), revisit_on=on, new_information=False)
    )


def _revisit(session: Session, _seal: Seal, case: Case) -> int:
    return int(revisits.look_again(session, case))


def _reminders(session: Session, case: Case) -> list[tuple[clocks.Deadline, str, list[Person]]]:
    """The tasks of a case whose newest reminder nobody was sent: its name, and who is reminded."""
    today = _today(case)
    found = []
    for one in clock_queries.deadlines(session, [case])[case.id]:
        on = clocks.reminder_on(one.due, today) if one.due is not None else None
        if on is not None:
            found.append((one, f"late-{one.what.value.replace('_', '-')}-{on.isoformat()}"))
    names = [what for _one, what in found]
    sent = sa.select(Notice.what).where(Notice.case_id == case.id, Notice.what.in_(names))
    known = set(session.scalars(sent)) if names else set()
    asked = [
        (one, what, clock_queries.waiting_for(session, case, one)) for one, what in found if what not in known
    ]
    return [(one, what, people) for one, what, people in asked if people]


def _remind(session: Session, _seal: Seal, case: Case) -> int:
    count = 0
    for one, what, people in _reminders(session, case):
        count += len(notices.tell(session, case=case, people=people, what=what, due=one.due))
    return count


def _remind_afterwards(session: Session, _seal: Seal, case: Case) -> int:
    return aftercare.remind(session, case)


def _remind_to_agree(session: Session, _seal: Seal, case: Case) -> int:
    return spoken.remind(session, case)


def _looks_back(session: Session, case: Case) -> bool:
    rows = look_back_queries.answers(session, case.id)
    asked = look_back_queries.asked(session, case, _today(case))
    names = [look_backs.name(one) for one in asked if not look_back_queries.answered(rows, one)]
    told = sa.select(Notice.what).where(Notice.case_id == case.id, Notice.what.in_(names))
    return bool(set(names) - set(session.scalars(told)))


def _look_back(session: Session, _seal: Seal, case: Case) -> int:
    return look_backs.remind(session, case)


def _kept_long_enough(session: Session, case: Case) -> bool:
    return bool(retention_rules.may_destroy(retention.kept(session, case), _today(case)))


def _delete(session: Session, _seal: Seal, case: Case) -> int:
    return int(retention.delete(session, case))


def _today(case: Case) -> date:
    return clock.today(case.program.time_zone)


# In this order: whom to remind of what is asked once the day has done the rest.
PARTS = {
    "stops": Part(_stop_overdue, _end_stop),
    "approvals": Part(_approval_moves, _settle),
    "reviewers": Part(_reviewer_barred, _recheck),
    "revisits": Part(_revisit_due, _revisit),
    "agreement": Part(lambda session, case: bool(spoken.to_remind(session, case)), _remind_to_agree),
    "reminders": Part(lambda session, case: bool(_reminders(session, case)), _remind),
    "aftercare": Part(lambda session, case: bool(aftercare.to_remind(session, case)), _remind_afterwards),
    "look backs": Part(_looks_back, _look_back),
    "retention": Part(_kept_long_enough, _delete),
}
