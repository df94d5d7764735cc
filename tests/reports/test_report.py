"""The whole report: one set of numbers, made by a fixed number of statements, that holds together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.reports.reading_report import follows
from tests.surveys.asking import asked, scholars
from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.permissions import Role
from tracker.reports import report
from tracker.reports.merging import merged
from tracker.reports.numbers import Part, Relation, Table
from tracker.surveys.questions import Slot

pytestmark = pytest.mark.any_database
EMPTY = Part((), {})


def test_a_name_with_two_numbers_is_refused():
    with pytest.raises(ValueError, match=r"funnel\.started is 4 in one part of the report and 5 in another"):
        merged([Part((), {"funnel.started": 4}), Part((), {"funnel.started": 5})])


def test_a_count_that_one_part_keeps_from_others_is_not_public():
    open_, closed = Part((), {"a": 1}, public=frozenset({"a"})), Part((), {"a": 1})
    assert merged([open_, closed]).public == frozenset()
    assert merged([open_, Part((), {"b": 1})]).public == {"a"}


def test_parts_are_put_in_order_and_relations_said_once():
    one = Part((Table(9, "late", (), ()),), {"b": 2, "a": 1}, (Relation("b", ("a", "a")),))
    found = merged([one, replace(one, tables=(Table(2, "early", (), ()),)), EMPTY])
    assert [table.key for table in found.tables] == ["early", "late"]
    assert list(found.counts) == ["a", "b"]
    assert found.relations == one.relations


def test_a_report_has_its_fifteen_tables_and_holds_together(session, counted):
    found = report.make(session, counted.cohort, as_of=counted.today)
    assert {table.number for table in found.tables} == set(range(1, 16))
    assert (found.program, found.cohort, found.cohort_name) == ("north", "summer", "Summer")
    follows(found)


def test_the_same_numbers_at_the_same_moment(session, counted):
    with clock.fixed(clock.now()):
        first = report.make(session, counted.cohort, as_of=counted.today)
        session.expunge_all()
        again = report.make(session, session.get(Cohort, counted.cohort.id), as_of=counted.today)
    assert again == first


def test_a_report_writes_nothing(session, counted):
    report.make(session, counted.cohort, as_of=counted.today)
    assert not session.new and not session.dirty and not session.deleted


def test_nobody_but_the_coordinator_is_given_a_sealed_number(session, counted):
    for sealed in (False, True):
        found = report.make(session, counted.cohort, as_of=counted.today, sealed=sealed)
        assert any(key.startswith("sealed.") for key in found.counts) is sealed
        assert ("sealed" in {table.why_empty for table in found.tables}) is not sealed
        follows(found)


@pytest.mark.parametrize("phases", ["none", "ahead", "one member"])
def test_a_cohort_of_which_little_is_known_has_a_report(session, cast, make, phases):
    days = {"none": [], "ahead": make.phases(clock.today() + timedelta(days=60)), "one member": make.phases()}
    cohort = make.cohort(cast.program, "new", phases=days[phases])
    if phases == "one member":
        mentor = make.role(cast.mara, Role.MENTOR, cohort)
        make.form(make.assignment(make.enrolment(cohort), mentor))
    found = report.make(session, cohort, as_of=clock.today())
    assert {table.number for table in found.tables} == set(range(1, 16))
    follows(found)


def test_everybody_left_and_the_report_still_holds(session, counted):
    for one in counted.scholars.values():
        one.withdrew_on = one.withdrew_on or counted.today
    session.flush()
    follows(report.make(session, counted.cohort, as_of=counted.today))


def crowd(make, cast, number):
    """A cohort in training with so many scholars, a form on each, and three surveys that are over."""
    cohort = make.cohort(cast.program, f"crowd-{number}")
    mentor = make.role(cast.mara, Role.MENTOR, cohort)
    people = scholars(make, cohort, number)
    work = make.work(*people, phase=make.training(cohort))
    for slot in (Slot.CAREERS_0, Slot.EXPERIENCE, Slot.SELF_START):
        asked(make.session, cohort, slot, opens=-9, closes=-1)
    for one in people:
        make.form(make.assignment(one, mentor, work))
    return cohort.id


def test_statements_do_not_grow_with_the_scholars(session, cast, make, client):
    found, crowds = {}, {number: crowd(make, cast, number) for number in (1, 60)}
    for number, cohort_id in crowds.items():
        session.expunge_all()
        cohort = session.get(Cohort, cohort_id)
        with client.counting() as seen:
            made = report.make(session, cohort, as_of=clock.today())
        assert made.counts["funnel.scholars"] == number
        found[number] = len(seen)
    assert found[1] == found[60] < 150
