"""Writes the people of a file, many at once, with the same constraints as the pages' own actions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Enrolment
from tracker.intake import numbered
from tracker.intake.kinds import Journal, Scope
from tracker.intake.people_judging import Intent
from tracker.intake.people_known import Known
from tracker.people.models import ExternalId, Person, RoleGrant


def write(session: Session, scope: Scope, intents: Sequence[Intent], journal: Journal) -> None:
    """Write what these lines do, in one go, with one audit entry that names everybody; never commits."""
    if not intents:
        return
    made = _create(session, intents, journal)
    changed = _update(session, [one for one in intents if one.person.id not in made], journal)
    ids = _outside(session, scope, intents, journal)
    enrolled = _enrol(session, scope, intents, journal)
    granted = _grant(session, scope, intents, journal)
    audit.note(
        session,
        scope.actor,
        "people.import",
        scope.program,
        program_id=scope.program.id,
        created=sorted(made),
        changed=changed,
        ids=ids,
        enrolled=enrolled,
        granted=granted,
    )


def _create(session: Session, intents: Sequence[Intent], journal: Journal) -> set[int]:
    new: dict[int, Known] = {id(one.person): one.person for one in intents if one.person.id is None}
    now, tokens = clock.now(), secrets.token_hex(16 * len(new))  # the system is asked once, not for each
    rows = [
        {
            "name": one.name,
            "email": one.email,
            "fs_uniquifier": tokens[32 * place : 32 * (place + 1)],
            "created_at": now,
        }
        for place, one in enumerate(new.values())
    ]
    keys = numbered.insert(session, Person, rows, by=["fs_uniquifier"])
    for person, key in zip(new.values(), keys, strict=True):
        person.id = key
    journal.added(Person.__tablename__, keys)
    return set(keys)


def _update(session: Session, intents: Sequence[Intent], journal: Journal) -> list[dict[str, object]]:
    """Give people who were here their new names and addresses; returns what stood there."""
    changed: list[dict[str, object]] = []
    for one in intents:
        values = {name: value for name in ("name", "email") if (value := getattr(one, name))}
        if not values or one.person.id is None:
            continue
        key = one.person.id
        found = session.execute(sa.select(Person.name, Person.email).where(Person.id == key)).one()
        before = {name: getattr(found, name) for name in values}
        session.execute(sa.update(Person).where(Person.id == key).values(**values))
        journal.changed(Person.__tablename__, key, before)
        changed.append({"person": key, "before": before, "after": values})
    return changed


def _outside(session: Session, scope: Scope, intents: Sequence[Intent], journal: Journal) -> int:
    rows = [
        {"program_id": scope.program.id, "role": role, "value": value, "person_id": one.person.id}
        for one in intents
        for role, value in one.outside
    ]
    journal.added(ExternalId.__tablename__, numbered.insert(session, ExternalId, rows, by=["role", "value"]))
    return len(rows)


def _enrol(session: Session, scope: Scope, intents: Sequence[Intent], journal: Journal) -> list[int]:
    today = clock.today(scope.program.time_zone)
    rows = [
        {"cohort_id": one.enrol, "person_id": one.person.id, "enrolled_on": today}
        for one in intents
        if one.enrol is not None
    ]
    keys = numbered.insert(session, Enrolment, rows, by=["cohort_id", "person_id"])
    journal.added(Enrolment.__tablename__, keys)
    return keys


def _grant(session: Session, scope: Scope, intents: Sequence[Intent], journal: Journal) -> list[list[object]]:
    actor = scope.actor.id if scope.actor else None
    rows = [
        {
            "person_id": one.person.id,
            "role": role,
            "program_id": scope.program.id,
            "cohort_id": cohort_id,
            "ends_on": ends_on,
            "granted_by_id": actor,
        }
        for one in intents
        for role, cohort_id, ends_on in one.grants
    ]
    keys = numbered.insert(session, RoleGrant, rows, by=["person_id", "role", "cohort_id"])
    journal.added(RoleGrant.__tablename__, keys)
    return [[one.person.id, role.value, place] for one in intents for role, place, _last in one.grants]
