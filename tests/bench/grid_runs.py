"""A million runs through `tracker grid`: uv run python tests/bench/grid_runs.py

Prints how long it takes for each run, the most memory it had, and both for a tenth of the runs.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOW = ("--metric", "score", "--better", "up", "--factors", "a,b", "--ordered", "a")


def main() -> None:
    rng = random.Random(20260105)
    with tempfile.TemporaryDirectory() as folder:
        for count in (100_000, 1_000_000):
            path = Path(folder) / f"{count}.csv"
            with path.open("w") as file:
                file.write("a,b,seed,status,score,count\n")
                for run in range(count):
                    a, b = run % 20, run // 20 % 10
                    value = "failed,," if run % 97 == 0 else f"ok,{rng.gauss(a, 9):.4f},{rng.randrange(9)}"
                    file.write(f"{a / 20},b{b},{run // 200},{value}\n")
            began = time.perf_counter()
            command = [sys.executable, "-c", "from tracker.cli import main; main()", "grid", str(path), *HOW]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            took = time.perf_counter() - began
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"{count} runs: {took:.1f} s, {1e6 * took / count:.1f} µs a run, at most {most:.0f} MB")


if __name__ == "__main__":
    main()
