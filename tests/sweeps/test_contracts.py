"""The import contracts hold, and each catches the fault it is there for."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The name of a contract, by which the linter can then be asked for that one alone.
NAMED = re.compile(r'^\[\[tool\.importlinter\.contracts\]\]\nname = "(.+)"$', re.MULTILINE)

ROOMS = "Rooms import downwards"
SIX = "The six files of a feature import downwards"
WEB = "Models, rules, queries and actions know no web framework"
RELEASES = "The files of the publication review import downwards"
PURE = "Scoring and evidence are pure"
PANDAS = "pandas stays in the frames of a report"
JOBS = "The files of jobs import downwards"
LOADING = "The engine of jobs, which takes seconds to load, is loaded by the worker alone"
ENGINE = "Jobs know no web framework, and nobody but the engine knows who runs them"
MAILS = "The files of mails import downwards"
MAIL_WEB = "Mails know no web framework but for their words"
FILES_IN = "The way of a file into the database imports downwards"
FILES_IN_WEB = "The way of a file into the database knows no web framework"
TAKEN_OUT = "The tables that are taken out import downwards"
TAKEN_OUT_WEB = "What is taken out and how it is written knows no web framework"
FUNDERS = "What funders read of a report imports downwards"
FUNDERS_WEB = "What funders read of a report knows no web framework"
CALENDARS = "The files of calendars import downwards"
CALENDARS_WEB = "Calendars know no web framework"
WEBHOOKS = "The files of webhooks import downwards"
WEBHOOKS_WEB = "Webhooks know no web framework"
KINDS_WEB = "The kinds of files judge and write without a web framework"
NUMBERS = "The numbers of a report import downwards"
NUMBERS_WEB = "The numbers of a report know no web framework"
PRINTING = "The printing of a report imports downwards"
FIGURES_WEB = "The figures of a report and who takes it know no web framework"
OPERATING = "The files of running an installation import downwards"
OPERATING_WEB = "Copies, keys and checks know no web framework"

# (the contract that must break, the file the fault is planted in, the fault)
FAULTS = [
    (OPERATING, "operating/proving.py", "from tracker.operating import restoring"),
    (OPERATING_WEB, "operating/copying.py", "import flask"),
    (ROOMS, "operating/health.py", "from tracker import app"),
    (PURE, "scoring/model.py", "import pandas"),
    (PURE, "scoring/posterior/kernel.py", "import flask"),
    (PURE, "evidence/trends.py", "import sqlalchemy"),
    (PURE, "evidence/grids.py", "from tracker.reasons import no"),
    (ROOMS, "scoring/fit.py", "from tracker import evidence"),
    (SIX, "evaluations/models.py", "from tracker.evaluations import views"),
    (SIX, "cohorts/queries.py", "from tracker.cohorts import actions"),
    (SIX, "projects/rules.py", "from tracker.projects import queries"),
    (ROOMS, "people/queries.py", "from tracker.cohorts import models"),
    (ROOMS, "outbox/actions.py", "from tracker.people.models import Person"),
    (ROOMS, "web/access.py", "from tracker.evaluations import rules"),
    (ROOMS, "db.py", "from tracker import settings"),
    (ROOMS, "reasons.py", "from tracker import clock"),
    (ROOMS, "app.py", "from tracker import cli"),
    (WEB, "evaluations/actions.py", "from flask import session"),
    (WEB, "evaluations/setup.py", "from flask_babel import gettext"),
    (SIX, "evaluations/score_models.py", "from tracker.evaluations import scores"),
    (SIX, "evaluations/score_inputs.py", "from tracker.evaluations import score_snapshots"),
    (WEB, "evaluations/scores.py", "from tracker.extensions import db"),
    (WEB, "cohorts/rules.py", "from wtforms import Form"),
    (WEB, "people/models.py", "from werkzeug import exceptions"),
    (WEB, "outbox/queries.py", "from tracker.extensions import db"),
    (PANDAS, "evaluations/board.py", "import pandas"),
    (PANDAS, "cli/__init__.py", "import pandas"),
    (TAKEN_OUT, "reports/streams.py", "from tracker.reports import form_pages"),
    (TAKEN_OUT_WEB, "reports/audit_lines.py", "import flask_babel"),
    (SIX, "cohorts/policy_rules.py", "from tracker.cohorts import policies"),
    (SIX, "cohorts/history.py", "from tracker.cohorts import history_actions"),
    (WEB, "cohorts/policy_actions.py", "from flask import url_for"),
    (WEB, "cohorts/policy_text.py", "from flask_babel import gettext"),
    (RELEASES, "releases/parts.py", "from tracker.releases import states"),
    (JOBS, "jobs/rules.py", "from tracker.jobs import queries"),
    (ENGINE, "jobs/running.py", "import dbos"),
    (LOADING, "jobs/views.py", "from tracker.jobs.engine import SLOTS"),
    (ROOMS, "jobs/actions.py", "from tracker.people.models import Person"),
    (MAILS, "outbox/timing_rules.py", "from tracker.outbox import mail_queries"),
    (MAIL_WEB, "outbox/text_rules.py", "from flask_babel import gettext"),
    (FILES_IN, "intake/judging.py", "from tracker.intake import applying"),
    (FILES_IN_WEB, "intake/undoing.py", "from tracker.extensions import db"),
    (FUNDERS, "reports/known_counts.py", "from tracker.reports import suppression"),
    (FUNDERS_WEB, "reports/snapshots.py", "from flask import session"),
    (CALENDARS, "outbox/calendar_entries.py", "from tracker.outbox import feed_queries"),
    (CALENDARS_WEB, "outbox/calendar_files.py", "from flask_babel import gettext"),
    (WEBHOOKS, "outbox/webhook_rules.py", "from tracker.outbox import webhook_queries"),
    (WEBHOOKS_WEB, "outbox/webhook_sending.py", "import werkzeug"),
    (KINDS_WEB, "intake/people_writing.py", "from flask import session"),
    (NUMBERS, "reports/paths.py", "from tracker.reports import funnel_numbers"),
    (NUMBERS_WEB, "reports/ratings_numbers.py", "from flask_babel import gettext"),
    (PRINTING, "reports/figures.py", "from tracker.reports import printed"),
    (FIGURES_WEB, "reports/editions.py", "from flask import g"),
    (ROOMS, "utils/__init__.py", "X = 1"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code to plant faults in."""
    folder = tmp_path_factory.mktemp("house")
    left_out = shutil.ignore_patterns("__pycache__", "static", "translations")
    shutil.copytree(ROOT / "tracker", folder / "tracker", ignore=left_out)
    settings = (ROOT / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(NAMED.sub(r'\g<0>\nid = "\g<1>"', settings))
    for room in ("scoring", "evidence"):  # the pure rooms, where they are not furnished yet
        (folder / "tracker" / room).mkdir(exist_ok=True)
        (folder / "tracker" / room / "__init__.py").touch()
    return folder


@pytest.fixture(scope="module")
def linter(house: Path) -> Iterator[Connection]:
    """A process that lints the house each time it is told to: loading the linter takes its time."""
    here, there = Pipe()
    # Spawned: where the code is loaded already, the linter would look at that and not at the house.
    process = get_context("spawn").Process(target=_lint_when_told, args=(house, there), daemon=True)
    process.start()
    yield here
    process.kill()
    process.join()


def _lint_when_told(house: Path, told: Connection) -> None:
    from importlinter.cli import lint_imports

    os.chdir(house)
    while (names := told.recv()) is not None:
        with redirect_stdout(StringIO()) as said:
            code = lint_imports(no_logo=True, limit_to_contracts=names)  # reads what changed alone
        told.send((code, said.getvalue()))


def lint(linter: Connection, *names: str) -> tuple[int, dict[str, str]]:
    """The exit code, and the verdict on each contract, or on these alone."""
    linter.send(names)
    assert linter.poll(60)
    code, said = linter.recv()
    wanted = names or contracts()
    verdicts = {}
    for name in wanted:
        for verdict in ("KEPT", "BROKEN"):
            if f"{name} {verdict}" in said:
                verdicts[name] = verdict
    assert len(verdicts) == len(wanted), said
    return code, verdicts


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [one["name"] for one in settings["tool"]["importlinter"]["contracts"]]


def test_the_house_keeps_its_contracts(linter: Connection) -> None:
    code, verdicts = lint(linter)
    assert code == 0
    assert set(verdicts.values()) == {"KEPT"}


@pytest.mark.parametrize(
    ("contract", "place", "fault"), FAULTS, ids=[f"{place}: {fault}" for _c, place, fault in FAULTS]
)
def test_a_planted_fault_breaks_its_contract(
    house: Path, linter: Connection, contract: str, place: str, fault: str
) -> None:
    path = house / "tracker" / place
    made = [folder for folder in reversed(path.parents) if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in made:
        (folder / "__init__.py").touch()
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{fault}\n")
    try:
        code, verdicts = lint(linter, contract)
    finally:
        if made:
            shutil.rmtree(made[0])
        elif before is None:
            path.unlink()
        else:
            path.write_text(before)
    assert code != 0
    assert verdicts[contract] == "BROKEN", verdicts


def test_every_contract_is_broken_by_some_fault() -> None:
    assert {contract for contract, _place, _fault in FAULTS} == set(contracts())
