"""Invitations and sign-in links: they open once, for a time, and only when a button is pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tracker import clock
from tracker.outbox.models import Message
from tracker.people import actions, rules
from tracker.people.models import AccessLink, LinkKind, Person
from tracker.permissions import Grant, Grants, Role

PASSWORD = "correct horse battery"


@pytest.fixture
def nia(make):
    return make.person("Nia New")


@pytest.fixture
def link(session, nia):
    def write(kind=LinkKind.INVITATION, person=None):
        token = actions.make_link(session, None, person=person or nia, kind=kind)
        session.flush()
        return f"/links/{token}"

    return write


def signed_in(client):
    return client.get("/account").status == 200


def test_an_invitation_asks_for_a_password_and_opens_the_account(client, link, nia, session):
    url = link()
    page = client.get(url)
    assert "Welcome, Nia New" in page
    done = client.submit(page, url, name="Nia N. New", password=PASSWORD)
    assert done.location == "/"
    assert signed_in(client)
    session.expire_all()
    person = session.get(Person, nia.id)
    assert (person.name, person.password.startswith("$argon2")) == ("Nia N. New", True)


def test_a_looked_at_link_is_not_spent(client, link):
    url = link(LinkKind.SIGN_IN)
    for _look in range(3):
        assert client.get(url).status == 200
    assert client.submit(client.get(url), url).location == "/"
    assert signed_in(client)


@pytest.mark.parametrize("kind", [LinkKind.INVITATION, LinkKind.SIGN_IN])
def test_a_used_link_opens_nothing_more(client, link, kind):
    url = link(kind)
    page = client.get(url)
    client.submit(page, url, **({"password": PASSWORD} if kind is LinkKind.INVITATION else {}))
    client.sign_out()
    assert "was used already" in client.get(url)
    again = client.post(url, {"name": "Somebody Else", "password": PASSWORD})
    assert again.status == 410
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("kind", "lifetime"),
    [(LinkKind.INVITATION, timedelta(days=14)), (LinkKind.SIGN_IN, timedelta(minutes=30))],
)
def test_a_link_opens_until_its_time_is_over(client, link, kind, lifetime):
    with clock.fixed(clock.now()):
        url, start = link(kind), clock.now()
    with clock.fixed(start + lifetime - timedelta(seconds=1)):
        assert client.get(url).status == 200
    with clock.fixed(start + lifetime):
        page = client.get(url)
        assert page.status == 410
        assert "has expired" in page
        assert client.post(url, {"name": "Nia", "password": PASSWORD}).status == 410
    assert not signed_in(client)


def test_an_unknown_link_says_so(client):
    page = client.get("/links/" + "a" * 43)
    assert page.status == 410
    assert "not valid" in page
    assert client.get("/links/short").status == 404


def test_a_link_of_a_closed_account_opens_nothing(client, link, nia):
    url = link(LinkKind.SIGN_IN)
    nia.active = False
    assert "account is closed" in client.get(url)
    assert client.post(url).status == 410
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": ""}, "This field is needed"),
        ({"password": "short"}, "Use 12 to 128 characters"),
        ({"password": "x" * 129}, "Use 12 to 128 characters"),
        ({"name": ""}, "This field is needed"),
        ({"name": "N\0ia"}, "control characters"),
        ({"name": "N\x1bia"}, "control characters"),
        ({"name": "x" * 201}, "at most 200"),
    ],
)
def test_what_cannot_be_taken_says_why_and_leaves_the_invitation_unspent(client, link, session, typed, words):
    url = link()
    page = client.submit(client.get(url), url, **{"name": "Nia", "password": PASSWORD, **typed})
    assert page.status == 200
    assert words in page
    assert session.scalars(sa.select(AccessLink.used_at)).all() == [None]
    assert not signed_in(client)


def test_taking_up_one_invitation_ends_the_others(client, link, session, nia):
    first = link()
    session.execute(sa.update(AccessLink).values(kind=LinkKind.SIGN_IN))  # so that the second does not end it
    second = link()
    session.execute(sa.update(AccessLink).values(kind=LinkKind.INVITATION))
    client.submit(client.get(second), second, password=PASSWORD)
    client.sign_out()
    assert "has expired" in client.get(first)


def test_a_formula_in_a_name_stays_text(client, link, session, nia):
    url = link()
    client.submit(client.get(url), url, name="=1+1", password=PASSWORD)
    assert "=1+1" in client.get("/account")


def ask(client, email):
    page = client.get("/sign-in/link")
    return client.submit(page, "/sign-in/link", email=email)


def test_asking_for_a_link_says_the_same_to_everybody(client, nia, session, make):
    closed = make.person("Cleo Closed")
    closed.active = False
    session.flush()
    answers = {
        ask(client, email).text.replace(email, "")
        for email in (nia.email, closed.email, "nobody@example.org")
    }
    assert len(answers) == 1
    assert [one.person_id for one in session.scalars(sa.select(Message))] == [nia.id]


def test_the_mailed_link_signs_in_once(client, nia, session):
    ask(client, " NIA.NEW@example.org ")
    message = session.scalars(sa.select(Message)).one()
    assert (message.program_id, message.opens_account) == (None, True)
    url = next(word for word in message.body.split() if "/links/" in word).split("localhost")[1]
    client.submit(client.get(url), url)
    assert signed_in(client)


@pytest.mark.parametrize(
    ("email", "words"), [("", "This field is needed"), ("a\0b@example.org", "control characters")]
)
def test_an_address_that_cannot_be_one_is_refused(client, session, email, words):
    assert words in ask(client, email)


STAFF = Grants.of([Grant(Role.STAFF, 1)])
LEAD = Grants.of([Grant(Role.LEAD, 1)])


@pytest.mark.parametrize(
    ("giver", "held", "state", "code"),
    [
        (STAFF, [Grant(Role.MENTOR, 1, 2)], "not_invited", ""),
        (STAFF, [Grant(Role.MENTOR, 1, 2)], "expired", ""),
        (STAFF, [Grant(Role.MENTOR, 1, 2)], "invited", ""),
        (STAFF, [Grant(Role.MENTOR, 1, 2)], "open", "account_open"),
        (STAFF, [Grant(Role.MENTOR, 1, 2)], "no_address", "no_address"),
        (STAFF, [Grant(Role.MENTOR, 1), Grant(Role.LEAD, 1)], "not_invited", "invite_beyond_you"),
        (STAFF, [Grant(Role.MENTOR, 1), Grant(Role.MENTOR, 9)], "not_invited", "invite_beyond_you"),
        (LEAD, [Grant(Role.LEAD, 1)], "not_invited", ""),
        (LEAD, [Grant(Role.LEAD, 9)], "not_invited", "invite_beyond_you"),
        (LEAD, [Grant(Role.OPERATOR, None)], "not_invited", "invite_beyond_you"),
    ],
)
def test_an_invitation_reaches_no_further_than_its_writer(giver, held, state, code):
    person = Person(name="Nia")
    assert rules.may_invite(giver, person, held, rules.AccountState(state)).code == code
