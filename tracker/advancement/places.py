"""Writes about limited places: prepare the lot, sort the scholars, draw the lot. Each happens once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import place_queries, place_rules, place_sorting
from tracker.advancement.place_models import GateCut, GateLot, GatePart
from tracker.advancement.place_queries import Places
from tracker.advancement.place_sorting import Part, Reading
from tracker.cohorts.models import Enrolment, Phase
from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience
from tracker.evaluations.score_shown import Shown
from tracker.people.models import Person
from tracker.reasons import require


def commit_lot(session: Session, actor: Person, *, phase: Phase) -> GateLot:
    """Choose the seed of the lot and publish its hash; nobody sees the seed before the draw."""
    stands, gate = _held(session, actor, phase)
    require(place_rules.may_commit(gate))
    seed = secrets.token_hex(32)
    row = GateLot(
        phase_id=phase.id,
        seed=seed,
        seed_hash=place_sorting.seed_hash(seed),
        committed_at=gate.now,
        committed_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "lot.commit", row, stands, seed_hash=row.seed_hash)
    return row


def sort(session: Session, actor: Person, *, phase: Phase) -> GateCut:
    """Sort everybody who waits by their levels of today, and freeze what came out."""
    stands, gate = _held(session, actor, phase)
    require(place_rules.may_sort(gate))
    shown = scores.current(session, phase.cohort, Audience.ALL, gate.today)
    require(place_rules.may_sort(gate, stale=shown is not None and shown.stale))
    if shown is not None:
        scores.keep(session, shown)
    readings = [_reading(one, shown) for one in stands.waiting]
    found = place_sorting.sort(readings, stands.left)
    assert phase.policy is not None
    row = GateCut(
        phase_id=phase.id,
        policy_id=phase.policy.id,
        places=phase.policy.places,
        taken=len(stands.holding),
        line_above=found.line_above,
        line_below=found.line_below,
        input_hash=shown.input_hash if shown else None,
        model_version=shown.document["model_version"] if shown else None,
        sorted_at=gate.now,
        sorted_by_id=actor.id,
        parts=[_part(one, found.parts[one.key], shown) for one in readings],
    )
    session.add(row)
    if stands.lot is not None:
        stands.lot.band_at = gate.now
    session.flush()
    counts = {part.value: len(found.part(part)) for part in Part}
    _note(session, actor, "places.sort", row, stands, places=row.places, taken=row.taken, **counts)
    return row


def draw(session: Session, actor: Person, *, phase: Phase) -> GateLot:
    """Draw the lot: the order of the band that follows from the seed, which is now shown."""
    stands, gate = _held(session, actor, phase)
    require(place_rules.may_draw(gate))
    row = stands.lot
    assert row is not None
    row.drawn_order = place_sorting.lot_order(row.seed, stands.undecided_in(Part.BAND))
    row.drawn_at, row.drawn_by_id = gate.now, actor.id
    session.flush()
    _note(session, actor, "lot.draw", row, stands, seed=row.seed, order=row.drawn_order)
    return row


def _held(session: Session, actor: Person, phase: Phase) -> tuple[Places, place_rules.Gate]:
    """The places as they stand, with everybody else who writes in the program kept waiting."""
    program = phase.cohort.program
    audit.hold(session, program.id)
    today = clock.today(program.time_zone)
    stands = place_queries.places(session, phase, today, again=True)
    return stands, stands.gate(today, clock.now(), reader_id=actor.id)


def _reading(one: Enrolment, shown: Shown | None) -> Reading:
    entry = shown.by_scholar.get(one.id) if shown else None
    if entry is None or entry["level"] is None:
        return Reading(one.id)
    return Reading(one.id, entry["level"], entry["q05"], entry["q95"], entry["rests_on_prior"])


def _part(one: Reading, part: Part, shown: Shown | None) -> GatePart:
    entry = (shown.by_scholar.get(one.key) if shown else None) or {"people": 0, "works": 0}
    return GatePart(
        enrolment_id=one.key,
        part=part,
        level=one.level,
        q05=one.low,
        q95=one.high,
        people=entry["people"],
        works=entry["works"],
        on_prior=one.on_prior,
    )


def _note(
    session: Session,
    actor: Person,
    action: str,
    row: GateLot | GateCut,
    stands: Places,
    **change: str | int | Iterable[int] | None,
) -> None:
    audit.note(session, actor, action, row, program_id=stands.phase.cohort.program_id, **change)
