"""Reads of what came of earlier gates of a program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.history_rules import Counts, Pool, pooled
from tracker.cohorts.models import GateDefault, GateRecord, PhaseKind


@dataclass(frozen=True)
class Earlier:
    """What came of a gate that was decided here, in the shape of counts that staff type.

    `later` are those who repeat the phase or come back later; `warned` are those of the people who did not
    go on who were told at least 21 days before the phase's end, and all of them.
    """

    kind: PhaseKind
    gate_default: GateDefault
    label: str
    year: int
    accepted: int
    continued: int
    stopped: int
    not_placed: int
    withdrew: int
    later: int = 0
    median_notice: float | None = None
    warned: tuple[int, int] | None = None


Row = GateRecord | Earlier
Rows = Sequence[Row]


@dataclass(frozen=True)
class History:
    """The earlier gates out of one kind of phase: of the same policy, and of the other one."""

    default: GateDefault
    same: Pool | None
    other: Pool | None
    records: Rows


def records(session: Session, program_id: int, kind: PhaseKind | None = None) -> Sequence[GateRecord]:
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


def counts_of(row: Row) -> Counts:
    """A record's counts."""
    counts = Counts(row.accepted, row.continued, row.stopped, row.not_placed, row.withdrew)
    if isinstance(row, GateRecord):
        return counts
    return replace(counts, later=row.later, warned=row.warned)


def together(typed: Sequence[GateRecord], decided: Iterable[Earlier]) -> list[Row]:
    """Typed records and gates decided here, newest year first, none of them twice.

    A record that staff typed under a cohort's name, for the same kind of phase, stands for the decisions of
    that gate: somebody who types knows why, and the two are never added up. Years may differ by one, since
    a cohort can span two.
    """
    new = [one for one in decided if not any(_is_of(record, one) for record in typed)]
    return sorted([*typed, *new], key=lambda one: (-one.year, one.label))


def _is_of(record: GateRecord, gate: Earlier) -> bool:
    named = record.kind is gate.kind and _plain(record.label) == _plain(gate.label)
    return named and abs(record.year - gate.year) <= 1


def _plain(label: str) -> str:
    return " ".join(label.casefold().split())


def of_gate(session: Session, program_id: int, kind: PhaseKind, default: GateDefault) -> History:
    """What came of earlier gates out of this kind of phase, as staff typed it."""
    return among(records(session, program_id, kind), default)


def among(rows: Rows, default: GateDefault) -> History:
    """The history that these records of one kind of phase make, for a gate of this policy.

    The two kinds of policy never share a rate.
    """
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
