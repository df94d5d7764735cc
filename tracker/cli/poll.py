"""What a poll before and after says, without a database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import IO, Any

import click

from tracker.cli import tables
from tracker.cli.failures import Failure
from tracker.evidence.poll_answers import MOST_OPTIONS, BadPoll, Pairs, printed
from tracker.evidence.poll_result import Basis, Shift
from tracker.evidence.poll_words import sentence, willing_sentence
from tracker.evidence.polls import shift

# How the inputs of `shift` are called here.
OPTIONS = {"n_pre": "--n-pre", "n_post": "--n-post", "group_size": "--group-size", "options": "--pre"}
# The least that a printed percentage may differ from that of the file.
CLOSE = 1e-9

Percentages = dict[str, Decimal]


def _plain(text: str) -> str:
    """A number as typed. Raises `ValueError` for 1_0 and figures of other scripts, which Python reads."""
    if "_" in text or not text.isascii():
        raise ValueError(text)
    return text


class Plain(click.ParamType[Any]):
    """A number of a kind, typed in plain figures."""

    def __init__(self, kind: click.ParamType[Any]) -> None:
        self.kind, self.name = kind, kind.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self.kind.convert(_plain(value) if isinstance(value, str) else value, param, ctx)
        except ValueError:
            self.fail(f"{value!r} is not a plain number", param, ctx)


@click.command("poll")
@click.option("--pre", metavar="SHARES", help='Percentages before, such as "Pro=67,Con=33".')
@click.option("--post", metavar="SHARES", help="Percentages after, of the same options.")
@click.option("--n-pre", type=Plain(click.INT), help="Number of answers before.")
@click.option("--n-post", type=Plain(click.INT), help="Number of answers after.")
@click.option("--pairs", type=click.File("rb"), help="CSV with the columns pre and post, a line a person.")
@click.option("--group-size", type=Plain(click.INT), help="How many there were to be asked.")
@click.option(
    "--willing", type=Plain(click.FLOAT), help="Percentage who said that they could change their mind."
)
def poll(
    pre: str | None,
    post: str | None,
    n_pre: int | None,
    n_post: int | None,
    pairs: IO[bytes] | None,
    group_size: int | None,
    willing: float | None,
) -> None:
    """Say what a poll before and after tells, as JSON: changes, margins, rounding, movement.

    From percentages alone, from percentages with the numbers of answers, or from who chose what before
    and after (--pairs; an empty cell is somebody who did not answer then). Nothing is stored.
    """
    before, after = _shares("--pre", pre), _shares("--post", post)
    _check_together(before, after, n_pre, n_post, pairs)
    names, known = (list(before), None) if pairs is None else _read(pairs, list(before))
    try:
        if known is None:
            waves = [
                printed(list(values.values()), names, n, about=about)
                for about, values, n in (("pre", before, n_pre), ("post", _ordered(after, names), n_post))
            ]
            found = shift(names, *waves, group_size=group_size, willing=_part(willing))
        else:
            _check_agree(names, known, before, after)
            found = shift(names, pairs=known, group_size=group_size, willing=_part(willing))
    except BadPoll as error:
        option = "--pairs" if pairs is not None and error.about == "options" else OPTIONS.get(error.about)
        raise Failure(f"{option or f'--{error.about}'}: {error}") from error
    click.echo(json.dumps(_document(found)))


def _shares(option: str, text: str | None) -> Percentages:
    found: Percentages = {}
    for part in (text or "").split(",") if text is not None else ():
        name, sign, value = (piece.strip() for piece in part.rpartition("="))
        if not sign or not name:
            raise Failure(f"{option}: “{part.strip()}” is not of the form Name=67")
        if name in found:
            raise Failure(f"{option}: the option “{name}” is there twice")
        try:
            found[name] = Decimal(_plain(value))
        except (InvalidOperation, ValueError):
            raise Failure(
                f"{option}: “{name}” needs a plain number such as {name}=67, not “{value}”"
            ) from None
    return found


def _check_together(
    before: Percentages,
    after: Percentages,
    n_pre: int | None,
    n_post: int | None,
    pairs: IO[bytes] | None,
) -> None:
    if pairs is not None and (n_pre is not None or n_post is not None):
        raise Failure("--pairs: the numbers of answers follow from FILE; leave --n-pre and --n-post out")
    if pairs is None and not before:
        raise Failure("--pre: give the percentages before, or --pairs")
    if bool(before) != bool(after):
        missing = "--post" if before else "--pre"
        raise Failure(f"{missing}: give the percentages of both polls")
    for option, given, other in (("--post", before, after), ("--pre", after, before)):
        for name in given:
            if name not in other:
                raise Failure(f"{option}: the option “{name}” is missing; both polls have the same options")


def _ordered(values: Percentages, names: list[str]) -> Percentages:
    return {name: values[name] for name in names}


def _part(percentage: float | None) -> float | None:
    return None if percentage is None else percentage / 100


def _read(file: IO[bytes], names: list[str]) -> tuple[list[str], Pairs]:
    """The options and who chose which of them; without names those of the file, as they come."""
    counts: Counter[tuple[str, str]] = Counter()
    known = {"", *names}
    given = bool(names)
    lines = 0
    codes: dict[str, int] = {}
    for line, (pre, post, code) in _rows(file):
        lines += 1
        if code and codes.setdefault(code, line) != line:
            raise Failure(f"--pairs: line {line}, code: “{code}” stands in line {codes[code]} already")
        for column, name in (("pre", pre), ("post", post)):
            if name not in known:
                if given:
                    raise Failure(f"--pairs: line {line}, {column}: “{name}” is none of {', '.join(names)}")
                if len(names) == MOST_OPTIONS:
                    raise Failure(
                        f"--pairs: line {line}, {column}: “{name}” is one option too many; at most 7"
                    )
                known.add(name)
                names.append(name)
        counts[pre, post] += 1
    if lines < 2:
        raise Failure(
            f"--pairs: FILE has {'one line' if lines else 'no line'} of answers, too few to compare"
        )
    table = tuple(tuple(counts[first, second] for second in names) for first in names)
    return names, Pairs(
        table, tuple(counts[name, ""] for name in names), tuple(counts["", name] for name in names)
    )


def _rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from tables.rows(tables.text(file), ("pre", "post"), ("code",))
    except Failure as error:
        raise Failure(f"--pairs: {error.message}") from error


def _check_agree(names: list[str], pairs: Pairs, before: Percentages, after: Percentages) -> None:
    """Where percentages are given too they are those of the file, of all answers or of those given twice."""
    for option, values, columns in (
        ("--pre", before, (pairs.before, [sum(row) for row in pairs.table])),
        ("--post", after, (pairs.after, [sum(column) for column in zip(*pairs.table, strict=True)])),
    ):
        if not values:
            continue
        wave, twice = columns
        half = printed(list(_ordered(values, names).values()), names, about=option[2:]).half + CLOSE
        for name, share, many in zip(names, wave.shares, twice, strict=True):
            stated = float(values[name]) / 100
            of_pairs = many / pairs.both if pairs.both else share
            if min(abs(stated - share), abs(stated - of_pairs)) > half:
                raise Failure(f"{option}: {values[name]} % {name}, but in FILE it is {100 * share:.1f} %")


def _document(found: Shift) -> dict[str, Any]:
    """The result under the keys of the contract, and some more where more is known."""
    document: dict[str, Any] = {
        "options": [
            {
                "name": one.name,
                "pre": one.pre,
                "post": one.post,
                "change": one.change,
                "change_low": one.change_low,
                "change_high": one.change_high,
                "rounding_low": one.rounding_low,
                "rounding_high": one.rounding_high,
            }
            for one in found.options
        ],
        "n_needed": found.n_needed,
        "gross_movement_at_least": found.moved,
        "attrition": _attrition(found),
        "sentence": sentence(found),
    }
    if found.basis is not Basis.SHARES:
        document["basis"], document["n_pre"], document["n_post"] = found.basis, found.n_pre, found.n_post
        for shown, one in zip(document["options"], found.options, strict=True):
            shown.update(
                pre_low=one.pre_low, pre_high=one.pre_high, post_low=one.post_low, post_high=one.post_high
            )
            if one.p is not None:
                shown.update(left=one.left, joined=one.joined, mcnemar_p=one.p)
    if found.willing is not None:
        document["willing"] = {"share": found.willing, "sentence": willing_sentence(found)}
    return document


def _attrition(found: Shift) -> dict[str, Any] | None:
    if found.attrition is None:
        return None
    return {
        "missing": found.attrition.missing,
        "options": [
            {"name": one.name, "change_low": low, "change_high": high}
            for one, (low, high) in zip(found.options, found.attrition.bounds, strict=True)
        ],
    }
