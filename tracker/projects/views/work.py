"""The page of one work."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.permissions import Permission
from tracker.projects.views.blueprint import SECTIONS, bp, work_for
from tracker.projects.words import KINDS
from tracker.web.access import requires


@bp.get("/works/<int:work_id>")
@requires(Permission.WORK_VIEW)
def work_page(work_id: int) -> ResponseReturnValue:
    work, viewer = work_for(work_id)
    filled = [(template, fill(db.session, viewer, work)) for template, fill in SECTIONS.items()]
    return render_template(
        "projects/work.html",
        work=work,
        viewer=viewer,
        sections=[(template, data) for template, data in filled if data is not None],
        kinds=KINDS,
    )
