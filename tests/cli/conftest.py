"""An installation in a folder, and commands run against it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.cli import main

Run = Callable[..., Result]


def invoke(*arguments: str, **options: object) -> Result:
    """Run a command; a defect of ours fails the test with its own traceback."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False, **options)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the program `north` and its cohort `winter`, to be copied."""
    folder = tmp_path_factory.mktemp("installed")
    place = ("--dir", str(folder))
    assert invoke("create", "program", "north", "--name", "North", *place).exit_code == 0
    days = ("--training", "2026-01-05:2026-03-15", "--research", "2026-03-30:2026-06-21")
    made = invoke("create", "cohort", "winter", "--program", "north", "--name", "Winter", *days, *place)
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "installation"
    shutil.copytree(made_once, copy)
    return copy


@pytest.fixture
def run(folder: Path) -> Run:
    """Run a command on the installation of this test."""
    return lambda *arguments, **options: invoke(*arguments, "--dir", str(folder), **options)
