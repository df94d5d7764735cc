"""The blueprint of the works' pages, how they find a work, and the sections of its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.projects import queries, standing
from tracker.projects.models import Work
from tracker.projects.standing import Viewer
from tracker.web.access import grants, not_found, or_404

bp = Blueprint("projects", __name__)

Section = Callable[[Session, Viewer, Work], Any]
# The sections of a work's page in their order: template → what fills it; None leaves the section out.
SECTIONS: dict[str, Section] = {}


def work_for(work_id: int) -> tuple[Work, Viewer]:
    """A work and what the signed-in person is to it; not found for those whom it is nothing to."""
    work = or_404(queries.one(db.session, work_id))
    viewer = standing.viewer_of(db.session, actor(), grants(), work)
    if not viewer.sees:
        not_found()
    return work, viewer
