"""The blueprint of a program's rules of review: its policy for everybody, its settings and statistics."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint

from tracker.cohorts import queries as cohort_queries
from tracker.cohorts.models import Program
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import policy_queries, policy_words
from tracker.web.access import grants, or_404, permit

bp = Blueprint("review_rules", __name__)
RULES = "/programs/<slug:program_slug>/review-rules"

bp.add_app_template_global(policy_words.said, "checklist_words")


@dataclass(frozen=True)
class Place:
    """A program as the list of releases leads to its policy; `waits`: for the reader as the second person."""

    program: Program
    changes: bool
    waits: bool


@bp.app_template_global("review_programs")
def review_programs() -> list[Place]:
    """The programs in which somebody has a role, and what they may do about the rules of review there."""
    held = grants()
    programs = {one.program_id for one in held.grants if one.program_id is not None}
    found = []
    for program_id in sorted(programs):
        changes = held.allow(Permission.RELEASE_POLICY, program_id=program_id)
        waits = changes and policy_queries.waits_for(db.session, program_id, actor().id)
        found.append(Place(db.session.get_one(Program, program_id), changes, waits))
    return found


def program_for(program_slug: str) -> Program:
    """The program of this short name, for who may change its rules of review; else not found."""
    program = or_404(cohort_queries.program(db.session, program_slug))
    permit(Permission.RELEASE_POLICY, program_id=program.id)
    return program
