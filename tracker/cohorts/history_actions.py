"""Writes about what came of earlier gates."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from tracker import audit
from tracker.cohorts import history, history_rules
from tracker.cohorts.history_rules import Counts
from tracker.cohorts.models import GateDefault, GateRecord, PhaseKind, Program
from tracker.people import rules as people_rules
from tracker.people.models import Person
from tracker.reasons import no, require


def set_record(
    session: Session,
    actor: Person | None,
    *,
    program: Program,
    row: GateRecord | None,
    kind: PhaseKind,
    default: GateDefault,
    label: str,
    year: int,
    counts: Counts,
    median_notice: float | None,
    base_version: int = 0,
) -> GateRecord:
    """Enter the counts of an earlier gate, or correct them (`row`, read at `base_version`)."""
    audit.hold(session, program.id)
    require(people_rules.is_name(label), field="label")
    require(history_rules.may_record(counts, year=year, median_notice=median_notice))
    label = label.strip()
    if history.taken(session, program.id, kind, label, year) not in (None, row.id if row else None):
        require(no("record_taken", label=label, year=str(year)), field="label")
    before = None
    if row is None:
        row = GateRecord(program_id=program.id)
        session.add(row)
    else:
        again = session.get(GateRecord, row.id, populate_existing=True)
        if again is None or again.version != base_version:
            require(no("record_changed"), field="version")
        before = facts(row)
    row.kind, row.gate_default, row.label, row.year = kind, default, label, year
    row.accepted, row.continued, row.stopped = counts.accepted, counts.continued, counts.stopped
    row.not_placed, row.withdrew, row.median_notice = counts.not_placed, counts.withdrew, median_notice
    try:
        session.flush()
    except StaleDataError:  # corrected by somebody else between our read and our write
        require(no("record_changed"), field="version")
    audit.note(session, actor, "gate_record.set", row, program_id=program.id, before=before, after=facts(row))
    return row


def remove_record(session: Session, actor: Person, *, program: Program, row: GateRecord) -> None:
    """Take out counts that were entered by mistake, unless somebody just did; the audit trail keeps them."""
    audit.hold(session, program.id)
    if session.get(GateRecord, row.id, populate_existing=True) is None:
        return
    audit.note(session, actor, "gate_record.remove", row, program_id=program.id, before=facts(row))
    session.delete(row)
    session.flush()


def show_transition(session: Session, actor: Person, *, program: Program, shown: bool) -> None:
    """Open the program's page of gates and their history to everybody, or close it."""
    audit.hold(session, program.id)
    session.refresh(program)
    if program.shows_transition != shown:
        program.shows_transition = shown
        session.flush()
        audit.note(session, actor, "program.show_transition", program, program_id=program.id, shown=shown)


def facts(row: GateRecord) -> dict[str, Any]:
    """A record as it stands in the audit trail."""
    names = ("kind", "gate_default", "label", "year", "accepted", "continued", "stopped", "not_placed")
    return {name: str(getattr(row, name)) for name in (*names, "withdrew", "median_notice")}
