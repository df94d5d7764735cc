"""What the forms of a cohort say: answers, texts and replies, drawn once and alike in every stage."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np

from tracker.demo import ratings
from tracker.demo.asks import Ask
from tracker.demo.cases import ABILITY, CASES, LEFT_AT_THE_GATE, SEVERITY, TURNS
from tracker.demo.crews import Crew, Part
from tracker.demo.people import SCHOLAR
from tracker.demo.remarks import CHANGE, KEEP, NOTES, REPLIES
from tracker.demo.timetable import Round
from tracker.evaluations.answers import Answers, Relation, Result, ReviewWish, Share

# Words of somebody who was there.
IN_PERSON = ("partner", "meeting", "week", "day", "daily", "talk", "Ask ", "Tell us")
COMMENTED = 0.97
CHANGE_SHARE, NOTE_SHARE, REPLY_SHARE = 0.85, 0.10, 0.12
RESULTS = {
    Round.FIRST: (0.25, 0.15, 0.20, 0.40),
    Round.HALF: (0.35, 0.20, 0.25, 0.20),
    Round.END: (0.45, 0.25, 0.25, 0.05),
    Round.MIDDLE: (0.30, 0.15, 0.30, 0.25),
    Round.FINAL: (0.50, 0.25, 0.20, 0.05),
}


@dataclass(frozen=True)
class Filing:
    """An ask that was answered."""

    ask: Ask
    answers: Answers
    reply: str | None = None
    replied_at: datetime | None = None


@dataclass
class World:
    """The hidden causes behind a cohort's answers, in rubric points."""

    ability: dict[str, float]
    severity: dict[str, float]
    luck: dict[str, float] = field(default_factory=dict)
    shares: dict[tuple[str, str], Share] = field(default_factory=dict)
    results: dict[tuple[str, Round], Result] = field(default_factory=dict)


def make_world(rng: np.random.Generator, crews: Sequence[Crew], raters: Sequence[str]) -> World:
    """Draw abilities, severities, luck, shares and results; the named cases get theirs."""
    scholars = tuple(dict.fromkeys(scholar for crew in crews for scholar in crew.scholars))
    world = World(
        ability=ratings.deviations(rng, scholars, ratings.ABILITY_SD),
        severity=ratings.deviations(rng, tuple(raters), ratings.SEVERITY_SD),
        luck=ratings.deviations(rng, tuple(crew.title for crew in crews), ratings.LUCK_SD),
    )
    world.ability.update({who: value for who, value in ABILITY.items() if who in world.ability})
    # Nobody else comes near the harsh and the lenient rater.
    world.severity = {who: min(max(value, -0.4), 0.4) for who, value in world.severity.items()} | SEVERITY
    for crew in crews:
        for scholar, share in zip(crew.scholars, _shares(rng, crew), strict=True):
            world.shares[crew.title, scholar] = share
        if crew.part is Part.MINI and CASES["carried"] in crew.scholars:
            for scholar in crew.scholars:
                carried = scholar == CASES["carried"]
                world.shares[crew.title, scholar] = Share.SUPPORTING if carried else Share.LEAD
        for round_, chances in RESULTS.items():
            world.results[crew.title, round_] = Result(rng.choice(list(Result), p=chances))
    return world


def _shares(rng: np.random.Generator, crew: Crew) -> tuple[Share, ...]:
    if len(crew.scholars) == 1:
        return (Share.LEAD,)
    if CASES["withdrew"] in crew.scholars:
        return tuple(Share.SUPPORTING if one == CASES["withdrew"] else Share.LEAD for one in crew.scholars)
    if rng.random() < 0.7:
        return (Share.EQUAL,) * len(crew.scholars)
    return (Share.LEAD, Share.SUPPORTING) if rng.random() < 0.5 else (Share.SUPPORTING, Share.LEAD)


def filings(asks: Iterable[Ask], world: World, seed: int) -> list[Filing]:
    """The answers to every ask that comes in, in the order in which they do."""
    rng, words = np.random.default_rng(seed), random.Random(seed)  # noqa: S311  # invented data
    before: dict[tuple[str, str], float] = {}
    said: dict[str, Counter[str]] = defaultdict(Counter)
    found = []
    dated = sorted((ask.filed_at, at, ask) for at, ask in enumerate(asks) if ask.filed_at)
    for _, _, ask in dated:
        pair = (ask.scholar, ask.mentor)
        setting = ratings.Setting(
            impression=ratings.MEAN
            + world.ability[ask.scholar]
            + world.severity[ask.mentor]
            + world.luck[ask.crew.title],
            relation=ask.relation,
            share=world.shares[ask.crew.title, ask.scholar],
            result=world.results[ask.crew.title, ask.round],
            before=before.get(pair),
        )
        answers, before[pair] = ratings.draw(rng, setting, TURNS.get(ask.key))
        answers = _worded(answers, ask, said[ask.scholar], words)
        found.append(_replied(Filing(ask, answers), words))
    return found


def _worded(answers: Answers, ask: Ask, said: Counter[str], rng: random.Random) -> Answers:
    """The answers with their texts: praise for the highest criterion, advice on the lowest."""
    low = any(level is not None and level <= 2 for level in (answers.overall, *answers.criteria.values()))
    drawn = [rng.random() for _ in range(4)]
    seen = {slug: level for slug, level in answers.criteria.items() if _could_see(ask, slug)}
    keep = _fresh(_fitting(KEEP[ratings.highest(seen)], ask), said, rng)
    change = _fresh(_fitting(CHANGE[ratings.lowest(seen)], ask), said, rng)
    note = rng.choice(NOTES)
    if drawn[0] >= COMMENTED and not low:
        keep = change = ""
    elif drawn[1] >= CHANGE_SHARE and not low:
        change = ""
    noting = drawn[2] < NOTE_SHARE and ask.relation is not Relation.BLIND_REVIEWER
    wish = answers.release_review
    if ask.round is Round.FINAL and ask.relation is Relation.PRIMARY_MENTOR and drawn[3] < 0.2:
        wish = ReviewWish.YES if drawn[3] < 0.12 else ReviewWish.UNSURE
    return replace(
        answers,
        keep=keep,
        change=change,
        release_review=wish,
        staff_note=answers.staff_note or (note if noting else ""),
    )


def _could_see(ask: Ask, slug: str) -> bool:
    """A blind reviewer reads a document and writes about that, not about how somebody works."""
    return slug != "independence" or ask.relation is not Relation.BLIND_REVIEWER


def _fitting(bank: Sequence[str], ask: Ask) -> list[str]:
    """The sentences that this rater could say of this scholar."""
    alone = ("partner",) if len(ask.crew.scholars) == 1 else ()
    blind = IN_PERSON if ask.relation is Relation.BLIND_REVIEWER else ()
    return [text for text in bank if not any(word in text for word in (*alone, *blind))]


def _fresh(bank: Sequence[str], said: Counter[str], rng: random.Random) -> str:
    """A sentence that this scholar has been told least often."""
    shuffled = rng.sample(bank, len(bank))
    chosen = min(shuffled, key=lambda text: said[text])
    said[chosen] += 1
    return chosen


def _replied(filing: Filing, rng: random.Random) -> Filing:
    """Some scholars answer what they were told, once every form of the round is surely released."""
    ask, told = filing.ask, filing.answers.change
    drawn, which = rng.random(), rng.randrange(2)
    gone = ask.scholar in (CASES["withdrew"], LEFT_AT_THE_GATE)
    demo = ask.scholar == SCHOLAR.email and ask.round is Round.FIRST
    if not told or gone or (drawn >= REPLY_SHARE and not demo):
        return filing
    about = next(slug for slug, bank in CHANGE.items() if told in bank)
    wait = timedelta(days=6, hours=5, minutes=int(drawn * 60))
    return replace(filing, reply=REPLIES[about][which], replied_at=ask.due_at + wait)
