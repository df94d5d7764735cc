"""Who works on what with whom: the works of a cohort, their scholars, and the people who judge them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.demo import people, titles
from tracker.demo.cases import CASES, LEFT_AT_THE_GATE, PAST_PLACED
from tracker.demo.timetable import Round


class Part(StrEnum):
    """What a work is in a cohort's course."""

    MINI = "mini"
    SPRINT = "sprint"
    RESEARCH = "research"


# The rounds of forms about each; the work is handed in before the last of them.
ROUNDS = {
    Part.MINI: (Round.FIRST, Round.HALF),
    Part.SPRINT: (Round.END,),
    Part.RESEARCH: (Round.MIDDLE, Round.FINAL),
}


@dataclass(frozen=True)
class Crew:
    """A work: its scholars and raters, by e-mail address."""

    title: str
    part: Part
    scholars: tuple[str, ...]
    mentor: str
    seconds: tuple[str, ...]  # for each scholar
    blind: str = ""
    manager: str = ""

    @property
    def in_research(self) -> bool:
        return self.part is Part.RESEARCH


def training(
    scholars: Sequence[people.Someone], minis: Sequence[str], sprints: Sequence[str], mentors: int
) -> list[Crew]:
    """A mini-project and then a sprint for each two scholars; the same three mentors judge both."""
    raters = [mentor.email for mentor in people.MENTORS[:mentors]]
    return [
        Crew(
            title=title,
            part=part,
            scholars=(scholars[2 * at].email, scholars[2 * at + 1].email),
            mentor=raters[at % mentors],
            seconds=(raters[(at + mentors // 3) % mentors],) * 2,
            blind=raters[(at + mentors // 2 + 1) % mentors],
        )
        for part, names in ((Part.MINI, minis), (Part.SPRINT, sprints))
        for at, title in enumerate(names)
    ]


def research(
    before: Sequence[Crew], continuing: Sequence[str], names: Sequence[str], rng: random.Random
) -> list[Crew]:
    """Pairs as long as the people last, the rest alone.

    The work's mentor was a member's mentor before, and everybody keeps their second mentor, so that nobody
    is judged by more than four people over the whole cohort. In some works of one the research manager
    takes the second look.
    """
    known = {scholar: crew for crew in before for scholar in crew.scholars}
    order = list(continuing)
    rng.shuffle(order)
    pairs = len(order) - len(names)
    crews = []
    for at, title in enumerate(names):
        members = (order.pop(), order.pop()) if at < pairs else (order.pop(),)
        lead = next((one for one in members if one in KEEPS_MENTOR), members[0])
        crews.append(
            Crew(
                title=title,
                part=Part.RESEARCH,
                scholars=members,
                mentor=known[lead].mentor,
                seconds=tuple(_second(known[one], known[lead].mentor) for one in members),
                manager=people.RESEARCH_MANAGER.email if at % 3 == 2 and len(members) == 1 else "",
            )
        )
    return crews


def _second(before: Crew, mentor: str) -> str:
    """The second mentor of old, or the first one where the second now leads the work."""
    return before.mentor if before.seconds[0] == mentor else before.seconds[0]


KEEPS_MENTOR = frozenset({people.SCHOLAR.email, CASES["thin_evidence"]})


def main_crews(rng: random.Random) -> list[Crew]:
    """Two works for each of 24 pairs in training, 30 projects of the 46 who go on."""
    first = training(people.MAIN_SCHOLARS, titles.MINI, titles.SPRINT, len(people.MENTORS))
    gone = {CASES["withdrew"], LEFT_AT_THE_GATE}
    staying = [one.email for one in people.MAIN_SCHOLARS if one.email not in gone]
    return first + research(first, staying, titles.RESEARCH, rng)


def past_crews(rng: random.Random) -> list[Crew]:
    """Two works for each of 12 pairs and 8 places; 6 projects of the eight."""
    first = training(people.PAST_SCHOLARS, titles.PAST_MINI, titles.PAST_SPRINT, 8)
    return first + research(first, PAST_PLACED, titles.PAST_RESEARCH, rng)
