"""What came of earlier gates: staff enter and correct counts; everybody reads them where staff say so."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts import (
    forms_history,
    history,
    history_actions,
    history_rules,
    history_words,
    policy_words,
    queries,
)
from tracker.cohorts.models import GateDefault, GateRecord, PhaseKind, Program
from tracker.cohorts.views.blueprint import program_for
from tracker.cohorts.words import GATES_SHORT, PHASES
from tracker.extensions import db
from tracker.overview import earlier
from tracker.overview.views.blueprint import bp
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, public, requires
from tracker.web.forms import version

PROGRAM = "/programs/<slug:program_slug>"


@bp.route(f"{PROGRAM}/gate-history", methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def gate_history(program_slug: str) -> ResponseReturnValue:
    """All counts that were entered, what scholars read of them, and the form for one more."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    form = forms_history.record_form(None)
    if form.validate_on_submit() and _saved(program, None, form):
        return redirect(url_for(".gate_history", program_slug=program_slug))
    rows = earlier.rows(db.session, program)
    return render_template(
        "cohorts/gate_history.html",
        program=program,
        form=form,
        public_form=forms_history.Public(formdata=None, data={"shown": program.shows_transition}),
        records=rows,
        said=_said(rows),
        phases=PHASES,
        gates=GATES_SHORT,
    )


@bp.route(f"{PROGRAM}/gate-history/<int:record_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def gate_record(program_slug: str, record_id: int) -> ResponseReturnValue:
    """Correct the counts of one gate."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    row = or_404(history.record(db.session, record_id, program_id=program.id))
    form = forms_history.record_form(row)
    if form.validate_on_submit() and _saved(program, row, form):
        return redirect(url_for(".gate_history", program_slug=program_slug))
    return render_template("cohorts/gate_record.html", program=program, form=form, record=row)


@bp.route(f"{PROGRAM}/gate-history/<int:record_id>/remove", methods=["POST"])
@requires(Permission.PROGRAM_MANAGE)
def remove_gate_record(program_slug: str, record_id: int) -> ResponseReturnValue:
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    row = or_404(history.record(db.session, record_id, program_id=program.id))
    label = row.label
    history_actions.remove_record(db.session, actor(), program=program, row=row)
    db.session.commit()
    flash(_("%(label)s was taken out.", label=label))
    return redirect(url_for(".gate_history", program_slug=program_slug))


@bp.route(f"{PROGRAM}/gate-history/public", methods=["POST"])
@requires(Permission.PROGRAM_MANAGE)
def show_transition(program_slug: str) -> ResponseReturnValue:
    """Open the public page, or close it."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    form = forms_history.Public()
    if form.validate_on_submit():
        history_actions.show_transition(db.session, actor(), program=program, shown=bool(form.shown.data))
        db.session.commit()
        flash(_("Everybody can read the page now.") if form.shown.data else _("The page is closed."))
    return redirect(url_for(".gate_history", program_slug=program_slug))


@bp.route(f"{PROGRAM}/transition")
@public
def transition(program_slug: str) -> ResponseReturnValue:
    """The gates of running and coming cohorts and what came of earlier ones, where the program shows them."""
    program = or_404(queries.program(db.session, program_slug))
    if not program.shows_transition:
        not_found()
    today = clock.today(program.time_zone)
    cohorts = queries.in_places(db.session, [(program.id, None)])
    gates = [
        (cohort, phase, policy_words.evidence(phase.policy))
        for cohort in cohorts
        for phase in cohort.phases
        if phase.policy and phase.decision_on and today <= max(phase.decision_on, phase.ends_on)
    ]
    rows = earlier.rows(db.session, program, over=True)
    return render_template(
        "cohorts/transition.html", program=program, gates=gates, said=_published(rows), phases=PHASES
    )


def _saved(program: Program, row: GateRecord | None, form: forms_history.Record) -> bool:
    try:
        history_actions.set_record(
            db.session,
            actor(),
            program=program,
            row=row,
            kind=PhaseKind(form.kind.data),
            default=GateDefault(form.gate_default.data),
            label=form.label.data,
            year=form.year.data or 0,
            counts=form.counts(),
            median_notice=None if form.median_notice.data is None else float(form.median_notice.data),
            base_version=version(form.version.data),
        )
        db.session.commit()
    except Refused as error:
        db.session.rollback()
        name = forms_history.FIELD_OF.get(error.decision.code, error.field or "")
        form.refuse(name, catalogue.sentence(error.decision))
        return False
    flash(_("Saved."))
    return True


Said = list[tuple[PhaseKind, GateDefault, str]]


def _said(rows: history.Rows) -> Said:
    """What scholars read: one sentence for each kind of phase and of gate."""
    return [(kind, default, history_words.pool_sentence(pool)) for kind, default, pool in history.pools(rows)]


def _published(rows: history.Rows) -> Said:
    """The same for everybody, without counts that would single people out."""
    return [
        (kind, default, history_words.public_sentence(history_rules.public(pool)))
        for kind, default, pool in history.pools(rows)
    ]
