"""Wiping the demo: who may, what is left, and that the banner goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.demo.conftest import SEAL
from tests.page import Client, count_rows
from tracker import audit
from tracker import db as database
from tracker.app import create_app
from tracker.audit import AuditEntry, AuditHead
from tracker.cohorts import actions as cohorts
from tracker.cohorts.models import Program
from tracker.demo import actions
from tracker.demo.build import Login, build
from tracker.demo.stages import Stage
from tracker.extensions import db
from tracker.people.models import Person
from tracker.permissions import Role

PAGE = "/demo/wipe"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "demo").write_text(json.dumps({"stage": "training"}))
    (tmp_path / "demo-password").write_text("for everybody")
    return tmp_path


@pytest.fixture
def demo_app(folder, settings, connection) -> Flask:
    """The application in demo mode, bound to the test's transaction."""
    made = create_app(replace(settings, directory=folder, demo=True), database.make_engine("sqlite://"))

    def open_session() -> Session:
        return Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

    made.extensions["tracker_sessions"] = {"read": open_session, "write": open_session}
    return made


@pytest.fixture
def browser(demo_app, session) -> Client:
    return Client(demo_app, session, db)


@pytest.mark.parametrize("who", ["sam", "mara", "outsider"])
def test_others_are_told_who_may(browser, cast, who, folder):
    """Staff and mentors read which login can; pressing anyway finds nothing. A lead of any program may."""
    if who == "outsider":
        cast.outsider.role_grants = []
    browser.sign_in(getattr(cast, who))
    page = browser.get(PAGE)
    assert "lea.lead@example.org" in page
    assert "Wipe everything" not in page
    assert browser.post(PAGE).status == 404
    assert count_rows(browser.session, Program) == 2
    assert (folder / "demo").exists()


def test_a_visitor_signs_in_first(browser, cast):
    assert "/sign-in" in browser.get(PAGE).location
    assert browser.post(PAGE).status == 401


def test_the_lead_wipes_and_begins(browser, cast, folder, demo_app):
    """The way from the button to the first program of one's own."""
    browser.sign_in(cast.lea)
    page = browser.get(PAGE)
    assert browser.submit(page, PAGE).location == "/"
    left = browser.session.scalars(sa.select(Person)).one()
    assert left.name == "Lea Lead"
    assert [grant.role for grant in left.role_grants] == [Role.OPERATOR]
    assert not list(folder.glob("demo*"))
    assert not demo_app.extensions["tracker_settings"].demo
    assert "invented" not in browser.get("/account")


def test_after_the_wipe_there_is_nothing_to_wipe(browser, cast):
    """What the running program holds then is real, whoever leads it."""
    browser.sign_in(cast.lea).post(PAGE)
    assert browser.get(PAGE).status == 404
    assert browser.post(PAGE).status == 404


def test_a_missing_token_wipes_nothing(browser, cast):
    browser.sign_in(cast.lea)
    assert browser.flask.post(PAGE).status_code == 400
    assert count_rows(browser.session, Program) == 2


def test_no_such_page_without_a_demo(client, cast):
    assert client.sign_in(cast.lea).get(PAGE).status == 404


@pytest.fixture
def whole(request, engine, built) -> Iterator[tuple[Session, list[Login]]]:
    """The whole demo, to be changed: on SQLite a copy of what was built there for all tests."""
    if engine.dialect.name != "sqlite":
        session = request.getfixturevalue("session")
        yield session, build(session, stage=Stage.TRAINING, password_hash="x", seal=SEAL)
        return
    made = built(Stage.TRAINING)
    copy = made.engine()
    with Session(copy, expire_on_commit=False) as session:
        yield session, made.logins
    copy.dispose()


def test_wiping_leaves_one_person_and_says_who_it_was(whole):
    """With a row in nearly every table."""
    session, logins = whole
    lead = next(login.email for login in logins if login.role == "lead")
    actor = session.scalars(sa.select(Person).where(Person.email == lead)).one()
    actions.wipe(session, actor)
    assert session.scalars(sa.select(Person)).all() == [actor]
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.position)).all()
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("demo.wipe", actor.id),
        ("role.grant", None),
    ]
    assert [head.chain for head in session.scalars(sa.select(AuditHead))] == ["installation"]
    assert not list(audit.broken_links(session))
    kept = {"person", "role_grant", "audit_entry", "audit_head"}
    for table in database.Base.metadata.sorted_tables:
        if table.name not in kept:
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0, table.name
    assert cohorts.create_program(session, actor, slug="ours", name="Ours").id


def test_only_a_lead_wipes(session, cast):
    with pytest.raises(PermissionError):
        actions.wipe(session, cast.sam)
    assert count_rows(session, Program) == 2
