"""The pages of forecasts: hidden from whom they are not for, said by scholar and mentor, read by staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cohorts.forecasting import said, slipping
from tests.page import count_rows
from tracker import clock
from tracker.cohorts import actions
from tracker.cohorts.forecast_models import Forecast
from tracker.evaluations.answers import Relation
from tracker.people import actions as people
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

COHORT = "/programs/north/cohorts/winter/forecasts"


@pytest.fixture
def plan(cast, make):
    return make.milestone(cast.cohort, "Plan")


def page_of(enrolment, milestone):
    return f"/scholars/{enrolment.id}/milestones/{milestone.id}"


def day(days):
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("who", ["ben", "outsider", "stranger", "panel"])
def test_other_peoples_scholars_are_not_found(client, cast, make, plan, who):
    people_ = {
        "ben": cast.ben.person,
        "outsider": cast.outsider,
        "stranger": make.role(make.person("Nora New"), Role.MENTOR, cast.cohort),
        "panel": make.role(make.person("Pan Panel"), Role.PANEL_MEMBER, cast.cohort),
    }
    client.sign_in(people_[who])
    url = page_of(cast.ada, plan)
    assert client.get(url).status == 404
    assert client.post(url, {"predicted_for": day(3)}).status == 404


def test_a_milestone_of_another_cohort_is_not_found(client, cast, make):
    other = make.milestone(make.cohort(cast.program), "Theirs")
    client.sign_in(cast.ada.person)
    assert client.get(page_of(cast.ada, other)).status == 404


def test_a_mentor_whose_role_has_ended_finds_nothing(client, cast, session, plan):
    (grant,) = cast.mara.role_grants
    people.withdraw_role(session, cast.lea, person=cast.mara, grant=grant)
    assert client.sign_in(cast.mara).get(page_of(cast.ada, plan)).status == 404


def test_who_rates_blind_is_led_to_no_forecast_and_finds_none(client, cast, make, plan):
    judge = make.role(make.person("Bea Blind"), Role.MENTOR, cast.cohort)
    make.assignment(cast.ada, judge, cast.sprint, relation=Relation.BLIND_REVIEWER)
    page = client.sign_in(judge).get(f"/scholars/{cast.ada.id}")
    assert "Plan" in page
    assert page_of(cast.ada, plan) not in [href for href, _text in page.links]
    assert client.get(page_of(cast.ada, plan)).status == 404


def test_staff_read_and_do_not_say(client, cast, session, plan):
    said(session, cast.ada.person, plan, cast.ada, 20)
    page = client.sign_in(cast.sam).get(page_of(cast.ada, plan))
    assert "Forecasts of Ada Adeyemi" in page
    assert "I expect it to be done on" not in page
    assert client.post(page_of(cast.ada, plan), {"predicted_for": day(3)}).status == 404
    assert count_rows(session, Forecast) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "This field is needed"),
        ("soon", "Not a valid date"),
        (day(-1), "names today"),
        (day(3000), "too far off"),
        ("9999-12-31", "too far off"),
    ],
)
def test_what_cannot_be_kept_is_answered_at_its_field(client, cast, session, plan, typed, words):
    url = page_of(cast.ada, plan)
    page = client.sign_in(cast.ada.person).get(url)
    page = client.submit(page, url, predicted_for=typed)
    assert page.status == 422
    assert words in page
    assert 'id="predicted_for-error"' in page.html
    assert count_rows(session, Forecast) == 0


@pytest.mark.parametrize("who", ["ada", "mara"])
def test_scholar_and_mentor_say_when_and_read_both(client, cast, session, plan, who):
    person = cast.ada.person if who == "ada" else cast.mara
    url = page_of(cast.ada, plan)
    page = client.sign_in(person).get(url)
    assert "Nobody has made a forecast yet" in page
    assert "never enter the score or a decision" in page
    assert client.submit(page, url, predicted_for=day(12)).location.endswith(url)
    page = client.get(url)
    assert "1 forecast; the last" in page
    assert "Too few points: a line needs 4 forecasts over at least 14 days." in page


def test_four_weeks_show_a_line_without_an_interval(client, cast, session, plan):
    slipping(session, cast.ada.person, plan, cast.ada)
    page = client.sign_in(cast.ada.person).get(page_of(cast.ada, plan))
    assert "the predicted day moves 1.00 days away" in page
    assert "At this drift never" in page
    assert "too few for an interval" in page
    assert 'class="done-today"' in page.html
    assert page.html.count('class="band') == 0


def test_twelve_forecasts_show_an_interval_and_say_when_it_misleads(client, cast, session, plan):
    said(session, cast.ada.person, plan, cast.ada, *[90 - 5 * k + (k % 3) for k in range(12)])
    page = client.sign_in(cast.ada.person).get(page_of(cast.ada, plan))
    assert "95 % interval: " in page
    assert "step by step look surer than they are" in page
    assert 'class="band newest"' in page.html


def test_what_is_done_asks_for_nothing_and_keeps_what_was_said(client, cast, session, plan):
    slipping(session, cast.ada.person, plan, cast.ada)
    actions.mark_milestone(session, cast.sam, milestone=plan, enrolment=cast.ada, done_on=clock.today())
    url = page_of(cast.ada, plan)
    page = client.sign_in(cast.ada.person).get(url)
    assert "The forecasts end here." in page
    assert "I expect it to be done on" not in page
    assert "5 forecasts; the last" in page
    assert client.post(url, {"predicted_for": day(3)}).status == 422
    assert count_rows(session, Forecast) == 5


def test_the_scholars_own_list_leads_to_the_page(client, cast, plan):
    for person, url in (
        (cast.ada.person, f"/where-i-stand/{cast.ada.id}"),
        (cast.sam, f"/scholars/{cast.ada.id}"),
    ):
        page = client.sign_in(person).get(url)
        assert (page_of(cast.ada, plan), "Plan") in page.links


@pytest.mark.parametrize("who", ["ada", "mara", "outsider"])
def test_the_cohorts_page_is_for_staff(client, cast, who):
    person = cast.ada.person if who == "ada" else getattr(cast, who)
    assert client.sign_in(person).get(COHORT).status == 404


def test_the_cohorts_page_without_a_forecast_says_who_makes_them(client, cast, plan):
    assert "Scholars and mentors make them" in client.sign_in(cast.sam).get(COHORT)


def test_the_cohorts_page_says_that_nothing_slips(client, cast, session, plan):
    said(session, cast.ben.person, plan, cast.ben, *[60 - 7 * k for k in range(5)])
    page = client.sign_in(cast.sam).get(COHORT)
    assert "No date slips." in page
    assert "0.00" in page


def test_four_forecasts_that_run_away_are_told_to_nobody(client, cast, session, plan):
    slipping(session, cast.ada.person, plan, cast.ada, weeks=4)
    client.sign_in(cast.sam)
    page = client.get(COHORT)
    assert "No date slips." in page
    assert "+1.00" in page
    assert "slips for" not in client.get("/attention")


def test_the_cohorts_page_puts_what_slips_first(client, cast, session, plan):
    said(session, cast.ben.person, plan, cast.ben, *[60 - 7 * k for k in range(5)])
    slipping(session, cast.mara, plan, cast.ada)
    page = client.sign_in(cast.sam).get(COHORT)
    assert "1 date slips" in page
    assert "takes 5 forecasts or more" in page
    table = page.text[page.text.index("Every open milestone") :]
    assert table.index("Ada Adeyemi") < table.index("Ben Okafor")
    assert "Mara Lind" in table
    assert "+1.00" in table


def test_the_cohorts_page_asks_the_database_as_often_for_many_as_for_one(client, cast, session, make, plan):
    slipping(session, cast.ada.person, plan, cast.ada)
    client.sign_in(cast.sam)
    with client.counting() as few:
        client.get(COHORT)
    for _number in range(3):
        enrolment = make.enrolment(cast.cohort)
        slipping(session, enrolment.person, make.milestone(cast.cohort), enrolment)
    with client.counting() as many:
        client.get(COHORT)
    assert len(many) == len(few)


def test_attention_names_a_milestone_that_slips_once_for_everybody(client, cast, session, plan):
    for enrolment in (cast.ada, cast.ben):
        slipping(session, enrolment.person, plan, enrolment)
    slipping(session, cast.mara, plan, cast.ada)
    page = client.sign_in(cast.sam).get("/attention")
    assert page.text.count("slips for 2 scholars") == 1
    assert "Ada Adeyemi, Ben Okafor" in page
    assert any(href == COHORT for href, _text in page.links)


def test_attention_leaves_steady_dates_and_finished_milestones_out(client, cast, session, plan):
    said(session, cast.ben.person, plan, cast.ben, *[60 - 7 * k for k in range(5)])
    slipping(session, cast.ada.person, plan, cast.ada)
    actions.mark_milestone(session, cast.sam, milestone=plan, enrolment=cast.ada, done_on=clock.today())
    assert "slips" not in client.sign_in(cast.sam).get("/attention")
