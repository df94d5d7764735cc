"""What a file would do, line by line; taking it in; and what came of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.extensions import db
from tracker.intake import asking, flow, import_words, run_queries
from tracker.intake.flow import standing
from tracker.intake.kinds import Field, Kind, Verdict
from tracker.intake.models import ImportRun, RunState
from tracker.intake.run_queries import Narrowed
from tracker.intake.run_rules import AT_WORK, Applying, may_apply, may_drop
from tracker.intake.upload_forms import Applying as ApplyingForm
from tracker.intake.views.blueprint import RUN, address, bp, page, run_for, scope_of
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web import catalogue, paging
from tracker.web.access import not_found, requires
from tracker.web.downloads import attachment
from tracker.web.forms import refusals

NOTICED = "noticed"


@bp.route(RUN)
@requires(Permission.COHORT_MANAGE)
def one(program_slug: str, import_id: int) -> ResponseReturnValue:
    """An import where it stands: its preview, its progress, what came of it."""
    run, kind = run_for(program_slug, import_id)
    if standing(run) is RunState.UPLOADED:
        return redirect(url_for(".columns", **address(run)))
    form = ApplyingForm()
    form.seen.data = _seen(run)
    return _page(run, kind, form)


@bp.route(f"{RUN}/apply", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def apply(program_slug: str, import_id: int) -> ResponseReturnValue:
    """Have a job write all good lines of the preview that was read."""
    run, kind = run_for(program_slug, import_id)
    form = ApplyingForm()
    if form.validate_on_submit():
        with refusals(form):
            job = asking.ask_to_apply(
                db.session,
                actor(),
                run=run,
                kind=kind,
                leave_out=form.leave_out.data,
                seen=form.seen.data or "",
                title=_("Take in a file: %(kind)s", kind=kind.label()),
                page=page(run),
            )
            db.session.commit()
            return redirect(url_for("jobs.one", job_id=job.id))
    return _page(run, kind, form), 422


@bp.route(f"{RUN}/drop", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def drop(program_slug: str, import_id: int) -> ResponseReturnValue:
    """Let nothing come of it: the file and its lines go."""
    run, _kind = run_for(program_slug, import_id)
    flow.drop(db.session, actor(), run=run)
    db.session.commit()
    flash(_("Dropped. The file is gone, and nothing of it was written."))
    return redirect(url_for(".index", program_slug=run.program.slug))


@bp.route(f"{RUN}/refused.csv")
@requires(Permission.COHORT_MANAGE)
def refused(program_slug: str, import_id: int) -> Response:
    """The refused lines as they stand in the file, with their numbers and reasons, to be mended."""
    run, kind = run_for(program_slug, import_id)
    if not run.counts or not run.counts["refused"] or not run.layout:
        not_found()
    fields = list(kind.fields(db.session, scope_of(run)))
    rows = stream_with_context(_refused_rows(run, fields))
    return attachment(rows, f"refused-{run.id}.csv")


def _refused_rows(run: ImportRun, fields: list[Field]) -> Iterator[bytes]:
    """CSV with a byte order mark. Cells stand as they were sent, so that the file can come again."""
    header = [_("Line"), _("Why refused"), *run.layout["header"]]
    yield b"\xef\xbb\xbf" + _row(header)
    for line in run_queries.refused(db.session, run.id):
        cells = [_neutral(cell) for cell in line.cells or []]
        yield _row([str(line.number), "; ".join(import_words.reasons(line, fields)), *cells])


def _row(cells: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()


def _neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading takes the apostrophe off again."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _page(run: ImportRun, kind: Kind, form: ApplyingForm) -> str:
    state, fields = standing(run), list(kind.fields(db.session, scope_of(run)))
    narrowed = _narrowed()
    found = run_queries.count(db.session, run.id, narrowed)
    place, pages, offset = paging.place(found, paging.wanted(request.args))
    rows = run_queries.lines(db.session, run.id, narrowed, offset=offset, limit=paging.PER_PAGE)
    facts = Applying(state, run.counts or {}, whole=kind.whole is not None, leave_out=True)
    return render_template(
        "intake/run.html",
        run=run,
        state=state,
        at_work=state in AT_WORK,
        form=form,
        fields=fields,
        lines=paging.Paged(rows, place, pages, found),
        narrowed=NOTICED if narrowed.noticed else narrowed.verdict,
        label=kind.label(),
        hindrance="" if (can := may_apply(facts)) else catalogue.sentence(can),
        droppable=bool(may_drop(state)),
        words=import_words,
        here=address(run),
    )


def _narrowed() -> Narrowed:
    """Which lines the address asks for; all that are kept for anything else."""
    wanted = request.args.get("show", "")
    if wanted == NOTICED:
        return Narrowed(noticed=True)
    return Narrowed(Verdict(wanted)) if wanted in set(Verdict) else Narrowed()


def _seen(run: ImportRun) -> str:
    return run.looked_at.isoformat() if run.looked_at else ""
