"""Writes what was decided about a release. A decision is made once and never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.releases import approval_queries, cases
from tracker.releases.decision_models import Decision
from tracker.releases.models import Case
from tracker.releases.parts import Benefit, CaseState, Harm, ReasonCode, Reversibility, Scope, Verdict
from tracker.releases.submission_models import Submission
from tracker.sealed import SealedText


def record(
    session: Session,
    *,
    case: Case,
    submission: Submission,
    verdict: Verdict,
    scope: Scope | None,
    h: Harm,
    reversibility: Reversibility,
    benefit: Benefit | None = None,
    reason_codes: Iterable[ReasonCode] = (),
    letter: Mapping[str, int] | None = None,
    revisit_on: date | None = None,
    counts: Mapping[str, Any] | None = None,
) -> Decision:
    """Write down a decision about a submission. `letter` is part → id of its sealed text.

    Two reviewers can only approve; a panel decides while the case is FORMAL. The trail keeps digests of
    the sealed letter, so that it proves which words the decision was given with.
    """
    cases.hold(session, case)
    row = Decision(
        case_id=case.id,
        number=approval_queries.decision_number(session, case.id) + 1,
        submission_id=submission.id,
        verdict=verdict,
        scope=scope,
        by_panel=case.state is CaseState.FORMAL,
        h=h,
        reversibility=reversibility,
        benefit=benefit,
        reason_codes=sorted(one.value for one in reason_codes),
        counts=dict(counts or {}),
        letter=dict(letter or {}),
        revisit_on=revisit_on,
        decided_on=clock.today(case.program.time_zone),
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        None,
        "release.decide",
        row,
        program_id=case.program_id,
        case=case.id,
        submission=submission.id,
        letter=digests(session, row.letter.values()),
    )
    return row


def digests(session: Session, text_ids: Iterable[int]) -> list[str]:
    """SHA-256 of sealed bodies as they are kept, in the order of their ids: what a trail may say of them."""
    ids = sorted(text_ids)
    found = session.scalars(sa.select(SealedText).where(SealedText.id.in_(ids)).order_by(SealedText.id))
    return [hashlib.sha256(one.body).hexdigest() for one in found]
