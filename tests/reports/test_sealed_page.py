"""The sealed tables of a cohort's report: for its coordinator, and found by nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.projects.outcoming import outcome
from tests.properties import given, st
from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.people import actions as people
from tracker.people.models import Person
from tracker.permissions import Grant, Grants, Role
from tracker.projects.outcome_models import OutcomeStatus
from tracker.reports import sealed_numbers

pytestmark = pytest.mark.any_database

PAGE = "/programs/north/cohorts/winter/report/sealed"
DESK = "/reviews/desk"


@pytest.fixture
def coordinator(cast, make) -> Person:
    return make.role(make.person("Cora Coordinator"), Role.COORDINATOR, cast.cohort, whole_program=True)


def led_to(client) -> bool:
    return PAGE in client.get(DESK).response.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}))
def test_no_other_role_finds_the_sealed_tables(client, cast, make, role):
    person = make.person("Rory Role")
    until = clock.today() + timedelta(days=30) if role is Role.EXTERNAL else None
    where = None if role is Role.OPERATOR else cast.program.id
    people.grant_role(make.session, None, person=person, role=role, program_id=where, ends_on=until)
    assert client.sign_in(person).get(PAGE).status == 404
    assert role is not Role.DEPUTY or not led_to(client)


def test_nor_does_a_coordinator_of_elsewhere_or_one_who_runs_the_server(client, cast, make, coordinator):
    abroad = make.cohort(make.program("east"))
    stranger = make.role(make.person("Cleo Abroad"), Role.COORDINATOR, abroad, whole_program=True)
    people.grant_role(make.session, None, person=coordinator, role=Role.OPERATOR, program_id=None)
    for person in (stranger, coordinator):
        assert client.sign_in(person).get(PAGE).status == 404
        assert not led_to(client)


def test_nobody_reads_them_of_a_cohort_they_were_a_scholar_of(client, cast, make):
    make.role(cast.ada.person, Role.COORDINATOR, cast.cohort)
    page = client.sign_in(cast.ada.person).get(PAGE)
    assert page.status == 409
    assert "its full report is about you too" in page
    assert not led_to(client)


def test_a_cohort_that_is_not_there_is_not_found(client, coordinator):
    assert client.sign_in(coordinator).get(PAGE.replace("winter", "nowhere")).status == 404


def test_a_coordinator_is_led_to_what_is_restricted_and_withheld(client, cast, coordinator, session):
    for status in (OutcomeStatus.RESTRICTED, OutcomeStatus.WITHHELD, OutcomeStatus.WITHHELD):
        outcome(session, cast.ada.person, cast.sprint, status)
    client.sign_in(coordinator)
    assert led_to(client)
    page = client.get(PAGE)
    assert page.status == 200
    text = " ".join(page.text.split())
    assert "Restricted and withheld outputs" in text
    for figure in ("named people only 1", "Withheld: shared with nobody 2", "Both 3", "Submitted 0"):
        assert figure in text
    assert "[sealed]" not in page.text.split("Restricted and withheld outputs", 1)[1]


def test_they_read_these_two_tables_and_no_other_of_the_report(client, cast, coordinator, make):
    make.form(cast.from_mara)
    client.sign_in(coordinator)
    page = client.get(PAGE)
    assert re.findall('<h2 id="([^"]+)"', page.response.text) == ["table-9", "table-12"]
    assert page.response.text.count("<h3>") == 2
    assert client.get(PAGE.removesuffix("/sealed")).status == 404
    assert client.get(PAGE.replace("sealed", "funder")).status == 404
    assert client.post(PAGE.replace("sealed", "staff.csv")).status == 404


def test_staff_read_that_they_are_sealed(client, cast, coordinator, session):
    outcome(session, cast.ada.person, cast.sprint, OutcomeStatus.WITHHELD)
    text = client.sign_in(cast.sam).get(PAGE.removesuffix("/sealed")).text
    assert "[sealed]" in text.split("Restricted and withheld outputs", 1)[1]


def test_the_desk_and_the_page_take_as_many_statements_for_more_cohorts_and_scholars(
    client, cast, coordinator, make
):
    client.sign_in(coordinator)
    for url in (DESK, PAGE):
        client.get(url)
        with client.counting() as before:
            client.get(url)
        for _number in range(3):
            make.cohort(cast.program)
            make.enrolment(cast.cohort, make.person())
        with client.counting() as after:
            client.get(url)
        assert len(after) == len(before), url


@given(
    st.lists(st.builds(Grant, st.sampled_from(Role), st.sampled_from([1, 2]), st.sampled_from([None, 7, 8])))
)
def test_only_a_coordinator_of_that_place_who_does_not_run_the_server_opens_them(roles):
    """Whatever else somebody holds, of this cohort (7 of program 1) or of others."""
    held = Grants.of(roles)
    theirs = any(one.role is Role.COORDINATOR and one.covers(1, 7) for one in roles)
    runs = any(one.role is Role.OPERATOR for one in roles)
    assert sealed_numbers.coordinates(held, Cohort(id=7, program_id=1)) is (theirs and not runs)
