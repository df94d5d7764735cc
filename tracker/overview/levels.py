"""Levels as pages show them: in groups that no interval bridges, and with what each rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.evaluations.models import Form
from tracker.projects.models import Work
from tracker.web import charts

Entry = Mapping[str, Any]


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
    it less the level with it; `lowers` marks a rating above the level that holds the level down.
    """

    kind: str
    title: str
    weight: float
    change: float
    form: Form | None = None
    work: Work | None = None
    lowers: bool = False


def rests(
    entry: Entry,
    *,
    form_ids: Sequence[int],
    work_ids: Sequence[int],
    forms: Iterable[Form],
    works: Iterable[Work],
) -> list[Rest]:
    """What a scholar's level rests on, the heaviest first; only what stands in `forms` and `works`.

    `form_ids` and `work_ids` say which rows stand behind the influences' indexes.
    """
    readable = {form.id: form for form in forms}
    own = {work.id: work for work in works}
    found = []
    for one in entry["influences"]:
        weight, change = float(one["weight"]), float(one["change_without"])
        if one["kind"] == "form":
            form = readable.get(form_ids[one["index"]])
            if form is not None:
                high = form.overall is not None and form.overall > entry["level"]
                lowers = high and (weight < 0 or change > 0)
                found.append(Rest("form", form.work.title, weight, change, form=form, lowers=lowers))
        else:
            work = own.get(work_ids[one["index"]])
            if work is not None:
                found.append(Rest("outcome", work.title, weight, change, work=work))
    return sorted(found, key=lambda rest: (-abs(rest.change), rest.title, rest.kind))
