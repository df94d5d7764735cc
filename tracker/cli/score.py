"""Score a file of forms without a database."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from typing import IO, Any

import click

from tracker.cli import tables
from tracker.cli.failures import Failure, RefusedByRule
from tracker.scoring import NotConverged
from tracker.scoring.document import BAR, score

COLUMNS = ("scholar", "mentor", "work", "overall", "confidence")
NEEDED = COLUMNS[:-1]


@click.command("score")
@click.argument("file", type=click.File("rb"))
@click.option("--bar", type=float, default=BAR, show_default=True, help="The program's rubric level, 1 to 5.")
@click.option("--format", "kind", type=click.Choice(["json", "table"]), default="table", show_default=True)
def score_file(file: IO[bytes], bar: float, kind: str) -> None:
    """Score the forms in FILE: levels with intervals, what they rest on, severities, the planner.

    FILE is JSON with forms, outcomes and shares, or CSV with the columns scholar, mentor, work, overall
    and confidence; - reads standard input. Nothing is stored.
    """
    if not 1 <= bar <= 5:
        raise Failure(f"--bar: {bar} is not a level from 1 to 5")
    text = tables.text(file)
    lines: list[int] | None = None
    if text.lstrip()[:1] in ("{", "["):
        data = _json(text)
    else:
        data, lines = _csv(text)
    try:
        found = score(data, bar=bar)
    except ValueError as error:
        raise Failure(_in_lines(str(error), lines)) from error
    except NotConverged as error:
        raise RefusedByRule(f"no scores: {error}") from error
    click.echo(json.dumps(found, ensure_ascii=False) if kind == "json" else _table(found))


def _json(text: str) -> Any:
    try:
        content = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Failure(f"this is not JSON that can be used: {error}") from error
    whole = isinstance(content, dict) and isinstance(content.get("data"), dict)
    return content["data"] if whole else content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: of two shares of one scholar neither is the right one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return found


def _csv(text: str) -> tuple[Any, list[int]]:
    """The rows of a CSV file, and the line that each stands on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    forms: list[dict[str, Any]] = []
    lines: list[int] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(header)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise Failure(f"line {reader.line_num}: {len(cells)} cells, but the header has {len(header)}")
            forms.append(_form(dict(zip(header, cells, strict=True))))
            lines.append(reader.line_num)
    except csv.Error as error:
        raise Failure(f"line {reader.line_num}: {error}") from error
    return {"forms": forms}, lines


def _check_header(header: list[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Failure(f"line 1: there is no column {missing[0]}; needed are {', '.join(NEEDED)}")
    for place, name in enumerate(header):
        if name not in COLUMNS or name in header[:place]:
            raise Failure(f"line 1: the column “{name}” is not known or there twice")


def _form(cells: dict[str, str]) -> dict[str, Any]:
    form: dict[str, Any] = {name: cell.strip() or None for name, cell in cells.items()}
    if form.get("confidence") is None:
        form.pop("confidence", None)
    else:
        form["confidence"] = form["confidence"].lower()
    # What is no number stays as typed: the check of the forms says so.
    with contextlib.suppress(TypeError, ValueError):
        form["overall"] = float(form["overall"])
    return form


def _in_lines(message: str, lines: list[int] | None) -> str:
    if lines is None:
        return message
    return re.sub(r"forms\[(\d+)\]\.(\w+)", lambda at: f"line {lines[int(at[1])]}, {at[2]}", message)


def _table(found: dict[str, Any]) -> str:
    rows = [("scholar", "level", "90 % interval", "raw mean (n)", "what it says")]
    for one in found["scholars"]:
        raw = one["raw"]
        rows.append(
            (
                str(one["scholar"]),
                "–" if one["level"] is None else f"{one['level']:.1f}",
                "–" if one["level"] is None else f"{one['q05']:.1f} to {one['q95']:.1f}",
                "–" if raw["mean"] is None else f"{raw['mean']:.2f} ({raw['count']})",
                one["sentence"],
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]])
        for row in rows
    ]
    return "\n".join([*lines, *_cohort(found)])


def _cohort(found: dict[str, Any]) -> list[str]:
    if found["components"] is None:
        return ["", "Nothing can be told about this cohort: too few forms, or ratings that are all equal."]
    parts = ", ".join(f"{name} {one['sd']:.2f}" for name, one in found["components"].items())
    lines = ["", f"Standard deviations, rubric points: {parts}."]
    lines.append(f"Reliability of what a scholar has on average: {found['reliability']:.2f}.")
    for step in found["planner"]:
        more = "no 20 more people and works would do"
        if step["extra_people"] is not None:
            more = f"{step['extra_people']} more people and {step['extra_works']} more works each"
        lines.append(f"For {step['target']:.1f}: {more}.")
    if len(found["connected_components"]) > 1:
        lines.append(
            f"{len(found['connected_components'])} groups share no rater or result; comparisons between them"
            " rest on the prior."
        )
    if found["capped"]:
        rows = ", ".join(str(row) for row in found["capped"])
        lines.append(f"outcomes {rows}: the stated pass rates lie too far apart to be taken at their word.")
    return lines
