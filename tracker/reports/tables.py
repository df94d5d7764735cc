"""The tables that are taken out as files, each read as lines."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement import gate_history
from tracker.cohorts.models import Cohort
from tracker.evaluations import board
from tracker.permissions import Role
from tracker.projects import outcome_queries
from tracker.projects import queries as works_of
from tracker.projects.outcome_queries import Reader
from tracker.reports import form_pages, queries
from tracker.reports.gate_lines import DECISIONS, DecisionLines
from tracker.reports.lines import BOARD, Table, board_line
from tracker.reports.outcome_lines import OUTCOMES, outcome_line
from tracker.reports.streams import Sheet


def sheet(session: Session, cohort: Cohort, table: Table) -> Sheet:
    """A table of a cohort; no row is left out. Forms are read as the lines are, all else at once."""
    return _MAKE[table](session, cohort)


def _board(session: Session, cohort: Cohort) -> Sheet:
    """One line a scholar."""
    rows = board.rows(session, cohort.id, clock.today(cohort.program.time_zone))
    outside = queries.outside_ids(session, cohort.program_id, Role.SCHOLAR)
    return Sheet("board", BOARD, len(rows), (board_line(row, outside) for row in rows))


def _decisions(session: Session, cohort: Cohort) -> Sheet:
    """One line a decision at a gate, undone ones too."""
    # What it needs to count takes long to load, and most tables are taken out without.
    from tracker.advancement import transition  # noqa: PLC0415

    phases = [one for one in cohort.phases if one.policy is not None]
    rows = transition.decisions(session, [one.id for one in phases])
    lines = DecisionLines(
        gates={gate.phase.id: gate for gate in gate_history.taken(session, phases)},
        appeals=transition.appeals_of(session, [row.id for row in rows]),
        outside=queries.outside_ids(session, cohort.program_id, Role.SCHOLAR),
        zone=cohort.program.time_zone,
    )
    return Sheet("decisions", DECISIONS, len(rows), (lines.line(row) for row in rows))


def _transition(session: Session, cohort: Cohort) -> Sheet:
    """One line a measure of a gate; shares with their counts and interval."""
    from tracker.advancement import transition  # noqa: PLC0415  # as above
    from tracker.reports.transition_lines import TRANSITION, transition_lines  # noqa: PLC0415

    lines = list(transition_lines(transition.audits(session, cohort)))
    return Sheet("transition", TRANSITION, len(lines), lines)


def _outcomes(session: Session, cohort: Cohort) -> Sheet:
    """One line an outcome, restricted ones with kind and status alone."""
    # Read by nobody in particular: a file goes from hand to hand, so it holds what all of staff may read.
    here = frozenset({(cohort.program_id, cohort.id)})
    lines = outcome_queries.of_cohort(session, Reader(person_id=0, reads=here), cohort.id)
    found = works_of.in_cohort(session, cohort.id, limit=works_of.count_in_cohort(session, cohort.id))
    works = {work.id: work for work in found}
    return Sheet("outcomes", OUTCOMES, len(lines), (outcome_line(line, works) for line in lines))


_MAKE: dict[Table, Callable[[Session, Cohort], Sheet]] = {
    Table.BOARD: _board,
    Table.FORMS: form_pages.sheet,
    Table.DECISIONS: _decisions,
    Table.TRANSITION: _transition,
    Table.OUTCOMES: _outcomes,
}
