"""The lines of one poll put together, and what speaks against the whole. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.evidence.poll_answers import BadPoll, counted, printed
from tracker.evidence.polls import shift
from tracker.evidence.suppression import LEAST
from tracker.intake.kinds import Line, Problem
from tracker.intake.refusals import problem_of
from tracker.polls import rules
from tracker.polls.models import PollKind
from tracker.polls.withholding import Cell

COUNTS, SHARES = ("pre", "post"), ("pre_percent", "post_percent")
# What is said of the poll as a whole, on any of its lines.
WHOLE = ("kind", "group_size", "n_pre", "n_post")
FIELD_OF = {"pre": "pre_percent", "post": "post_percent"}


@dataclass(frozen=True)
class Wanted:
    """A poll as its lines give it; `shares` where it is known in percentages, else `people`."""

    question: str
    kind: PollKind
    options: tuple[str, ...]
    people: Mapping[Cell, int]
    shares: tuple[tuple[str, ...], tuple[str, ...]] | None
    n: tuple[int | None, int | None]
    group_size: int | None


class Wrong(Exception):
    """Why the lines make no poll, and on which line."""

    def __init__(self, line: Line, problem: Problem) -> None:
        super().__init__(problem.code)
        self.line = line
        self.problem = problem


def together(lines: Sequence[Line]) -> Wanted:
    """The poll that the lines make. Raises `Wrong`."""
    first = lines[0]
    whole = {name: _agreed(lines, name) for name in WHOLE}
    printed_ones = any(name in line.values for line in lines for name in SHARES)
    for line in lines:
        for name in SHARES if printed_ones else COUNTS:
            if name not in line.values:
                raise Wrong(line, Problem("blank", name))
        if printed_ones and any(name in line.values for name in COUNTS):
            raise Wrong(line, Problem("poll_mixed", "pre"))
        if not printed_ones and any(name in line.values for name in ("n_pre", "n_post")):
            raise Wrong(line, Problem("poll_counted", "n_pre"))
    shares = None
    if printed_ones:
        shares = (_column(lines, "pre_percent"), _column(lines, "post_percent"))
    wanted = Wanted(
        first.values["question"],
        whole["kind"] or PollKind.CHOICE,
        _column(lines, "option"),
        {} if printed_ones else _people(lines),
        shares,
        (whole["n_pre"], whole["n_post"]),
        whole["group_size"],
    )
    _possible(wanted, lines)
    return wanted


def same(stands: Wanted, wanted: Wanted, lines: Sequence[Line]) -> bool:
    """Whether the lines say what stands already; what they leave out they do not deny."""
    left_out = {name for name in WHOLE if all(name not in line.values for line in lines)}
    facts = [(stands.kind, wanted.kind, "kind"), (stands.group_size, wanted.group_size, "group_size")]
    facts += [(stands.n[0], wanted.n[0], "n_pre"), (stands.n[1], wanted.n[1], "n_post")]
    return (
        (stands.options, dict(stands.people), stands.shares)
        == (wanted.options, dict(wanted.people), wanted.shares)
    ) and all(one == two or name in left_out for one, two, name in facts)


def _agreed(lines: Sequence[Line], name: str) -> Any:
    """What the lines say of the whole poll; they may not say two things."""
    found = None
    for line in lines:
        said = line.values.get(name)
        if said is not None and found is not None and said != found:
            raise Wrong(line, Problem("line_twice", name, {"first": lines[0].number}))
        found = said if said is not None else found
    return found


def _column(lines: Sequence[Line], name: str) -> tuple[str, ...]:
    return tuple(line.values[name] for line in lines)


def _people(lines: Sequence[Line]) -> dict[Cell, int]:
    found: dict[Cell, int] = {}
    for place, line in enumerate(lines):
        for cell, name in (((place, None), "pre"), ((None, place), "post")):
            if line.values[name]:
                found[cell] = line.values[name]
    return found


def _possible(wanted: Wanted, lines: Sequence[Line]) -> None:
    """What the rules of polls and the arithmetic of the figures say."""
    options = rules.are_options(wanted.options, wanted.kind)
    least = rules.is_least(LEAST, wanted.group_size)
    for decision, field in ((options, "option"), (least, "group_size")):
        if not decision:
            raise Wrong(lines[0], problem_of(decision, field))
    if wanted.kind is PollKind.SCALE:
        if wanted.shares is not None:
            raise Wrong(lines[0], Problem("poll_scale_counts", "kind"))
        if wanted.options != tuple(str(level) for level in range(1, len(lines) + 1)):
            raise Wrong(lines[0], Problem("poll_scale_levels", "option", {"most": len(lines)}))
    answers = [sum(counts) for counts in _counts(wanted)] if wanted.shares is None else wanted.n
    if wanted.group_size is not None and any(n is not None and n > wanted.group_size for n in answers):
        raise Wrong(lines[0], Problem("poll_group_small", "group_size"))
    try:
        _figures(wanted)
    except BadPoll as error:
        said = str(error)
        problem = Problem("poll_figures", FIELD_OF.get(error.about, error.about), {"problem": _upper(said)})
        raise Wrong(lines[0], problem) from error


def _figures(wanted: Wanted) -> None:
    """Raise `BadPoll` where the figures cannot be those of a poll."""
    if wanted.shares is not None:
        pre = printed(wanted.shares[0], wanted.options, wanted.n[0], about="pre")
        post = printed(wanted.shares[1], wanted.options, wanted.n[1], about="post")
    else:
        before, after = _counts(wanted)
        pre, post = counted(before, about="pre", wave="before"), counted(after, about="post", wave="after")
    if wanted.kind is PollKind.CHOICE:
        shift(wanted.options, pre, post, group_size=wanted.group_size)


def _counts(wanted: Wanted) -> tuple[list[int], list[int]]:
    """How many chose each option before, and after."""
    places = range(len(wanted.options))
    return (
        [wanted.people.get((at, None), 0) for at in places],
        [wanted.people.get((None, at), 0) for at in places],
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
