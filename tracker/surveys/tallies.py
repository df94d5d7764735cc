"""What answers add up to: counts with their denominators, means with their n, silence never as zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev

from tracker.evidence.proportions import Interval, wilson
from tracker.evidence.suppression import without_small
from tracker.surveys.questions import NOT_SURE, Answers, Kind, Question, Value

# Of a question from 0 to 10, as the net promoter score groups them.
PROMOTERS, PASSIVES = range(9, 11), range(7, 9)


@dataclass(frozen=True)
class Line:
    """One possible answer with how many gave it; None where the count is withheld."""

    label: str
    count: int | None
    share: Interval | None = None


@dataclass(frozen=True)
class Tally:
    """What was answered to one question.

    `n` gave an answer, `silent` sent the survey without one. `mean` and `spread` are of the levels, over
    `levels` people; `score` is promoters less detractors in points of a hundred.
    """

    question: Question
    n: int
    silent: int
    lines: tuple[Line, ...] = ()
    levels: int = 0
    mean: float | None = None
    spread: float | None = None
    score: float | None = None
    withheld: bool = False
    texts: tuple[str, ...] = field(default=())


def tally(question: Question, values: Sequence[Value], *, sent: int, least: int | None = None) -> Tally:
    """What was answered to a question by those of `sent` people who answered it.

    With `least` no count that rests on fewer people is told, nor what it could be worked out from.
    """
    n = len(values)
    if least is not None and 0 < n < least:
        return Tally(question, n, sent - n, withheld=True)
    if question.kind is Kind.TEXT:
        texts = tuple(str(value) for value in values)
        return Tally(question, n, sent - n, texts=texts)
    if question.kind is Kind.SEVERAL:
        return Tally(question, n, sent - n, _several(question, values, least))
    if question.kind is Kind.ONE:
        counts = [sum(value == option for value in values) for option, _words in question.options]
        labels = [words for _option, words in question.options]
        return Tally(question, n, sent - n, _lines(labels, counts, n, least))
    return _levels(question, values, sent, least)


def _levels(question: Question, values: Sequence[Value], sent: int, least: int | None) -> Tally:
    levels = [value for value in values if isinstance(value, int)]
    few = not levels or (least is not None and len(levels) < least)
    promoting = question.kind is Kind.LEVEL and question.high == 10
    groups = _groups(question) if question.kind is Kind.LEVEL else {}
    counts = [sum(value in of for value in levels) for of in groups.values()]
    if question.unsure:
        groups |= {NOT_SURE: range(0)}
        counts.append(len(values) - len(levels))
    lines = _lines(list(groups), counts, len(values), least)
    hidden = any(line.count is None for line in lines)
    return Tally(
        question,
        len(values),
        sent - len(values),
        lines,
        levels=len(levels),
        mean=None if few else fmean(levels),
        # Beside a mean the spread would tell many a withheld count.
        spread=stdev(levels) if least is None and len(levels) > 1 else None,
        score=100 * (counts[0] - counts[2]) / len(levels) if promoting and not few and not hidden else None,
    )


def _groups(question: Question) -> dict[str, range]:
    if question.high == 10:
        return {"9-10": PROMOTERS, "7-8": PASSIVES, "0-6": range(7)}
    return {str(level): range(level, level + 1) for level in question.levels}


def _several(question: Question, values: Sequence[Value], least: int | None) -> tuple[Line, ...]:
    """Counts of options that overlap: each beside those who did not choose it."""
    lines, n = [], len(values)
    for option, words in question.options:
        count = sum(isinstance(value, list) and option in value for value in values)
        (shown, _rest) = without_small([count, n - count], least=least) if least else (count, None)
        lines.append(Line(words, shown, wilson(count, n) if n and shown is not None else None))
    return tuple(lines)


def _lines(labels: Sequence[str], counts: Sequence[int], n: int, least: int | None) -> tuple[Line, ...]:
    shown = without_small(counts, least=least) if least is not None else list(counts)
    return tuple(
        Line(label, count, wilson(count, n) if n and count is not None else None)
        for label, count in zip(labels, shown, strict=True)
    )


def values_of(question: Question, answers: Sequence[Answers]) -> list[Value]:
    """The answers to a question, of those who answered it."""
    return [one[question.slug] for one in answers if question.slug in one]


Before = Mapping[int, Answers]


@dataclass(frozen=True)
class Pairs:
    """The levels that the same people gave themselves to one criterion at the start and at the end."""

    question: Question
    before: tuple[int, ...]
    after: tuple[int, ...]


def paired(questions: Sequence[Question], before: Before, after: Before) -> list[Pairs]:
    """The pairs of each level question; whoever gave one side only, or “not sure”, makes no pair.

    `before` and `after` map a person to what they answered.
    """
    found = []
    for question in questions:
        if question.kind is Kind.LEVEL:
            both = [
                (first, second)
                for person in before.keys() & after.keys()
                if isinstance(first := before[person].get(question.slug), int)
                and isinstance(second := after[person].get(question.slug), int)
            ]
            both.sort()
            found.append(Pairs(question, tuple(one for one, _two in both), tuple(two for _one, two in both)))
    return found
