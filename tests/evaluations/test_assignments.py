"""Who owes which form: asking, refusing, filtering, excusing; and the checklist of a cohort."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.page import count_rows
from tracker import clock
from tracker.evaluations import rules
from tracker.evaluations.models import Assignment
from tracker.people.models import Person
from tracker.permissions import Role

COHORT = "/programs/north/cohorts/winter"
LIST = f"{COHORT}/assignments"


@pytest.fixture
def pair(cast, make):
    return make.work(cast.ada, cast.ben, title="Pair work")


@pytest.fixture
def typed(cast, pair):
    return {
        "members": [cast.ada.id, cast.ben.id],
        "mentor": cast.mara.id,
        "relation": "primary_mentor",
        "due_on": (clock.today() + timedelta(days=4)).isoformat(),
        "milestone": 0,
    }


def address(work):
    return f"{COHORT}/works/{work.id}/assignments/new"


@pytest.mark.parametrize(
    ("days", "filed", "excused", "state"),
    [
        (1, False, False, "open"),
        (0, False, False, "open"),
        (-1, False, False, "overdue"),
        (-1, True, False, "filed"),
        (-1, False, True, "excused"),
        (1, True, True, "filed"),
    ],
)
def test_what_became_of_a_form_that_was_asked_for(days, filed, excused, state):
    today = clock.today()
    assert rules.assignment_state(today + timedelta(days=days), filed, excused, today) == state


def test_one_mentor_is_asked_about_all_members_in_one_go(client, cast, pair, typed):
    page = client.sign_in(cast.sam).get(address(pair))
    assert page.html.count(" checked") == 2
    assert client.post(address(pair), typed).location == LIST
    page = client.get(LIST)
    assert page.text.count("Pair work") == 2
    assert "2 forms asked for" in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"members": []}, "members", "at least one scholar"),
        ({"members": ["999999"]}, "members", "not a valid choice"),
        ({"mentor": "999999"}, "mentor", "Not a valid choice"),
        ({"mentor": "0"}, "mentor", "Choose who files the forms"),
        ({"mentor": "x"}, "mentor", "Invalid Choice"),
        ({"relation": "friend"}, "relation", "Not a valid choice"),
        ({"due_on": ""}, "due_on", "This field is needed"),
        ({"due_on": "2001-01-01"}, "due_on", "outside the phase"),
        ({"due_on": "2199-01-01"}, "due_on", "outside the phase"),
        ({"milestone": "999999"}, "milestone", "Not a valid choice"),
    ],
)
def test_a_form_that_cannot_be_asked_for_says_why_at_the_field(
    client, cast, session, pair, typed, changes, field, words
):
    page = client.sign_in(cast.sam).post(address(pair), {**typed, **changes})
    assert page.status == 200
    assert words in page
    assert f'id="{field}-error"' in page.html
    assert count_rows(session, Assignment) == 2


def test_nobody_is_asked_about_themselves_and_nobody_else_is_asked_then(
    client, cast, make, session, pair, typed
):
    make.role(cast.ben.person, Role.MENTOR, cast.cohort)
    page = client.sign_in(cast.sam).post(address(pair), {**typed, "mentor": cast.ben.person_id})
    assert "Nobody evaluates themselves" in page
    assert count_rows(session, Assignment) == 2


def test_the_same_form_is_not_asked_for_twice(client, cast, session, pair, typed):
    client.sign_in(cast.sam).post(address(pair), typed)
    assert "owes this form already" in client.post(address(pair), typed)
    assert count_rows(session, Assignment) == 4


def test_a_mentor_of_another_program_is_not_offered(client, cast, pair, typed):
    page = client.sign_in(cast.sam).post(address(pair), {**typed, "mentor": cast.outsider.id})
    assert "Not a valid choice" in page
    assert "Olga" not in page


def test_staff_and_leads_are_offered_beside_mentors_and_scholars_are_not(client, cast, pair):
    page = client.sign_in(cast.sam).get(address(pair)).html
    offered = page.split('name="mentor"')[1].split("</select>")[0]
    assert all(name in offered for name in ("Mara Lind", "Sam Staff", "Lea Lead"))
    assert "Ada Adeyemi" not in offered


@pytest.mark.parametrize(
    ("show", "there", "absent"),
    [
        ("open", ["Late work", "Sprint 1"], ["Done work", "Spared work"]),
        ("overdue", ["Late work"], ["Done work", "Spared work", "Sprint 1"]),
        ("filed", ["Done work"], ["Late work", "Spared work", "Sprint 1"]),
        ("excused", ["Spared work"], ["Late work", "Done work", "Sprint 1"]),
        ("all", ["Late work", "Done work", "Spared work", "Sprint 1"], []),
        ("nonsense", ["Late work", "Sprint 1"], ["Done work"]),
    ],
)
def test_the_list_is_filtered(client, cast, make, show, there, absent):
    works = {name: make.work(cast.ada, title=f"{name} work") for name in ("Late", "Done", "Spared")}
    late = clock.today() - timedelta(days=1)
    make.assignment(cast.ada, cast.mara, works["Late"], due_on=late)
    make.form(make.assignment(cast.ada, cast.mara, works["Done"], due_on=late))
    make.assignment(cast.ada, cast.mara, works["Spared"]).excused_at = clock.now()
    page = client.sign_in(cast.sam).get(f"{LIST}?show={show}")
    assert all(name in page for name in there)
    assert not any(name in page for name in absent)


def test_one_button_excuses_a_mentor_and_a_second_press_changes_nothing(client, cast, session):
    url = f"{LIST}/{cast.from_mara.id}/excuse"
    page = client.sign_in(cast.sam).get(LIST)
    assert url in page.html
    for _press in range(2):
        assert client.post(url).location == LIST
    session.expire_all()
    assert session.get(Assignment, cast.from_mara.id).excused_at is not None


def test_a_filed_form_cannot_be_excused(client, cast, make):
    make.form(cast.from_mara)
    refused = client.sign_in(cast.sam).post(f"{LIST}/{cast.from_mara.id}/excuse")
    assert refused.status == 409
    assert "can no longer be excused" in refused


def test_the_list_costs_the_same_with_more_rows(client, cast, make):
    client.sign_in(cast.sam)
    make.form(cast.from_milo)
    with client.counting() as few:
        client.get(f"{LIST}?show=all")
    for _number in range(2):
        make.form(make.assignment(cast.ada, make.role(make.person(), Role.MENTOR, cast.cohort)))
        make.assignment(cast.ben, cast.mara)
    with client.counting() as more:
        client.get(f"{LIST}?show=all")
    assert len(few) == len(more)


def test_the_checklist_names_what_comes_next(client, cast, make, session):
    client.sign_in(cast.sam)
    steps = []
    cohort = make.cohort(cast.program, "bare", name="Bare", phases=[])
    page = "/programs/north/cohorts/bare/setup"

    def look():
        text = client.get(page).text
        steps.append(text.split("Next: ")[1].split(".")[0])

    look()
    cohort_with_dates = make.cohort(cast.program, "dated", name="Dated")
    page = "/programs/north/cohorts/dated/setup"
    look()
    scholar = make.enrolment(cohort_with_dates)
    mentor = make.role(make.person(), Role.MENTOR, cohort_with_dates)
    look()
    work = make.work(scholar)
    look()
    make.assignment(scholar, mentor, work)
    look()
    for person in (scholar.person, mentor, cast.sam, cast.lea):
        session.get(Person, person.id).password = "set"
    assert "Everything is in place" in client.get(page)
    assert steps == ["Phases", "People", "Works", "Forms asked for", "Invitations"]
    assert cohort.phases == []
