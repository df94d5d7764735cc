"""Every page of this room opens for staff and is not found by an outsider, whether read or written."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.any_database

COHORT = "/programs/north/cohorts/winter"
PAGES = [
    "/programs/north/people",
    "/programs/north/rubric",
    "/programs/north/rubric/edit",
    "/programs/north/cohorts/new",
    f"{COHORT}/setup",
    f"{COHORT}/setup/phases/training",
    f"{COHORT}/setup/phases/extension",
    f"{COHORT}/people",
    f"{COHORT}/scholars/{{ada}}/left",
    f"{COHORT}/milestones",
    f"{COHORT}/milestones/{{milestone}}",
    f"{COHORT}/works",
    f"{COHORT}/assignments",
    f"{COHORT}/works/{{sprint}}/assignments/new",
]
POSTS = [
    f"{COHORT}/people/{{mara}}/invite",
    f"{COHORT}/people/invite-all",
    f"{COHORT}/roles/{{grant}}/withdraw",
    f"{COHORT}/assignments/{{from_mara}}/excuse",
    "/programs/north/people/{mara}/invite",
    "/programs/north/people/invite-all",
    "/programs/north/roles/{grant}/withdraw",
]


@pytest.fixture
def fill(make, cast):
    """Puts the ids of the cast into an address."""
    milestone = make.milestone(cast.cohort, "Research plan")
    ids = {
        "ada": cast.ada.id,
        "milestone": milestone.id,
        "sprint": cast.sprint.id,
        "mara": cast.mara.id,
        "grant": cast.mara.role_grants[0].id,
        "from_mara": cast.from_mara.id,
    }
    return lambda address: address.format(**ids)


@pytest.mark.parametrize("address", PAGES)
def test_staff_open_the_page(client, cast, fill, address):
    address = fill(address)
    assert client.sign_in(cast.sam).get(address).status == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", ["outsider", "mara", "ada"])
def test_others_do_not_find_it(client, cast, fill, address, who):
    address = fill(address)
    person = cast.ada.person if who == "ada" else getattr(cast, who)
    client.sign_in(person)
    assert client.get(address).status == 404
    if not address.endswith(("/rubric", "/setup", "/assignments")):
        assert client.post(address, {"name": "x"}).status == 404


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("who", ["outsider", "mara"])
def test_others_cannot_press_its_buttons(client, cast, fill, address, who):
    address = fill(address)
    assert client.sign_in(getattr(cast, who)).post(address).status == 404


@pytest.mark.parametrize("address", POSTS)
def test_buttons_take_only_posts(client, cast, fill, address):
    address = fill(address)
    assert client.sign_in(cast.sam).get(address).status == 405


@pytest.mark.parametrize(
    "address",
    [
        f"{COHORT}/milestones/{{milestone}}",
        f"{COHORT}/scholars/{{ada}}/left",
        f"{COHORT}/works/{{sprint}}/assignments/new",
    ],
)
def test_an_object_of_another_cohort_is_not_found_under_ones_own(client, cast, fill, address):
    address = fill(address).replace(COHORT, "/programs/south/cohorts/winter")
    assert client.sign_in(cast.outsider).get(address).status == 404


@pytest.mark.parametrize(
    "address", ["people/{mara}/invite", "roles/{grant}/withdraw", "assignments/{from_mara}/excuse"]
)
def test_a_button_on_another_programs_people_is_not_found_under_ones_own(client, cast, fill, address):
    address = "/programs/south/cohorts/winter/" + fill(address)
    assert client.sign_in(cast.outsider).post(address).status == 404


@pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999"])
def test_a_number_that_no_row_can_have_is_not_found(client, cast, number):
    client.sign_in(cast.sam)
    assert client.get(f"{COHORT}/milestones/{number}").status == 404
    assert client.post(f"{COHORT}/people/{number}/invite").status == 404
