"""The page of one work."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from tracker.permissions import Permission
from tracker.projects.views.blueprint import bp, show
from tracker.web.access import requires


@bp.get("/works/<int:work_id>")
@requires(Permission.WORK_VIEW)
def work_page(work_id: int) -> ResponseReturnValue:
    return show(work_id)
