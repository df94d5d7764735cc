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


def _create(session: Session, intents: Sequence[Intent], journal: Journal) -> range | set[int]:
    new = list({id(one.person): one.person for one in intents if one.person.id is None}.values())
    tokens = secrets.token_hex(16 * len(new))  # the system is asked once, not for each
    columns: numbered.Columns = {
        "name": [one.name for one in new],
        "email": [one.email for one in new],
        "fs_uniquifier": [tokens[at : at + 32] for at in range(0, len(tokens), 32)],
        "created_at": [clock.now()] * len(new),
    }
    keys = numbered.insert(session, Person, columns, by=["fs_uniquifier"])
    for person, key in zip(new, keys, strict=True):
        person.id = key
    journal.added(Person.__tablename__, keys)
    return keys if isinstance(keys, range) else set(keys)


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
    rows = [(role, value, one.person.id) for one in intents for role, value in one.outside]
    columns: numbered.Columns = {
        "program_id": [scope.program.id] * len(rows),
        "role": [role for role, _value, _person in rows],
        "value": [value for _role, value, _person in rows],
        "person_id": [person for _role, _value, person in rows],
    }
    journal.added(
        ExternalId.__tablename__, numbered.insert(session, ExternalId, columns, by=["role", "value"])
    )
    return len(rows)


def _enrol(session: Session, scope: Scope, intents: Sequence[Intent], journal: Journal) -> list[int]:
    enrolled = [one for one in intents if one.enrol is not None]
    columns: numbered.Columns = {
        "cohort_id": [one.enrol for one in enrolled],
        "person_id": [one.person.id for one in enrolled],
        "enrolled_on": [clock.today(scope.program.time_zone)] * len(enrolled),
    }
    keys = numbered.insert(session, Enrolment, columns, by=["cohort_id", "person_id"])
    journal.added(Enrolment.__tablename__, keys)
    return list(keys)


def _grant(session: Session, scope: Scope, intents: Sequence[Intent], journal: Journal) -> list[list[object]]:
    rows = [(one.person.id, *grant) for one in intents for grant in one.grants]
    columns: numbered.Columns = {
        "person_id": [person for person, _role, _place, _last in rows],
        "role": [role for _person, role, _place, _last in rows],
        "program_id": [scope.program.id] * len(rows),
        "cohort_id": [place for _person, _role, place, _last in rows],
        "ends_on": [last for _person, _role, _place, last in rows],
        "granted_by_id": [scope.actor.id if scope.actor else None] * len(rows),
    }
    keys = numbered.insert(session, RoleGrant, columns, by=["person_id", "role", "cohort_id"])
    journal.added(RoleGrant.__tablename__, keys)
    return [[person, role.value, place] for person, role, place, _last in rows]
