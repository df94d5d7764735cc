"""Signing in by password, signing out, changing the password, and the account page."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
import sqlalchemy as sa
from flask_security import hash_password

from tracker.outbox.models import Message
from tracker.people.models import Person

pytestmark = pytest.mark.any_database

PASSWORD = "correct horse battery"


@pytest.fixture
def nia(app, make, session):
    person = make.person("Nia New")
    with app.test_request_context():
        person.password = hash_password(PASSWORD)
    session.flush()
    return person


def sign_in(client, email="nia.new@example.org", password=PASSWORD, url="/sign-in"):
    page = client.get(url)
    return client.submit(page, url, action="/sign-in", email=email, password=password)


def signed_in(client):
    return client.get("/account").status == 200


def test_the_right_password_signs_in(client, nia):
    assert sign_in(client).location == "/"
    assert signed_in(client)


def test_capitals_in_the_address_do_not_matter(client, nia):
    sign_in(client, email="Nia.New@Example.org")
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, nia, make, session):
    closed = make.person("Cleo Closed")
    closed.password, closed.active = nia.password, False
    make.person("Ulla Unset")
    session.flush()
    pages = [
        sign_in(client, password="wrong wrong wrong"),
        sign_in(client, email="nobody@example.org"),
        sign_in(client, email="cleo.closed@example.org"),
        sign_in(client, email="ulla.unset@example.org"),
        sign_in(client, password=""),
    ]
    assert {page.status for page in pages} == {200}
    assert len({page.text for page in pages}) == 1
    assert "not right" in pages[0]
    assert not signed_in(client)


@pytest.mark.parametrize("email", ["", "x", "a\0b@example.org", "x" * 3000, "' OR 1=1 --"])
def test_a_senseless_address_gets_the_same_words(client, nia, email):
    page = sign_in(client, email=email)
    assert page.status == 200
    assert "not right" in page


def test_after_sign_in_the_page_that_was_asked_for_opens(client, nia):
    asked = client.get("/account")
    assert asked.location == "/sign-in?next=/account"
    assert sign_in(client, url=asked.location).location == "/account"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "%20\\\\evil.example",
        "%20//evil.example",
        "/////evil.example",
        "https:evil.example",
        "http:///evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
    ],
)
def test_sign_in_leads_to_no_other_site(client, nia, target):
    done = sign_in(client, url=f"/sign-in?next={target}")
    # Browsers read a backslash as a slash and skip blanks.
    landing = urljoin("http://localhost/sign-in", (done.location or "/").replace("\\", "/").strip())
    assert landing.startswith("http://localhost/")


def test_signing_out_needs_a_post_with_its_token(client, nia):
    sign_in(client)
    assert client.get("/sign-out").status == 405
    assert client.flask.post("/sign-out").status_code == 400
    assert signed_in(client)
    assert client.post("/sign-out").location == "/sign-in"
    assert not signed_in(client)


def test_a_closed_account_is_signed_out_at_once(client, nia, session):
    sign_in(client)
    session.get(Person, nia.id).active = False
    assert not signed_in(client)


def change(client, **typed):
    page = client.get("/account/password")
    new = {"password": PASSWORD, "new_password": "another horse entirely"}
    typed = {**new, "new_password_confirm": "another horse entirely", **typed}
    return client.submit(page, "/account/password", **typed)


def test_a_changed_password_is_told_by_mail_and_signs_other_sessions_out(client, nia, session):
    sign_in(client)
    old = client.flask.get_cookie("tracker").value
    assert change(client).location == "/account"
    assert signed_in(client)
    message = session.scalars(sa.select(Message)).one()
    assert (message.person_id, message.address, message.subject) == (
        nia.id,
        nia.email,
        "Your password was changed",
    )
    assert "If that was not you" in message.body
    client.flask.set_cookie("tracker", old)
    assert not signed_in(client)
    client.sign_out()
    assert "not right" in sign_in(client)
    assert sign_in(client, password="another horse entirely").location == "/"


@pytest.mark.parametrize(
    "typed",
    [
        {"password": "wrong wrong wrong"},
        {"password": ""},
        {"new_password": "short", "new_password_confirm": "short"},
        {"new_password_confirm": "something else here"},
        {"new_password": PASSWORD, "new_password_confirm": PASSWORD},
    ],
)
def test_a_password_that_cannot_be_changed_says_why(client, nia, session, typed):
    sign_in(client)
    page = change(client, **typed)
    assert page.status == 200
    assert 'class="error"' in page.html
    assert session.scalars(sa.select(Message)).all() == []


def test_somebody_without_a_password_sets_a_first_one(client, make, session):
    person = make.person("Ulla Unset")
    client.sign_in(person)
    page = client.get("/account/password")
    assert 'name="password"' not in page.html
    client.submit(
        page,
        "/account/password",
        new_password="another horse entirely",
        new_password_confirm="another horse entirely",
    )
    session.expire_all()
    assert session.get(Person, person.id).password


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is needed"),
        ({"name": "N\0ia"}, "control characters"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
    ],
)
def test_an_account_that_cannot_be_saved_says_why_at_the_field(client, nia, session, typed, words):
    client.sign_in(nia)
    page = client.submit(client.get("/account"), "/account", **typed)
    assert words in page
    session.expire_all()
    assert session.get(Person, nia.id).name == "Nia New"


def test_ones_own_name_and_zone_are_saved(client, nia, session):
    client.sign_in(nia)
    page = client.get("/account")
    assert client.submit(page, "/account", name=" Nia ", time_zone="Asia/Tokyo").location == "/account"
    session.expire_all()
    person = session.get(Person, nia.id)
    assert (person.name, person.time_zone) == ("Nia", "Asia/Tokyo")


def test_only_pages_renew_the_session(client, nia):
    assert sign_in(client).status == 302
    assert "Set-Cookie" in client.get("/account").response.headers
    icon = client.get("/static/icon.svg").response
    icon.close()
    assert "Set-Cookie" not in icon.headers
