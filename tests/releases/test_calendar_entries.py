"""The days of release reviews in somebody's calendar: for who may know, and worded alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.releases import approving
from tests.releases.casting import SEAL, Bench
from tracker import clock
from tracker.outbox.calendar_entries import Entry
from tracker.people.models import Person
from tracker.releases import assignments, calendar_entries, cases
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole

pytestmark = pytest.mark.any_database


@pytest.fixture
def found(app: Flask, session: Session):
    """What stands in somebody's calendar of release reviews."""

    def entries(person: Person) -> list[Entry]:
        with app.test_request_context():
            return calendar_entries.entries(session, person, person.grants_on(clock.today()))

    return entries


@pytest.fixture
def embargoed(session: Session, cast: Cast, bench: Bench) -> Case:
    """Approved, and not to go out for three weeks."""
    case = approving.under_review(session, cast)
    until = clock.today() + timedelta(days=21)
    approving.approve(session, case, bench.rhea, bench.ravi, embargo_until=until)
    return case


def test_the_end_of_an_embargo_is_for_who_reads_the_approval(
    session: Session, make: Factory, cast: Cast, bench: Bench, embargoed: Case, found
):
    (entry,) = found(cast.ada.person)
    assert entry.day == clock.today() + timedelta(days=21)
    assert [one.day for one in found(bench.cora)] == [entry.day]
    for nobody in (cast.ben.person, cast.sam, cast.lea, cast.outsider, bench.pia):
        assert found(nobody) == [], nobody.name
    assert found(bench.rhea) == [], "no seat, nothing to read"
    cases.add_person(session, None, case=embargoed, person=bench.rhea, role=CaseRole.REVIEWER)
    assert [one.day for one in found(bench.rhea)] == [entry.day]


def test_an_approval_that_was_voided_has_no_day(session: Session, cast: Cast, embargoed: Case, found):
    approving.give_files(session, embargoed, post=b"other words")
    assert found(cast.ada.person) == []


def test_a_reviewer_finds_the_day_to_answer_and_then_the_day_to_judge(
    session: Session, cast: Cast, bench: Bench, found
):
    case = approving.under_review(session, cast)
    row = assignments.ask(session, bench.cora, case=case, person=bench.rhea)
    (asked,) = found(bench.rhea)
    assert (asked.name, asked.day) == (f"invitation-{row.id}", row.answer_by)
    assert found(bench.ravi) == []
    assignments.answer(session, SEAL, bench.rhea, case=case, row=row, accepts=False)
    assert found(bench.rhea) == []


def test_every_day_is_worded_alike_and_tells_number_and_codename_alone(
    session: Session, cast: Cast, bench: Bench, embargoed: Case, found
):
    other = approving.under_review(session, cast)
    assignments.ask(session, bench.cora, case=other, person=bench.rhea)
    for case, (entry,) in ((embargoed, found(cast.ada.person)), (other, found(bench.rhea))):
        assert entry.title == f"[review] {case.public_id}: action needed"
        assert entry.text == case.codename
        assert entry.link.endswith(f"/reviews/{case.id}")
