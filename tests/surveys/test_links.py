"""Surveys by link: who gets one and when, what it opens, and what everybody else finds."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.surveys.asking import CAREER, after, answered, asked, on
from tracker import clock
from tracker.cohorts import actions as cohorts
from tracker.outbox.models import Message
from tracker.overview import daily
from tracker.surveys import links, queries, setup
from tracker.surveys.models import SurveyAnswer, SurveyLink, SurveyRevision
from tracker.surveys.questions import Slot


@pytest.fixture
def careers(session, cast):
    return asked(session, cast.cohort, Slot.CAREERS_6, opens=0, closes=28)


def url(token):
    return f"/surveys/links/{token}"


def due(session, cast, day):
    with on(day):
        return links.due(session, cast.program, day)


def write(session, cast, app, day):
    with on(day), app.app_context():
        return daily.STEPS[daily.SURVEY_LINKS].do(session, cast.program)


def neutral(page):
    """The page that says nothing, without what differs from request to request."""
    return page.status, page.text


def test_guessed_worn_out_switched_off_and_others_links_look_the_same(client, session, cast, careers):
    token = links.make(session, careers, cast.ada)
    gone = links.make(session, careers, cast.ben)
    experience = links.make(session, asked(session, cast.cohort, Slot.EXPERIENCE), cast.ada)
    cohorts.withdraw(session, cast.sam, enrolment=cast.ben, on=cast.ben.enrolled_on)
    guessed = neutral(client.get(url("g" * 43)))
    assert guessed[0] == 404
    assert "Ada" not in guessed[1]
    assert neutral(client.get(url(gone))) == guessed
    assert neutral(client.get(url(experience))) == guessed
    with after(careers):
        assert neutral(client.get(url(token))) == guessed
        assert neutral(client.post(url(token), CAREER)) == guessed
    with on(careers.opens_on - timedelta(days=1)):
        assert neutral(client.get(url(token))) == guessed
    again = queries.survey(session, cast.cohort.id, Slot.CAREERS_6)
    setup.switch_off(session, None, survey=again)
    assert neutral(client.get(url(token))) == guessed
    assert session.query(SurveyAnswer).count() == 0


def test_a_closed_account_takes_its_links_with_it(client, session, cast, careers):
    token = links.make(session, careers, cast.ada)
    cast.ada.person.active = False
    session.flush()
    assert client.get(url(token)).status == 404


def test_a_link_answers_for_its_own_reader_and_no_other_survey(client, session, cast, careers):
    later = asked(session, cast.cohort, Slot.CAREERS_12, opens=0, closes=28)
    token = links.make(session, careers, cast.ada)
    page = client.get(url(token))
    assert "For Ada Adeyemi" in page and "until" in page
    client.submit(page, url(token), status="phd")
    row = session.query(SurveyAnswer).one()
    assert (row.enrolment_id, row.survey_id) == (cast.ada.id, careers.id)
    assert row.survey_id != later.id


def test_nobody_is_signed_in_by_it(client, session, cast, careers):
    token = links.make(session, careers, cast.ada)
    client.get(url(token))
    assert client.get("/").location.startswith("/sign-in")


def test_it_answers_once_and_corrects_until_the_survey_closes(client, session, cast, careers):
    token = links.make(session, careers, cast.ada)
    empty = client.submit(client.get(url(token)), url(token))
    assert empty.status == 422
    client.submit(client.get(url(token)), url(token), status="seeking")
    page = client.get(url(token))
    assert page.form("/links/")["status"] == "seeking"
    client.submit(page, url(token), status="phd", note="Started in May.")
    assert session.query(SurveyAnswer).one().answers == {"status": "phd", "note": "Started in May."}
    assert session.query(SurveyRevision).one().answers == {"status": "seeking"}
    stale = client.submit(page, url(token), status="other")
    assert stale.status == 422 and "Another window" in stale


def test_only_a_hash_of_the_token_is_kept(session, cast, careers):
    token = links.make(session, careers, cast.ada)
    assert token not in session.query(SurveyLink).one().token_hash
    assert len(token) >= 43


def test_links_are_mailed_on_the_first_day_and_once_more_a_week_before_the_last(session, cast, careers, app):
    last, first = careers.closes_on, careers.opens_on
    assert due(session, cast, first - timedelta(days=1)) == []
    assert {one.enrolment.id for one in due(session, cast, first)} == {cast.ada.id, cast.ben.id}
    assert write(session, cast, app, first) == 2
    assert write(session, cast, app, first) == 0
    assert due(session, cast, last - timedelta(days=8)) == []
    with on(last - timedelta(days=8)):
        answered(session, careers, cast.ben, CAREER)
    assert write(session, cast, app, last - timedelta(days=7)) == 1
    assert due(session, cast, last) == []
    mails = session.query(Message).filter_by(kind="survey_link").order_by(Message.id).all()
    assert [one.person_id for one in mails].count(cast.ada.person_id) == 2
    assert all(one.opens_account for one in mails)
    assert mails[-1].subject.startswith("Once more:")


def test_the_link_of_the_mail_opens_the_survey(client, session, cast, careers, app):
    write(session, cast, app, careers.opens_on)
    mail = session.query(Message).filter_by(person_id=cast.ada.person_id, kind="survey_link").one()
    token = re.search(r"/surveys/links/(\S+)", mail.body).group(1)
    page = client.get(url(token))
    assert "For Ada Adeyemi" in page


def test_nobody_without_an_address_or_who_left_gets_a_mail(session, cast, careers):
    cast.ada.person.email = None
    cohorts.withdraw(session, cast.sam, enrolment=cast.ben, on=cast.ben.enrolled_on)
    assert due(session, cast, clock.today()) == []


def test_a_survey_switched_on_late_is_mailed_at_once_and_once(session, cast, app):
    survey = asked(session, cast.cohort, Slot.CAREERS_0, opens=-20, closes=3)
    assert write(session, cast, app, clock.today()) == 2
    assert due(session, cast, clock.today()) == due(session, cast, survey.closes_on) == []
