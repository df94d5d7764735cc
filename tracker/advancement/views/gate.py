"""A cohort at one gate: one row a scholar, and the panels of many at once."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.advancement import (
    decision_forms,
    decision_words,
    letter_queries,
    panels,
    room_queries,
    state_queries,
)
from tracker.advancement import decision_queries as queries
from tracker.advancement.letter_models import Letter
from tracker.advancement.state_queries import Stand
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort, Enrolment, GateDefault, Phase, PhaseKind
from tracker.cohorts.views.blueprint import cohort_for
from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.texts import ngettext

GATE = (
    "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/gate/<any(training, research, extension):kind>"
)


@dataclass(frozen=True)
class Row:
    """One scholar at the gate: state, evidence, panel, and whether the letter has gone out."""

    stand: Stand
    people: int
    works: int
    letter: Letter | None


@bp.route(GATE)
@requires(Permission.GATE_READ)
def gate(program_slug: str, cohort_slug: str, kind: str) -> ResponseReturnValue:
    """Everybody at a gate, by name, each with the way to their room."""
    return _page(*_gate_for(Permission.GATE_READ, program_slug, cohort_slug, kind))


@bp.route(f"{GATE}/panels", methods=["POST"])
@requires(Permission.GATE_DECIDE)
def appoint_many(program_slug: str, cohort_slug: str, kind: str) -> ResponseReturnValue:
    """Ask people onto the panels of several scholars; who sits there already stays."""
    cohort, phase = _gate_for(Permission.GATE_DECIDE, program_slug, cohort_slug, kind)
    sitting = queries.may_sit(db.session, cohort)
    waiting = [row.stand.enrolment for row in _rows(cohort, phase) if row.stand.decision is None]
    form = decision_forms.ManySeatsForm().offer(sitting, waiting)
    if not form.validate_on_submit():
        return _page(cohort, phase, form), 422
    made = _appoint(
        phase,
        [one for one in sitting if one.id in (form.people.data or ())],
        [one for one in waiting if one.id in (form.scholars.data or ())],
    )
    db.session.commit()
    if made:
        flash(ngettext("%(num)d seat taken.", "%(num)d seats taken.", made))
    return redirect(url_for(".gate", program_slug=program_slug, cohort_slug=cohort_slug, kind=kind))


def _appoint(phase: Phase, people: list[Person], scholars: list[Enrolment]) -> int:
    """How many seats were taken. What is refused is said by name and holds no other up."""
    made = 0
    for scholar in scholars:
        for person in people:
            try:
                with db.session.begin_nested():
                    panels.appoint(db.session, actor(), enrolment=scholar, phase=phase, person=person)
                made += 1
            except Refused as error:
                if error.decision.code != "panel_seated":
                    why = catalogue.sentence(error.decision)
                    flash(f"{person.name}, {scholar.person.name}: {why}", "error")
    return made


def _gate_for(permission: Permission, program_slug: str, cohort_slug: str, kind: str) -> tuple[Cohort, Phase]:
    cohort = cohort_for(permission, program_slug, cohort_slug)
    phase = or_404(cohorts.phase(cohort, PhaseKind(kind)))
    if phase.policy is None:
        not_found()
    return cohort, phase


def _rows(cohort: Cohort, phase: Phase) -> list[Row]:
    """Everybody but the reader: whoever a gate is about reads it as a scholar."""
    scholars = [one for one in cohorts.scholars(db.session, cohort.id) if one.person_id != actor().id]
    stands = state_queries.stands(db.session, scholars, day_of(cohort), kind=phase.kind)
    seen, letters = room_queries.seen_in(db.session, phase.id), room_queries.letters_on(db.session, phase.id)
    return [
        Row(stand, *seen.get(key, (0, 0)), letters.get(stand.decision.id) if stand.decision else None)
        for key, stand in stands.items()
    ]


def _page(cohort: Cohort, phase: Phase, form: decision_forms.ManySeatsForm | None = None) -> str:
    rows, held = _rows(cohort, phase), grants()
    waiting = [row.stand.enrolment for row in rows if row.stand.decision is None]
    waiting = [one for one in waiting if one.left_on is None]
    sitting = queries.may_sit(db.session, cohort) if queries.decides(held, cohort) else []
    may_appoint = bool(waiting and sitting)
    many = form or decision_forms.ManySeatsForm(formdata=None)
    return render_template(
        "advancement/gate.html",
        cohort=cohort,
        phase=phase,
        asks=decision_words.asks_of(phase.policy) if phase.policy else "",
        rows=rows,
        today=day_of(cohort),
        limited=phase.gate_default is GateDefault.CAPACITY_LIMITED,
        seating=many.offer(sitting, waiting) if may_appoint else None,
        sends=letter_queries.sends(held, cohort),
        held=held,
        boards=held.allow(Permission.BOARD_READ, program_id=cohort.program_id, cohort_id=cohort.id),
    )
