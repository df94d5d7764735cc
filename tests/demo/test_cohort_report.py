"""The reports of the demo's cohorts hold together, name nobody, and agree with the pages they sum up."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.reports.reading_report import follows
from tracker import clock
from tracker.cohorts.models import Cohort, Enrolment
from tracker.demo.stages import Stage
from tracker.projects.models import Work
from tracker.projects.outcome_models import SEALED, Outcome
from tracker.reports import report
from tracker.reports.numbers import Report, Words


@pytest.fixture(scope="module", params=[Stage.CLOSED, Stage.TRAINING])
def reports(request, demo) -> tuple[object, list[Report]]:
    """The session of a stage and the reports of its three cohorts."""
    session = demo(request.param)[0]
    cohorts = session.scalars(sa.select(Cohort).order_by(Cohort.id)).all()
    today = clock.today(cohorts[0].program.time_zone)
    return session, [report.make(session, one, as_of=today) for one in cohorts]


def test_every_number_follows_from_the_others(reports):
    _session, made = reports
    assert len(made) == 3
    for one in made:
        assert {table.number for table in one.tables} == set(range(1, 16))
        follows(one)


def test_no_scholar_is_named(reports):
    session, made = reports
    names = set(session.scalars(sa.select(sa.text("name")).select_from(sa.text("person"))))
    scholars = {one.person.name for one in session.scalars(sa.select(Enrolment))}
    assert scholars <= names
    for one in made:
        said = repr(one.tables)
        assert not [name for name in scholars if name in said]


def test_nothing_that_is_sealed_is_told(reports):
    session, made = reports
    titles = session.scalars(sa.select(Outcome.title).where(Outcome.status.in_(sorted(SEALED)))).all()
    for one in made:
        assert not [title for title in titles if title in repr(one)]
        assert not [key for key in one.counts if key.startswith("sealed.")]


def test_texts_that_people_typed_are_for_staff_alone(reports):
    """But for links that everybody of the work agreed to, versions and hashes."""
    for one in reports[1]:
        for table in one.tables:
            cells = [cell for row in table.rows for cell in row.cells if isinstance(cell, Words)]
            public = {cell.text for cell in cells if cell.public} - {"–"}
            assert not public or table.key in ("links", "model", "reviews_published"), table.key


def test_the_closed_cohort_has_outputs_careers_and_a_cohort_beside_it(closed):
    cohorts = {one.name: one for one in closed.scalars(sa.select(Cohort))}
    today = clock.today(next(iter(cohorts.values())).program.time_zone)
    found = [report.make(closed, one, as_of=today) for one in cohorts.values()]
    out = sum(one.counts["outputs.out"] for one in found)
    expected = sa.select(sa.func.count(Outcome.id)).join(Work, Work.id == Outcome.work_id)
    assert out == closed.scalar(expected.where(Outcome.status.in_(("submitted", "accepted", "published"))))
    assert any(one.counts.get("careers.6.said") for one in found)
    beside = [table for one in found for table in one.tables if table.key == "comparison"]
    assert any(len(table.columns) > 1 for table in beside)
