"""A file of 2 GB through `tracker manifest`, beside sha256sum: uv run python tests/bench/manifest.py

Prints how long both take, as a ratio, and the most memory that the command had, for a tenth of the size too.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

START = [sys.executable, "-c", "from tracker.cli import main; main()", "manifest"]


def took(command: list[str]) -> float:
    """Seconds that a command takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        path.touch()
        for size in (200 * 2**20, 2 * 2**30):
            os.truncate(path, size)
            ours = took([*START, str(path)])
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            theirs = took(["sha256sum", str(path)])
            ratio = ours / theirs
            print(f"{size / 2**20:.0f} MiB: {ours:.1f} s, {ratio:.2f} of sha256sum, at most {most:.0f} MiB")


if __name__ == "__main__":
    main()
