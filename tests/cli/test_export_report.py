"""`tracker export report`: the whole file in place at once, with a note of it, or one sentence."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from tests.cli.test_setup import refusal, rows
from tracker.audit import AuditEntry

IN_COHORT = ("--program", "north", "--cohort", "winter")


def report(run, out, *, view="staff", kind="json", more=()):
    return run("export", "report", *IN_COHORT, "--view", view, "--format", kind, "--out", str(out), *more)


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"PK"), ("json", b"{"), ("html", b"\n<!d")],
)
def test_writes_the_report_and_notes_it(run, folder, tmp_path, kind, begins):
    out = tmp_path / f"report.{kind}"
    done = report(run, out, kind=kind)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Wrote the report of ")
    assert out.read_bytes().lstrip().startswith(begins.lstrip())
    query = sa.select(AuditEntry.change).where(AuditEntry.action == "cohort.report")
    [(change,)] = rows(folder, query)
    assert (change["view"], change["format"], change["snapshot"]) == ("staff", kind, None)


def test_prints_it_to_standard_output(run):
    done = report(run, "-")
    assert json.loads(done.stdout)["exporter"] is None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"kind": "docx"}, "--format"),
        ({"view": "public"}, "--view"),
        ({"more": ("--snapshot", "0")}, "--snapshot"),
        ({"more": ("--snapshot", "4")}, "there is no snapshot 4"),
        ({"more": ("--cohort", "summer")}, "--cohort"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(run, tmp_path, changes, word):
    out = tmp_path / "report.json"
    assert word in refusal(report(run, out, **changes))
    assert list(tmp_path.glob("report*")) == []


def test_before_a_snapshot_there_is_nothing_for_funders(run, tmp_path):
    done = report(run, tmp_path / "report.pdf", view="funder")
    assert done.exit_code == 1
    assert "There is no snapshot" in done.stderr
    assert list(tmp_path.glob("report*")) == []
