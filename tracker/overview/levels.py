"""Levels as pages show them: in groups that no interval bridges, and with what each rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.cohorts.models import Program
from tracker.evaluations.models import Form
from tracker.evaluations.score_shown import Entry, Influence, Shown
from tracker.projects.models import Work
from tracker.web import charts


@dataclass(frozen=True)
class Step:
    """A scholar's level as it stood on one day."""

    day: date
    level: float
    low: float
    high: float
    people: int
    works: int


def by_level(
    keys: Sequence[int], entries: Mapping[int, Entry], *, descending: bool = False
) -> list[list[int]]:
    """Scholars in groups from low to high level; who has no level stands in a last group.

    Every interval of a group lies wholly above those of the group before. Within a group the keys stay
    in the order they came in: there are no ranks where intervals overlap.
    """
    known = [key for key in keys if (entry := entries.get(key)) and entry["level"] is not None]
    spans = [(entries[key]["q05"], entries[key]["q95"]) for key in known]
    groups = [[known[position] for position in group] for group in charts.separated(spans)]
    if descending:
        groups.reverse()
    unknown = [key for key in keys if key not in set(known)]
    return [*groups, unknown] if unknown else groups


@dataclass(frozen=True)
class Rest:
    """One form or result that a level rests on, as its reader may know it.

    `weight` is how far the level moves when a rating moves by one point; `change` is the level without
    it less the level with it; `lowers` marks a rating above the level whose raise would lower it.
    """

    kind: str
    title: str
    weight: float
    change: float
    form: Form | None = None
    work: Work | None = None
    lowers: bool = False


def rests(
    level: float, influences: Iterable[Influence], forms: Iterable[Form], works: Iterable[Work]
) -> list[Rest]:
    """What a scholar's level rests on, in the order of `influences`; only what its reader may read.

    `forms` and `works` are those that the reader may know; others are left out.
    """
    readable, own = {form.id: form for form in forms}, {work.id: work for work in works}
    found = []
    for one in influences:
        weight, change = one.weight, one.change_without
        if one.kind == "form":
            if form := readable.get(one.row_id):
                lowers = weight < 0 and form.overall is not None and form.overall > level
                found.append(Rest("form", form.work.title, weight, change, form=form, lowers=lowers))
        elif work := own.get(one.row_id):
            found.append(Rest("outcome", work.title, weight, change, work=work))
    return found


@dataclass(frozen=True)
class View:
    """All that a scholar's page says about their level, to one reader."""

    entry: Entry
    shown: Shown
    program: Program
    history: list[Step]
    rests: list[Rest]
    more: str = ""

    @property
    def bar(self) -> float:
        """The program's bar when the level was made, rubric points."""
        return float(self.shown.document["bar"])


def visible(shown: Shown | None, unseen: Collection[int]) -> dict[int, Entry]:
    """What a reader may see of a cohort's levels, by enrolment: everybody who is not in `unseen`."""
    if shown is None:
        return {}
    return {key: entry for key, entry in shown.by_scholar.items() if key not in unseen}
