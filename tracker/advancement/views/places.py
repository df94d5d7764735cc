"""Limited places at a gate: the lot, who is sorted where, and what a scholar reads of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.advancement import place_queries, place_rules, place_words, places
from tracker.advancement.place_models import GatePart
from tracker.advancement.place_queries import Places
from tracker.advancement.place_sorting import Part
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort, Enrolment, GateDefault, Phase, PhaseKind
from tracker.cohorts.views.blueprint import cohort_for
from tracker.cohorts.words import PHASES
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue, charts
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.texts import gettext as _

PHASE = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/phases"
KIND = "<any(training, research, extension):kind>"

for sentence in (
    place_words.places_sentence,
    place_words.cut_sentence,
    place_words.part_sentence,
    place_words.band_sentence,
    place_words.way_sentence,
    place_words.way_word,
    place_words.check_command,
    place_words.order_words,
):
    bp.add_app_template_global(sentence)


@bp.route(f"{PHASE}/{KIND}/places")
@requires(Permission.GATE_READ)
def places_of(program_slug: str, cohort_slug: str, kind: str) -> ResponseReturnValue:
    """Places, lot, line and parts of a gate, by name inside each part, never in an order of merit."""
    phase = _phase_for(Permission.GATE_READ, program_slug, cohort_slug, kind)
    return _page(phase)


@bp.route(f"{PHASE}/{KIND}/places/lot", methods=["POST"])
@requires(Permission.GATE_DECIDE)
def commit_lot(program_slug: str, cohort_slug: str, kind: str) -> ResponseReturnValue:
    """Prepare the lot and publish its hash."""
    phase = _phase_for(Permission.GATE_DECIDE, program_slug, cohort_slug, kind)
    return _do(phase, places.commit_lot, _("Prepared. The scholars of this gate can read its hash now."))


@bp.route(f"{PHASE}/{KIND}/places/sort", methods=["POST"])
@requires(Permission.GATE_DECIDE)
def sort_places(program_slug: str, cohort_slug: str, kind: str) -> ResponseReturnValue:
    """Sort everybody who waits, once."""
    phase = _phase_for(Permission.GATE_DECIDE, program_slug, cohort_slug, kind)
    return _do(phase, places.sort, _("Sorted. What stands here does not change any more."))


@bp.route(f"{PHASE}/{KIND}/places/draw", methods=["POST"])
@requires(Permission.GATE_DECIDE)
def draw_lot(program_slug: str, cohort_slug: str, kind: str) -> ResponseReturnValue:
    """Draw the lot, once, and show its seed."""
    phase = _phase_for(Permission.GATE_DECIDE, program_slug, cohort_slug, kind)
    return _do(phase, places.draw, _("Drawn. The order stands, and anybody can check it."))


def _phase_for(permission: Permission, program_slug: str, cohort_slug: str, kind: str) -> Phase:
    """The phase, if its gate limits places; its own scholars find it on their page, whatever they hold."""
    cohort = cohort_for(permission, program_slug, cohort_slug)
    phase = or_404(cohorts.phase(cohort, PhaseKind(kind)))
    if phase.gate_default is not GateDefault.CAPACITY_LIMITED:
        not_found()
    if any(one.cohort_id == cohort.id for one in cohorts.enrolments_of(db.session, actor().id)):
        not_found()
    return phase


def _do(phase: Phase, act: Callable[..., Any], said: str) -> ResponseReturnValue:
    address = _address(phase)
    try:
        act(db.session, actor(), phase=phase)
        db.session.commit()
        flash(said)
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision), "error")
    return redirect(url_for(".places_of", **address))


def _address(phase: Phase) -> dict[str, Any]:
    cohort: Cohort = phase.cohort
    return {"program_slug": cohort.program.slug, "cohort_slug": cohort.slug, "kind": phase.kind.value}


def _page(phase: Phase) -> str:
    today = day_of(phase.cohort)
    stands = place_queries.places(db.session, phase, today)
    gate = stands.gate(today, clock.now(), reader_id=actor().id)
    steps = [place_rules.may_commit(gate), place_rules.may_sort(gate), place_rules.may_draw(gate)]
    cohort = phase.cohort
    return render_template(
        "advancement/places.html",
        cohort=cohort,
        phase=phase,
        phase_word=PHASES[phase.kind],
        address=_address(phase),
        places=stands,
        today=today,
        lines=_lines(stands),
        names={one.id: one.person.name for one in stands.people},
        may=[bool(step) for step in steps],
        why=["" if step else catalogue.sentence(step) for step in steps],
        decides=grants().allow(Permission.GATE_DECIDE, program_id=cohort.program_id, cohort_id=cohort.id),
        held=grants(),
    )


@dataclass(frozen=True)
class Line:
    """One scholar in their part: what stands on the page beside the name."""

    enrolment: Enrolment
    row: GatePart
    drawn: charts.Interval | None
    outcome: str | None
    turn: int | None


def _lines(stands: Places) -> list[tuple[Part, str, list[Line]]]:
    parts = stands.parts
    found = []
    for part in Part:
        here = [one for one in stands.people if one.id in parts and parts[one.id].part is part]
        found.append((part, str(place_words.PART[part]), [_line(stands, one, parts[one.id]) for one in here]))
    return found


def _line(stands: Places, enrolment: Enrolment, row: GatePart) -> Line:
    drawn = None
    if row.level is not None and row.q05 is not None and row.q95 is not None and stands.cut is not None:
        drawn = charts.interval(row.level, row.q05, row.q95, stands.cut.line_above)
    decided = stands.decided.get(enrolment.id)
    order = (stands.lot.drawn_order if stands.lot else None) or []
    turn = order.index(enrolment.id) + 1 if enrolment.id in order else None
    return Line(enrolment, row, drawn, decided.outcome.value if decided else None, turn)
