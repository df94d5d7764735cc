"""The mail of the day: to those whom it concerns, neutral, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.advancement import raising
from tests.cast import Cast
from tests.factories import Factory
from tracker import clock
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts import calendar, calendar_actions
from tracker.evaluations import setup
from tracker.outbox.models import Message
from tracker.overview import reminder_mail
from tracker.permissions import Role


@pytest.fixture(autouse=True)
def words(app: Flask):
    with app.app_context():
        yield


def mails(session: Session, to: str) -> list[Message]:
    found = sa.select(Message).where(Message.kind == "reminder", Message.address == to)
    return list(session.scalars(found.order_by(Message.id)))


def on(cast: Cast, session: Session, days: int) -> int:
    """Write the mails of the day that lies so many days ahead."""
    with clock.fixed(clock.now() + timedelta(days=days)):
        return reminder_mail.write(session, cast.program, clock.today(cast.program.time_zone))


def test_who_owes_a_form_is_reminded_three_days_before_on_the_day_and_two_days_after(
    session: Session, cast: Cast
) -> None:
    bodies = []
    for days in range(-1, 12):  # the form is due in three days
        on(cast, session, days)
        bodies.append(len(mails(session, "mara.lind@example.org")))
    assert bodies == [0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3]
    first, second, third = mails(session, "mara.lind@example.org")
    assert "1 form is due on" in first.body and "in 3 days." in first.body
    assert "1 form is due today." in second.body
    assert "2 days ago." in third.body


def test_several_forms_stand_in_one_mail_that_names_nobody(
    session: Session, cast: Cast, make: Factory
) -> None:
    make.assignment(cast.ben, cast.mara)
    make.assignment(cast.ada, cast.mara, due_on=clock.today())
    on(cast, session, 0)
    [mail] = mails(session, "mara.lind@example.org")
    assert "2 forms are due on" in mail.body
    assert "1 form is due today." in mail.body
    assert "http://localhost/" in mail.body
    for secret in ("Ada", "Ben", "Sprint", "Work"):
        assert secret not in mail.subject + mail.body


def test_a_second_round_on_the_same_day_writes_nothing(session: Session, cast: Cast) -> None:
    assert on(cast, session, 0) == 2
    assert on(cast, session, 0) == 0


def test_what_comes_up_after_the_mail_of_the_day_waits_for_the_next_and_is_not_lost(
    session: Session, cast: Cast, make: Factory
) -> None:
    on(cast, session, 0)
    make.assignment(cast.ben, cast.mara, due_on=clock.today())
    assert on(cast, session, 0) == 0
    on(cast, session, 1)
    *_first, late = mails(session, "mara.lind@example.org")
    assert "1 form was due on" in late.body and "1 day ago." in late.body
    assert "is due on" not in late.body, "the other form was said yesterday"


def test_forms_filed_excused_or_on_somebody_who_left_remind_nobody(
    session: Session, cast: Cast, make: Factory
) -> None:
    make.form(cast.from_mara)
    setup.excuse(session, cast.sam, assignment=cast.from_milo)
    make.assignment(cast.ben, cast.mara)
    cohort_actions.withdraw(session, cast.sam, enrolment=cast.ben, on=clock.today())
    assert on(cast, session, 0) == 0


def test_forms_that_can_no_longer_be_filed_remind_nobody(session: Session, cast: Cast) -> None:
    on(cast, session, 60)
    assert mails(session, "mara.lind@example.org") == []


def test_a_mentor_who_lost_the_role_or_the_address_or_the_account_gets_nothing(
    session: Session, cast: Cast, make: Factory
) -> None:
    cast.mara.role_grants[0].ends_on = clock.today() - timedelta(days=1)
    cast.mara.role_grants[0].starts_on = clock.today() - timedelta(days=9)
    cast.milo.email = None
    shut = make.role(make.person("Shut Out"), Role.MENTOR, cast.cohort)
    make.assignment(cast.ada, shut)
    shut.active = False
    session.flush()
    assert on(cast, session, 0) == 0


def notice_by(cast: Cast, make: Factory):
    found = make.training(cast.cohort).notice_by
    assert found is not None
    return found


def test_staff_hear_what_waiting_costs_before_and_after_the_last_day_for_a_concern(
    session: Session, cast: Cast, make: Factory
) -> None:
    ahead = (notice_by(cast, make) - clock.today()).days
    on(cast, session, ahead - 2)
    on(cast, session, ahead)
    on(cast, session, ahead + 1)
    two_before, last_day, after = mails(session, "sam.staff@example.org")
    assert "Winter 2026, Training: The last day for a concern is" in two_before.body
    assert "in 2 days. After it, 2 scholars without one continue by default." in two_before.body
    assert "Today is the last day for a concern." in last_day.body
    assert "2 scholars can no longer be stopped fairly; they continue by default." in after.body
    assert not any("Ada" in mail.body or "Ben" in mail.body for mail in (two_before, last_day, after))


def test_a_scholar_with_a_concern_in_time_is_counted_where_people_decide(
    session: Session, cast: Cast, make: Factory
) -> None:
    raising.arrived(session, cast.sam, cast.ben)
    after = (notice_by(cast, make) - clock.today()).days + 1
    on(cast, session, after)
    [mail] = mails(session, "sam.staff@example.org")
    assert "1 scholar can no longer be stopped fairly" in mail.body
    decision_on = make.training(cast.cohort).decision_on
    assert decision_on is not None
    on(cast, session, (decision_on - clock.today()).days - 2)
    *_rest, mail = mails(session, "sam.staff@example.org")
    assert "1 scholar waits for a decision of people, due on" in mail.body


def test_a_concern_that_never_arrived_does_not_count(session: Session, cast: Cast, make: Factory) -> None:
    raising.concern(session, cast.sam, cast.ben)
    on(cast, session, (notice_by(cast, make) - clock.today()).days + 1)
    [mail] = mails(session, "sam.staff@example.org")
    assert "2 scholars can no longer be stopped fairly" in mail.body


def test_mentors_scholars_and_other_programs_hear_nothing_of_a_gate(
    session: Session, cast: Cast, make: Factory
) -> None:
    on(cast, session, (notice_by(cast, make) - clock.today()).days)
    told = set(session.scalars(sa.select(Message.address).where(Message.kind == "reminder")))
    assert {"sam.staff@example.org", "lea.lead@example.org"} <= told
    assert not told & {"ada.adeyemi@example.org", "ben.okafor@example.org", "olga.outside@example.org"}
    for address in ("mara.lind@example.org", "milo.vance@example.org"):
        assert not any("concern" in mail.body for mail in mails(session, address))


def test_a_cohort_that_is_over_reminds_nobody_before_its_follow_up(session: Session, cast: Cast) -> None:
    assert on(cast, session, 200) == 0


def test_while_a_scholar_is_on_leave_nothing_about_them_reminds_anybody(
    session: Session, cast: Cast, make: Factory
) -> None:
    for scholar in (cast.ada, cast.ben):
        calendar_actions.begin_leave(session, cast.sam, enrolment=scholar, from_on=clock.today())
    ahead = (notice_by(cast, make) - clock.today()).days
    assert [on(cast, session, days) for days in (0, 3, 5, ahead, ahead + 1)] == [0] * 5


def test_a_scholar_with_later_days_is_counted_on_those(session: Session, cast: Cast, make: Factory) -> None:
    """Ben was away for a week: for him the last day for a concern comes a week later."""
    calendar_actions.begin_leave(session, cast.sam, enrolment=cast.ben, from_on=clock.today())
    with clock.fixed(clock.now() + timedelta(days=7)):
        leave = calendar.open_leave(session, cast.ben.id)
        assert leave is not None
        calendar_actions.end_leave(session, cast.sam, leave=leave, back_on=clock.today())
    on(cast, session, (notice_by(cast, make) - clock.today()).days + 1)
    [mail] = mails(session, "sam.staff@example.org")
    assert "1 scholar can no longer be stopped fairly" in mail.body
    assert "1 scholar without one continues by default." in mail.body
