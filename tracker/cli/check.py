"""Look at an installation as it runs, and say what to mend."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import click

from tracker import db as database
from tracker.cli import installation
from tracker.operating import check_rules as rules
from tracker.operating import checks
from tracker.operating.check_rules import Line, State
from tracker.settings import BadSetting, Settings

SIGNS = {State.OK: "ok  ", State.NOTE: "note", State.MEND: "MEND"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program that watches.")
@installation.in_directory()
def check(directory: Path, *, as_json: bool) -> None:
    """Look at an installation as it runs, and say what to mend.

    Settings, keys, database, schema, worker, clock, mail, files, disk. Ends with 0 where nothing is to be
    mended, with 1 where something is.
    """
    found = _lines(directory)
    whole = rules.is_whole(found)
    if as_json:
        lines = [dataclasses.asdict(line) for line in found]
        click.echo(json.dumps({"whole": whole, "lines": lines}, ensure_ascii=False, indent=1))
    else:
        for line in found:
            click.echo(f"{SIGNS[line.state]}  {line.name}: {line.says}")
            if line.mend:
                click.echo(f"      → {line.mend}")
    raise SystemExit(0 if whole else 1)


def _lines(directory: Path) -> Sequence[Line]:
    if missing := installation.missing(directory):
        return [rules.mend("installation", missing, f"tracker init --dir {directory}")]
    try:
        settings = Settings.from_env(directory)
    except BadSetting as error:
        return [rules.mend("settings", str(error), "set it as docs/operators.md says")]
    engine = database.make_engine(settings.database_url)
    try:
        return list(checks.lines(settings, engine))
    finally:
        engine.dispose()
