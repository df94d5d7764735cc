"""Writes of waivers: a soft conflict set aside for one case by a coordinator who has none."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from tracker import audit, sealed
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import assignment_rules, assignments, cases, conflict_rules, conflicts
from tracker.releases.conflict_rules import Waiver
from tracker.releases.models import Case
from tracker.releases.parts import SoftConflict
from tracker.releases.review_models import ConflictWaiver
from tracker.sealed import Seal


def waive(
    session: Session,
    seal: Seal,
    actor: Person,
    *,
    case: Case,
    person: Person,
    conflict: SoftConflict,
    reason: str,
) -> ConflictWaiver:
    """Set a soft conflict aside, and say why. Waived twice is waived once."""
    cases.hold(session, case)
    ties = conflicts.ties(session, case)
    candidate = ties.candidate(person.id)
    own = ties.candidate(actor.id)
    waiver = Waiver(conflict, actor.id, by_conflicted=bool(own.hard or own.soft))
    require(conflict_rules.may_waive(candidate, waiver), field="reason")
    require(assignment_rules.may_waive_words(reason), field="reason")
    for before in ties.waivers.get(person.id, ()):
        if before.conflict is conflict:
            return before
    kept = sealed.keep(session, seal, case.vault, "conflict.waiver", reason.strip())
    row = ConflictWaiver(
        case_id=case.id, person_id=person.id, conflict=conflict, by_id=actor.id, reason_id=kept.id
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "release.waive",
        case,
        program_id=case.program_id,
        waiver=row.id,
        person=person.id,
        digest=hashlib.sha256(kept.body).hexdigest(),
    )
    assignments.seat_free(session, actor, case=case)
    return row
