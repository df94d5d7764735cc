"""What a page may say of a cohort: the document of one fit, with the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tracker.evaluations.score_models import Audience

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Influence:
    """A form or a result that a level rests on, with the id of its row (a form's or a work's).

    `weight` is how far the level moves with it and `change_without` the level without it less the level
    with it, both in rubric points.
    """

    kind: str
    row_id: int
    weight: float
    change_without: float


@dataclass(frozen=True)
class Shown:
    """What a page may say of a cohort: the document of one fit, and when it was made.

    `stale` says that something was filed or changed since. `kept` says that the database holds it as the
    newest of its cohort and audience; what is not kept yet goes through `keep`.
    """

    cohort_id: int
    audience: Audience
    input_hash: str
    settings_version: int
    made_at: datetime
    seconds: float
    document: dict[str, Any]
    sources: dict[str, Any]
    snapshot_id: int | None = None
    stale: bool = False
    kept: bool = False

    @cached_property
    def by_scholar(self) -> Mapping[int, Entry]:
        """Enrolment id → entry of the document."""
        return {entry["scholar"]: entry for entry in self.document["scholars"]}

    @cached_property
    def by_mentor(self) -> Mapping[int, Entry]:
        """Person id → entry. Only through `scoring_rules.may_see_severity` onto a page."""
        return {entry["mentor"]: entry for entry in self.document["mentors"]}

    def rests_on(self, enrolment_id: int) -> list[Influence]:
        """The forms on a scholar and the results of their works that their level rests on.

        What moves the level most by its absence stands first. Others' forms move it too, a
        little, through what they say of mentors and works; they are left out, because who reads this may
        not read them.
        """
        found = list(self._own(enrolment_id))
        return sorted(found, key=lambda one: (-abs(one.change_without), one.kind, one.row_id))

    def _own(self, enrolment_id: int) -> Iterator[Influence]:
        for item in self.by_scholar[enrolment_id]["influences"]:
            if item["kind"] == "form":
                row_id, about = self.sources["forms"][item["index"]]
                mine = about == enrolment_id
            else:
                row_id, members = self.sources["outcomes"][item["index"]]
                mine = enrolment_id in members
            if mine:
                yield Influence(item["kind"], row_id, item["weight"], item["change_without"])
