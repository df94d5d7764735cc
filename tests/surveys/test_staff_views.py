"""What staff set and read of surveys, and who finds nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.surveys.asking import COHORT, INTAKE, SELF, after, answered, asked, levels, scholars
from tracker import clock
from tracker.permissions import Role
from tracker.surveys import queries
from tracker.surveys.models import IntakeCount, Survey
from tracker.surveys.questions import Slot

pytestmark = pytest.mark.any_database
LIST = f"{COHORT}/surveys"


def page_of(slot):
    return f"{LIST}/{slot.value}"


@pytest.fixture
def manager(make, cast):
    """Reads the board; not single answers."""
    return make.role(make.person("Rea Manager"), Role.RESEARCH_MANAGER, cast.cohort)


@pytest.fixture
def intake(session, cast):
    return asked(session, cast.cohort, Slot.INTAKE)


def test_scholars_mentors_and_strangers_find_nothing(client, cast, intake):
    for person in (cast.ada.person, cast.mara, cast.outsider):
        client.sign_in(person)
        assert client.get(LIST).status == 404
        assert client.get(page_of(Slot.INTAKE)).status == 404
        assert client.get(f"{page_of(Slot.INTAKE)}/answers").status == 404
        for act in ("/rest", "/counts", "/intake/days", "/intake/off"):
            assert client.post(f"{LIST}{act}").status == 404


def test_a_research_manager_reads_and_changes_nothing(client, session, cast, make, manager, intake):
    for one in (cast.ada, *scholars(make, cast.cohort, 4)):
        answered(session, intake, one, {"education": "master", "track": "Secretly sure"})
    client.sign_in(manager)
    page = client.get(page_of(Slot.INTAKE))
    assert "5 of 6 answered; 1 did not" in page
    assert "withheld" in page
    assert "Secretly sure" not in page.html
    assert "Switch off" not in page and "Single answers" not in page
    assert client.get(f"{page_of(Slot.INTAKE)}/answers").status == 404
    for act in ("/rest", "/counts", "/intake/days", "/intake/off"):
        assert client.post(f"{LIST}{act}").status == 404


def test_what_is_not_switched_on_is_not_collected(client, cast):
    client.sign_in(cast.sam)
    page = client.get(LIST)
    assert "not switched on" in page and "not collected" in page
    assert "Not collected." in client.get(page_of(Slot.SELF_END))
    assert client.get(f"{page_of(Slot.SELF_END)}/answers").status == 404
    assert client.post(f"{page_of(Slot.SELF_END)}/off").status == 404


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (5, 2, "before"),
        (0, 400, "366 days at most"),
        (-9, -2, "lies in the past"),
    ],
)
def test_days_that_cannot_be_are_refused(client, session, cast, opens, closes, said):
    today = clock.today()
    client.sign_in(cast.sam)
    page = client.post(
        f"{page_of(Slot.INTAKE)}/days",
        {
            "opens_on": (today + timedelta(days=opens)).isoformat(),
            "closes_on": (today + timedelta(days=closes)).isoformat(),
        },
    )
    assert page.status == 422
    assert said in page
    assert session.query(Survey).count() == 0


def test_switched_on_off_and_on_again(client, session, cast):
    client.sign_in(cast.sam)
    address = page_of(Slot.CONTRIBUTION)
    page = client.get(address)
    client.submit(page, f"{address}/days", action="/days")
    assert "Opens on" in client.get(address)
    client.post(f"{address}/off")
    assert "Switched off." in client.get(address)
    client.submit(client.get(address), f"{address}/days", action="/days")
    assert "Opens on" in client.get(address)


def test_the_trail_names_the_surveys_once(client, session, cast):
    survey = asked(session, cast.cohort, Slot.CONTRIBUTION)
    client.sign_in(cast.sam)
    for address in (page_of(survey.slot), f"{page_of(survey.slot)}/answers"):
        hrefs = [href for href, _text in client.get(address).links]
        assert hrefs.count(LIST) == 1


def test_all_that_lie_ahead_are_switched_on_at_once(client, session, cast):
    client.sign_in(cast.sam)
    client.post(f"{LIST}/rest")
    assert len(queries.of_cohort(session, cast.cohort.id)) == 6
    page = client.get(LIST)
    assert "opens in" in page


def test_applied_and_accepted_are_typed_by_staff(client, session, cast):
    client.sign_in(cast.sam)
    page = client.get(LIST)
    assert "Not collected." in page
    for values in ({"applied": "10", "accepted": "11"}, {"applied": "", "accepted": "1"}, {"applied": "-1"}):
        assert client.submit(page, f"{LIST}/counts", action="/counts", **values).status == 422
    assert session.query(IntakeCount).count() == 0
    client.submit(page, f"{LIST}/counts", action="/counts", applied="312", accepted="48")
    assert "48 accepted of 312 who applied" in client.get(LIST)


def test_staff_read_single_answers_with_what_their_readers_were_told(client, session, cast, intake):
    answered(session, intake, cast.ada, INTAKE)
    client.sign_in(cast.sam)
    page = client.get(page_of(Slot.INTAKE))
    assert "1 of 2 answered; 1 did not" in page
    assert "1 of 1" in page
    single = client.get(f"{page_of(Slot.INTAKE)}/answers")
    assert "Ada Adeyemi" in single
    assert "begun a doctorate, research on my own" in single
    assert "Mentors do not" in single


def test_an_open_survey_without_an_answer_says_so(client, cast, intake):
    page = client.sign_in(cast.sam).get(page_of(Slot.INTAKE))
    assert "Not collected: nobody has answered." in page
    assert "Nobody has answered yet." in client.get(f"{page_of(Slot.INTAKE)}/answers")


def test_paired_self_ratings_are_shown_with_their_number_and_interval(client, session, cast, make):
    start, end = [asked(session, cast.cohort, slot) for slot in SELF]
    for number, one in enumerate((cast.ada, cast.ben, *scholars(make, cast.cohort, 4))):
        answered(session, start, one, levels(rigor=2))
        if number < 4:
            answered(session, end, one, levels(rigor=3 + number % 2))
    page = client.sign_in(cast.sam).get(page_of(Slot.SELF_END))
    assert "+1.50 (" in page
    assert "enter no score" in page


def test_a_scholar_and_staff_see_self_ratings_beside_the_evidence_and_mentors_do_not(
    client, session, cast, make, manager
):
    start = asked(session, cast.cohort, Slot.SELF_START)
    answered(session, start, cast.ada, {**levels(rigor=4), "goal": "A clean null."})
    make.form(cast.from_mara)
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert "A clean null." in page and "enter no score" in page
    staff = client.sign_in(cast.sam).get(f"/scholars/{cast.ada.id}")
    assert "A clean null." in staff
    for person in (cast.mara, manager):
        seen = client.sign_in(person).get(f"/scholars/{cast.ada.id}")
        assert seen.status == 200
        assert "A clean null." not in seen.html


def test_the_list_asks_the_database_as_often_for_one_as_for_many(client, session, cast, make, intake):
    def statements():
        client.sign_in(cast.sam)
        with client.counting() as seen:
            client.get(LIST)
        return len(seen)

    one = statements()
    for slot in (Slot.SELF_START, Slot.SELF_END, Slot.CONTRIBUTION, Slot.EXPERIENCE):
        asked(session, cast.cohort, slot)
    scholars(make, cast.cohort, 5)
    assert statements() == one


def test_after_the_last_day_it_says_closed(client, cast, intake):
    with after(intake):
        page = client.sign_in(cast.sam).get(LIST)
    assert "closed" in page
