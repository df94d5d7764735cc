"""A page to print for a contributor: reviewed work was completed, details withheld."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import attestations
from tracker.releases.access_rules import Ability, Standing
from tracker.releases.models import Case
from tracker.releases.views.blueprint import SECTIONS, bp, case_for
from tracker.web.access import or_404, requires


@bp.get("/<int:case_id>/attestation")
@requires(Permission.RELEASE_VIEW)
def attestation(case_id: int) -> ResponseReturnValue:
    """The attestation of the signed-in contributor; not found for others, and before the end."""
    case, standing = case_for(case_id, Ability.NEUTRAL)
    said = or_404(attestations.of(db.session, standing, actor(), case))
    return render_template("releases/attestation.html", said=said)


def section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """The link to it on the page of the case."""
    return {"case_id": case.id} if attestations.may_attest(session, standing, case) else None


SECTIONS["releases/case_attestation.html"] = section
