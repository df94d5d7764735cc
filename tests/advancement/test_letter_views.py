"""Letters through the pages: read before they go out, sent, read by their scholar; texts edited and kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.advancement import lettering
from tests.advancement.lettering import REASONS
from tests.page import count_rows
from tracker import clock
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.letter_models import Letter, LetterKind, LetterTemplate
from tracker.advancement.letter_texts import SHIPPED
from tracker.cohorts.models import Enrolment
from tracker.outbox.models import Message
from tracker.people.models import Person
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

LETTERS = "/programs/north/cohorts/winter/letters"
TEXTS = "/programs/north/letters"
STOP = f"{TEXTS}/stop"


def test_a_letter_is_read_sent_and_found_by_its_scholar(client, cast, session):
    lettering.planned(session, cast.sam, cast.ada)
    client.sign_in(cast.sam)
    page = client.get(LETTERS)
    for words in ("Ada Adeyemi", "You continue, with a plan", REASONS, "Mondays at ten with Mara"):
        assert words in page
    client.submit(page, LETTERS, action="/letters")
    letter = session.query(Letter).one()
    assert "1 letter sent" in client.get(LETTERS)
    client.sign_in(cast.ada.person)
    assert f"/letters/{letter.id}" in client.get(f"/where-i-stand/{cast.ada.id}").html
    page = client.get(f"/letters/{letter.id}")
    assert REASONS in page
    assert "You can appeal until" in page
    mail = session.query(Message).one()
    assert f"/where-i-stand/{cast.ada.id}" in mail.body
    for words in (REASONS, "continue", "plan", "decision", "appeal"):
        assert words not in (mail.subject + mail.body).lower()


def test_one_is_sent_and_the_others_wait(client, cast, session):
    first = lettering.continued(session, cast.sam, cast.ada)
    lettering.continued(session, cast.sam, cast.ben)
    client.sign_in(cast.sam)
    client.submit(client.get(LETTERS), LETTERS, action="/letters", only=first.id)
    assert [one.decision_id for one in session.query(Letter)] == [first.id]
    client.submit(client.get(LETTERS), LETTERS, action="/letters")
    assert count_rows(session, Letter) == count_rows(session, Message) == 2


def test_what_was_not_on_the_page_is_not_sent(client, cast, session):
    lettering.continued(session, cast.sam, cast.ada)
    client.sign_in(cast.sam)
    page = client.get(LETTERS)
    ben = session.get_one(Enrolment, cast.ben.id)
    lettering.continued(session, session.get_one(Person, cast.sam.id), ben)
    client.submit(page, LETTERS, action="/letters")
    assert [one.enrolment_id for one in session.query(Letter)] == [cast.ada.id]


def test_a_letter_that_changed_meanwhile_is_shown_again_and_the_others_go_out(client, cast, session):
    decision = lettering.planned(session, cast.sam, cast.ada)
    lettering.continued(session, cast.sam, cast.ben)
    client.sign_in(cast.sam)
    page = client.get(LETTERS)
    session.get_one(GateDecision, decision.id).reasons = "Other reasons than those that were shown."
    session.flush()
    answer = client.submit(page, LETTERS, action="/letters")
    assert answer.status == 422
    assert "no longer the one you were shown" in answer
    assert "Other reasons than those that were shown." in answer
    assert [one.enrolment_id for one in session.query(Letter)] == [cast.ben.id]
    client.submit(answer, LETTERS, action="/letters")
    assert count_rows(session, Letter) == 2


def test_yesterdays_page_sends_nothing(client, cast, session):
    lettering.planned(session, cast.sam, cast.ada)
    client.sign_in(cast.sam)
    page = client.get(LETTERS)
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert client.submit(page, LETTERS, action="/letters").status == 422
    assert count_rows(session, Letter) == 0


def test_two_clicks_send_one_letter(client, cast, session):
    lettering.continued(session, cast.sam, cast.ada)
    client.sign_in(cast.sam)
    page = client.get(LETTERS)
    for _click in range(2):
        assert client.submit(page, LETTERS, action="/letters").location == LETTERS
    assert count_rows(session, Letter) == count_rows(session, Message) == 1


def test_who_finds_a_letter_and_who_does_not(client, cast, session, make):
    letter = lettering.sent(session, cast.sam, lettering.planned(session, cast.sam, cast.ada))
    blind = {
        role.value: make.role(make.person(), role, cast.cohort, whole_program=True)
        for role in Role
        if role not in (Role.STAFF, Role.LEAD, Role.OPERATOR, Role.SCHOLAR)
    }
    blind |= {"ben": cast.ben.person, "mara": cast.mara, "outsider": cast.outsider}
    session.flush()
    for person in (cast.ada.person, cast.sam, cast.lea):
        client.sign_in(person)
        assert REASONS in client.get(f"/letters/{letter.id}")
    for name, person in blind.items():
        client.sign_in(person)
        assert client.get(f"/letters/{letter.id}").status == 404, name
        for place in (LETTERS, f"/where-i-stand/{cast.ada.id}", f"/scholars/{cast.ada.id}", "/"):
            page = client.get(place)
            assert REASONS not in page.html, (name, place)
            assert f"/letters/{letter.id}" not in page.html, (name, place)


def test_somebody_who_is_both_reads_their_letter_and_sends_none_to_themselves(client, cast, session, make):
    make.role(cast.ada.person, Role.STAFF, cast.cohort, whole_program=True)
    lettering.planned(session, cast.sam, cast.ada)
    client.sign_in(cast.ada.person)
    page = client.get(LETTERS)
    assert "Ada Adeyemi" not in page.html.replace(f">{cast.ada.person.name}</a>", "", 1)
    assert REASONS not in page
    letter = lettering.sent(session, cast.sam, session.query(GateDecision).one())
    assert f"/letters/{letter.id}" not in client.get(LETTERS).html
    assert REASONS in client.get(f"/letters/{letter.id}")


def test_the_page_asks_the_database_as_often_for_one_letter_as_for_many(client, cast, session, make):
    client.sign_in(cast.lea)
    counts = set()
    for size in (1, 3, 12):
        while count_rows(session, GateDecision) < 2 * size:
            lettering.sent(
                session, cast.sam, lettering.continued(session, cast.sam, make.enrolment(cast.cohort))
            )
            lettering.planned(session, cast.sam, make.enrolment(cast.cohort))
        with client.counting() as statements:
            client.get(LETTERS)
        counts.add(len(statements))
    assert len(counts) == 1, counts


def test_an_empty_page_says_so(client, cast):
    client.sign_in(cast.sam)
    page = client.get(LETTERS)
    assert "has their letter" in page
    assert "None yet." in page


def test_a_text_is_previewed_saved_and_used(client, cast, session):
    client.sign_in(cast.sam)
    assert STOP in client.get(TEXTS).html
    page = client.get(STOP)
    assert "Robin Example" in page
    assert page.form("/stop")["subject"] == SHIPPED[LetterKind.STOP].subject
    body = page.form("/stop")["body"].replace("Hello", "Dear")
    shown = client.submit(page, STOP, action="/stop", body=body, act="preview")
    assert "Dear Robin Example," in shown
    assert count_rows(session, LetterTemplate) == 0
    client.submit(shown, STOP, action="/stop", act="save")
    assert "your own, version 1" in client.get(TEXTS)
    decision = lettering.stopped(session, cast.ada, decided_by_id=cast.lea.id)
    assert lettering.rendered(session, cast.sam, decision).body.startswith("Dear Ada Adeyemi,")
    back = client.submit(client.get(STOP), STOP, action="/stop", act="shipped")
    assert "Hello Robin Example," in back
    client.submit(back, STOP, action="/stop", act="save")
    assert count_rows(session, LetterTemplate) == 2
    assert "Version 2" in client.get(STOP)


@pytest.mark.parametrize("act", ["save", "preview"])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject": ""}, "This field is needed"),
        ({"body": ""}, "This field is needed"),
        ({"body": "Hello {{ scholar }}"}, "must show {{ appeal_by }}"),
        ({"body": "one\ntwo {{ nobody }}"}, "Line 2: there is no variable “nobody” here"),
        ({"body": "{% for x in scholar %}{% endfor %}"}, "Line 1: “for” is not possible here"),
        ({"body": "{{ scholar"}, "Line 1 cannot be read"),
        ({"body": "x" * 10_001}, "at most 10000 characters"),
        ({"subject": "{{ reasons.x }}"}, "Line 1: “.x” is not possible here"),
    ],
)
def test_what_is_no_letter_is_said_at_its_field_and_kept(client, cast, session, act, changes, said):
    client.sign_in(cast.sam)
    answer = client.submit(client.get(STOP), STOP, action="/stop", act=act, **changes)
    assert answer.status == 422
    assert said in answer
    assert count_rows(session, LetterTemplate) == 0
    for name, value in changes.items():
        assert answer.form("/stop")[name] == value


def test_whoever_saves_second_sees_both(client, cast, session):
    client.sign_in(cast.sam)
    page = client.get(STOP)
    body = page.form("/stop")["body"]
    client.sign_in(cast.lea)
    client.submit(client.get(STOP), STOP, action="/stop", act="save", body=body.replace("Hello", "Dear"))
    client.sign_in(cast.sam)
    old = {**page.form("/stop"), "csrf_token": client.token()}
    answer = client.post(STOP, {**old, "act": "save", "body": body.replace("Hello", "Hi")})
    assert answer.status == 422
    assert "Somebody else saved this text meanwhile" in answer
    assert "Dear {{ scholar }}," in answer
    assert answer.form("/stop")["body"].startswith("Hi {{ scholar }},")
    client.submit(answer, STOP, action="/stop", act="save")
    assert [one.body[:2] for one in session.query(LetterTemplate).order_by(LetterTemplate.version)] == [
        "De",
        "Hi",
    ]


def test_only_those_who_manage_the_program_change_its_texts(client, cast, session, make):
    people = {
        role: make.role(make.person(), role, cast.cohort, whole_program=True)
        for role in (Role.MENTOR, Role.RESEARCH_MANAGER, Role.PANEL_MEMBER, Role.VIEWER)
    }
    session.flush()
    for person in (*people.values(), cast.ada.person, cast.outsider):
        client.sign_in(person)
        assert client.get(TEXTS).status == client.get(STOP).status == 404
        assert client.post(STOP, {"subject": "x", "body": "y", "act": "save"}).status == 404
    client.sign_in(cast.sam)
    assert client.get(f"{TEXTS}/no-such-letter").status == 404
