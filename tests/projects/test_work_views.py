"""Works: adding one, the list, and what cannot be."""

from __future__ import annotations

import pytest

from tests.page import count_rows
from tracker.projects import queries
from tracker.projects.models import Work

pytestmark = pytest.mark.any_database

WORKS = "/programs/north/cohorts/winter/works"


@pytest.fixture
def typed(cast):
    return {
        "title": "Probe study",
        "kind": "project",
        "phase": "training",
        "members": [cast.ada.id, cast.ben.id],
        "starts_on": "2026-03-02",
        "due_on": "2026-03-13",
    }


def test_a_cohort_without_dates_or_people_is_led_to_them(client, cast, make):
    client.sign_in(cast.sam)
    make.cohort(cast.program, "bare", phases=[])
    assert "/setup/phases/training" in client.get("/programs/north/cohorts/bare/works").html
    make.cohort(cast.program, "lonely")
    assert "/cohorts/lonely/people" in client.get("/programs/north/cohorts/lonely/works").html


def test_a_work_is_added_with_its_members_and_listed(client, cast, session, typed):
    client.sign_in(cast.sam).get(WORKS)
    assert client.post(WORKS, typed).location == WORKS
    work = queries.in_cohort(session, cast.cohort.id, limit=1)[0]  # works without a day stand last
    assert {one.enrolment_id for one in work.members} == {cast.ada.id, cast.ben.id}
    page = client.get(WORKS)
    assert "Ada Adeyemi, Ben Okafor" in page
    assert "2 March 2026 to 13 March 2026" in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "This field is needed"),
        ({"title": "a\0b"}, "title", "control characters"),
        ({"title": "x" * 301}, "title", "at most 300"),
        ({"kind": "miracle"}, "kind", "Not a valid choice"),
        ({"phase": "extension"}, "phase", "Not a valid choice"),
        ({"members": []}, "members", "at least one scholar"),
        ({"members": ["x"]}, "members", "coerced"),
        ({"members": ["999999"]}, "members", "not a valid choice"),
        ({"starts_on": "2026-03-14"}, "due_on", "before the start"),
        ({"due_on": "13/03/2026"}, "due_on", "Not a valid date"),
    ],
)
def test_a_work_that_cannot_be_added_says_why_at_the_field(
    client, cast, session, typed, changes, field, words
):
    page = client.sign_in(cast.sam).post(WORKS, {**typed, **changes})
    assert page.status == 200
    assert words in page
    assert f'id="{field}-error"' in page.html
    assert count_rows(session, Work) == 1


def test_a_scholar_of_another_program_cannot_be_a_member(client, cast, make, session, typed):
    stranger = make.enrolment(make.cohort(), make.person("Stranger"))
    page = client.sign_in(cast.sam).post(WORKS, {**typed, "members": [stranger.id]})
    assert page.status == 200
    assert "Stranger" not in page
    assert count_rows(session, Work) == 1


def test_a_scholar_who_left_is_not_offered(client, cast, typed):
    cast.ben.withdrew_on = cast.ben.enrolled_on
    page = client.sign_in(cast.sam).post(WORKS, typed)
    assert "not a valid choice" in page


def test_the_list_costs_the_same_with_more_works(client, cast, make):
    client.sign_in(cast.sam)
    with client.counting() as one:
        client.get(WORKS)
    for _number in range(2):
        make.work(cast.ada, cast.ben)
    with client.counting() as three:
        client.get(WORKS)
    assert len(one) == len(three)
