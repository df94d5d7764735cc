"""The home pages, one per role, and a scholar's page as mentors and staff see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tracker import clock

pytestmark = pytest.mark.any_database


def test_a_mentor_finds_the_forms_they_owe_with_their_days(client, cast, make):
    make.assignment(cast.ben, cast.mara, due_on=clock.today() - timedelta(days=2))
    page = client.sign_in(cast.mara).get("/")
    assert "Ada Adeyemi on “Sprint 1”" in page
    assert "overdue by 2 days" in page


def test_a_mentor_who_owes_nothing_is_told_so(client, cast, make):
    make.form(cast.from_mara)
    assert "You owe no forms today." in client.sign_in(cast.mara).get("/")
    assert "Nothing is owed." in client.get("/my-forms")


def test_staff_find_their_cohorts_and_nothing_of_others(client, cast):
    page = client.sign_in(cast.sam).get("/")
    assert "Winter 2026" in page
    assert "South" not in page


def test_somebody_without_a_role_is_told_what_to_do(client, make, cast):
    page = client.sign_in(make.person("Nora New")).get("/")
    assert "You have no role in a program yet" in page


def test_a_mentor_sees_own_scholars_only(client, cast):
    client.sign_in(cast.mara)
    assert client.get(f"/scholars/{cast.ada.id}").status == 200
    assert client.get(f"/scholars/{cast.ben.id}").status == 404


def test_staff_see_every_form_and_who_still_owes_one(client, cast, make):
    make.form(cast.from_mara, overall=2)
    page = client.sign_in(cast.sam).get(f"/scholars/{cast.ada.id}")
    assert "Mara Lind" in page and "Still owed Milo Vance" in page


def test_an_outsider_finds_no_scholar(client, cast):
    assert client.sign_in(cast.outsider).get(f"/scholars/{cast.ada.id}").status == 404


def test_a_visitor_is_led_to_sign_in_and_back(client, cast):
    answer = client.get("/my-forms")
    assert answer.status == 302
    assert answer.location.startswith("/sign-in?next=/my-forms")


def test_health_is_public(client):
    assert client.get("/healthz").response.get_json() == {"alive": True}


def test_an_unknown_address_says_so_kindly(client, cast):
    page = client.sign_in(cast.sam).get("/nowhere")
    assert page.status == 404
    assert "Nothing here" in page
