"""The kind of files that bring what came of earlier gates, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tracker.cohorts import history, history_actions, history_rules
from tracker.cohorts.history_rules import Counts
from tracker.cohorts.models import GateDefault, GateRecord, PhaseKind
from tracker.intake import cells, values
from tracker.intake.acting import Acting, differences, refused
from tracker.intake.kinds import Field, Judged, Kind, Line, Problem, Scope, Verdict
from tracker.intake.refusals import problem_of
from tracker.permissions import Permission
from tracker.web.texts import gettext as _

PARTS = ("accepted", "continued", "stopped", "not_placed", "withdrew")
# The cell that a refusal is about; without one it is the line.
FIELD_OF = {"record_year": "year", "record_sum": "accepted", "record_notice_range": "median_notice"}
CALLED = {
    "default": GateDefault.CONTINUE_BY_DEFAULT,
    "continue": GateDefault.CONTINUE_BY_DEFAULT,
    "limited": GateDefault.CAPACITY_LIMITED,
    "limited_places": GateDefault.CAPACITY_LIMITED,
    "competitive": GateDefault.CAPACITY_LIMITED,
}


@dataclass(frozen=True)
class Wanted:
    """A record as it shall be; `version` is what it changes, 0 for a new one."""

    kind: PhaseKind
    default: GateDefault
    label: str
    year: int
    counts: Counts
    median_notice: float | None
    version: int


class HistoryImporter(Acting):
    """Takes in counts of earlier gates, each known by phase, cohort and year."""

    def __init__(self, session: Session, scope: Scope) -> None:
        super().__init__(session, scope)
        self._rows = {
            (row.kind, row.label, row.year): row for row in history.records(session, scope.program.id)
        }

    def subject(self, line: Line) -> tuple[PhaseKind, str, int]:
        return line.values["phase"], line.values["label"], line.values["year"]

    def judge_line(self, session: Session, line: Line) -> Judged:
        given = line.values
        row = self._rows.get(self.subject(line))
        before = facts(row) if row else {}
        default = given.get("gate") or before.get("gate")
        if default is None:
            return refused(line, Problem("blank", "gate"))
        # What is left out of a new record is nobody: else the rest would not add up.
        parts = {name: given.get(name, before.get(name, 0)) for name in PARTS}
        notice = given.get("median_notice", before.get("median_notice"))
        counts = Counts(**parts)
        decision = history_rules.may_record(counts, year=given["year"], median_notice=notice)
        if not decision:
            return refused(line, problem_of(decision, FIELD_OF.get(decision.code)))
        phase, label, year = self.subject(line)
        wanted = Wanted(phase, default, label, year, counts, notice, row.version if row else 0)
        after = {**parts, "gate": default, "median_notice": notice}
        if row is None:
            return Judged(line, Verdict.NEW, after=differences({}, {**given, **after})[1], intent=wanted)
        old, new = differences(before, after)
        verdict = Verdict.CHANGED if new else Verdict.UNCHANGED
        return Judged(line, verdict, before=old, after=new, intent=wanted)

    def write_line(self, session: Session, intent: Wanted) -> None:
        history_actions.set_record(
            session,
            self.scope.actor,
            program=self.scope.program,
            row=self._rows.get((intent.kind, intent.label, intent.year)),
            kind=intent.kind,
            default=intent.default,
            label=intent.label,
            year=intent.year,
            counts=intent.counts,
            median_notice=intent.median_notice,
            base_version=intent.version,
        )


def facts(row: GateRecord) -> dict[str, Any]:
    """What a record says, by field."""
    parts = {name: getattr(row, name) for name in PARTS}
    return {**parts, "gate": row.gate_default, "median_notice": row.median_notice}


def fields(_session: Session, _scope: Scope) -> list[Field]:
    """What a line may say of an earlier gate."""
    return [
        Field(
            "label",
            lambda: _("Cohort"),
            values.line(cells.NAME_LIMIT),
            required=True,
            key=True,
            guesses=("cohort", "cohort name", "name", "intake"),
            example="Winter 2023",
        ),
        Field(
            "year",
            lambda: _("Year"),
            values.whole(0, 9999),
            required=True,
            key=True,
            guesses=("year of the gate",),
            example="2023",
        ),
        Field(
            "phase",
            lambda: _("Phase before the gate"),
            values.one_of(PhaseKind),
            required=True,
            key=True,
            guesses=("phase kind", "stage"),
            example="training",
        ),
        Field(
            "gate",
            lambda: _("Kind of gate"),
            values.one_of(GateDefault, CALLED),
            guesses=("policy", "gate default", "kind of gate", "default"),
            example="continue_by_default",
        ),
        *_counts(),
    ]


def _counts() -> list[Field]:
    """The people of a gate, and how long before they knew."""
    count = values.whole(0, history_rules.MOST)
    return [
        Field(
            "accepted",
            lambda: _("Accepted into the phase"),
            count,
            guesses=("started", "scholars", "fellows", "participants"),
            example="40",
        ),
        Field("continued", lambda: _("Moved on"), count, guesses=("moved on", "passed"), example="34"),
        Field("stopped", lambda: _("Stopped"), count, guesses=("failed", "not continued"), example="3"),
        Field(
            "not_placed",
            lambda: _("Not placed, for lack of places"),
            count,
            guesses=("not placed", "no place"),
            example="0",
        ),
        Field(
            "withdrew",
            lambda: _("Withdrew of their own accord"),
            count,
            guesses=("withdrawn", "left", "dropped out"),
            example="3",
        ),
        Field(
            "median_notice",
            lambda: _("Days of notice, median"),
            values.number(0, history_rules.MOST_NOTICE),
            guesses=("median notice", "days of notice", "notice days"),
            example="24",
        ),
    ]


KIND = Kind(
    name="history",
    label=lambda: _("Earlier gates, as counts"),
    needs_cohort=False,
    fields=fields,
    begin=HistoryImporter,
    permission=Permission.PROGRAM_MANAGE,
)
