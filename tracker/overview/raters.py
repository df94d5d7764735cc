"""Who could still say something about a scholar: what is missing, who has room, what a form would mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracker.advancement.open_gates import OpenGate
from tracker.evaluations.score_shown import Shown
from tracker.evaluations.scores import Inputs
from tracker.evaluations.scoring_rules import COMPONENTS
from tracker.overview import attention_rules, rater_rules
from tracker.overview.attention_facts import Facts, need, outlook
from tracker.overview.rater_rules import Backing, Candidate, Counts, Outlook
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.scoring import entry, planner


@dataclass(frozen=True)
class Lacking:
    """A scholar whose evidence falls short of the policy of their gate.

    `have` counts what was filed, `coming` what would be there once everybody asked has filed, `lack` what
    would be missing even then.
    """

    gate: OpenGate
    backing: Backing
    outlook: Outlook
    have: Counts
    coming: Counts
    lack: Counts

    @property
    def mendable(self) -> bool:
        return self.outlook is Outlook.MENDABLE


def lacking(facts: Facts) -> list[Lacking]:
    """Those whose evidence matters and falls short, by the day their forms close, then by name."""
    found = []
    for gate in facts.gates:
        seen = outlook(facts, gate)
        if attention_rules.evidence_matters(gate.state, seen) is not None:
            found.append(_lacking(gate, facts, seen))
    return sorted(found, key=lambda one: (one.gate.phase.forms_close_on, not one.mendable))


def _lacking(gate: OpenGate, facts: Facts, seen: Outlook) -> Lacking:
    backing = facts.backings.get((gate.enrolment.id, gate.phase.id), Backing())
    return Lacking(
        gate=gate,
        backing=backing,
        outlook=seen,
        have=rater_rules.counted(backing.filed, backing.mentors),
        coming=rater_rules.counted(backing.filed | backing.asked, backing.mentors),
        lack=rater_rules.lack(backing, need(gate)),
    )


def candidates(
    people: Sequence[Person], facts: Facts, *, but: int | None = None, backing: Backing | None = None
) -> list[Candidate]:
    """Who could be asked, those first who would be new to the scholar and owe the fewest forms."""
    loads = Counter(one.mentor_id for one in facts.owed)
    known = {one.rater for one in backing.filed | backing.asked} if backing else set()
    return rater_rules.by_room(
        Candidate(one.id, one.name, loads[one.id], one.id not in known) for one in people if one.id != but
    )


@dataclass(frozen=True)
class Offer:
    """Somebody who could be asked, the work on which they would mend most, and what that would be."""

    candidate: Candidate
    work: Work
    mends: Counts


def offers(one: Lacking, people: Sequence[Candidate], works: Sequence[Work]) -> list[Offer]:
    """What a form of each of these people would mend at most; those who would mend nothing are left out."""
    found = []
    for candidate in people:
        best = max(
            (
                Offer(
                    candidate,
                    work,
                    rater_rules.mends(
                        one.backing, need(one.gate), candidate.person_id, work.id, mentor=False
                    ),
                )
                for work in works
            ),
            key=lambda offer: offer.mends.total,
            default=None,
        )
        if best is not None and best.mends:
            found.append(best)
    return sorted(found, key=lambda offer: -offer.mends.total)


def most_worth(shown: Shown | None, given: Inputs, enrolment_id: int) -> list[planner.Option]:
    """Which kind of one more form would narrow a scholar's interval most; none before anybody rated.

    It depends on who rated what, never on what was said. Works and mentors are given by their ids.
    """
    if shown is None or not given.forms or shown.document["components"] is None:
        return []
    read = entry.read(given.data)
    sds = np.array([shown.document["components"][name]["sd"] for name in COMPONENTS])
    options = planner.most_worth(read.ratings, sds, read.scholars.place[str(enrolment_id)])
    rows = given.data["forms"]
    works = dict(zip(read.ratings.work.tolist(), (row["work"] for row in rows), strict=True))
    mentors = dict(zip(read.ratings.mentor.tolist(), (row["mentor"] for row in rows), strict=True))
    return [
        replace(
            one,
            work=None if one.work is None else works[one.work],
            mentor=None if one.mentor is None else mentors[one.mentor],
        )
        for one in options
    ]
