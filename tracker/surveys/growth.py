"""How the self-ratings of a cohort moved. They stand beside the score and enter it nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from sqlalchemy.orm import Session

from tracker.evidence.scales import mean_change
from tracker.evidence.suppression import LEAST
from tracker.surveys import queries, tallies
from tracker.surveys.questions import Answers, Question, Slot


@dataclass(frozen=True)
class Growth:
    """One criterion: the n people who gave a level at the start and at the end, and what changed.

    Means are None without a pair, and where they are withheld; the interval is None where the pairs
    cannot tell one.
    """

    question: Question
    n: int
    before: float | None = None
    after: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    withheld: bool = False


def of_cohort(session: Session, cohort_id: int, *, sees_single: bool) -> list[Growth]:
    """The paired self-ratings of a cohort, by criterion; empty before both surveys were switched on.

    Whoever may not read single answers gets no mean of fewer than five people.
    """
    surveys = queries.of_cohort(session, cohort_id)
    if not {Slot.SELF_START, Slot.SELF_END} <= surveys.keys():
        return []
    sides: dict[Slot, dict[int, Answers]] = {Slot.SELF_START: {}, Slot.SELF_END: {}}
    for one in queries.self_ratings(session, cohort_id):
        sides[one.survey.slot][one.enrolment_id] = one.answers
    asked = surveys[Slot.SELF_END].version.questions
    pairs = tallies.paired(asked, sides[Slot.SELF_START], sides[Slot.SELF_END])
    return [_growth(one, None if sees_single else LEAST) for one in pairs]


def _growth(pairs: tallies.Pairs, least: int | None) -> Growth:
    n = len(pairs.before)
    if n == 0:
        return Growth(pairs.question, 0)
    if least is not None and n < least:
        return Growth(pairs.question, n, withheld=True)
    changes = [after - before for before, after in zip(pairs.before, pairs.after, strict=True)]
    told = mean_change(changes) if n > 1 else None
    return Growth(
        pairs.question,
        n,
        fmean(pairs.before),
        fmean(pairs.after),
        fmean(changes),
        told.low if told else None,
        told.high if told else None,
    )
