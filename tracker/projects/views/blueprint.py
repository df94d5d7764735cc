"""The blueprint of the works' pages, how they find a work, and the page of one made of sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.cohorts.words import PHASES
from tracker.extensions import db
from tracker.people.current import actor
from tracker.projects import queries, standing
from tracker.projects.models import Work
from tracker.projects.standing import Viewer
from tracker.projects.words import KINDS
from tracker.web.access import grants, not_found, or_404
from tracker.web.forms import Form

bp = Blueprint("projects", __name__)

# What fills a section: its data, a dict where its forms can be refused; None leaves it out.
Section = Callable[[Session, Viewer, Work], Any]
# Template → what fills it. Rooms add theirs where their views are made; the page has its own order.
SECTIONS: dict[str, Section] = {}
ORDER = (
    "overview/work_rates.html",
    "projects/work_result.html",
    "projects/work_credit.html",
    "overview/work_moved.html",
)
# What stands in the data of a section instead: a form that was refused, back in its place.
Bound = Mapping[str, Mapping[str, Any]]


def work_for(work_id: int) -> tuple[Work, Viewer]:
    """A work and what the signed-in person is to it; not found for those whom it is nothing to."""
    work = or_404(queries.one(db.session, work_id))
    viewer = standing.viewer_of(db.session, actor(), grants(), work)
    if not viewer.sees:
        not_found()
    return work, viewer


def show(work_id: int, bound: Bound | None = None) -> str:
    """The page of a work; `bound` are forms that were refused, by section and name."""
    work, viewer = work_for(work_id)
    bound = bound or {}
    # The others stand after the ordered ones, in the order they were added.
    templates = sorted(SECTIONS, key=lambda one: ORDER.index(one) if one in ORDER else len(ORDER))
    filled = [(template, SECTIONS[template](db.session, viewer, work)) for template in templates]
    return render_template(
        "projects/work.html",
        work=work,
        viewer=viewer,
        sections=[
            (template, {**data, **bound[template]} if template in bound else data)
            for template, data in filled
            if data is not None
        ],
        refused=[one for data in bound.values() for one in data.values() if isinstance(one, Form)],
        kinds=KINDS,
        phases=PHASES,
    )


def sent(work_id: int, said: str, anchor: str) -> ResponseReturnValue:
    """Back to the page after something was kept."""
    flash(said)
    return redirect(url_for("projects.work_page", work_id=work_id, _anchor=anchor))
