"""The blueprint of a program's rules of review: its policy for everybody, its settings and statistics."""

from __future__ import annotations

from flask import Blueprint

from tracker.cohorts import queries as cohort_queries
from tracker.cohorts.models import Program
from tracker.extensions import db
from tracker.permissions import Permission
from tracker.releases import policy_words
from tracker.web.access import grants, or_404, permit

bp = Blueprint("review_rules", __name__)
RULES = "/programs/<slug:program_slug>/review-rules"

bp.add_app_template_global(policy_words.said, "checklist_words")


@bp.app_template_global("review_programs")
def review_programs() -> list[tuple[Program, bool]]:
    """The programs in which somebody has a role, each with whether they may change its rules of review."""
    held = grants()
    programs = {one.program_id for one in held.grants if one.program_id is not None}
    found = [db.session.get(Program, program_id) for program_id in sorted(programs)]
    return [
        (one, held.allow(Permission.RELEASE_POLICY, program_id=one.id)) for one in found if one is not None
    ]


def program_for(program_slug: str) -> Program:
    """The program of this short name, for who may change its rules of review; else not found."""
    program = or_404(cohort_queries.program(db.session, program_slug))
    permit(Permission.RELEASE_POLICY, program_id=program.id)
    return program
