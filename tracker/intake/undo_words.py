"""What stands in the way of undoing an import, in words, with who did it where that is theirs to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.audit import AuditEntry
from tracker.intake.journals import among, table_of
from tracker.intake.models import ImportRun
from tracker.intake.spans import Keys
from tracker.intake.undoing import Obstacle
from tracker.people.models import Person
from tracker.web.texts import gettext as _

# Columns that say of a row which one it is. Titles of works and outcomes may be sealed by now.
NAMES = {"person": "name", "milestone": "title", "poll": "question"}


@dataclass(frozen=True)
class Told:
    """One thing in the way: a sentence, and who did it when, where the program's audit trail says so."""

    sentence: str
    who: str | None
    when: datetime | None


def tables() -> dict[str, str]:
    """What rows are called that an import writes, or that build on them. Others are never named."""
    return {
        "person": _("the person"),
        "external_id": _("the id of a person"),
        "role_grant": _("a role"),
        "enrolment": _("the place of a scholar"),
        "membership": _("the part of somebody in a work"),
        "work": _("the work"),
        "work_mentor": _("the mentor of a work"),
        "form": _("a form"),
        "rating": _("a rating of a form"),
        "form_revision": _("an earlier version of a form"),
        "assignment": _("a form that somebody was asked for"),
        "milestone": _("the milestone"),
        "forecast": _("a forecast"),
        "outcome": _("an outcome"),
        "grid_run": _("a run of a grid"),
        "poll": _("the poll"),
        "past_cohort": _("an earlier cohort"),
        "survey_answer": _("an answer to a survey"),
        "gate_decision": _("a decision"),
        "concern": _("a concern"),
        "message": _("a message"),
        "audit_entry": _("something that the person did since"),
    }


def told(session: Session, run: ImportRun, found: Sequence[Obstacle]) -> list[Told]:
    """What stands in the way. Statements: one a table for names, one for the audit trail."""
    names, trail = _row_names(session, found), _trail(session, run, found)
    said = []
    for one in found:
        entry = trail.get((one.table, one.key[0])) if one.why != "needed" else None
        who, when = (entry[0], entry[1]) if entry else (None, None)
        said.append(Told(_sentence(one, names), who, when))
    return list(dict.fromkeys(said))


def _sentence(one: Obstacle, names: dict[tuple[str, Keys], str]) -> str:
    known = tables()
    what = known.get(one.table, _("a row"))
    name = names.get((one.table, one.key))
    if name:
        what = f"{what} “{name}”"
    if one.why == "gone":
        return _("%(what)s was removed", what=what)
    if one.why == "changed":
        return _("%(what)s was changed", what=what)
    return _("%(what)s is needed by %(by)s", what=what, by=known.get(one.by or "", _("something else")))


def _row_names(session: Session, found: Sequence[Obstacle]) -> dict[tuple[str, Keys], str]:
    """The names of rows that are still there and have one."""
    names: dict[tuple[str, Keys], str] = {}
    for name in sorted({one.table for one in found}):
        table = table_of(name)
        if name not in NAMES:
            continue
        column = table.columns[NAMES[name]]
        keys = {one.key for one in found if one.table == name}
        for value, *key in session.execute(sa.select(column, *table.primary_key).where(among(table, keys))):
            names[name, tuple(key)] = str(value)[:100]
    return names


def _trail(
    session: Session, run: ImportRun, found: Iterable[Obstacle]
) -> dict[tuple[str, int], tuple[str | None, datetime]]:
    """Who was the last to do something to these rows since the import, by the program's audit trail."""
    rows = {(one.table, one.key[0]) for one in found if one.why != "needed"}
    if not rows or run.applied_at is None:
        return {}
    entries = (
        sa.select(AuditEntry.object_type, AuditEntry.object_id, Person.name, AuditEntry.at)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(
            AuditEntry.chain == f"program:{run.program_id}",
            AuditEntry.at > run.applied_at,
            sa.tuple_(AuditEntry.object_type, AuditEntry.object_id).in_(sorted(rows)),
        )
        .order_by(AuditEntry.position)
    )
    return {(kind, key): (who, at) for kind, key, who, at in session.execute(entries) if key is not None}
