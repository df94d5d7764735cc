"""Taking an import back, with what stands in the way."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.extensions import db
from tracker.intake import asking, flow, import_words, undo_words, undoing
from tracker.intake.flow import standing
from tracker.intake.kinds import PART
from tracker.intake.models import RunState
from tracker.intake.run_rules import may_undo
from tracker.intake.views.blueprint import RUN, address, bp, page, run_for
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import requires


@bp.route(f"{RUN}/undo")
@requires(Permission.COHORT_MANAGE)
def undo(program_slug: str, import_id: int) -> ResponseReturnValue:
    """What undoing would do, and what stands in its way."""
    run, kind = run_for(program_slug, import_id)
    if not may_undo(standing(run)):
        return redirect(page(run))
    counts = run.counts or {}
    # A large import is looked through by the job alone, which keeps what it found.
    small = counts.get("new", 0) + counts.get("changed", 0) <= PART
    found = undoing.obstacles(db.session, run) if small else flow.found_in_the_way(run)
    return render_template(
        "intake/undo.html",
        run=run,
        kind=kind,
        told=undo_words.told(db.session, run, found),
        more=len(found) >= undoing.MOST,
        words=import_words,
        here=address(run),
    )


@bp.route(f"{RUN}/undo/now", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def undo_now(program_slug: str, import_id: int) -> ResponseReturnValue:
    """Have a job take the import back."""
    run, kind = run_for(program_slug, import_id)
    job = asking.ask(
        db.session,
        actor(),
        run=run,
        what=RunState.UNDOING,
        kind=kind,
        title=_("Undo an import: %(kind)s", kind=kind.label()),
        page=page(run),
    )
    db.session.commit()
    return redirect(url_for("jobs.one", job_id=job.id))
