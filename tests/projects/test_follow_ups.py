"""Follow-ups: who is asked, when, how they answer, what staff count, and the mails."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.projects.outcoming import SECRETS, TITLE, outcome
from tracker import clock
from tracker.audit import AuditEntry
from tracker.outbox.models import Message
from tracker.overview import reminder_mail
from tracker.projects import follow_up_queries, follow_up_rules, follow_ups
from tracker.projects.outcome_models import FollowUp, OutcomeStatus
from tracker.projects.outcome_words import response_sentence
from tracker.reasons import Refused


def at(day: date):
    return clock.fixed(datetime.combine(day, time(12), UTC))


@pytest.fixture
def six(cast) -> date:
    return follow_up_rules.questions(cast.cohort.last_day)[0].on


@pytest.fixture
def twelve(cast) -> date:
    return follow_up_rules.questions(cast.cohort.last_day)[1].on


def rounds(session, cast):
    session.flush()
    session.expire_all()
    return follow_up_queries.rounds(session, cast.cohort, clock.today())


def mails(session, cast) -> dict[str, str]:
    """The reminders written now: address → body."""
    before = set(session.scalars(sa.select(Message.id)))
    reminder_mail.write(session, cast.program, clock.today())
    found = session.scalars(sa.select(Message).where(Message.id.not_in(before)))
    return {one.address: f"{one.subject}\n{one.body}" for one in found}


def test_nobody_answers_before_they_are_asked_nor_after_it_has_passed(session, cast, six, twelve):
    last = follow_up_rules.questions(cast.cohort.last_day)[1].until
    for day in (clock.today(), six - timedelta(days=1), last):
        with at(day), pytest.raises(Refused, match="follow_up_not_asked"):
            follow_ups.answer(session, cast.ada.person, enrolment=cast.ada)
    with at(six), pytest.raises(Refused, match="follow_up_not_asked"):
        follow_ups.answer(session, cast.ben.person, enrolment=cast.ben)  # has no work


def test_an_answer_stands_for_every_work_of_its_member_once_a_month_asked(session, cast, make, six, twelve):
    make.work(cast.ada, cast.ben, title="Pair")
    with at(six):
        assert follow_ups.answer(session, cast.ada.person, enrolment=cast.ada) == 2
        assert follow_ups.answer(session, cast.ada.person, enrolment=cast.ada) == 0
        (first,) = rounds(session, cast)
    assert (first.answered, len(first.people), first.works_answered, first.works) == (1, 2, 2, 2)
    assert {one.enrolment.id: one.answered_on for one in first.people} == {
        cast.ada.id: six,
        cast.ben.id: None,
    }
    with at(twelve):
        assert follow_ups.answer(session, cast.ada.person, enrolment=cast.ada) == 2
        assert [one.answered for one in rounds(session, cast)] == [1, 1]
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "follow-up.answer")).all()
    assert [(one.actor_id, one.change["month"]) for one in entries] == [
        (cast.ada.person_id, 6),
        (cast.ada.person_id, 12),
    ]


def test_who_left_is_asked_and_who_cannot_be_reached_stands_in_no_denominator(session, cast, make, six):
    make.work(cast.ada, cast.ben, title="Pair")
    cast.ben.withdrew_on = clock.today()
    with at(six):
        (asked,) = rounds(session, cast)
        assert [one.enrolment.id for one in asked.people] == [cast.ada.id, cast.ben.id]
        cast.ben.person.active = False
        (asked,) = rounds(session, cast)
        assert [one.enrolment.id for one in asked.people] == [cast.ada.id]
        assert [one.enrolment.id for one in asked.unreachable] == [cast.ben.id]
        cast.ben.person.active = True
        follow_ups.answer(session, cast.ben.person, enrolment=cast.ben)
        cast.ben.person.active = False
        (asked,) = rounds(session, cast)
        assert asked.answered == 1, "an answer stays when the account is closed later"
        assert len(asked.people) == 2


def test_silence_is_said_and_is_no_zero(app, session, cast, six):
    with at(six), app.test_request_context():
        (asked,) = rounds(session, cast)
        assert response_sentence(asked) == "1 person asked, not answered yet."
        follow_ups.answer(session, cast.ada.person, enrolment=cast.ada)
        (asked,) = rounds(session, cast)
        assert response_sentence(asked) == "1 of 1 people answered (100 %), about 1 of 1 works."


def test_a_mail_asks_once_and_reminds_once_and_names_nothing(app, session, cast, six):
    outcome(session, cast.ada.person, cast.sprint, OutcomeStatus.WITHHELD)
    written = {}
    with app.test_request_context():
        for later in (-1, 0, 1, 20, 21, 22, 60, 150):
            with at(six + timedelta(days=later)):
                written[later] = mails(session, cast).get(cast.ada.person.email, "")
    assert {later for later, text in written.items() if "What became of your works?" in text} == {0, 21}
    told = " ".join(written.values())
    assert [secret for secret in (*SECRETS, cast.sprint.title) if secret in told] == []


def test_no_mail_goes_to_who_answered_or_whose_account_is_closed(app, session, cast, make, six):
    make.work(cast.ada, cast.ben, title="Pair")
    cast.ben.person.active = False
    with app.test_request_context(), at(six):
        follow_ups.answer(session, cast.ada.person, enrolment=cast.ada)
        assert reminder_mail.waiting(session, cast.program, clock.today()) == {}


def test_two_members_answer_for_themselves(session, cast, make, six):
    make.work(cast.ada, cast.ben, title="Pair")
    with at(six):
        follow_ups.answer(session, cast.ben.person, enrolment=cast.ben)
        assert [one.enrolment.id for one in follow_up_queries.owed(session, cast.ada.person)] == [cast.ada.id]
        assert follow_up_queries.owed(session, cast.ben.person) == []


@pytest.mark.parametrize(("month", "enrolment"), [(7, "ada"), (6, "ben")])
def test_the_database_keeps_answers_of_members_in_months_asked(session, cast, month, enrolment):
    session.add(
        FollowUp(
            work_id=cast.sprint.id,
            enrolment_id=getattr(cast, enrolment).id,
            month=month,
            answered_on=clock.today(),
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.any_database
def test_an_alumna_is_led_from_her_page_to_one_button(client, session, cast, six):
    outcome(session, cast.ada.person, cast.sprint, OutcomeStatus.RESTRICTED)
    page = f"/enrolments/{cast.ada.id}/follow-up"
    with at(six):
        client.sign_in(cast.ada.person)
        assert (page, f"Answer for {cast.cohort.name}") in client.get(f"/where-i-stand/{cast.ada.id}").links
        asked = client.get(page)
        assert TITLE in asked
        assert client.submit(asked, page).status == 302
        assert "You answered on" in client.get(page)
        assert page not in [href for href, _ in client.get(f"/where-i-stand/{cast.ada.id}").links]
        assert client.post(page).status == 302, "twice is noted once"
        client.sign_in(cast.sam)
        staff = client.get("/programs/north/cohorts/winter/outcomes")
        assert "1 of 1 people answered (100 %)" in staff
        assert client.get(page).status == 404


@pytest.mark.any_database
def test_before_it_is_asked_the_page_says_so_and_takes_no_answer(client, session, cast):
    page = f"/enrolments/{cast.ada.id}/follow-up"
    client.sign_in(cast.ada.person)
    shown = client.get(page)
    assert "Nothing is asked of you about this cohort today." in shown
    answer = client.post(page)
    assert answer.status == 409
    assert "Nothing is asked of you about this cohort today." in answer
    assert session.scalar(sa.select(sa.func.count()).select_from(FollowUp)) == 0
