"""The command line as a whole: quick to help, each command as its list describes it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.conftest import invoke
from tracker.cli import COMMANDS, main


def test_help_lists_every_command():
    shown = invoke("--help").stdout
    assert all(name in shown and words in shown for name, (_, words) in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_of_itself_what_the_list_says(name):
    command = main.get_command(None, name)
    assert command.help.split("\n")[0].startswith(COMMANDS[name][1].rstrip("."))


def test_help_loads_neither_the_web_framework_nor_the_database():
    code = (
        "import sys\nfrom tracker.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('flask', 'sqlalchemy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_command_is_a_usage_error():
    result = invoke("sing")
    assert result.exit_code == 2
    assert "sing" in result.stderr


def test_an_export_starts_without_what_migrates_and_what_counts():
    code = (
        "import sys\nfrom tracker.cli import main\nmain.get_command(None, 'export')\n"
        "print([m for m in ('alembic', 'numpy', 'scipy', 'pandas', 'typst', 'dbos') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
