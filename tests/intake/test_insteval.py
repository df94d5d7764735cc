"""Real ratings, imported on the command line, come back from the board as pandas counts them in the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from tracker.cli import main

SAMPLE = Path(__file__).parent / "data" / "insteval-sample.csv.gz"
WHOLE = Path(__file__).parents[3] / "shared" / "data" / "insteval.csv.gz"
MEMORY_LIMIT = 500 * 1024  # kilobytes
IN_COHORT = ("--program", "p", "--cohort", "c")

# Runs the command line in a process of its own and says the most memory it held, in kilobytes. The
# resource module would not do: its figure starts from that of the process which did the starting.
MEASURED = """
import re, sys
from pathlib import Path
from tracker.cli import main
try:
    main()
finally:
    print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


def tracker(folder: Path, *arguments: str) -> str:
    """What a command prints."""
    done = CliRunner().invoke(main, [*arguments, "--dir", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def importing(file: Path) -> list[str]:
    maps = ("--map", "d=scholar", "--map", "s=mentor", "--map", "y=overall")
    return ["import", "forms", str(file), *IN_COHORT, *maps, "--create-people"]


def measured(folder: Path, *arguments: str) -> tuple[str, int]:
    """What a command prints, and its peak memory in kilobytes."""
    command = [sys.executable, "-c", MEASURED, *arguments, "--dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, int(done.stderr.split()[-1])


def export(folder: Path, table: str) -> pd.DataFrame:
    out = folder / f"{table}.csv"
    tracker(folder, "export", "cohort", *IN_COHORT, "--table", table, "--format", "csv", "--out", str(out))
    return pd.read_csv(out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tracker(tmp_path, "create", "program", "p", "--name", "P")
    days = ("--training", "2026-01-05:2026-03-15")
    tracker(tmp_path, "create", "cohort", "c", "--program", "p", "--name", "C", *days)
    return tmp_path


def check_board(board: pd.DataFrame, file: Path) -> None:
    """Each scholar's figures on the exported board equal those of the file to 1e-9."""
    ours = board.set_index("external_id")[["mean", "ratings", "sd"]].sort_index()
    theirs = pd.read_csv(file).groupby("d")["y"].agg(["mean", "count", "std"]).sort_index()
    assert list(ours.index) == list(theirs.index)
    for own, peer in zip(ours, theirs, strict=True):
        assert ours[own].isna().equals(theirs[peer].isna())
        assert (ours[own] - theirs[peer]).abs().max() <= 1e-9


def test_a_sample_of_real_ratings_comes_back_as_it_went_in(folder):
    said = tracker(folder, *importing(SAMPLE))
    rows = pd.read_csv(SAMPLE)
    assert f"{len(rows)} forms new" in said
    check_board(export(folder, "board"), SAMPLE)
    forms = export(folder, "forms")
    back = forms[["scholar_external_id", "mentor_external_id", "overall"]]
    assert sorted(back.itertuples(index=False)) == sorted(rows[["d", "s", "y"]].itertuples(index=False))


def test_all_of_insteval_within_its_memory_and_twice_without_a_change(folder):
    if not WHOLE.exists():
        pytest.skip("the whole InstEval set is not beside this checkout; the sample above stands for it")
    said, peak = measured(folder, *importing(WHOLE))
    assert "73421 forms new" in said
    assert peak < MEMORY_LIMIT
    again, peak = measured(folder, *importing(WHOLE))
    assert "Nothing changed: all 73421 forms" in again
    assert peak < MEMORY_LIMIT
    check_board(export(folder, "board"), WHOLE)
