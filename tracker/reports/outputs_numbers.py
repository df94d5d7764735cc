"""Table 9: what came out of a cohort's works, by kind and status, and for each scholar and project."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.projects.models import WorkKind
from tracker.projects.outcome_models import OutcomeKind, OutcomeStatus, Tier
from tracker.reports import funnel_counts, output_facts
from tracker.reports.averages import mean
from tracker.reports.counting import Counting
from tracker.reports.medians import median
from tracker.reports.numbers import Count, Part, Row, Table, Unit
from tracker.reports.output_facts import OUT, Output
from tracker.reports.paths import Cohorts, End

# Each output stands where it is today. Out is whatever was submitted, accepted or published; not out is what
# is planned or in the making, was turned down or taken back.
COLUMNS = (*(one.value for one in OUT), "out", "not_out", "count")
# Restricted and withheld outputs count in full in their scholars' records; they are left out of every figure
# here and stand in the coordinator's table.
NOTES = ("outputs_status_today", "outputs_sealed_apart")
PER_HEAD = ("mean", "median", "with_any")
# Weighted: an output is divided among the members of its work by their shares in it. Else it counts in full
# for each of them. Per project: only what came of projects.
PER_HEAD_NOTES = ("outputs_weighted",)
ALL, SCHOLARS = "all", "funnel.scholars"
WITH = ("outputs.scholars_with", "outputs.scholars_without")


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """Both tables; a fixed number of statements."""
    counting, ways = funnel_counts.begin(session, cohort, as_of)
    found = output_facts.outputs(session, cohort.id)
    return counting.part(_by_kind(counting, found), _per_head(session, cohort, counting, ways, found))


def _by_kind(counting: Counting, found: Sequence[Output]) -> Table:
    """A row each kind, papers also by their venue's tier; none is left out where nothing came of it."""
    keys = []
    for kind in OutcomeKind:
        keys.append(kind.value)
        of_kind = [one for one in found if one.kind is kind]
        _count(counting, kind.value, of_kind)
        if kind is OutcomeKind.PAPER:
            tiers = {f"paper.{name}": tier for name, tier in _tiers()}
            for key, tier in tiers.items():
                _count(counting, key, [one for one in of_kind if one.tier is tier])
            _add_up(counting, kind.value, tiers)
            keys.extend(tiers)
    _count(counting, ALL, found)
    _add_up(counting, ALL, [kind.value for kind in OutcomeKind])
    counting.relate("outputs.out", f"outputs.{ALL}.out")
    rows = [Row(key, tuple(Count(f"outputs.{key}.{column}") for column in COLUMNS)) for key in (*keys, ALL)]
    return Table(9, "outputs", COLUMNS, tuple(rows), notes=NOTES)


def _tiers() -> Iterator[tuple[str, Tier | None]]:
    yield from ((tier.value, tier) for tier in reversed(Tier))
    yield "no_tier", None


def _count(counting: Counting, key: str, found: Sequence[Output]) -> None:
    name, stands = f"outputs.{key}", Counter(one.status for one in found)
    counting.split(f"{name}.out", {f"{name}.{status.value}": stands[status] for status in OUT})
    counting.count(f"{name}.not_out", sum(stands[status] for status in OutcomeStatus if status not in OUT))
    counting.relate(f"{name}.count", f"{name}.out", f"{name}.not_out")


def _add_up(counting: Counting, total: str, parts: Iterable[str]) -> None:
    for column in COLUMNS:
        counting.relate(f"outputs.{total}.{column}", *(f"outputs.{part}.{column}" for part in parts))


def _per_head(
    session: Session, cohort: Cohort, counting: Counting, ways: Cohorts, found: Sequence[Output]
) -> Table:
    """What is out, for each scholar counted in full and by their share, and for each project."""
    kinds = output_facts.works(session, cohort.id)
    credit = output_facts.shares(session, list(kinds))
    people = [one.enrolment.id for one in ways.paths if one.end is not End.NEVER_BEGAN]
    full: dict[int, int] = defaultdict(int)
    weighted: dict[int, float] = defaultdict(float)
    of_works = Counter(one.work_id for one in found if one.out)
    for work_id, number in of_works.items():
        for enrolment_id, share in credit.get(work_id, {}).items():
            full[enrolment_id] += number
            weighted[enrolment_id] += number * share
    has = sum(full[key] > 0 for key in people)
    counting.split(SCHOLARS, {"outputs.scholars_with": has, "outputs.scholars_without": len(people) - has})
    counting.count("outputs.authorships", sum(full[key] for key in people))
    whole, parts = [full[key] for key in people], [weighted[key] for key in people]
    with_any = counting.share("outputs.scholars_with", SCHOLARS)
    rows = (
        Row(
            "per_scholar",
            (
                mean(whole, SCHOLARS, Unit.THINGS, ("outputs.authorships", *WITH)),
                median(whole, SCHOLARS, Unit.THINGS, WITH),
                with_any,
            ),
        ),
        Row(
            "per_scholar_weighted",
            (
                mean(parts, SCHOLARS, Unit.THINGS, ("outputs.out", *WITH)),
                median(parts, SCHOLARS, Unit.THINGS, WITH),
                with_any,
            ),
        ),
        _per_project(counting, [of_works[key] for key, kind in kinds.items() if kind is WorkKind.PROJECT]),
    )
    return Table(9, "outputs_per_head", PER_HEAD, rows, notes=PER_HEAD_NOTES)


def _per_project(counting: Counting, each: Sequence[int]) -> Row:
    has = sum(number > 0 for number in each)
    parts = {"outputs.projects_with": has, "outputs.projects_without": len(each) - has}
    counting.split("outputs.projects", parts)
    counting.count("outputs.out_of_projects", sum(each))
    counting.within("outputs.out", "outputs.out_of_projects", "outputs.out_of_other_works")
    cells = (
        mean(each, "outputs.projects", Unit.THINGS, ("outputs.out_of_projects", *parts)),
        median(each, "outputs.projects", Unit.THINGS, tuple(parts)),
        counting.share("outputs.projects_with", "outputs.projects"),
    )
    return Row("per_project", cells)
