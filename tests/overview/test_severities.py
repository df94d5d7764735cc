"""How mentors' ratings compare: to the mentor once their forms are in, and to a lead; to nobody else."""

from __future__ import annotations

import pytest

from tests.evaluations.rated import rated
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

COHORT = "/programs/north/cohorts/winter"
LIST = f"{COHORT}/mentors"
SPLIT = ((2, 5), (1, 4), (2, 4), (1, 4), (2, 5), (2, 5), (1, 4), (1, 5))


@pytest.fixture
def others(make, cast):
    return rated(make, cast.cohort)


def own_page(person):
    return f"{LIST}/{person.id}"


def test_a_mentor_reads_how_their_own_ratings_compare(client, cast, others):
    mentor = others.mentors[0]
    page = client.sign_in(mentor).get(own_page(mentor))
    assert "How my ratings compare" in page
    assert "From 4 forms on 4 scholars, with 90 % probability." in page
    assert "on the same scholars" in page
    assert "is not wrong" in page


def test_a_harsh_mentor_is_told_so_kindly(client, cast, make):
    harsh, generous = rated(make, cast.cohort, overalls=SPLIT).mentors
    assert "points lower than the others: between" in client.sign_in(harsh).get(own_page(harsh))
    assert "points higher than the others: between" in client.sign_in(generous).get(own_page(generous))


def test_a_mentor_who_owes_forms_waits(client, cast, make, others):
    mentor = others.mentors[0]
    asked = make.assignment(make.session.merge(cast.ada), mentor)
    page = client.sign_in(mentor).get(own_page(mentor))
    assert "waits until the forms you owe in this cohort are in" in page
    assert "on the same scholars" not in page.text.split("Somebody who rates lower")[0]
    make.form(make.session.merge(asked), overall=3)
    assert "From 5 forms on 5 scholars" in client.get(own_page(mentor))


def test_nobody_finds_another_mentors_page(client, cast, others):
    other = own_page(others.mentors[1])
    for person in (others.mentors[0], cast.mara, cast.sam, cast.outsider, cast.ada.person):
        assert client.sign_in(person).get(other).status == 404
        assert client.get(LIST).status == 404


def test_a_lead_reads_the_list_and_each_page(client, cast, others):
    page = client.sign_in(cast.lea).get(LIST)
    for mentor in others.mentors:
        assert mentor.name in page
    assert "Mara Lind" not in page, "who rated nobody is not on it"
    assert f"How the ratings of {others.mentors[0].name} compare" in client.get(own_page(others.mentors[0]))
    assert client.get(own_page(cast.mara)).status == 404
    assert client.get(own_page(cast.ada.person)).status == 404


def test_a_lead_who_owes_forms_finds_no_line_of_their_own(client, cast, make, others):
    make.form(make.assignment(make.session.merge(others.scholars[0]), cast.lea), overall=3)
    assert "Lea Lead" in client.sign_in(cast.lea).get(LIST).text.split("Compared with the others")[1]
    make.assignment(make.session.merge(cast.ada), cast.lea)
    assert "Lea Lead" not in client.get(LIST).text.split("Compared with the others")[1]


def test_what_cannot_be_told_is_said_to_be_so(client, cast, make, others):
    make.form(make.session.merge(cast.from_mara), overall=4)
    page = client.sign_in(cast.mara).get(own_page(cast.mara))
    assert "It cannot be told yet" in page
    assert "cannot be told" in client.sign_in(cast.lea).get(LIST)


def test_the_page_of_an_empty_cohort_says_so(client, cast):
    assert "There are no ratings to compare yet." in client.sign_in(cast.lea).get(LIST)
    assert "Once you have filed a form" in client.sign_in(cast.mara).get("/how-my-ratings-compare")


def test_the_way_to_the_page_leads_through_my_forms(client, cast, make, others):
    mentor = others.mentors[0]
    page = client.sign_in(mentor).get("/my-forms")
    assert "/how-my-ratings-compare" in [href for href, _text in page.links]
    assert client.get("/how-my-ratings-compare").location == own_page(mentor)


def test_with_ratings_in_two_cohorts_one_chooses(client, cast, make, others):
    mentor = others.mentors[0]
    later = make.cohort(cast.program, "summer", name="Summer 2026")
    make.form(make.assignment(make.enrolment(later), make.role(mentor, Role.MENTOR, later)), overall=3)
    page = client.sign_in(mentor).get("/how-my-ratings-compare")
    assert "Summer 2026" in page and "Winter 2026" in page
