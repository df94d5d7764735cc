"""Writes that send a case to the panel: by one click, by what was filed, or for want of two reviewers."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import sealed
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import assessment_queries, cases, notices, review_rules, submission_queries
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Tier
from tracker.sealed import Seal, SealedText

FIELD = "escalation.reason"


def escalate(session: Session, seal: Seal, actor: Person, *, case: Case, reason: str = "") -> None:
    """One click of a reviewer, an author, a mentor or the coordinator (T6); a reason may be given, sealed."""
    cases.hold(session, case)
    require(review_rules.may_escalate(case.state))
    kept = sealed.keep(session, seal, case.vault, FIELD, reason.strip()) if reason.strip() else None
    to_panel(session, actor, case=case, code="asked", reason=kept)


def to_panel(
    session: Session,
    actor: Person | None,
    *,
    case: Case,
    code: str,
    tier: Tier = Tier.FORMAL,
    reason: SealedText | None = None,
) -> None:
    """From two reviewers, or from screening, to the panel. The tier rises with it and never sinks again."""
    cases.hold(session, case)
    before = case.state
    submission = submission_queries.current(session, case)
    if submission is not None:
        tier = max(tier, review_rules.panel_tier(assessment_queries.filings(session, submission)))
    step = "T5" if before is CaseState.SCREENING else "T6"
    cases.move(
        session,
        actor,
        case=case,
        transition=step,
        to=CaseState.FORMAL,
        code=code,
        reason=reason,
        tier=tier,
    )
    desk = [one for one in (case.coordinator, case.deputy) if one is not None and one != actor]
    notices.tell(session, case=case, people=desk, what="convene")
    notices.tell(session, case=case, people=[case.author], what="moved")


def after_leaving(session: Session, case: Case) -> None:
    """A reviewer left: where serious harm was filed, or the panel was asked for, the panel decides."""
    submission = submission_queries.current(session, case)
    if case.state is not CaseState.EXPEDITED or submission is None:
        return
    if review_rules.must_go_to_panel(assessment_queries.filings(session, submission)):
        to_panel(session, None, case=case, code="left")
