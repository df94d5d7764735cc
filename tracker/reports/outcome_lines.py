"""The columns of the table of outcomes, and one row of it as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.projects.models import Work
from tracker.projects.outcome_queries import Line

OUTCOMES = (
    "outcome_id",
    "work",
    "phase",
    "members",
    "kind",
    "status",
    "restricted",
    "since",
    "title",
    "venue",
    "venue_tier",
    "words",
    "links",
    "quality",
    "listed_in_public",
)


def outcome_line(line: Line, works: Mapping[int, Work]) -> list[Any]:
    """An outcome's row, in the order of `OUTCOMES`. Of one that is sealed it holds kind and status."""
    work, one = works[line.work_id], line.outcome
    about = [
        work.title,
        work.phase.kind.value,
        ", ".join(sorted(member.enrolment.person.name for member in work.members)),
        line.kind.value,
        line.status.value,
        one is None,
    ]
    if one is None:
        return [None, *about, *[None] * (len(OUTCOMES) - len(about) - 1)]
    agreed = {row.enrolment_id for row in one.listings}
    return [
        one.id,
        *about,
        one.steps[-1].on_day,
        one.title,
        one.venue or None,
        one.tier.value if one.tier else None,
        one.words or None,
        "\n".join(f"{link.label} {link.url}" for link in one.links) or None,
        ", ".join(str(said.quality) for said in one.qualities) or None,
        agreed >= {member.enrolment_id for member in work.members},
    ]
