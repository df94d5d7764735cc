"""Table 6: how mentors rated, by criterion and phase, and how reliable the levels made of that are now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment, Phase, PhaseKind
from tracker.evaluations.board import LEVELS, Spread
from tracker.evaluations.models import Criterion, Form, Rating
from tracker.evaluations.score_shown import Shown
from tracker.projects.models import Work
from tracker.reports import definitions
from tracker.reports.counting import Counting
from tracker.reports.numbers import Absent, Cell, Count, Measure, Part, Row, Table, Unit, Why

COLUMNS = ("n", *(f"level_{level}" for level in LEVELS), "mean", "top_two", "not_seen", "reliability")
# `n` gave a level; not seen, or for the Overall not said yet, is of all who were asked. Several forms of one
# person on one scholar count singly. Reliability is of the levels that staff see, which are made of the
# Overall alone; its interval is what the model believes of it.
NOTES = ("ratings", "reliability")  # and reliability_earlier: forms came in since the levels were made
NONE = Absent(Why.NONE)
# No criterion is named so: their names have no underscore.
OVERALL = "overall_answer"
ALL = "all"


@dataclass
class _Given:
    """The levels given to one question in one phase: how often each, and how many forms asked for one."""

    levels: Counter[int] = field(default_factory=Counter)
    asked: int = 0


Answers = Mapping[tuple[PhaseKind, str], _Given]


def make(session: Session, cohort: Cohort, as_of: date, shown: Shown | None) -> Part:
    """The distribution of each criterion and of the Overall; a fixed number of statements.

    `shown` is what staff are shown of the cohort's levels on the day; None where nothing was rated.
    """
    counting = Counting()
    overall, names, criteria = _overall(session, cohort), _names(session, cohort), _criteria(session, cohort)
    changed = definitions.criteria_changed(session, cohort)
    if not overall:
        why = (
            Why.NOT_YET if cohort.phases and as_of <= max(one.ends_on for one in cohort.phases) else Why.NONE
        )
        return counting.part(Table(6, "ratings", COLUMNS, (), notes=NOTES, why_empty=why))
    rows: list[Row] = []
    phases = [kind for kind in PhaseKind if kind in overall]
    for kind in phases:
        rows.append(_row(counting, f"{kind.value}.{OVERALL}", overall[kind]))
        counting.relate(f"evidence.{kind.value}.forms", f"ratings.{kind.value}.{OVERALL}.asked")
        for slug, name in names.items():
            given = criteria.get((kind, slug), _Given())
            rows.append(_row(counting, f"{kind.value}.{slug}", given, label=name, changed=slug in changed))
            counting.within(
                f"evidence.{kind.value}.forms",
                f"ratings.{kind.value}.{slug}.asked",
                f"ratings.{kind.value}.{slug}.other_rubric",
            )
    rows.append(_all(counting, overall, phases, _reliability(session, cohort, counting, shown)))
    notes = (*NOTES, "reliability_earlier") if shown is not None and shown.stale else NOTES
    return counting.part(Table(6, "ratings", COLUMNS, tuple(rows), notes=notes))


def _row(
    counting: Counting,
    key: str,
    given: _Given,
    *,
    label: str | None = None,
    changed: bool = False,
    reliability: Cell = NONE,
) -> Row:
    name = f"ratings.{key}"
    levels = {f"{name}.level_{level}": given.levels[level] for level in LEVELS}
    seen = sum(levels.values())
    counting.split(f"{name}.seen", levels)
    counting.split(f"{name}.asked", {f"{name}.seen": seen, f"{name}.not_seen": given.asked - seen})
    counting.relate(f"{name}.top_two", f"{name}.level_4", f"{name}.level_5")
    spread = Spread.of(given.levels)
    mean: Cell = NONE
    if spread.mean is not None:
        mean = Measure(spread.mean, f"{name}.seen", Unit.POINTS, sd=spread.sd, counts=tuple(levels))
    cells = (
        Count(f"{name}.seen"),
        *map(Count, levels),
        mean,
        counting.share(f"{name}.top_two", f"{name}.seen"),
        counting.share(f"{name}.not_seen", f"{name}.asked"),
        reliability,
    )
    return Row(key, cells, label=label, changed=changed)


def _all(
    counting: Counting, overall: Mapping[PhaseKind, _Given], phases: Sequence[PhaseKind], reliability: Cell
) -> Row:
    """The Overall of all phases together, which is what the levels are made of."""
    together = _Given()
    for one in overall.values():
        together.levels += one.levels
        together.asked += one.asked
    row = _row(counting, f"{ALL}.{OVERALL}", together, reliability=reliability)
    for word in (*(f"level_{level}" for level in LEVELS), "seen", "not_seen", "asked", "top_two"):
        counting.relate(
            f"ratings.{ALL}.{OVERALL}.{word}",
            *(f"ratings.{kind.value}.{OVERALL}.{word}" for kind in phases),
        )
    counting.relate(f"evidence.{ALL}.forms", f"ratings.{ALL}.{OVERALL}.asked")
    return row


def _reliability(session: Session, cohort: Cohort, counting: Counting, shown: Shown | None) -> Cell:
    """The reliability of the levels, with the scholars who were rated at all; None before a fit can tell."""
    rated = (
        sa.select(sa.func.count(sa.distinct(Form.enrolment_id)))
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort.id, Form.overall.is_not(None))
    )
    counting.count("ratings.scholars", session.scalar(rated) or 0)
    value = shown.document["reliability"] if shown else None
    if shown is None or value is None:
        return NONE
    low, high = shown.document.get("reliability_interval") or (None, None)
    return Measure(value, "ratings.scholars", Unit.RATIO, low=low, high=high)


def _overall(session: Session, cohort: Cohort) -> dict[PhaseKind, _Given]:
    """What was given as Overall in each phase that has forms. One statement."""
    found = (
        sa.select(Phase.kind, Form.overall, sa.func.count())
        .join(Form.work)
        .join(Work.phase)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort.id)
        .group_by(Phase.kind, Form.overall)
    )
    given: dict[PhaseKind, _Given] = defaultdict(_Given)
    for kind, level, number in session.execute(found):
        given[kind].asked += number
        if level is not None:
            given[kind].levels[level] += number
    return dict(given)


def _criteria(session: Session, cohort: Cohort) -> Answers:
    """What was given to each criterion in each phase; a rubric's criterion without an answer is not seen."""
    found = (
        sa.select(Phase.kind, Criterion.slug, Rating.level, sa.func.count(Form.id))
        .select_from(Form)
        .join(Form.work)
        .join(Work.phase)
        .join(Form.enrolment)
        .join(Criterion, Criterion.rubric_id == Form.rubric_id)
        .outerjoin(Rating, sa.and_(Rating.form_id == Form.id, Rating.criterion_id == Criterion.id))
        .where(Enrolment.cohort_id == cohort.id)
        .group_by(Phase.kind, Criterion.slug, Rating.level)
    )
    given: dict[tuple[PhaseKind, str], _Given] = defaultdict(_Given)
    for kind, slug, level, number in session.execute(found):
        given[kind, slug].asked += number
        if level is not None:
            given[kind, slug].levels[level] += number
    return given


def _names(session: Session, cohort: Cohort) -> dict[str, str]:
    """Slug → name of the criteria that the cohort's forms asked for, as the newest rubric names them."""
    used = sa.select(Form.rubric_id).join(Form.enrolment).where(Enrolment.cohort_id == cohort.id)
    found = (
        sa.select(Criterion.slug, Criterion.name)
        .where(Criterion.rubric_id.in_(used))
        .order_by(Criterion.rubric_id.desc(), Criterion.position)
    )
    names: dict[str, str] = {}
    for slug, name in session.execute(found):
        names.setdefault(slug, name)
    return names
