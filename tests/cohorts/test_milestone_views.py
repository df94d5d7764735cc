"""Milestones: adding, and ticking who has done one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tracker import clock
from tracker.cohorts import queries

pytestmark = pytest.mark.any_database

LIST = "/programs/north/cohorts/winter/milestones"


def test_the_empty_page_leads_to_the_first_milestone(client, cast):
    assert "No milestone yet" in client.sign_in(cast.sam).get(LIST)


def test_a_cohort_without_dates_is_led_to_set_them(client, cast, make):
    make.cohort(cast.program, "bare", phases=[])
    page = client.sign_in(cast.sam).get("/programs/north/cohorts/bare/milestones")
    assert "/setup/phases/training" in page.html


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title": ""}, "title", "This field is needed"),
        ({"title": "a\0b"}, "title", "control characters"),
        ({"title": "x" * 201}, "title", "at most 200"),
        ({"title": "Plan"}, "title", "already"),
        ({"phase": "extension"}, "phase", "Not a valid choice"),
        ({"due_on": ""}, "due_on", "This field is needed"),
        ({"due_on": "31.12.2026"}, "due_on", "Not a valid date"),
        ({"due_on": "2001-01-01"}, "due_on", "outside the phase"),
    ],
)
def test_a_milestone_that_cannot_be_added_says_why_at_the_field(client, cast, make, typed, field, words):
    make.milestone(cast.cohort, "Plan")
    page = client.sign_in(cast.sam).get(LIST)
    typed = {"title": "Review", "phase": "training", "due_on": clock.today().isoformat(), **typed}
    page = client.submit(page, LIST, **typed)
    assert words in page
    assert f'id="{field}-error"' in page.html


def test_a_milestone_is_added_and_listed(client, cast, session):
    page = client.sign_in(cast.sam).get(LIST)
    due = clock.today() + timedelta(days=1)
    client.submit(page, LIST, title="Review", phase="training", due_on=due.isoformat())
    page = client.get(LIST)
    assert "Review" in page
    assert "0 of 2" in page


def test_ticks_are_saved_at_once_and_undone_the_same_way(client, cast, make, session):
    milestone = make.milestone(cast.cohort)
    url = f"{LIST}/{milestone.id}"
    client.sign_in(cast.sam).get(url)
    client.post(url, {"done": [cast.ada.id, cast.ben.id]})
    assert queries.done_on(session, milestone.id).keys() == {cast.ada.id, cast.ben.id}
    client.post(url, {"done": [cast.ada.id], "was": [cast.ada.id, cast.ben.id]})
    assert queries.done_on(session, milestone.id).keys() == {cast.ada.id}
    assert "1 of 2" in client.get(LIST)


def test_two_people_ticking_at_once_do_not_undo_each_other(client, cast, make, session):
    milestone = make.milestone(cast.cohort)
    url = f"{LIST}/{milestone.id}"
    client.sign_in(cast.sam)
    client.post(url, {"done": [cast.ada.id]})
    client.post(url, {"done": [cast.ben.id]})  # opened before Ada was ticked
    assert queries.done_on(session, milestone.id).keys() == {cast.ada.id, cast.ben.id}


def test_a_later_save_keeps_the_day_on_which_it_was_done(client, cast, make, session):
    milestone = make.milestone(cast.cohort)
    url = f"{LIST}/{milestone.id}"
    with clock.fixed(clock.now() - timedelta(days=3)):
        client.sign_in(cast.sam).post(url, {"done": [cast.ada.id]})
        day = clock.today()
    client.post(url, {"done": [cast.ada.id, cast.ben.id], "was": [cast.ada.id]})
    assert queries.done_on(session, milestone.id)[cast.ada.id] == day


@pytest.mark.parametrize("ticked", ["999999", "x", ""])
def test_somebody_from_elsewhere_cannot_be_ticked(client, cast, make, session, ticked):
    milestone = make.milestone(cast.cohort)
    page = client.sign_in(cast.sam).post(f"{LIST}/{milestone.id}", {"done": [ticked]})
    assert page.status == 200
    assert "to mend" in page
    assert not queries.done_on(session, milestone.id)


def test_the_pages_cost_the_same_with_more_rows(client, cast, make):
    milestone = make.milestone(cast.cohort)
    client.sign_in(cast.sam)
    with client.counting() as one:
        client.get(LIST)
        client.get(f"{LIST}/{milestone.id}")
    for _number in range(2):
        make.milestone(cast.cohort)
        make.enrolment(cast.cohort)
    with client.counting() as three:
        client.get(LIST)
        client.get(f"{LIST}/{milestone.id}")
    assert len(one) == len(three)
