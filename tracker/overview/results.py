"""What a result did to the levels of those who made it, read off the fit that made them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.cohorts.models import Enrolment
from tracker.evaluations.score_inputs import Inputs
from tracker.evaluations.score_shown import Entry, Shown
from tracker.evaluations.scoring_rules import COMPONENTS
from tracker.projects.credit_rules import InForce
from tracker.projects.models import Reached, Work
from tracker.scoring import entry
from tracker.scoring.fit import at
from tracker.scoring.model import Priors


@dataclass(frozen=True)
class Moved:
    """What the result of a work did to one member's level, in rubric points.

    `change` is the level with the result less the level without it. `alone` is the same for this result
    made by this person alone, all else as it is; None where that was not asked or cannot be told.
    """

    work: Work
    enrolment: Enrolment
    share: float
    entry: Entry
    change: float
    alone: float | None = None

    @property
    def key(self) -> str:
        return f"{self.work.id}-{self.enrolment.id}"

    @property
    def success(self) -> bool:
        return self.work.reached is Reached.YES


def moves(
    shown: Shown, works: Iterable[Work], shares: Mapping[int, InForce], seen: Collection[int]
) -> list[Moved]:
    """What each result did to each member among `seen` (enrolments), in the order of the works."""
    changes = {
        (one.row_id, key): -one.change_without
        for key in seen
        if key in shown.by_scholar and shown.by_scholar[key]["level"] is not None
        for one in shown.rests_on(key)
        if one.kind == "outcome"
    }
    return [
        Moved(
            work,
            member.enrolment,
            shares[work.id].numbers[member.enrolment_id],
            shown.by_scholar[member.enrolment_id],
            changes[work.id, member.enrolment_id],
        )
        for work in works
        for member in sorted(work.members, key=lambda one: one.enrolment.person.name)
        if (work.id, member.enrolment_id) in changes
    ]


def alone(given: Inputs, shown: Shown, priors: Priors, one: Moved) -> float | None:
    """What the same result would have moved, had this member made the work alone.

    At the standard deviations of the fit that is shown, as its own changes are. None where what is shown
    is older than what is given.
    """
    if shown.stale or shown.document["components"] is None or one.work.id not in given.work_ids:
        return None
    row = given.work_ids.index(one.work.id)
    shares = {**given.data["shares"], one.work.id: {one.enrolment.id: 1.0}}
    cohort = entry.read({**given.data, "shares": shares})
    sds = np.array([shown.document["components"][name]["sd"] for name in COMPONENTS])
    found = at(cohort.ratings, cohort.outcomes, sds, priors=priors)
    if found.centre is None:
        return None
    item = found.centre.influence
    member = cohort.scholars.names.index(one.enrolment.id)
    (place,) = np.flatnonzero((item.outcome == row) & (item.member == member))
    return -float(item.outcome_change[place])


def pair(found: Sequence[Moved]) -> tuple[Moved, Moved] | None:
    """A success made in a small share and one made alone, as like in difficulty as there are."""
    carried = sorted((one for one in found if one.success and one.share < 0.5), key=lambda one: one.share)
    solo = [one for one in found if one.success and one.share > 0.995]
    for one in carried:
        rates = (one.work.pass_able, one.work.pass_other)
        for other in solo:
            if (other.work.pass_able, other.work.pass_other) == rates:
                return one, other
    return (carried[0], solo[0]) if carried and solo else None
