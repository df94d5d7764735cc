"""How long the files of a cohort report take: `uv run --group dev python tests/bench/report.py [SCHOLARS]`.

The tables are those of the report made by hand of the tests, each with a row for every scholar: some 300
rows, as many as a report of 60 scholars has. Printed are seconds by the clock and on the processor, the ratio
of the latter to the plainest file of the same tables, CSV, and how busy the machine was. The aim for 60
scholars is a PDF within 1 s and a workbook within 2 s.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from flask import Flask

from tests.reports import printing
from tracker.extensions import babel
from tracker.reports.editions import Edition, Format
from tracker.reports.numbers import Row

ROOT = Path(__file__).parents[2]
TIMES = 5


def edition(scholars: int) -> Edition:
    """The tables, each with a row for every scholar where it has rows at all."""
    tables = [
        replace(
            table,
            rows=tuple(
                Row(f"a.{place}", table.rows[place % len(table.rows)].cells, label=f"Row {place}")
                for place in range(scholars if table.rows else 0)
            ),
        )
        for table in printing.TABLES
        if table.key != "links"  # holds signs that no font has, for which a PDF is set several times
    ]
    return printing.edition(tables=tuple(tables))


def main() -> None:
    scholars = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    app = Flask("tracker", root_path=str(ROOT / "tracker"), template_folder=str(ROOT / "templates"))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    babel.init_app(app)
    found, made = edition(scholars), {}
    with app.app_context():
        for kind in Format:
            printing.made(kind, found)  # what is imported once is not counted
            turns = [_once(kind, found) for _turn in range(TIMES)]
            made[kind] = tuple(median(each) for each in zip(*turns, strict=True))
    for kind, (seconds, busy) in made.items():
        ratio = busy / made[Format.CSV][1]
        print(f"{kind.value:8} {seconds:6.3f} s by the clock  {busy:6.3f} s of processor  {ratio:6.1f} x CSV")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def _once(kind: Format, found: Edition) -> tuple[float, float]:
    begun, busy = perf_counter(), process_time()
    printing.made(kind, found)
    return perf_counter() - begun, process_time() - busy


if __name__ == "__main__":
    main()
