"""Table 14: a cohort beside earlier ones of its program, counted by the same code, and typed history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.cohorts import history
from tracker.cohorts.models import Cohort, GateRecord, Phase, PhaseKind
from tracker.reports import funnel_numbers, headline_numbers, output_facts, prefixes
from tracker.reports.counting import Counting
from tracker.reports.merging import merged
from tracker.reports.numbers import Absent, Cell, Count, Part, Row, Table, Why

# As in the headline, then what became of scholars as in the funnel.
HEADLINE = (
    "scholars",
    "mentors",
    "scholars_per_mentor",
    "weeks",
    "completion",
    "transition",
    "outputs",
    "response_rate",
)
ENDS = ("withdrew", "not_placed", "stopped", "later")
ROWS = (*HEADLINE, *ENDS)
# Rows whose meaning hangs on the policy of the gate after training.
BY_POLICY = frozenset({"transition", "not_placed", "stopped", "later"})
# The newest cohorts that are over, at most these.
MOST = 5
# Earlier cohorts as they are known today, counted like this one. A typed column is what staff entered of a
# training gate before the program kept its cohorts here; the rest was not collected.
NOTES, TYPED_NOTE = ("comparison_known_today",), "comparison_typed"
NOT_COLLECTED = Absent(Why.NOT_COLLECTED)
Column = Mapping[str, Cell]


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """A column a cohort, this one first; so many statements for each that is compared, at most five."""
    others = _earlier(session, cohort, as_of)
    typed = _typed(session, cohort, others)[: MOST - len(others)]
    keys = [cohort.slug, *(one.slug for one in others), *(f"typed_{one.id}" for one in typed)]
    if len(keys) == 1:
        return Part((Table(14, "comparison", (), (), notes=NOTES, why_empty=Why.NONE),), {})
    out = output_facts.out_by_cohort(session, [one.id for one in others])
    own, _part, changed = _counted(session, cohort, as_of)
    parts: list[Part] = []
    columns = [own]
    for one in others:
        cells, counted, _changed = _counted(session, one, as_of)
        prefix = f"earlier.{one.slug}."
        parts += [prefixes.counts(prefix, counted), Part((), {f"{prefix}outputs.out": out[one.id]})]
        columns.append({key: prefixes.cell(prefix, cell) for key, cell in cells.items()})
    for record in typed:
        cells, counted = _of_record(record, public=cohort.program.shows_transition)
        parts.append(counted)
        columns.append(cells)
    if _other_policy(cohort, typed):
        changed |= BY_POLICY
    rows = tuple(Row(key, tuple(column[key] for column in columns), changed=key in changed) for key in ROWS)
    names = [cohort.name, *(one.name for one in others), *map(_name, typed)]
    table = Table(
        14,
        "comparison",
        tuple(keys),
        rows,
        labels=dict(zip(keys, names, strict=True)),
        notes=(*NOTES, TYPED_NOTE) if typed else NOTES,
    )
    return replace(merged(parts), tables=(table,))


def _earlier(session: Session, cohort: Cohort, today: date) -> Sequence[Cohort]:
    """The cohorts of the program that began before this one and are over, newest first. Two statements."""
    begins = min((phase.starts_on for phase in cohort.phases), default=None)
    first, last = sa.func.min(Phase.starts_on), sa.func.max(Phase.ends_on)
    days = sa.select(Phase.cohort_id).group_by(Phase.cohort_id).having(last < today)
    if begins is not None:
        days = days.having(first < begins)
    found = (
        sa.select(Cohort)
        .where(Cohort.program_id == cohort.program_id, Cohort.id != cohort.id, Cohort.id.in_(days))
        .options(selectinload(Cohort.phases))
    )
    newest = sorted(session.scalars(found), key=lambda one: (one.last_day or today, one.id), reverse=True)
    return newest[:MOST]


def _typed(session: Session, cohort: Cohort, others: Sequence[Cohort]) -> list[GateRecord]:
    """What staff typed of earlier training gates, but for cohorts with a column; newest year first."""
    names = {_plain(one.name) for one in (cohort, *others)}
    until = min((phase.starts_on.year for phase in cohort.phases), default=None)
    found = history.records(session, cohort.program_id, PhaseKind.TRAINING)
    return [one for one in found if _plain(one.label) not in names and (until is None or one.year <= until)]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _name(record: GateRecord) -> str:
    year = str(record.year)
    return record.label if year in record.label else f"{record.label} {year}"


def _counted(session: Session, cohort: Cohort, as_of: date) -> tuple[Column, Part, set[str]]:
    """The rows of one cohort, what they rest on, and which of them its earlier cohorts counted otherwise."""
    headline = headline_numbers.make(session, cohort, as_of)
    funnel = funnel_numbers.make(session, cohort, as_of)
    top = {row.key: row for row in headline.tables[0].rows}
    below = {row.key: row for row in funnel.tables[0].rows}
    cells = {key: top[key].cells[0] if key in top else NOT_COLLECTED for key in HEADLINE}
    cells |= {key: below[key].cells[1] for key in ENDS}
    changed = {key for key in HEADLINE if key in top and top[key].changed}
    changed |= {key for key in ENDS if below[key].changed}
    return cells, merged([headline, funnel]), changed


def _of_record(record: GateRecord, *, public: bool) -> tuple[Column, Part]:
    """The rows of what was typed of a gate; known to everybody where the program shows its history."""
    counting, name = Counting(), f"typed.{record.id}"
    parts = {
        f"{name}.{word}": getattr(record, word) for word in ("continued", "stopped", "not_placed", "withdrew")
    }
    everybody = f"{name}.scholars"
    counting.split(everybody, parts)
    if public:
        for key in (everybody, *parts):
            counting.count(key, counting[key], public=True)
    cells: dict[str, Cell] = dict.fromkeys(ROWS, NOT_COLLECTED)
    continued = f"{name}.continued"
    cells |= {
        "scholars": Count(everybody),
        "transition": counting.share(continued, everybody),
        **{
            word: counting.share(f"{name}.{word}", everybody)
            for word in ("withdrew", "not_placed", "stopped")
        },
    }
    return cells, counting.part()


def _other_policy(cohort: Cohort, typed: Sequence[GateRecord]) -> bool:
    own = next((one.gate_default for one in cohort.phases if one.kind is PhaseKind.TRAINING), None)
    return own is not None and any(one.gate_default is not own for one in typed)
