"""What the columns of a file mean: guessed, remembered from last time, and said by whoever imports."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.extensions import db
from tracker.intake import asking, flow, layouts, mapping, messages, run_queries, upload_forms
from tracker.intake.days import Order
from tracker.intake.flow import standing
from tracker.intake.kinds import PART, Field, Kind, Problem
from tracker.intake.layouts import Layout
from tracker.intake.mapping import Columns
from tracker.intake.models import ImportRun, RunState
from tracker.intake.problems import BadInput
from tracker.intake.run_rules import may_look, may_map
from tracker.intake.views.blueprint import (
    RUN,
    address,
    bp,
    options_for,
    page,
    path_of,
    run_for,
    scope_of,
)
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused, no, require
from tracker.web.access import requires
from tracker.web.forms import Form, choices_of, refusals


@bp.route(f"{RUN}/columns", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def columns(program_slug: str, import_id: int) -> ResponseReturnValue:
    """Say which column gives what; then the file is looked at."""
    run, kind = run_for(program_slug, import_id)
    if not may_map(standing(run)):
        return redirect(page(run))
    scope = scope_of(run)
    fields, layout = list(kind.fields(db.session, scope)), layouts.from_json(run.layout)
    options = options_for(kind, scope)
    known = _known(run, fields, layout)
    form = upload_forms.columns_form(fields, layout, options, known, run.options)
    if form.validate_on_submit():
        chosen, twice = upload_forms.columns_of(form, layout, layouts.told_orders(layout))
        given = upload_forms.options_of(form, options)
        faults = mapping.faults(fields, layout.header, chosen)
        faults += [Problem("map_twice", name) for name in twice]
        _mark(form, fields, layout, chosen, faults)
        for option, choices in options:
            problem = upload_forms.option_problem(option, choices, given.get(option.name))
            if problem is not None:
                form.refuse(f"option_{option.name}", messages.whole(messages.words(problem)))
        if not form.errors:
            with refusals(form):
                flow.name_columns(db.session, run=run, columns=chosen, options=given)
                return look_at(run, kind)
    sheet = upload_forms.Sheet()
    sheet.sheet.choices = choices_of((name, name) for name in layout.sheets)
    sheet.sheet.data = layout.sheet
    return (
        render_template(
            "intake/columns.html",
            run=run,
            kind=kind,
            layout=layout,
            form=form,
            fields=fields,
            options=options,
            sheet=sheet,
        ),
        422 if form.errors else 200,
    )


@bp.route(f"{RUN}/sheet", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def sheet(program_slug: str, import_id: int) -> ResponseReturnValue:
    """Read another sheet of the workbook."""
    run, _kind = run_for(program_slug, import_id)
    require(may_map(standing(run)))
    path = path_of(run)
    if path is None:
        raise Refused(no("import_file_gone"))
    try:
        layout = layouts.of(path, name=run.file_name, sheet=request.form.get("sheet") or None)
    except BadInput as error:
        flash(messages.whole(messages.sentence(error.problems[0])))
        return redirect(url_for(".columns", **address(run)))
    flow.read_sheet(db.session, run=run, layout=layout)
    db.session.commit()
    return redirect(url_for(".columns", **address(run)))


@bp.route(f"{RUN}/look", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def look(program_slug: str, import_id: int) -> ResponseReturnValue:
    """Look again what the file would do."""
    run, kind = run_for(program_slug, import_id)
    flow.held(db.session, run)
    require(may_look(standing(run)))
    return look_at(run, kind)


def look_at(run: ImportRun, kind: Kind) -> ResponseReturnValue:
    """Look at a small file at once, have a job look at a larger one. Commits."""
    layout = layouts.from_json(run.layout)
    path = path_of(run)
    if path is None:
        raise Refused(no("import_file_gone"))
    if layout.more or layout.rows > PART:
        title = _("Look at a file: %(kind)s", kind=kind.label())
        job = asking.ask(
            db.session,
            actor(),
            run=run,
            what=RunState.LOOKING,
            kind=kind,
            title=title,
            page=page(run),
        )
        db.session.commit()
        return redirect(url_for("jobs.one", job_id=job.id))
    flow.look(db.session, run=run, kind=kind, scope=scope_of(run), path=path)
    db.session.commit()
    return redirect(page(run))


def _known(run: ImportRun, fields: list[Field], layout: Layout) -> Columns:
    """What was said of these columns, here or last time, and guesses for the rest."""
    told = layouts.told_orders(layout)
    if run.mapping:
        orders = {column: Order(order) for column, order in run.orders.items()}
        return Columns(run.mapping, {**told, **orders})
    key = flow.header_hash(layout.header)
    kept = run_queries.remembered(db.session, run.program_id, run.kind, key)
    kept = kept or run_queries.remembered_newest(db.session, run.program_id, run.kind)
    guessed = mapping.guess(fields, layout.header)
    if kept is None:
        return Columns(guessed, told)
    orders = {column: Order(order) for column, order in kept.orders.items() if column in layout.orders}
    return Columns(mapping.recalled(fields, layout.header, kept.mapping, guessed), {**orders, **told})


def _mark(form: Form, fields: list[Field], layout: Layout, chosen: Columns, faults: list[Problem]) -> None:
    """Put what is wrong with the columns at the column it is about, or at the first one."""
    labels = {one.name: one.label() for one in fields}
    for fault in faults:
        column = chosen.mapping.get(fault.field or "")
        place = layout.header.index(column) if column in layout.header else 0
        name = labels.get(fault.field or "", fault.field or "")
        if fault.code == "field_missing":
            words = _("No column gives “%(field)s”, which is needed.", field=name)
        else:
            words = _("Two columns give “%(field)s”: choose one.", field=name)
        form.refuse(f"column_{place}", words)
    for column in mapping.open_orders(fields, layout.orders, chosen):
        words = _("Some days here can be read in two ways: say whether the month or the day comes first.")
        if not layout.orders[column]:
            words = _(
                "Days stand here in both orders. Write them all as 2026-03-15 and send the file again, or"
                " choose one order: lines in the other one are refused, or read wrongly."
            )
        form.refuse(f"order_{layout.header.index(column)}", words)
