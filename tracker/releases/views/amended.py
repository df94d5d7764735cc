"""What an amendment changes beside the files: scope, venue, and who contributed, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.releases import approval_queries as queries
from tracker.releases import contributor_queries, words
from tracker.releases.approval_models import Amendment
from tracker.releases.decision_models import Approval
from tracker.web.texts import gettext as _


@dataclass(frozen=True)
class Moved:
    """One thing that is not as it was approved; an empty side was not there."""

    what: str
    before: str
    after: str


def texts(session: Session, approval: Approval, amendment: Amendment) -> set[int]:
    """Ids of the sealed texts that `moved` needs opened."""
    before = queries.source_of(session, approval)
    names = {number for kind, number in _changed(before, amendment) if kind == "name"}
    if before.venue_id != amendment.venue_id:
        names |= {one for one in (before.venue_id, amendment.venue_id) if one is not None}
    return names


def moved(
    session: Session, approval: Approval, amendment: Amendment, opened: Mapping[int, str]
) -> list[Moved]:
    """Everything that differs from what was approved, but for the files."""
    before = queries.source_of(session, approval)
    found = []
    if before.scope is not amendment.scope:
        sides = (str(words.SCOPES[one.scope]) for one in (before, amendment))
        found.append(Moved(_("Scope"), *sides))
    if before.venue_id != amendment.venue_id:
        places = (opened.get(one.venue_id or 0, "") for one in (before, amendment))
        found.append(Moved(_("Venue"), *places))
    changed = _changed(before, amendment)
    people = contributor_queries.by_id(session, [number for kind, number in changed if kind == "person"])
    had = queries.hands(before)
    for kind, number in sorted(changed):
        name = people[number].name if kind == "person" else opened.get(number, "")
        found.append(
            Moved(_("Contributor"), name, "") if (kind, number) in had else Moved(_("Contributor"), "", name)
        )
    return found


def _changed(before: queries.Source, amendment: Amendment) -> frozenset[tuple[str, int]]:
    return queries.hands(before) ^ queries.hands(amendment)
