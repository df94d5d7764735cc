"""A scholar answers: what they find, what is kept, what is refused."""

from __future__ import annotations

import pytest

from tests.page import count_rows
from tests.surveys.asking import INTAKE, PART, after, answered, asked
from tracker.cohorts import actions as cohorts
from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.credit_models import MemberRole, ShareClaim
from tracker.projects.models import Work
from tracker.surveys import queries, setup
from tracker.surveys.models import (
    SurveyAnswer,
    SurveyDraft,
    SurveyHeard,
    SurveyRevision,
    SurveyVoice,
)
from tracker.surveys.questions import Slot

pytestmark = pytest.mark.any_database


@pytest.fixture
def intake(session, cast):
    return asked(session, cast.cohort, Slot.INTAKE)


@pytest.fixture
def experience(session, cast):
    return asked(session, cast.cohort, Slot.EXPERIENCE)


def url(survey, work=None, act=""):
    return f"/surveys/{survey.id}{f'/works/{work.id}' if work else ''}{act}"


def test_others_find_no_survey(client, cast, intake, make):
    for person in (cast.sam, cast.mara, cast.outsider):
        client.sign_in(person)
        assert client.get(url(intake)).status == 404
        assert client.post(url(intake), {"track": "Mine"}).status == 404
        assert client.post(url(intake, act="/draft"), {"track": "Mine"}).status == 404


def test_a_survey_that_is_switched_off_is_not_there(client, session, cast, intake):
    setup.switch_off(session, cast.sam, survey=intake)
    assert client.sign_in(cast.ada.person).get(url(intake)).status == 404


def test_an_answer_after_the_last_day_is_refused_with_a_sentence_and_what_was_typed(
    client, session, cast, intake
):
    client.sign_in(cast.ada.person)
    page = client.get(url(intake))
    with after(intake):
        late = client.submit(page, url(intake), act="send", track="Interpretability")
        assert late.status == 422
        assert "closed on" in late and "Nothing follows from not having answered" in late
        assert "Interpretability" in late
        assert "closed on" in client.get(url(intake))
    assert count_rows(session, SurveyAnswer) == 0


def test_before_the_first_day_it_says_when_it_opens(client, session, cast):
    survey = asked(session, cast.cohort, Slot.INTAKE, opens=2, closes=9)
    page = client.sign_in(cast.ada.person).get(url(survey))
    assert "This survey opens on" in page
    assert client.post(url(survey), {"track": "Early", "act": "send"}).status == 422
    assert count_rows(session, SurveyAnswer) == 0


def test_who_left_the_cohort_is_not_asked(client, session, cast, intake):
    cohorts.withdraw(session, cast.sam, enrolment=cast.ada, on=cast.ada.enrolled_on)
    page = client.sign_in(cast.ada.person).get(url(intake))
    assert "for those who are in the cohort" in page


def test_nothing_at_all_is_no_answer(client, session, cast, intake):
    client.sign_in(cast.ada.person)
    page = client.submit(client.get(url(intake)), url(intake), act="send")
    assert page.status == 422
    assert "at least one question" in page
    assert count_rows(session, SurveyAnswer) == 0


@pytest.mark.parametrize(
    ("field", "value"), [("education", "wizard"), ("track", "x" * 4001), ("track", "a\x00b")]
)
def test_what_is_no_answer_is_refused(client, session, cast, intake, field, value):
    client.sign_in(cast.ada.person)
    page = client.submit(client.get(url(intake)), url(intake), act="send", **{field: value})
    assert page.status == 422
    assert count_rows(session, SurveyAnswer) == 0


def test_an_answer_is_sent_read_again_and_corrected_with_its_history(client, session, cast, intake):
    client.sign_in(cast.ada.person)
    page = client.get(url(intake))
    assert "Mentors do not" in page
    sent = client.submit(
        page, url(intake), act="send", education="master", **{"plans--own": "y", "plans--degree": "y"}
    )
    assert sent.location == url(intake)
    again = client.get(url(intake))
    assert "You may correct it" in again
    assert again.form("/surveys/")["education"] == "master"
    client.submit(again, url(intake), act="send", education="doctorate", track="Evals")
    (row,) = session.query(SurveyAnswer).all()
    assert row.answers == {"education": "doctorate", "plans": ["degree", "own"], "track": "Evals"}
    assert row.version == 2
    (before,) = session.query(SurveyRevision).all()
    assert before.answers == {"education": "master", "plans": ["degree", "own"]}
    assert "What it said before 1 correction" in client.get(url(intake))


def test_drafts_are_kept_as_typed_and_go_when_sent(client, session, cast, intake):
    client.sign_in(cast.ada.person)
    page = client.get(url(intake))
    reply = client.post(url(intake, act="/draft"), {**page.form("/surveys/"), "track": "Half a th"})
    assert reply.response.json["version"] == 1
    reloaded = client.get(url(intake))
    assert reloaded.form("/surveys/")["track"] == "Half a th"
    assert reloaded.form("/surveys/")["draft_version"] == "1"
    client.submit(reloaded, url(intake), act="send", track="Half a thought")
    assert count_rows(session, SurveyDraft) == 0
    assert session.query(SurveyAnswer).one().answers == {"track": "Half a thought"}


def test_save_draft_sends_nothing(client, session, cast, intake):
    client.sign_in(cast.ada.person)
    client.submit(client.get(url(intake)), url(intake), act="save", track="Not yet")
    assert count_rows(session, SurveyAnswer) == 0
    assert client.get(url(intake)).form("/surveys/")["track"] == "Not yet"


def test_two_windows_do_not_overwrite_each_other_unseen(client, session, cast, intake):
    client.sign_in(cast.ada.person)
    first, second = client.get(url(intake)), client.get(url(intake))
    client.submit(first, url(intake), act="save", track="From the first window")
    clash = client.submit(second, url(intake), act="save", track="From the second")
    assert clash.status == 409
    assert "From the first window" in clash and "From the second" in clash.html
    assert (
        client.post(url(intake, act="/draft"), {**second.form("/surveys/"), "track": "Third"}).status == 409
    )
    assert session.query(SurveyDraft).one().typed["track"] == "From the first window"
    client.submit(clash, url(intake), act="send")
    assert session.query(SurveyAnswer).one().answers == {"track": "From the second"}


def test_a_window_from_before_the_answer_cannot_replace_it_unseen(client, session, cast, intake):
    client.sign_in(cast.ada.person)
    old = client.get(url(intake))
    client.submit(old, url(intake), act="send", track="First")
    clash = client.submit(old, url(intake), act="send", track="Second")
    assert clash.status == 409
    assert "First" in clash
    assert session.query(SurveyAnswer).one().answers == {"track": "First"}


def test_a_statement_is_about_a_work_of_ones_own_and_keeps_the_share(client, session, make, cast):
    survey = asked(session, cast.cohort, Slot.CONTRIBUTION)
    other, shared = make.work(cast.ben), make.work(cast.ada, cast.ben)
    client.sign_in(cast.ada.person)
    assert client.get(url(survey)).status == 404
    assert client.get(url(survey, other)).status == 404
    page = client.get(url(survey, shared))
    assert "until the mentors and every member have said the same, all count as equals" in page
    assert client.submit(page, url(survey, shared), act="send").status == 422
    wrong = client.submit(page, url(survey, shared), act="send", part="lead", percent="120")
    assert "from 1 to 100" in wrong
    client.submit(
        wrong,
        url(survey, shared),
        act="send",
        part="lead",
        percent="60",
        words="The loader.",
        **{"roles--software": "y"},
    )
    claim = session.query(ShareClaim).one()
    assert (claim.part.value, claim.share, claim.words) == ("lead", 0.6, "The loader.")
    assert claim.enrolment_id == cast.ada.id
    assert session.query(SurveyAnswer).one().work_id == shared.id
    assert [one.role.value for one in session.query(MemberRole)] == ["software"]
    client.post(url(survey, shared), {"act": "send", "part": "equal", "form_version": "1"})
    assert [one.part.value for one in session.query(ShareClaim).order_by(ShareClaim.id)] == ["lead", "equal"]
    assert session.query(MemberRole).count() == 0


def test_the_only_member_of_a_work_is_asked_for_no_share(client, session, cast):
    survey = asked(session, cast.cohort, Slot.CONTRIBUTION)
    client.sign_in(cast.ada.person)
    page = client.get(url(survey, cast.sprint))
    assert "no share is asked" in page
    assert "Your part in this work" not in page and "Your share in percent" not in page
    assert "mentor's alone" not in page and "count as equals" not in page
    assert client.submit(page, url(survey, cast.sprint), act="send").status == 422
    client.submit(page, url(survey, cast.sprint), act="send", words="The loader.", **{"roles--software": "y"})
    assert session.query(SurveyAnswer).one().answers == {"words": "The loader.", "roles": ["software"]}
    assert session.query(ShareClaim).count() == 0
    assert [one.role.value for one in session.query(MemberRole)] == ["software"]
    again = client.get(url(survey, cast.sprint))
    assert "The loader." in again.html


def test_a_confidential_answer_is_sent_once(client, session, cast, experience):
    client.sign_in(cast.ada.person)
    page = client.get(url(experience))
    assert "Nobody can tell what you answered" in page
    assert "Save draft" not in page
    client.submit(page, url(experience), act="send", recommend="9", mentorship="4", better="More time.")
    assert count_rows(session, SurveyVoice) == 3
    again = client.get(url(experience))
    assert "You have answered this survey" in again
    assert "More time." not in again.html
    twice = client.submit(page, url(experience), act="send", recommend="1")
    assert twice.status == 422
    assert (count_rows(session, SurveyVoice), count_rows(session, SurveyHeard)) == (3, 1)


def test_nothing_typed_into_a_confidential_survey_is_kept_on_the_server(client, session, cast, experience):
    client.sign_in(cast.ada.person)
    page = client.get(url(experience))
    assert client.post(url(experience, act="/draft"), {"better": "Hush"}).status == 404
    bad = client.submit(page, url(experience), act="send", better="Hush", recommend="11")
    assert bad.status == 422 and "Hush" in bad.html
    client.submit(page, url(experience), act="save", better="\x00")
    assert (count_rows(session, SurveyDraft), count_rows(session, SurveyVoice)) == (0, 0)


def test_home_and_standing_name_what_waits_with_its_last_day(client, session, cast, intake, make):
    standing = f"/where-i-stand/{cast.ada.id}"
    page = client.sign_in(cast.ada.person).get(standing)
    assert "You can answer until" in page
    assert url(intake) in [href for href, _text in page.links]
    again = queries.survey(session, cast.cohort.id, Slot.INTAKE)
    answered(session, again, session.get(Enrolment, cast.ada.id), INTAKE)
    done = client.get(standing)
    assert "1 answer of yours" in done
    assert "in 4 days" not in done.text
    make.role(session.get(Person, cast.ben.person_id), Role.MENTOR, cast.cohort)
    home = client.sign_in(cast.ben.person).get("/")
    assert url(intake) in [href for href, _text in home.links]


def test_each_work_waits_by_itself(client, session, make, cast):
    survey = asked(session, cast.cohort, Slot.CONTRIBUTION)
    second = make.work(cast.ada, title="Second work")
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    hrefs = [href for href, _text in page.links]
    assert url(survey, cast.sprint) in hrefs and url(survey, second) in hrefs
    again = queries.survey(session, cast.cohort.id, Slot.CONTRIBUTION)
    answered(
        session, again, session.get(Enrolment, cast.ada.id), PART, work=session.get(Work, cast.sprint.id)
    )
    page = client.get(f"/where-i-stand/{cast.ada.id}")
    assert "Contribution statement: Second work" in page
    assert session.query(SurveyAnswer).count() == 1
