"""How forecasts drift, and where they meet the day on which they are made, without a database."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import IO, Any

import click

from tracker import clock
from tracker.cli import tables
from tracker.evidence import trends_series
from tracker.evidence.trends_meeting import Drift, drift
from tracker.evidence.trends_series import Series, written

# The zone in which a day begins first: what was made today is never made tomorrow, wherever it was.
FIRST_ZONE = "Pacific/Kiritimati"


@click.command("drift")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day on which a forecast can have been made; without it, today.",
)
def drift_file(file: IO[bytes], today: datetime | None) -> None:
    """Say how the forecasts in FILE move and where they meet the day on which they are made, as JSON.

    FILE is CSV with the columns made_on and predicted_for, days such as 2026-01-31 or decimal years such
    as 2026.08; - reads standard input. Nothing is stored.
    """
    last: date = today.date() if today else clock.today(FIRST_ZONE)
    series = trends_series.read(tables.text(file), last)
    found = drift(series.made, series.predicted, axis=series.axis)
    if series.behind:
        click.echo(
            f"{series.behind} of {found.n} forecasts name a day before the one on which they were made.",
            err=True,
        )
    click.echo(json.dumps(_figures(found, series)))


def _figures(found: Drift, series: Series) -> dict[str, Any]:
    line = found.line
    return {
        "n": found.n,
        "slope": _rounded(line.slope if line else None),
        "slope_low": _rounded(line.slope_low if line else None),
        "slope_high": _rounded(line.slope_high if line else None),
        "meets_on": written(found.meets, series.decimal),
        "meets_low": written(found.low, series.decimal, up=False),
        "meets_high": written(found.high, series.decimal, up=True),
        "verdict": found.words,
    }


def _rounded(slope: float | None) -> float | None:
    """Without the last digits, which are rounding, and without a minus before zero."""
    return None if slope is None else round(slope, 6) + 0.0
