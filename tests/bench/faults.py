"""Hundreds of kills under a mixed load, and fail-overs: what was told against what is there.

    python -m tests.bench.faults [KILLS] [sqlite|postgresql|fail-over]

A hundred kills on each kind of database by default, and ten fail-overs to the standby. It ends with an error
where anything that somebody was told is missing or there twice, or the audit trail has a gap.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.bench.export_forms import database
from tests.faults import mayhem
from tests.faults.crowd import Ledger
from tests.faults.town import Town
from tests.server.pairs import following
from tracker import db, schema
from tracker.audit import AuditEntry

KILLS, FAIL_OVERS = 100, 10
ROUND = 25  # kills of one town, which has forms for so long


def told(what: str, made: Town, ledger: Ledger, seconds: float) -> str:
    writes = Counter(one.kind for one in ledger.done)
    with Session(db.read_only(made.engine)) as session:
        entries = session.scalar(sa.select(sa.func.count(AuditEntry.id)))
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(writes.items()))
    return (
        f"{what}: {len(ledger.done)} writes told ({kinds}), {ledger.cut} answers cut off and"
        f" {ledger.away} told to wait; each there once, and {entries} entries of the trail whole;"
        f" {seconds:.0f} s"
    )


def killed(kind: str, kills: int) -> None:
    for seed, first in enumerate(range(0, kills, ROUND)):
        number = min(ROUND, kills - first)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
            engine = db.make_engine(url)
            schema.upgrade(engine)
            people = mayhem.seeded(engine, Path(name), mentors=4, forms=60)
            with mayhem.town(engine, Path(name)) as made:
                ledger, clerk = mayhem.killed_under_load(made, people, kills=number, seed=seed)
                mayhem.assert_nothing_lost_or_doubled(made, ledger, clerk)
                victims = ", ".join(f"{number} × {who}" for who, number in sorted(made.kills.items()))
                what = f"{kind}, {number} kills ({victims})"
                print(told(what, made, ledger, time.monotonic() - begun), flush=True)
            engine.dispose()


def failed_over(times: int) -> None:
    for number in range(times):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as name, following() as pair:
            pair.wait_for_both()
            people = mayhem.seeded(pair.first, Path(name), mentors=4, forms=30)
            either = db.make_engine(pair.either())
            with mayhem.town(either, Path(name)) as made:
                ledger, clerk = mayhem.broken_under_load(made, people, pair.fail_over)
                mayhem.assert_nothing_lost_or_doubled(made, ledger, clerk)
                print(told(f"fail-over {number + 1}", made, ledger, time.monotonic() - begun), flush=True)
            either.dispose()


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    what = sys.argv[2:] or ["sqlite", "postgresql", "fail-over"]
    for kind in what:
        if kind == "fail-over":
            failed_over(min(kills, FAIL_OVERS))
        else:
            killed(kind, kills)


if __name__ == "__main__":
    main()
