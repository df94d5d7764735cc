"""Table 7: how scholars see themselves at the start and the end, beside what mentors say. Never merged."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment, Phase, PhaseKind
from tracker.evaluations.answers import Trend
from tracker.evaluations.models import Form
from tracker.projects.models import Work
from tracker.reports import definitions, responses
from tracker.reports.counting import Counting
from tracker.reports.numbers import Absent, Cell, Count, Measure, Part, Row, Table, Unit, Why
from tracker.surveys import growth
from tracker.surveys.growth import Growth
from tracker.surveys.questions import Slot, Sort

SELF, MENTORS = ("paired", "before", "after", "change"), ("compared", *(one.value for one in Trend))
# Two tables, so that nobody reads them as one: self-ratings are pairs of the same people; mentors say on a
# form whether it went better than in their last one. Self-ratings enter no score.
SELF_NOTES, MENTOR_NOTES = ("self_ratings",), ("mentors_trend",)
START, END = responses.name(Slot.SELF_START, "answered"), responses.name(Slot.SELF_END, "answered")


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """Both tables; a fixed number of statements."""
    counting = Counting()
    return counting.part(
        _selves(session, cohort, as_of, counting), _mentors(session, cohort, as_of, counting)
    )


def _selves(session: Session, cohort: Cohort, as_of: date, counting: Counting) -> Table:
    opened = responses.count(session, cohort.id, as_of, counting)
    pairs = growth.of_cohort(session, cohort.id, sees_single=True)
    asked = [one.question for one in pairs]
    changed = definitions.questions_changed(session, cohort, Sort.SELF, asked)
    if not {Slot.SELF_START, Slot.SELF_END} <= opened.keys():
        why = Why.NOT_YET if pairs else Why.NOT_COLLECTED
        return Table(7, "self_ratings", SELF, (), notes=SELF_NOTES, why_empty=why)
    rows = tuple(
        Row(
            one.question.slug,
            _change(counting, one),
            label=one.question.text,
            changed=one.question.slug in changed,
        )
        for one in pairs
    )
    return Table(7, "self_ratings", SELF, rows, notes=SELF_NOTES)


def _change(counting: Counting, one: Growth) -> tuple[Cell, ...]:
    """The pairs of a criterion; whoever answered one side only, or was not sure, makes none."""
    name = f"growth.{one.question.slug}.paired"
    paired = counting.count(name, one.n)
    for side, rest in ((START, "start"), (END, "end")):
        counting.within(side, name, f"growth.{one.question.slug}.{rest}.unpaired")
    if one.before is None or one.after is None or one.change is None:
        return (paired, *(Absent(Why.NONE),) * 3)
    return (
        paired,
        Measure(one.before, name, Unit.POINTS),
        Measure(one.after, name, Unit.POINTS),
        Measure(one.change, name, Unit.POINTS, low=one.low, high=one.high),
    )


def _mentors(session: Session, cohort: Cohort, as_of: date, counting: Counting) -> Table:
    found = (
        sa.select(Phase.kind, Form.trend, sa.func.count())
        .join(Form.work)
        .join(Work.phase)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort.id)
        .group_by(Phase.kind, Form.trend)
    )
    said: dict[PhaseKind, Counter[Trend | None]] = defaultdict(Counter)
    for kind, trend, number in session.execute(found):
        said[kind][trend] += number
    if not said:
        last = max((one.forms_close_on for one in cohort.phases), default=None)
        why = Why.NOT_YET if last is not None and as_of <= last else Why.NONE
        return Table(7, "mentors_trend", MENTORS, (), notes=MENTOR_NOTES, why_empty=why)
    rows = [_trend(counting, kind.value, said[kind]) for kind in PhaseKind if kind in said]
    names = [kind.value for kind in PhaseKind if kind in said]
    rows.append(_trend(counting, "all", sum(said.values(), Counter[Trend | None]())))
    for word in ("compared", *(one.value for one in Trend), "said_nothing"):
        counting.relate(f"trend.all.{word}", *(f"trend.{name}.{word}" for name in names))
    return Table(7, "mentors_trend", MENTORS, tuple(rows), notes=MENTOR_NOTES)


def _trend(counting: Counting, name: str, said: Counter[Trend | None]) -> Row:
    """The forms that compare with an earlier one, those that are the first, and those that say nothing."""
    compared = (Trend.BETTER, Trend.SAME, Trend.WORSE)
    for one in Trend:
        counting.count(f"trend.{name}.{one.value}", said[one])
    counting.relate(f"trend.{name}.compared", *(f"trend.{name}.{one.value}" for one in compared))
    counting.count(f"trend.{name}.said_nothing", said[None])
    counting.relate(
        f"evidence.{name}.forms",
        *(f"trend.{name}.{word}" for word in ("compared", Trend.FIRST.value, "said_nothing")),
    )
    shares = (counting.share(f"trend.{name}.{one.value}", f"trend.{name}.compared") for one in compared)
    return Row(name, (Count(f"trend.{name}.compared"), *shares, Count(f"trend.{name}.{Trend.FIRST.value}")))
