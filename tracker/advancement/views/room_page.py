"""What stands on the page of a decision room, for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from tracker.advancement import (
    check_words,
    decision_desk,
    decision_forms,
    decision_rules,
    decision_words,
    panels,
    room_queries,
)
from tracker.advancement import decision_queries as queries
from tracker.advancement import queries as concerns
from tracker.advancement.decision_cases import Gathered, Wanted, gather
from tracker.advancement.decision_checks import Case, Check
from tracker.advancement.decision_models import GateDecision, Outcome, PanelSeat
from tracker.advancement.decisions import FIELDS
from tracker.advancement.views.blueprint import bp
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Enrolment, GateDefault, Phase, PhaseKind
from tracker.evaluations.score_models import Audience
from tracker.evaluations.views import levels
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Decision
from tracker.web import catalogue
from tracker.web.access import grants, not_found, or_404, permit

ROOM = "/scholars/<int:enrolment_id>/gate/<any(training, research, extension):kind>"
# What shows how the panel's views fell; it waits until its reader may know.
SECRET = frozenset({Check.AGREEMENT, Check.PANEL_OTHERS})

for word in (
    decision_words.outcome_word,
    decision_words.outcome_choice,
    decision_words.state_word,
    decision_words.told_sentence,
    decision_words.who_sentence,
):
    bp.add_app_template_global(word)


def gate_for(permission: Permission, enrolment_id: int, kind: str) -> tuple[Enrolment, Phase]:
    """A scholar and the phase whose gate is meant; never for the scholar, whatever they may do."""
    enrolment = or_404(cohorts.enrolment(db.session, enrolment_id))
    if enrolment.person_id == actor().id:
        not_found()
    permit(permission, program_id=enrolment.cohort.program_id, cohort_id=enrolment.cohort_id)
    phase = or_404(cohorts.phase(enrolment.cohort, PhaseKind(kind)))
    if phase.policy is None:
        not_found()
    return enrolment, phase


def page(
    enrolment: Enrolment,
    phase: Phase,
    *,
    deciding: decision_forms.DecisionForm | None = None,
    viewing: decision_forms.ViewForm | None = None,
    seating: decision_forms.SeatForm | None = None,
    missing: Mapping[Check, Decision] | None = None,
    second: bool = False,
) -> str:
    """The room as its reader may see it. `second` says that somebody else decided first."""
    me, held = actor(), grants()
    gathered = or_404(gather(db.session, enrolment, phase))
    seats = queries.seats(gathered.room)
    mine = next((seat for seat in seats if seat.person_id == me.id), None)
    return render_template(
        "advancement/room.html",
        enrolment=enrolment,
        gathered=gathered,
        policy=gathered.policy,
        asks=decision_words.asks_of(gathered.policy),
        first=_first(gathered) if second else None,
        round=gathered.room.round if gathered.room else 1,
        leads=queries.overrides(held, enrolment.cohort),
        decisions=[one for one in queries.of_enrolment(db.session, enrolment.id) if one.phase_id == phase.id],
        limited=gathered.terms.default is GateDefault.CAPACITY_LIMITED,
        seats=seats,
        mine=mine,
        me=me,
        missing=check_words.missing(missing or {}, gathered.case(_considered(gathered, deciding))),
        **_evidence(gathered),
        **_checks(gathered, deciding),
        **_forms(gathered, mine, deciding=deciding, viewing=viewing, seating=seating),
    )


def _evidence(gathered: Gathered) -> dict[str, Any]:
    """What this reader may know of the scholar's phase."""
    evidence = room_queries.evidence(db.session, gathered, reader=actor(), grants=grants())
    plan = gathered.concern.plan if gathered.concern else None
    return {
        "evidence": evidence,
        "level": _level(gathered.enrolment, gathered) if evidence.level else None,
        "words": concerns.words(db.session, plan, reader_id=actor().id) if plan else [],
    }


def _checks(gathered: Gathered, form: decision_forms.DecisionForm | None) -> dict[str, Any]:
    """The outcome that is looked at, what it needs, and whether its time has come."""
    reads = decision_desk.may_read_views(gathered.room, actor(), decided=gathered.stands is not None)
    considered = _considered(gathered, form)
    case = gathered.case(considered, actor_id=actor().id)
    return {
        "reads": reads,
        "considered": considered.outcome,
        "outcomes": decision_forms.possible(gathered.policy),
        "lines": check_words.lines(case, hide=frozenset() if reads else SECRET),
        "timing": _timing(case),
        "default": decision_words.default_line(gathered.terms, concern=decision_rules.people_decide(case)),
    }


def _forms(
    gathered: Gathered,
    mine: PanelSeat | None,
    *,
    deciding: decision_forms.DecisionForm | None,
    viewing: decision_forms.ViewForm | None,
    seating: decision_forms.SeatForm | None,
) -> dict[str, Any]:
    """The forms that this reader can fill in, as they were left."""
    me, cohort = actor(), gathered.enrolment.cohort
    open_ = gathered.stands is None and gathered.enrolment.left_on is None
    decides = queries.decides(grants(), cohort)
    seated = {seat.person_id for seat in queries.seats(gathered.room)} | {gathered.enrolment.person_id}
    free = [one for one in queries.may_sit(db.session, cohort) if one.id not in seated] if decides else []
    kept = {kind: _draft(gathered, kind) for kind in (panels.DECISION, panels.VIEW)}
    form = decision_forms.DecisionForm(decision_forms.as_typed(kept[panels.DECISION]))
    view = decision_forms.ViewForm(decision_forms.as_typed(kept[panels.VIEW]))
    may_view = open_ and mine is not None and mine.filed_at is None
    owes = may_view and queries.owes_form(db.session, gathered.enrolment.id, me.id)
    return {
        "decides": decides,
        "deciding": (deciding or form).offer(gathered.policy) if decides and (open_ or deciding) else None,
        "open": open_,
        "viewing": (viewing or view).offer(gathered.policy) if may_view and not owes else None,
        "owes": owes,
        "seating": (seating or decision_forms.SeatForm(formdata=None)).offer(free)
        if open_ and free
        else None,
    }


def _first(gathered: Gathered) -> GateDecision | None:
    """What somebody else decided first; an extension does not stand, it puts the gate off."""
    return gathered.stands or queries.extension(db.session, gathered.enrolment.id, gathered.phase.id)


def _draft(gathered: Gathered, kind: str) -> Mapping[str, Any] | None:
    if gathered.room is None:
        return None
    row = queries.draft(db.session, gathered.room.id, actor().id, kind)
    return row.typed if row else None


def _considered(gathered: Gathered, form: decision_forms.DecisionForm | None) -> Wanted:
    """The outcome whose checks are shown: what was typed, what the address asks for, or the hardest."""
    known = {one.value: one for one in decision_forms.possible(gathered.policy)}
    typed = form.outcome.data if form is not None else request.args.get("outcome")
    draft = _draft(gathered, panels.DECISION) or {}
    hardest = [one for one in (Outcome.NOT_PLACED, Outcome.STOP) if one.value in known] or [Outcome.EXTEND]
    outcome = known.get(typed or "") or known.get(draft.get("outcome", "")) or hardest[0]
    reasons = form.reasons.data if form is not None else draft.get("reasons", "")
    return Wanted(outcome, reasons=reasons or "")


def _timing(case: Case) -> str:
    """Why this outcome is not possible today at all, if it is not; what is still to be typed says itself."""
    answer = decision_rules.may_take(case)
    return "" if answer or answer.code in FIELDS else catalogue.sentence(answer)


def _level(enrolment: Enrolment, gathered: Gathered) -> dict[str, Any] | None:
    shown = levels.shown(enrolment.cohort, Audience.ALL, gathered.today)
    entry = shown.by_scholar.get(enrolment.id) if shown else None
    return {"entry": entry, "bar": shown.document["bar"], "shown": shown} if shown and entry else None
