"""A program's closed days: entered once, never in the past, taken out only where nobody loses time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.page import count_rows
from tracker import clock
from tracker.cohorts import calendar, calendar_actions
from tracker.cohorts.calendar_models import ClosedDay
from tracker.reasons import Refused

PAGE = "/programs/north/closed-days"


def monday(weeks):
    today = clock.today()
    return today + timedelta(days=7 * weeks - today.weekday())


def close(session, cast, first, last=None, name="Break"):
    return calendar_actions.close(session, cast.sam, program=cast.program, first=first, last=last, name=name)


def test_a_break_is_entered_without_its_weekends_and_without_days_that_are_closed(session, cast):
    first = monday(4)
    close(session, cast, first + timedelta(days=2))
    made = close(session, cast, first, first + timedelta(days=7))
    assert [row.day - first for row in made] == [timedelta(days=n) for n in (0, 1, 3, 4, 7)]
    assert len(calendar.closed_days(session, cast.program.id)) == 6
    assert calendar.closed_days(session, cast.outsider.role_grants[0].program_id) == frozenset()


def test_the_same_day_is_not_closed_twice(session, cast):
    close(session, cast, monday(4))
    for last in (None, monday(4)):
        with pytest.raises(Refused) as refused:
            close(session, cast, monday(4), last)
        assert refused.value.decision.code == "closed_already"
    assert count_rows(session, ClosedDay) == 1


def test_a_day_that_a_running_deadline_may_count_on_stays(session, cast):
    (near,) = close(session, cast, monday(1))
    (far,) = close(session, cast, monday(9))
    with pytest.raises(Refused) as refused:
        calendar_actions.open_again(session, cast.sam, program=cast.program, closed=near)
    assert refused.value.decision.code == "closed_counted_on"
    calendar_actions.open_again(session, cast.sam, program=cast.program, closed=far)
    calendar_actions.open_again(session, cast.sam, program=cast.program, closed=far)
    assert calendar.closed_days(session, cast.program.id) == {near.day}


def test_staff_enter_and_take_out_closed_days(client, cast, session):
    page = client.sign_in(cast.sam).get(PAGE)
    assert "No closed day lies ahead" in page
    day = monday(9)
    assert client.submit(page, PAGE, first=day.isoformat(), name="Founders' Day").location.endswith(PAGE)
    page = client.get(PAGE)
    assert "Founders' Day" in page
    (row,) = session.query(ClosedDay).all()
    assert client.submit(page, f"{PAGE}/{row.id}/remove", action="/remove").status == 302
    assert "No closed day lies ahead" in client.get(PAGE)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first": ""}, "This field is needed"),
        ({"name": ""}, "This field is needed"),
        ({"first": "soon"}, "valid date"),
        ({"first": "2020-01-06"}, "has passed"),
        ({"name": "a\x07b"}, "control characters"),
        ({"last": "2020-01-06"}, "cannot come before"),
        ({"first": (monday(4) + timedelta(days=5)).isoformat()}, "are a weekend"),
        ({"last": monday(99).isoformat()}, "at most 31 days"),
    ],
)
def test_bad_input_is_answered_at_its_field(client, cast, session, typed, words):
    page = client.sign_in(cast.sam).get(PAGE)
    page = client.submit(page, PAGE, **{"first": monday(4).isoformat(), "name": "Break", **typed})
    assert page.status == 422
    assert words in page
    assert count_rows(session, ClosedDay) == 0


def test_a_day_that_stays_says_why_when_it_is_posted_anyway(client, cast, session):
    (near,) = close(session, cast, monday(1))
    session.commit()
    client.sign_in(cast.sam)
    assert client.post(f"{PAGE}/{near.id}/remove").status == 302
    page = client.get(PAGE)
    assert "would get shorter" in page and "stays" in page


def test_other_programs_staff_find_nothing(client, cast, session):
    (row,) = close(session, cast, monday(9))
    session.commit()
    for person in (cast.outsider, cast.mara, cast.ada.person):
        client.sign_in(person)
        assert client.get(PAGE).status == 404
        assert client.post(f"{PAGE}/{row.id}/remove").status == 404
    client.sign_in(cast.outsider)
    assert client.post(f"/programs/south/closed-days/{row.id}/remove").status == 404
    assert count_rows(session, ClosedDay) == 1
