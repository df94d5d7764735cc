"""Writes of published statistics: frozen by one person, public once another agreed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Program
from tracker.people.models import Person
from tracker.reasons import require
from tracker.releases import policy_queries, snapshot_queries, statistics_rules
from tracker.releases.statistics_models import SnapshotState, StatsSnapshot
from tracker.releases.statistics_rules import Limits, Period, Printed


def make(session: Session, actor: Person, *, program: Program) -> StatsSnapshot:
    """Freeze what may be printed of the newest whole period. Nobody outside sees it yet."""
    audit.hold(session, program.id)
    over = statistics_rules.period(clock.today(program.time_zone))
    earlier = [Printed.of(one.body) for one in snapshot_queries.published(session, program.id)]
    newest: Period | None = earlier[0].period if earlier else None
    waiting = snapshot_queries.waiting(session, program.id) is not None
    require(statistics_rules.may_make(over, newest, waiting=waiting))
    limits = Limits(small=policy_queries.numbers(session, program.id).small_cell)
    found = statistics_rules.printed(
        snapshot_queries.decided_in(session, program, over), over, earlier, limits
    )
    row = StatsSnapshot(
        program_id=program.id,
        begins_on=over.begins,
        ends_on=over.ends,
        state=SnapshotState.WAITING,
        body=found.as_json(),
        made_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    _note(session, actor, row, "review_statistics.make")
    return row


def agree(session: Session, actor: Person, *, snapshot: StatsSnapshot) -> None:
    """Publish a snapshot, as the second person."""
    _settle(session, actor, snapshot, SnapshotState.PUBLISHED)


def refuse(session: Session, actor: Person, *, snapshot: StatsSnapshot) -> None:
    """Discard a snapshot. It can be made again."""
    _settle(session, actor, snapshot, SnapshotState.REFUSED)


def _settle(session: Session, actor: Person, snapshot: StatsSnapshot, state: SnapshotState) -> None:
    audit.hold(session, snapshot.program_id)
    session.refresh(snapshot)
    own = snapshot.made_by_id == actor.id and state is SnapshotState.PUBLISHED
    require(statistics_rules.may_agree(own=own, settled=snapshot.state is not SnapshotState.WAITING))
    snapshot.state, snapshot.settled_by_id, snapshot.settled_at = state, actor.id, clock.now()
    session.flush()
    _note(session, actor, snapshot, f"review_statistics.{state.value}")


def _note(session: Session, actor: Person, row: StatsSnapshot, action: str) -> None:
    audit.note(session, actor, action, row, program_id=row.program_id, ends_on=row.ends_on.isoformat())
