"""Time and memory of a million lines: python -m tests.bench.evidence_large

Makes the files in a folder that goes away, runs each command in a process of its own, and prints the exit
code, the seconds of the processor, the most memory it took, and the beginning of what it said.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

LINES = 1_000_000
GRID = ("--metric", "score", "--better", "up", "--factors", "a,b")


def cases(rng: random.Random) -> Iterator[tuple[str, tuple[str, ...], str, Iterator[str]]]:
    """What it is, the command with FILE for the file, the header, and the lines."""
    every = range(LINES)
    yield (
        "pairs",
        ("poll", "--pairs", "FILE"),
        "pre,post",
        (f"{rng.choice('ABC')},{rng.choice('ABC')}" for _ in every),
    )
    made = "made_on,predicted_for"
    yield (
        "forecasts, as many as there may be",
        ("drift", "FILE"),
        made,
        (f"{2000 + k / 200:.3f},{2040 + rng.random():.4f}" for k in range(4000)),
    )
    yield "forecasts, too many", ("drift", "FILE"), made, (f"{2000 + k / 1e5:.5f},2040" for k in every)
    runs = "a,b,seed,score"
    for levels, ordered in ((10, ""), (10, "a,b"), (100, ""), (100, "a,b")):
        yield f"runs in {levels**2} cells, ordered: {ordered or 'none'}", (
            "grid", "FILE", *GRID, *(("--ordered", ordered) if ordered else ()),
        ), runs, (
            f"{k % levels},{k // levels % levels},{k // levels**2},{rng.random():.5f}" for k in every
        )  # fmt: skip
    yield "runs, each a cell", ("grid", "FILE", *GRID), runs, (f"{k},1,{k},{rng.random():.5f}" for k in every)


def main() -> None:
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.csv"
        for name, command, header, lines in cases(rng):
            with file.open("w") as written:
                written.write(header + "\n")
                written.writelines(f"{line}\n" for line in lines)
            typed = [str(file) if part == "FILE" else part for part in command]
            code = "from tracker.cli import main; main()"
            with subprocess.Popen(
                [sys.executable, "-c", code, *typed],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ) as ran:
                assert ran.stdout is not None
                said = ran.stdout.read()
                _pid, status, used = os.wait4(ran.pid, 0)
                ran.returncode = os.waitstatus_to_exitcode(status)
            size = used.ru_maxrss / 1024
            print(
                f"{name}: exit {ran.returncode}, {used.ru_utime:.1f} s, {size:.0f} MB  {said[:80]!r}",
                flush=True,
            )


if __name__ == "__main__":
    main()
