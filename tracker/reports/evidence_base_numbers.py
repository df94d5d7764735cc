"""Table 5: on how much the cohort's judgements rest: forms, people, punctuality, minutes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, PhaseKind
from tracker.evaluations.board import ENOUGH_PEOPLE
from tracker.reports import form_facts, funnel_counts
from tracker.reports.counting import Counting
from tracker.reports.form_facts import Filed, Owed
from tracker.reports.medians import median
from tracker.reports.numbers import Absent, Cell, Count, Part, Row, Table, Unit, Why
from tracker.reports.paths import Cohorts, End, Place

COLUMNS = ("forms", "filed", "late", "overdue", "people_per_scholar", "three_people", "minutes")
# Filed and overdue are of the forms that were asked for, late of those that were filed. People are raters who
# gave an Overall; scholars whom nobody rated count with none. Minutes are from opening a form to filing it.
NOTES = ("evidence_base",)
NOT_YET = Absent(Why.NOT_YET)
# The count of the scholars of each phase, of whom the shares are.
SCHOLARS = {
    PhaseKind.TRAINING: "funnel.started",
    PhaseKind.RESEARCH: "funnel.into_research",
    PhaseKind.EXTENSION: "funnel.extended",
}
ALL, EVERYBODY = "all", "funnel.scholars"


@dataclass
class _Base:
    """What was filed and is owed on some scholars, in one phase or in all."""

    name: str
    scholars: str
    people: frozenset[int]
    filed: list[Filed] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """One row a phase, and one for all; a fixed number of statements."""
    counting, ways = funnel_counts.begin(session, cohort, as_of)
    filed, owed = form_facts.filed(session, cohort), form_facts.owed(session, cohort, as_of)
    rows, begun = [], []
    for kind in PhaseKind:
        if kind not in ways.gates:
            continue
        if not ways.begun(kind):
            rows.append(Row(kind.value, (NOT_YET,) * len(COLUMNS)))
            continue
        base = _Base(kind.value, SCHOLARS[kind], ways.people(kind) | ways.people(kind, Place.AHEAD))
        base.filed = [one for one in filed if one.phase is kind]
        base.owed = [one for one in owed if one.phase is kind]
        rows.append(Row(kind.value, _cells(counting, base, as_of)))
        begun.append(kind.value)
    if not begun:
        why = Why.NOT_YET if ways.gates else Why.NONE
        return counting.part(Table(5, "evidence_base", COLUMNS, (), notes=NOTES, why_empty=why))
    rows.append(Row(ALL, _all(counting, ways, filed, owed, begun, as_of)))
    return counting.part(Table(5, "evidence_base", COLUMNS, tuple(rows), notes=NOTES))


def _all(
    counting: Counting,
    ways: Cohorts,
    filed: Sequence[Filed],
    owed: Sequence[Owed],
    begun: Sequence[str],
    as_of: date,
) -> tuple[Cell, ...]:
    """The same of the phases that have begun, together."""
    everybody = (one.enrolment.id for one in ways.paths if one.end is not End.NEVER_BEGAN)
    base = _Base(ALL, EVERYBODY, frozenset(everybody))
    base.filed = [one for one in filed if one.phase.value in begun]
    base.owed = [one for one in owed if one.phase.value in begun]
    cells = _cells(counting, base, as_of)
    for word in ("forms", "asked", *_FATES, "imported", "timed"):
        counting.relate(f"evidence.{ALL}.{word}", *(f"evidence.{name}.{word}" for name in begun))
    return cells


# What became of a form that was asked for.
_FATES = ("in_time", "late", "overdue", "open")


def _cells(counting: Counting, base: _Base, as_of: date) -> tuple[Cell, ...]:
    name = f"evidence.{base.name}"
    asked = [one for one in base.filed if one.due_on is not None]
    late = sum(one.late for one in asked)
    overdue = sum(one.due_on is not None and one.due_on < as_of for one in base.owed)
    fates = (len(asked) - late, late, overdue, len(base.owed) - overdue)
    counting.split(f"{name}.asked", {f"{name}.{word}": n for word, n in zip(_FATES, fates, strict=True)})
    counting.relate(f"{name}.filed", f"{name}.in_time", f"{name}.late")
    counting.count(f"{name}.imported", len(base.filed) - len(asked))
    counting.relate(f"{name}.forms", f"{name}.filed", f"{name}.imported")
    return (
        Count(f"{name}.forms"),
        counting.share(f"{name}.filed", f"{name}.asked"),
        counting.share(f"{name}.late", f"{name}.filed"),
        counting.share(f"{name}.overdue", f"{name}.asked"),
        *_people(counting, base, name),
        _minutes(counting, base, name),
    )


def _people(counting: Counting, base: _Base, name: str) -> tuple[Cell, Cell]:
    """How many people rated each scholar, and how many scholars were rated by enough of them."""
    raters: dict[int, set[int]] = defaultdict(set)
    for one in base.filed:
        if one.rates:
            raters[one.enrolment_id].add(one.mentor_id)
    many = [len(raters[key]) for key in sorted(base.people)]
    enough = Counter(number >= ENOUGH_PEOPLE for number in many)
    parts = {f"{name}.three_people": enough[True], f"{name}.fewer_people": enough[False]}
    counting.split(base.scholars, parts)
    middle = median(many, base.scholars, Unit.PEOPLE, tuple(parts))
    return middle, counting.share(f"{name}.three_people", base.scholars)


def _minutes(counting: Counting, base: _Base, name: str) -> Cell:
    timed = [one.minutes for one in base.filed if one.minutes is not None]
    counting.count(f"{name}.timed", len(timed))
    counting.within(f"{name}.forms", f"{name}.timed", f"{name}.not_timed")
    return median(timed, f"{name}.timed", Unit.MINUTES)
