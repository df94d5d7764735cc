"""Past forms through the pages: the verdicts of the command line's plan, seen by the journal."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.intake.kinds_at_work import Bench, codes, contents, keep_promises, undo, verdicts
from tests.page import count_rows
from tests.properties import given, st
from tracker.evaluations.models import Form, FormRevision, Rating
from tracker.intake.forms_kind import KIND
from tracker.people.models import Person
from tracker.projects.models import Work

PEOPLE = ("person", "external_id", "role_grant", "enrolment")
TABLES = (*PEOPLE, "work", "membership", "form", "rating", "form_revision")
ROW = {
    "scholar": "ada.adeyemi@example.org",
    "mentor": "Mara.Lind@example.org",
    "overall": "4",
    "form_id": "f1",
}


@pytest.fixture
def bench(session, cast) -> Bench:
    # The first import freezes the rubric, which stays so when it is undone: others may use it by then.
    found = Bench(session, KIND, cast.program, cast.cohort, cast.sam, tables=TABLES)
    found.options = {"create_people": "yes"}
    found.take([ROW | {"form_id": "first", "work": "First"}])
    return found


def test_without_leave_nobody_is_created(bench):
    bench.options = {}
    lines = [
        ROW | {"scholar": "7"},
        ROW | {"mentor": "olga.outside@example.org", "form_id": "f2"},
        ROW | {"mentor": "ada.adeyemi@example.org", "form_id": "f3"},
    ]
    assert [codes(one) for one in bench.look(lines)] == [
        {"unknown_scholar"},
        {"not_in_program"},
        {"themselves"},
    ]


def test_a_form_that_says_nothing_overall_or_comes_twice_is_refused(bench):
    lines = [ROW | {"overall": ""}, ROW | {"overall": "4.5"}, ROW, ROW | {"overall": "5"}]
    judged = bench.look([lines[0], lines[1], lines[2] | {"form_id": "f2"}, lines[3] | {"form_id": "f2"}])
    assert [codes(one) for one in judged] == [{"blank_overall"}, {"level"}, set(), {"twice"}]


def test_cannot_say_is_said_in_either_way(bench, session):
    bench.take([ROW | {"overall": "cannot say"}, ROW | {"form_id": "f2", "overall": "", "cannot_say": "yes"}])
    found = session.scalars(sa.select(Form.overall).where(Form.import_key.is_not(None)).order_by(Form.id))
    assert list(found) == [4, None, None]


def test_people_of_earlier_parts_are_the_same_in_later_ones(bench, session, cast):
    people = count_rows(session, Person)
    lines = [
        {"scholar": "7", "mentor": "new@example.org", "overall": "3"},
        {"scholar": "8", "mentor": "new@example.org", "overall": "3"},
        {"scholar": "7", "mentor": "new@example.org", "overall": "3"},
        {"scholar": "new@example.org", "mentor": "new@example.org", "overall": "3"},
    ]
    judged, _notebook = bench.take(lines, part=1)
    assert verdicts(judged) == "new new new refused"
    assert count_rows(session, Person) == people + 3
    assert verdicts(bench.look(lines)) == "unchanged unchanged unchanged refused"


def test_a_changed_row_is_shown_and_keeps_what_its_form_said(bench, session):
    bench.take([ROW | {"criterion:rigor": "3", "keep": "x"}])
    judged, _notebook = bench.take([ROW | {"criterion:rigor": "not seen", "overall": "5"}])
    assert (judged[0].before, judged[0].after) == (
        {"overall": "4", "criterion:rigor": "3"},
        {"overall": "5", "criterion:rigor": "not seen"},
    )
    assert session.scalars(sa.select(FormRevision.version)).all() == [1]
    assert verdicts(bench.look([ROW])) == "changed"


def test_what_was_written_can_be_taken_back_to_the_byte(bench, session):
    bench.take([ROW | {"criterion:rigor": "3", "work": "First"}])
    before = contents(session)
    lines = [
        ROW
        | {"criterion:rigor": "4", "criterion:execution": "2", "work": "Second", "filed_on": "2026-02-02"},
        {"scholar": "7", "mentor": "8", "overall": "2", "criterion:rigor": "1"},
    ]
    judged, notebook = bench.take(lines)
    assert verdicts(judged) == "changed new"
    assert session.scalars(sa.select(Work).where(Work.title == "Second")).all()
    assert session.scalars(sa.select(Rating)).all()
    undo(session, notebook)
    assert contents(session) == before


def test_any_text_in_any_cell_gets_a_verdict_and_a_second_time_changes_nothing(bench):
    bench.take([ROW])
    seen = keep_promises(bench, [ROW, ROW | {"form_id": "f9"}, ROW | {"form_id": "f9", "overall": "1"}])
    cell = st.one_of(st.text(max_size=6), st.sampled_from(["", "7", "1", "5", "low", "2026-02-02", "First"]))
    names = (*ROW, "work", "confidence", "filed_on", "keep", "criterion:rigor", "cannot_say")
    row = st.fixed_dictionaries({}, optional=dict.fromkeys(names, cell)).map(lambda some: ROW | some)

    @settings(max_examples=20)
    @given(st.lists(row, max_size=4))
    def holds(lines):
        seen.update(keep_promises(bench, lines))

    holds()
    assert {"new", "unchanged", "refused"} <= seen
