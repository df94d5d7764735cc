"""What was said on a case's way: what is missing or should change, and why it went to the panel."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.permissions import Permission
from tracker.releases import case_queries, words
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case, CaseStep
from tracker.releases.views.blueprint import SECTIONS, bp, case_for
from tracker.sealed import SealedText
from tracker.web.access import requires
from tracker.web.unsealing import open_texts

# To the authors, and to everybody who reads the case.
RETURNS = ("T3", "T7")
# To those who judge and handle it alone: it may name a danger, or who fears one.
ESCALATIONS = ("T5", "T6")


@bp.get("/<int:case_id>/returned")
@requires(Permission.RELEASE_VIEW)
def returned(case_id: int) -> ResponseReturnValue:
    """The words with which a case was returned or sent on, each to those whom it is for."""
    case, standing = case_for(case_id, Ability.OWN_ANSWERS)
    steps = _steps(db.session, standing, case)
    texts = [one for one in (db.session.get(SealedText, step.reason_id) for step in steps) if one]
    return render_template(
        "releases/returned.html",
        case=case,
        steps=[(one, case_queries.day_of(case, one.at)) for one in steps],
        opened=open_texts(standing.person_id, "words on the way", texts),
        words=words,
    )


def _steps(session: Session, standing: Standing, case: Case) -> list[CaseStep]:
    """The steps that were taken with words for this reader, the newest first."""
    judges = bool(may(standing, Ability.TEXT))
    shown = (*RETURNS, *ESCALATIONS) if judges else RETURNS
    found = case_queries.steps_with_words(session, case.id)
    return [one for one in found if one.transition in shown]


def _section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """Where such words are, for those whom they are for."""
    if not may(standing, Ability.OWN_ANSWERS):
        return None
    steps = _steps(session, standing, case)
    return {"count": len(steps), "now": case.state.value == "returned"} if steps else None


SECTIONS["releases/case_returned.html"] = _section
