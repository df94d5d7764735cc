"""The cohort board: who is on it, what it counts, how it filters, sorts and pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tracker import clock
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts import queries as cohorts
from tracker.permissions import Role
from tracker.web import paging

URL = "/programs/north/cohorts/winter/"


def names(page, cast):
    """The scholars on the page, in its order."""
    return [text for href, text in page.links if href.startswith("/scholars/")]


def test_board_counts_people_works_and_raw_ratings(client, cast, make):
    make.form(cast.from_mara, overall=5)
    make.form(cast.from_milo, overall=2)
    make.form(make.assignment(cast.ada, cast.mara), overall=None)
    page = client.sign_in(cast.sam).get(URL)
    row = page.text.split("Ada Adeyemi")[1].split("Ben Okafor")[0].split()
    # state · early · people · works · level · owed · filed · mean · median · ratings · sd
    assert " ".join(row).startswith("active early 2 1 cannot be told yet 0 3 3.50 3.5 2 2.12")


def test_board_shows_forms_owed_and_overdue(client, cast, make):
    make.assignment(cast.ben, cast.mara, due_on=clock.today() - timedelta(days=2))
    page = client.sign_in(cast.sam).get(URL)
    assert "1 overdue" in page.text.split("Ben Okafor")[1]


def test_scholar_without_forms_has_no_numbers(client, cast):
    row = client.sign_in(cast.sam).get(URL).text.split("Ben Okafor")[1].split()
    assert " ".join(row).startswith("active early 0 0 nothing rated yet 0 0 – – 0 –")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ada Adeyemi", "Ben Okafor"]),
        ("?order=down", ["Ben Okafor", "Ada Adeyemi"]),
        ("?sort=owed&order=down", ["Ada Adeyemi", "Ben Okafor"]),
        ("?name=BEN", ["Ben Okafor"]),
        ("?show=owed", ["Ada Adeyemi"]),
        ("?show=overdue", []),
        ("?show=thin", ["Ada Adeyemi", "Ben Okafor"]),
        ("?name=nobody", []),
        ("?show=nonsense&sort=nonsense&page=-3", ["Ada Adeyemi", "Ben Okafor"]),
        ("?page=999999999999999999", ["Ada Adeyemi", "Ben Okafor"]),
        ("?name=%00", []),
    ],
)
def test_board_filters_and_sorts_by_the_address(client, cast, query, expected):
    page = client.sign_in(cast.sam).get(URL + query)
    assert page.status == 200
    assert names(page, cast) == expected


def test_board_lists_those_who_left_apart(client, cast, session):
    ben = session.merge(cast.ben)
    cohort_actions.withdraw(session, cast.sam, enrolment=ben, on=clock.today())
    page = client.sign_in(cast.sam).get(URL + "?show=withdrawn")
    assert names(page, cast) == ["Ben Okafor"]
    assert "left" in page


def test_board_goes_on_over_several_pages(client, cast, make, monkeypatch):
    monkeypatch.setattr(paging.paged, "__defaults__", (1,))
    first = client.sign_in(cast.sam).get(URL)
    assert names(first, cast) == ["Ada Adeyemi"]
    onward = next(href for href, text in first.links if text == "Next")
    second = client.get(onward)
    assert names(second, cast) == ["Ben Okafor"]
    assert "Page 2 of 2" in second


def test_board_of_an_empty_cohort_says_the_next_step(client, cast, make):
    make.cohort(cast.program, "empty")
    page = client.sign_in(cast.sam).get("/programs/north/cohorts/empty/")
    assert "Nobody is in this cohort yet." in page
    assert "Set the cohort up" in page


def test_board_prints_the_median_time_of_the_forms(client, cast, make):
    make.form(cast.from_mara, opened_at=clock.now() - timedelta(minutes=3))
    make.form(cast.from_milo, opened_at=clock.now() - timedelta(minutes=2))
    assert "2.5 minutes (median)" in client.sign_in(cast.sam).get(URL)


@pytest.mark.any_database
def test_board_takes_the_same_number_of_statements_for_1_3_and_60_scholars(client, cast, make):
    counts = {}
    client.sign_in(cast.sam)
    cohort = make.cohort(cast.program, "growing")
    url = "/programs/north/cohorts/growing/"
    mentor = make.role(make.person("Growing Mentor"), Role.MENTOR, cohort)
    for size in (1, 3, 60):
        while len(cohorts.scholars(make.session, cohort.id)) < size:
            enrolment = make.enrolment(cohort)
            make.form(make.assignment(enrolment, mentor))
            make.assignment(enrolment, mentor)
        with client.counting() as seen:
            assert client.get(url).status == 200
        counts[size] = len(seen)
    assert len(set(counts.values())) == 1, counts


@pytest.mark.parametrize("who", ["outsider", "mara", "ada"])
def test_board_is_not_found_by_those_who_may_not_read_it(client, cast, who):
    person = cast.ada.person if who == "ada" else getattr(cast, who)
    assert client.sign_in(person).get(URL).status == 404


def test_a_rater_on_the_staff_sees_no_average_before_their_own_form_is_in(client, cast, make):
    make.form(cast.from_mara, overall=5)
    own = make.assignment(cast.ada, cast.sam, cast.sprint)
    client.sign_in(cast.sam)
    row = client.get(URL).text.split("Ada Adeyemi")[1].split("Ben Okafor")[0]
    assert "hidden until your own form is in" in row
    assert "5.00" not in row
    assert "Mara Lind" not in client.get(f"/scholars/{cast.ada.id}").text.split("Still owed")[0]
    make.form(make.session.merge(own), overall=4)
    assert "4.50" in client.get(URL).text.split("Ada Adeyemi")[1]


def test_a_form_that_can_no_longer_be_filed_is_missing_and_owed_by_nobody(client, cast):
    with clock.fixed(clock.now() + timedelta(weeks=6)):
        page = client.sign_in(cast.sam).get(URL)
        assert "0 2 missing" in page.text.split("Ada Adeyemi")[1]
        mentor = client.sign_in(cast.mara).get("/my-forms")
    assert "Nothing is owed." in mentor
    assert "Closed before you filed them" in mentor


def test_staff_who_are_scholars_too_see_no_unreleased_rating_of_their_own(client, cast, make):
    make.role(make.session.merge(cast.ada.person), Role.STAFF, cast.cohort)
    make.form(cast.from_mara, overall=5)
    client.sign_in(cast.ada.person)
    row = client.get(URL).text.split("Ada Adeyemi")[2].split("Ben Okafor")[0]
    assert "this is you" in row
    assert "5.00" not in row
    assert client.get(f"/scholars/{cast.ada.id}").location == f"/where-i-stand/{cast.ada.id}"
