"""What a scholar reads of the places at their own gates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.advancement import place_queries
from tracker.advancement.decision_models import Way
from tracker.advancement.place_models import GateLot
from tracker.advancement.place_queries import Places
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts.models import Enrolment
from tracker.cohorts.policy_words import day_in
from tracker.cohorts.words import PHASES
from tracker.extensions import db


@dataclass(frozen=True)
class Own:
    """What a scholar reads of the places at one gate; `way` once a decision about theirs stands."""

    phase_word: str
    lot: GateLot | None
    sorted_on: date | None
    way: Way | None
    turn: int | None
    turns: int


@bp.app_template_global("own_places")
def own_places(enrolment: Enrolment) -> list[Own]:
    """The gates with limited places of a scholar that have a lot or were sorted."""
    left, found = enrolment.left_on, []
    phases = place_queries.limited(db.session, enrolment.cohort.phases)
    for phase in [one for one in phases if left is None or one.starts_on <= left]:
        stands = place_queries.places(db.session, phase, day_of(enrolment.cohort))
        zone = enrolment.cohort.program.time_zone
        placing = stands.placing(enrolment.id)
        found.append(
            Own(
                phase_word=str(PHASES[phase.kind]),
                lot=stands.lot,
                sorted_on=day_in(zone, stands.cut.sorted_at) if stands.cut else None,
                way=_way(stands, enrolment.id),
                turn=placing.turn,
                turns=placing.turns,
            )
        )
    return found


def _way(stands: Places, key: int) -> Way | None:
    """The way by which a place was decided, as it was written down with the decision."""
    if not stands.answered(key) or stands.cut is None:
        return None
    return stands.decided[key].way or stands.way(key)
