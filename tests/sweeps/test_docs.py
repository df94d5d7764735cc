"""The guides: README's two commands, links that lead somewhere, nothing of one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BOOT = "python3 -m venv .venv && .venv/bin/pip install -q uv && .venv/bin/uv run"


def test_the_readme_gives_two_commands() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    commands = [line for line in lines if line.startswith("python3 ")]
    assert commands == [f"{BOOT} tracker demo", f"{BOOT} --group dev pytest"]


def test_the_checks_run_the_readmes_own_test_command() -> None:
    """The line that .ci/run takes from the README is that line, and it is the whole of it."""
    found = re.search(r"tests=\$\((grep .*) README\.md\)", (ROOT / ".ci" / "run").read_text())
    assert found is not None
    taken = subprocess.run(
        ["bash", "-c", f"{found[1]} README.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert taken.stdout == f"{BOOT} --group dev pytest\n"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", guide.read_text())
    missing = [link for link in links if "://" not in link and not (guide.parent / link.rstrip("/")).exists()]
    assert missing == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_guide_speaks_of_no_machine_of_ours(guide: Path) -> None:
    assert not re.search(r"/(work|tmp|root|home)/|pypi\.|localhost:\d{4}/simple", guide.read_text())


def test_every_decision_is_in_the_index_and_numbered() -> None:
    decisions = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [name[:4] for name in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    index = (ROOT / "docs" / "README.md").read_text()
    assert [name for name in decisions if f"decisions/{name}" not in index] == []
    for name in decisions:
        assert (ROOT / "docs" / "decisions" / name).read_text().startswith(f"# {name[:4]} ")
