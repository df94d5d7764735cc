"""Exports: a cohort's table as a file, and the note of it in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.advancement import gate_history, transition
from tracker.cohorts.models import Cohort
from tracker.evaluations import board, visibility
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects import outcome_queries
from tracker.projects import queries as works_of
from tracker.projects.outcome_queries import Reader
from tracker.reasons import no, require
from tracker.reports import queries, tables
from tracker.reports.gate_lines import DecisionLines
from tracker.reports.lines import FormLines, Kind, Table


@dataclass(frozen=True)
class Export:
    """A file that was made: its bytes, its ASCII name, how many rows it holds."""

    content: bytes
    filename: str
    rows: int


def export(session: Session, actor: Person | None, *, cohort: Cohort, table: Table, kind: Kind) -> Export:
    """Make the file of a cohort's table and record that it was taken. No row is left out.

    Refused to whoever still owes a form in the cohort, and to its scholars: the tables hold what others
    answered or decided, of a scholar also what is not released to them and the staff's own notes. That of
    outcomes holds nothing of the kind.
    """
    if actor is not None and table is not Table.OUTCOMES:
        if queries.is_scholar(session, cohort.id, actor.id):
            require(no("export_about_you"))
        today = clock.today(cohort.program.time_zone)
        owing = queries.scholars_among(session, cohort.id, visibility.hidden_from(session, actor.id, today))
        if owing:
            require(no("export_own_not_filed", count=owing))
    made = _MAKE[table](session, cohort)
    audit.note(
        session,
        actor,
        "cohort.export",
        cohort,
        program_id=cohort.program_id,
        table=table.value,
        format=kind.value,
        rows=len(made),
    )
    day = clock.today(cohort.program.time_zone).isoformat()
    return Export(
        content=tables.as_bytes(made, kind, sheet=table.value, created=clock.now()),
        filename=f"{cohort.program.slug}-{cohort.slug}-{table.value}-{day}.{kind.value}",
        rows=len(made),
    )


def _board(session: Session, cohort: Cohort) -> tables.Frame:
    rows = board.rows(session, cohort.id, clock.today(cohort.program.time_zone))
    return tables.board_table(rows, queries.outside_ids(session, cohort.program_id, Role.SCHOLAR))


def _forms(session: Session, cohort: Cohort) -> tables.Frame:
    lines = FormLines(
        origin=f"{cohort.program.slug}/{cohort.slug}",
        criteria=queries.criteria(session, cohort.id),
        levels=queries.ratings(session, cohort.id),
        scholars=queries.outside_ids(session, cohort.program_id, Role.SCHOLAR),
        mentors=queries.outside_ids(session, cohort.program_id, Role.MENTOR),
    )
    return tables.forms_table(queries.forms(session, cohort.id), lines)


def _decisions(session: Session, cohort: Cohort) -> tables.Frame:
    phases = [one for one in cohort.phases if one.policy is not None]
    rows = transition.decisions(session, [one.id for one in phases])
    lines = DecisionLines(
        gates={gate.phase.id: gate for gate in gate_history.taken(session, phases)},
        appeals=transition.appeals_of(session, [row.id for row in rows]),
        outside=queries.outside_ids(session, cohort.program_id, Role.SCHOLAR),
        zone=cohort.program.time_zone,
    )
    return tables.decisions_table(rows, lines)


def _transition(session: Session, cohort: Cohort) -> tables.Frame:
    return tables.transition_table(transition.audits(session, cohort))


def _outcomes(session: Session, cohort: Cohort) -> tables.Frame:
    # Read by nobody in particular: a file goes from hand to hand, so it holds what all of staff may read.
    here = frozenset({(cohort.program_id, cohort.id)})
    lines = outcome_queries.of_cohort(session, Reader(person_id=0, reads=here), cohort.id)
    works = works_of.in_cohort(session, cohort.id, limit=works_of.count_in_cohort(session, cohort.id))
    return tables.outcomes_table(lines, {work.id: work for work in works})


_MAKE: dict[Table, Callable[[Session, Cohort], tables.Frame]] = {
    Table.BOARD: _board,
    Table.FORMS: _forms,
    Table.DECISIONS: _decisions,
    Table.TRANSITION: _transition,
    Table.OUTCOMES: _outcomes,
}
