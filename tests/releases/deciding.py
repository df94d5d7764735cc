"""Decided cases as the statistics count them: handed in, and decided on a day, by the actions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.releases import approving
from tracker import clock
from tracker.releases import cases, submission_queries, verdicts
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Harm, ReasonCode, Reversibility, Scope, Verdict


def decided(
    session: Session,
    cast: Cast,
    on: date,
    *,
    verdict: Verdict = Verdict.APPROVE,
    scope: Scope = Scope.S5,
    panel: bool = False,
) -> Case:
    """A case that asked for everybody, handed in four days before it was decided."""
    with clock.fixed(_noon(on - timedelta(days=4))):
        case = approving.under_review(session, cast, panel=panel, signed=False)
    refused = verdict is not Verdict.APPROVE
    with clock.fixed(_noon(on)):
        submission = submission_queries.current(session, case)
        assert submission is not None
        verdicts.record(
            session,
            case=case,
            submission=submission,
            verdict=verdict,
            scope=None if refused else scope,
            h=Harm.SERIOUS if refused else Harm.NEGLIGIBLE,
            reversibility=Reversibility.FULLY,
            reason_codes=[ReasonCode.MISUSE] if refused else [],
            revisit_on=on + timedelta(days=90) if refused else None,
        )
        way = "T10" if refused else "T9" if panel else "T8"
        to = CaseState.HELD if refused else CaseState.APPROVED
        cases.move(session, None, case=case, transition=way, to=to)
    return case


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
