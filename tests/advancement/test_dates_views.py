"""The staff's page of one scholar's dates, and what the scholar and the board say of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.page import count_rows
from tracker import clock
from tracker.cohorts import actions as cohorts
from tracker.cohorts.calendar_models import Leave, Shift
from tracker.cohorts.models import Enrolment
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

BOARD = "/programs/north/cohorts/winter/"


def in_days(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def page_of(cast):
    return f"/scholars/{cast.ada.id}/dates"


def own_page(client, cast):
    return client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")


def test_staff_write_down_a_leave_and_the_return(client, cast, session):
    page = client.sign_in(cast.sam).get(page_of(cast))
    assert "Their dates are the cohort's." in page
    done = client.submit(page, f"{page_of(cast)}/leave", action="/leave", from_on=in_days(0))
    assert done.location.endswith("/dates")
    page = client.get(page_of(cast))
    assert "On leave since" in page and "their days stand still" in page
    assert "on leave" in client.get(f"{BOARD}?show=away")
    own = own_page(client, cast)
    assert "You are on leave since" in own
    assert "stays open while you are away" in own
    assert "Today is the last day" not in own
    client.sign_in(cast.sam)
    done = client.submit(client.get(page_of(cast)), f"{page_of(cast)}/return", action="/return")
    assert done.status == 302
    assert "The leave was taken back" in client.get(page_of(cast))
    assert count_rows(session, Shift) == 0
    assert "on leave" not in own_page(client, cast)


def test_staff_move_dates_and_the_scholar_reads_why(client, cast, session):
    page = client.sign_in(cast.sam).get(page_of(cast))
    typed = {"shift_from": in_days(0), "days": "14", "reason": "The cluster was down for two weeks."}
    assert client.submit(page, f"{page_of(cast)}/shift", action="/shift", **typed).status == 302
    again = client.submit(page, f"{page_of(cast)}/shift", action="/shift", **typed)
    assert again.status == 422
    assert "Nothing was moved twice" in again
    assert count_rows(session, Shift) == 1
    assert "+14 days" in client.get(page_of(cast))
    assert "own dates: +14 days" in client.get(BOARD)
    assert "The cluster was down" in client.get(f"/scholars/{cast.ada.id}")
    own = own_page(client, cast)
    assert "Your own dates" in own and "The cluster was down for two weeks." in own
    assert "These days are the cohort's. For you it is:" in own
    assert "Your own dates" not in client.sign_in(cast.ben.person).get(f"/where-i-stand/{cast.ben.id}")


def test_nobodys_form_on_somebody_away_is_overdue_on_any_list(client, cast, session):
    cast.from_mara.due_on = clock.today() - timedelta(days=2)
    cast.ada.enrolled_on = clock.today() - timedelta(days=9)
    session.commit()
    urls = ("/", "/my-forms")
    assert all("overdue by" in client.sign_in(cast.mara).get(url) for url in urls)
    assert "Ada" in client.sign_in(cast.sam).get(f"{BOARD}assignments?show=overdue")
    page = client.get(page_of(cast))
    first = (clock.today() - timedelta(days=3)).isoformat()
    assert client.submit(page, f"{page_of(cast)}/leave", action="/leave", from_on=first).status == 302
    assert "Ada" not in client.get(f"{BOARD}assignments?show=overdue")
    for url in urls:
        page = client.sign_in(cast.mara).get(url)
        assert "on leave, not due" in page and "overdue by" not in page


@pytest.mark.parametrize(
    ("part", "typed", "words"),
    [
        ("leave", {"from_on": ""}, "This field is needed"),
        ("leave", {"from_on": "yesterday"}, "valid date"),
        ("leave", {"from_on": in_days(-60)}, "later"),
        ("leave", {"from_on": in_days(4), "expected_until": in_days(3)}, "before it begins"),
        ("shift", {"shift_from": in_days(-1), "days": "3", "reason": "x"}, "do not move"),
        ("shift", {"shift_from": in_days(1), "days": "0", "reason": "x"}, "from 1 to 366"),
        ("shift", {"shift_from": in_days(1), "days": "-5", "reason": "x"}, "from 1 to 366"),
        ("shift", {"shift_from": in_days(1), "days": "", "reason": "x"}, "This field is needed"),
        ("shift", {"shift_from": in_days(1), "days": "5", "reason": ""}, "This field is needed"),
        ("shift", {"shift_from": "2199-01-01", "days": "5", "reason": "x"}, "nothing would move"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_in_the_form(client, cast, session, part, typed, words):
    page = client.sign_in(cast.sam).get(page_of(cast))
    page = client.submit(page, f"{page_of(cast)}/{part}", action=f"/{part}", **typed)
    assert page.status == 422
    assert words in page
    kept = page.form(f"/{part}")
    assert all(kept[name] == value for name, value in typed.items())
    assert (count_rows(session, Leave), count_rows(session, Shift)) == (0, 0)


def test_a_return_that_nobody_waits_for_is_not_found(client, cast, session):
    client.sign_in(cast.sam)
    assert client.post(f"{page_of(cast)}/return", {"back_on": in_days(0)}).status == 404
    page = client.post(f"{page_of(cast)}/back", {"days": "3", "reason": "x"})
    assert page.status == 422 and "nothing to come back to" in page
    assert client.post(f"{page_of(cast)}/later-cohort", {"cohort": "x"}).status == 422


def test_staff_take_somebody_back(client, cast, session):
    cohorts.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    session.commit()
    page = client.sign_in(cast.sam).get(page_of(cast))
    assert "There is no later cohort yet" in page
    done = client.submit(page, f"{page_of(cast)}/back", action="/back", reason="Well again.")
    assert done.status == 302
    assert "Ada Adeyemi takes part again" in client.get(page_of(cast))
    assert "You left" not in own_page(client, cast)


def test_staff_enrol_somebody_in_a_later_cohort_and_both_pages_say_so(client, cast, make, session):
    cohorts.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    later = make.cohort(
        cast.program, "spring", name="Spring 2027", phases=make.phases(clock.today() + timedelta(weeks=9))
    )
    session.commit()
    page = client.sign_in(cast.sam).get(page_of(cast))
    done = client.submit(page, f"{page_of(cast)}/later-cohort", action="/later-cohort")
    assert done.status == 302
    assert "They went on in a later cohort: Spring 2027" in client.get(page_of(cast))
    new = session.query(Enrolment).filter_by(cohort_id=later.id).one()
    page = client.get(f"/scholars/{new.id}/dates")
    assert "They came back from an earlier cohort" in page
    own = client.sign_in(cast.ada.person).get(f"/where-i-stand/{new.id}")
    assert "Winter 2026" in own, "what was written before stays readable"
    assert client.get(f"/where-i-stand/{cast.ada.id}").status == 200


def test_only_staff_of_the_cohort_manage_dates_and_nobody_their_own(client, cast, make, session):
    make.role(cast.ada.person, Role.STAFF, cast.cohort)
    manager = make.role(make.person("Rea Manager"), Role.RESEARCH_MANAGER, cast.cohort)
    session.commit()
    for person in (cast.ada.person, cast.ben.person, cast.mara, cast.outsider, manager):
        client.sign_in(person)
        assert client.get(page_of(cast)).status == 404
        assert client.post(f"{page_of(cast)}/leave", {"from_on": in_days(0)}).status == 404
    assert count_rows(session, Leave) == 0
