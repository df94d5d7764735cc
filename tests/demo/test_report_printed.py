"""The demo's reports as they are printed: words for everything, every picture, every format."""

from __future__ import annotations

import io
import json

import jsonschema
import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from pypdf import PdfReader

from tests.demo import finders
from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.demo.stages import Stage
from tracker.reports import formats, report, report_schema, report_words
from tracker.reports.editions import Edition, Format
from tracker.reports.laid_out import laid_out
from tracker.reports.numbers import Row, Table, View, Why


@pytest.fixture(scope="module", params=[Stage.CLOSED, Stage.TRAINING])
def editions(request, demo) -> list[Edition]:
    """The three cohorts' reports for staff."""
    session, _logins = demo(request.param)
    return [
        Edition(
            report.make(session, cohort, as_of=finders.today()),
            View.STAFF,
            cohort.program.name,
            "Sam",
            clock.now(),
            cohort.program.time_zone,
        )
        for cohort in session.scalars(sa.select(Cohort).order_by(Cohort.id))
    ]


def test_every_key_has_words(editions):
    assert [name for one in editions for name in report_words.missing(one.report)] == []


def test_a_key_without_words_is_named(editions):
    strange = Table(3, "strange", ("odd",), (Row("funny", ()),), notes=("queer",), why_empty=Why.NONE)
    broken = editions[0].report.__class__(
        **{name: getattr(editions[0].report, name) for name in editions[0].report.__slots__}
        | {"tables": (strange,)}
    )
    assert list(report_words.missing(broken)) == [
        "table strange",
        "note queer",
        "column strange.odd",
        "row strange.funny",
    ]


def test_all_fifteen_tables_and_the_four_pictures_are_there(editions, shared_app):
    with shared_app.app_context(), force_locale("en"):
        documents = [laid_out(one) for one in editions]
    for document in documents:
        assert [section.number for section in document.sections] == list(range(1, 16))
    drawn = {
        sheet.key
        for one in documents
        for section in one.sections
        for sheet in section.sheets
        if sheet.drawing
    }
    assert drawn == {"funnel", "ratings", "notice", "levels"}


def test_every_format_can_be_made_of_every_cohort(editions, shared_app):
    judge = jsonschema.Draft202012Validator(report_schema.schema())
    with shared_app.app_context():
        for one in editions:
            made = {kind: formats.write(one, kind) for kind in Format}
            assert list(judge.iter_errors(json.loads(made[Format.JSON]))) == []
            assert len(PdfReader(io.BytesIO(made[Format.PDF])).pages) < 16
