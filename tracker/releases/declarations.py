"""Writes of conflicts of interest: what somebody declares of themselves, and what others learn of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from sqlalchemy.orm import Session

from tracker import audit, sealed
from tracker.people.models import Person
from tracker.releases import cases
from tracker.releases.models import Case
from tracker.releases.parts import HardConflict, SoftConflict
from tracker.releases.review_models import ConflictDeclaration
from tracker.sealed import Seal

FIELD = "conflict.declaration"
WORDS_LENGTH = 2000


def declare(
    session: Session,
    seal: Seal,
    actor: Person,
    *,
    case: Case,
    hard: Collection[HardConflict],
    soft: Collection[SoftConflict],
    words: str = "",
    about: Person | None = None,
) -> ConflictDeclaration:
    """Keep a declaration; with `about`, what the actor learned of somebody else. None is taken back.

    The sealed text repeats it whole, so that the digest in the audit trail proves what was declared.
    """
    cases.hold(session, case)
    person = about or actor
    said = {"hard": sorted(one.value for one in hard), "soft": sorted(one.value for one in soft)}
    body = json.dumps({**said, "words": words.strip()}, ensure_ascii=False, sort_keys=True)
    kept = sealed.keep(session, seal, case.vault, FIELD, body)
    row = ConflictDeclaration(
        case_id=case.id,
        person_id=person.id,
        by_id=actor.id,
        words_id=kept.id,
        hard=said["hard"],
        soft=said["soft"],
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "release.declare",
        case,
        program_id=case.program_id,
        declaration=row.id,
        person=person.id,
        digest=hashlib.sha256(kept.body).hexdigest(),
    )
    return row


def words_of(opened: str) -> str:
    """What somebody wrote beside the conflicts that they ticked."""
    said: dict[str, str] = json.loads(opened)
    return said["words"]
