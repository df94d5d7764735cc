"""Reads of what came of earlier gates of a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.history_rules import Counts, Pool, pooled
from tracker.cohorts.models import GateDefault, GateRecord, PhaseKind

Rows = Sequence[GateRecord]


@dataclass(frozen=True)
class History:
    """The earlier gates out of one kind of phase: of the same policy, and of the other one."""

    default: GateDefault
    same: Pool | None
    other: Pool | None
    records: Rows


def records(session: Session, program_id: int, kind: PhaseKind | None = None) -> Rows:
    """The counts that staff typed, newest year first."""
    found = sa.select(GateRecord).where(GateRecord.program_id == program_id)
    if kind is not None:
        found = found.where(GateRecord.kind == kind)
    return session.scalars(found.order_by(GateRecord.year.desc(), GateRecord.label, GateRecord.id)).all()


def record(session: Session, record_id: int, *, program_id: int) -> GateRecord | None:
    """One record of this program."""
    return session.scalar(
        sa.select(GateRecord).where(GateRecord.id == record_id, GateRecord.program_id == program_id)
    )


def taken(session: Session, program_id: int, kind: PhaseKind, label: str, year: int) -> int | None:
    """The id of the record of this gate, where there is one."""
    return session.scalar(
        sa.select(GateRecord.id).where(
            GateRecord.program_id == program_id,
            GateRecord.kind == kind,
            GateRecord.label == label,
            GateRecord.year == year,
        )
    )


def counts_of(row: GateRecord) -> Counts:
    """A record's counts."""
    return Counts(row.accepted, row.continued, row.stopped, row.not_placed, row.withdrew)


def of_gate(session: Session, program_id: int, kind: PhaseKind, default: GateDefault) -> History:
    """What came of earlier gates out of this kind of phase; the two kinds of policy never in one rate."""
    return among(records(session, program_id, kind), default)


def among(rows: Rows, default: GateDefault) -> History:
    """The history that these records of one kind of phase make, for a gate of this policy."""
    return History(
        default=default,
        same=pooled(counts_of(row) for row in rows if row.gate_default is default),
        other=pooled(counts_of(row) for row in rows if row.gate_default is not default),
        records=rows,
    )


def pools(rows: Rows) -> list[tuple[PhaseKind, GateDefault, Pool]]:
    """The records added up for each kind of phase and of gate that has any."""
    found = []
    for kind in PhaseKind:
        for default in GateDefault:
            alike = [one for one in rows if one.kind is kind and one.gate_default is default]
            if pool := pooled(counts_of(one) for one in alike):
                found.append((kind, default, pool))
    return found
