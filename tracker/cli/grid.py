"""Say what a table of runs says, without a database."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO, NoReturn

import click

from tracker.cli.failures import Failure
from tracker.evidence.grid_best import Better
from tracker.evidence.grid_files import (
    PROBLEMS,
    RESERVED,
    Companions,
    Problem,
    collect,
    header,
    rows,
    why_not,
)
from tracker.evidence.grid_runs import Collector, Runs, TooMany
from tracker.evidence.grid_words import SENTENCES
from tracker.evidence.grids import Metric, analyse, document

WAY = click.Choice([way.value for way in Better])


@click.command("grid")
@click.argument("file", type=click.File("rb"))
@click.option("--metric", required=True, help="The column with what was measured.")
@click.option("--better", type=WAY, required=True, help="Which way the metric is good.")
@click.option("--factors", required=True, help="The columns that were varied, with commas between.")
@click.option("--ordered", default="", help="Those of the factors whose levels have an order.")
@click.option("--against", help="A second metric to compare with; else the first of another kind.")
@click.option("--against-better", type=WAY, help="Its good way, if it is another.")
def grid(
    file: IO[bytes],
    metric: str,
    better: str,
    factors: str,
    ordered: str,
    against: str | None,
    against_better: str | None,
) -> None:
    """Print what the runs in FILE say, as one line of JSON.

    FILE is CSV (commas, semicolons or tabs) with one row a run: a column for each factor, one for each
    metric, and if there are any, seed and status (ok, failed or missing); - reads standard input. Nothing
    is stored.
    """
    first, other_way = Metric(_name(metric, "--metric"), Better(better)), Better(against_better or better)
    second = Metric(_name(against, "--against"), other_way) if against else None
    names, in_order = _list(factors, "--factors"), _list(ordered, "--ordered")
    if not names:
        raise Failure("--factors: name at least one column")
    _check(names, in_order, [first.name, *([second.name] if second else [])])
    into = Collector(names, in_order, [first.name, *([second.name] if second else [])])
    runs, companions, unused = _read(file, into)
    guessed = second is None
    if second is None and (found := companions.other_kind(runs.values[first.name])) is not None:
        second = Metric(found[0], other_way)
        runs = replace(runs, values={**runs.values, second.name: found[1]})
    try:
        made = document(analyse(runs, first, second))
    except TooMany as error:
        raise Failure(f"FILE: {PROBLEMS[error.code] % error.params}") from error
    if guessed and second is not None:
        named = {"other": second.name, "metric": first.name}
        made["advice"].append(SENTENCES["second_guessed"] % named)
    left_out = [name for name in unused if second is None or name != second.name]
    if left_out:
        made["advice"].append(SENTENCES["columns_unused"] % {"columns": ", ".join(left_out)})
    click.echo(json.dumps(made, allow_nan=False))


def _name(text: str, option: str) -> str:
    if not text.strip():
        raise Failure(f"{option}: name a column")
    return text.strip()


def _list(text: str, option: str) -> list[str]:
    """Names with commas between; one that holds a comma stands in quotes."""
    if "\n" in text or "\r" in text:
        raise Failure(f"{option}: a line ends in it; give all names on one line, with commas between")
    try:
        names = [name.strip() for name in next(csv.reader([text], skipinitialspace=True, strict=True), [])]
    except csv.Error as error:
        code, params = why_not(error)
        words = PROBLEMS[code] if code == "cell_long" else "a quotation mark is open or out of place"
        raise Failure(f"{option}: {words % params}") from error
    if not all(names):
        raise Failure(f"{option}: there is an empty name between the commas")
    return names


def _check(factors: list[str], ordered: list[str], metrics: list[str]) -> None:
    for option, names in (("--factors", factors), ("--ordered", ordered)):
        for place, name in enumerate(names):
            if _among(name, names[:place]):
                raise Failure(f"{option}: {name} stands there twice")
    if wrong := [name for name in factors if _among(name, RESERVED)]:
        raise Failure(f"--factors: {wrong[0]} says which run it is, and is no factor")
    if wrong := [name for name in ordered if name not in factors]:
        raise Failure(f"--ordered: {wrong[0]} is not one of the factors ({', '.join(factors)})")
    for option, name in zip(("--metric", "--against"), metrics, strict=False):
        if _among(name, [*RESERVED, *factors]):
            raise Failure(f"{option}: {name} is not a metric")
    if _among(metrics[-1], metrics[:-1]):
        raise Failure(f"--against: {metrics[-1]} is the metric itself")


def _among(name: str, names: Sequence[str]) -> bool:
    """Capitals do not matter in the names of columns."""
    return name.casefold() in [one.casefold() for one in names]


def _read(file: IO[bytes], into: Collector) -> tuple[Runs, Companions, list[str]]:
    """All runs of the file, the other columns with numbers, and the names of all other columns."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    try:
        found = rows(text)
        line, cells = next(found, (1, []))
        if not cells:
            _refuse(Problem(0, "", "empty_file"))
        head = header(line, cells, factors=into.factors, metrics=into.metrics)
        companions = Companions(head)
        watched: Iterator[tuple[int, list[str]]] = companions.watch(found)
        if not collect(watched, head, into, refuse=_refuse):
            _refuse(Problem(0, "", "no_runs"))
        runs = into.runs()
    except Problem as problem:
        _refuse(problem)
    except UnicodeDecodeError as error:
        raise Failure("FILE is not UTF-8 text; save it as CSV in UTF-8") from error
    except TooMany as error:
        raise Failure(f"FILE: {PROBLEMS[error.code] % error.params}") from error
    if (twice := runs.repeated()) is not None:
        first, again = (int(runs.lines[place]) for place in twice)
        _refuse(Problem(again, "seed", "repeated", {"first": first}))
    return runs, companions, [head.names[place] for place in head.others]


def _refuse(problem: Problem) -> NoReturn:
    where = [f"line {problem.line}"] if problem.line else ["FILE"]
    if problem.column:
        where.append(problem.column)
    raise Failure(f"{', '.join(where)}: {PROBLEMS[problem.code] % problem.params}")
