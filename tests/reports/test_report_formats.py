"""A report as a file: the same bytes for the same inputs, each figure with what it rests on, no more."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from python_calamine import CalamineWorkbook

from tests.reports import printing
from tests.reports.printing import EVIL, SECRET, edition, files, hashes, made
from tracker.reasons import Refused
from tracker.reports import report_schema
from tracker.reports.editions import Format
from tracker.reports.numbers import Absent, Count, Row, Table, View, Why
from tracker.web import catalogue

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.any_database


@pytest.fixture
def written(shared_app):
    """Format → the bytes of the report made by hand."""
    with shared_app.app_context():
        return {kind: made(kind, edition()) for kind in Format}


def everything(kind: Format, content: bytes) -> str:
    """All text of a file, out of its zip where it is one."""
    if kind in (Format.XLSX, Format.CSV, Format.PARQUET):
        return "\n".join(part.decode("utf-8", "replace") for part in files(content).values())
    return content.decode("utf-8", "replace")


def test_another_process_makes_the_same_bytes(shared_app):
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "OPENBLAS_NUM_THREADS": "1"}
    other = subprocess.run(
        [sys.executable, "-m", "tests.reports.printing", shared_app.root_path, str(ROOT / "templates")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert dict(line.split() for line in other.stdout.splitlines()) == hashes(shared_app)


def test_a_number_that_stands_in_no_cell_stands_in_no_file(written):
    for kind, content in written.items():
        assert str(SECRET) not in everything(kind, content), kind
        assert f"{SECRET:,}" not in everything(kind, content), kind


def test_what_is_not_shown_is_said_to_be_so_everywhere(written):
    assert "not shown" in everything(Format.HTML, written[Format.HTML])
    assert "not shown" in everything(Format.XLSX, written[Format.XLSX])
    assert "suppressed" in files(written[Format.CSV])["02-funnel.csv"].decode()
    cell = _table(written, "funnel")["rows"][2]["cells"]["count"]
    assert cell == {"kind": "absent", "why": "suppressed"}


def test_every_format_says_who_took_it_when_and_what_is_left_out(written):
    for kind in (Format.HTML, Format.XLSX, Format.CSV, Format.JSON):
        text = everything(kind, written[kind])
        assert "Sam Staff" in text, kind
        assert "without numbers under five" in text, kind
        assert "Wilson" in text, kind
        assert "2 Mar 2026, 09:30" in text or "2026-03-02T09:30:00+00:00" in text, kind


def test_a_share_stands_with_its_counts_and_interval(written):
    html = written[Format.HTML].decode()
    assert "11 %</span>" in html
    assert "24 of 214; 8–16 %" in html
    rows = list(csv.DictReader(io.StringIO(files(written[Format.CSV])["02-funnel.csv"].decode(), newline="")))
    assert rows[1]["share"] == "0.11215"
    assert [rows[1][f"share_{part}"] for part in ("part", "whole")] == ["24", "214"]
    assert float(rows[1]["share_low"]) < 0.11215 < float(rows[1]["share_high"])
    assert [rows[2]["count"], rows[2]["count_missing"]] == ["", "suppressed"]


def test_a_mean_stands_with_its_n(written):
    assert "n = 80; interval 3.3 to 3.6; SD 0.7" in written[Format.HTML].decode()
    assert "n = 80; quartiles 36.9 to 110.1" in written[Format.HTML].decode()
    mean = _table(written, "ratings")["rows"][0]["cells"]["mean"]
    assert (mean["value"], mean["n"], mean["spread"]) == (3.475, 80, "interval")


def test_words_that_begin_like_a_formula_stay_words(written):
    links = files(written[Format.CSV])["09-links.csv"].decode()
    assert "'-2" in links
    assert "'@SUM(1)" in links
    assert "'=HYPERLINK" in links
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in files(written[Format.XLSX]).values())
    book = CalamineWorkbook.from_filelike(io.BytesIO(written[Format.XLSX]))
    ratings = book.get_sheet_by_name("6 Ratings by criterion").to_python()
    assert ratings[3][0].startswith("Training: =HYPERLINK")
    assert ratings[3][1] == 80


def test_a_workbook_has_a_sheet_for_each_table_and_one_about_them(written):
    book = CalamineWorkbook.from_filelike(io.BytesIO(written[Format.XLSX]))
    assert len(book.sheet_names) == 1 + len(printing.TABLES)
    assert book.sheet_names[:3] == ["About", "1 At a glance", "2 From application to the end o"]
    funnel = book.get_sheet_by_name(book.sheet_names[2]).to_python()
    assert funnel[2][:4] == ["What is counted", "Number", "Number: why there is none", "Share"]
    assert funnel[4][:2] == ["Accepted", 24]


def test_the_page_to_print_holds_no_script_no_address_of_others_and_no_foreign_mark_up(written):
    html = written[Format.HTML].decode()
    assert "<script" not in html
    assert "<b>" not in html
    assert "javascript:" not in html
    assert "src=" not in html
    assert 'rel="stylesheet"' not in html
    assert html.count("https://") == 1
    assert 'lang="en"' in html


def test_json_is_what_the_published_schema_says(written):
    schema = json.loads((ROOT / "docs" / "cohort-report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    document = json.loads(written[Format.JSON])
    assert list(judge.iter_errors(document)) == []
    document["tables"][0]["rows"][0]["cells"]["value"]["value"] = -1
    assert list(judge.iter_errors(document)) != []
    del document["exporter"]
    assert len(list(judge.iter_errors(document))) == 2


def test_the_published_schema_is_the_one_of_the_code():
    assert (ROOT / "docs" / "cohort-report.schema.json").read_text() == report_schema.as_text()


def test_anybody_may_read_the_schema(client, cast):
    assert json.loads(client.get("/cohort-report.schema.json").html)["title"] == "Cohort report"


def test_parquet_holds_one_line_a_cell(written):
    parquet = pytest.importorskip("pyarrow.parquet")
    found = parquet.read_table(io.BytesIO(files(written[Format.PARQUET])["02-funnel.parquet"])).to_pylist()
    accepted = next(one for one in found if one["row"] == "accepted" and one["column"] == "share")
    assert (accepted["part"], accepted["whole"], accepted["why"]) == (24, 214, None)
    stopped = next(one for one in found if one["row"] == "stopped" and one["column"] == "count")
    assert (stopped["value"], stopped["why"]) == (None, "suppressed")


def test_without_its_extra_parquet_is_refused_in_words(shared_app, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with shared_app.test_request_context():
        with pytest.raises(Refused) as refused:
            made(Format.PARQUET, edition())
        assert "tracker[parquet]" in catalogue.sentence(refused.value.decision)


def test_staff_get_the_number_that_funders_do_not(shared_app):
    table = Table(13, "load_forms", ("count",), (Row("late", (Count("funnel.stopped"),)),))
    with shared_app.app_context():
        for kind in (Format.CSV, Format.JSON, Format.XLSX):
            assert str(SECRET) in everything(kind, made(kind, edition(View.STAFF, (table,))))
        assert (
            "nothing left out but sealed detail" in made(Format.HTML, edition(View.STAFF, (table,))).decode()
        )


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_for_an_empty_table_or_cell_has_words_in_every_format(shared_app, why):
    empty = Table(1, "headline", ("value",), (), why_empty=why)
    cell = Table(13, "load_forms", ("count",), (Row("late", (Absent(why),)),))
    with shared_app.app_context():
        for kind in Format:
            assert made(kind, edition(View.FUNDER, (empty, cell)))


def test_hostile_words_stand_as_they_were_typed(written):
    shown = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    assert shown in written[Format.HTML].decode()
    assert _table(written, "ratings")["rows"][0]["name"] == f"Training: {EVIL}"


def _table(written, key: str) -> dict:
    return next(one for one in json.loads(written[Format.JSON])["tables"] if one["key"] == key)
