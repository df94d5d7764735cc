"""A page opens sealed texts after the read was committed, whether it only reads or writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tracker import db as database
from tracker import sealed
from tracker.extensions import db
from tracker.people.models import Person
from tracker.sealed import ReadLog, ReadNotLogged, Seal, SealedText, SealMissing
from tracker.settings import Settings
from tracker.web import unsealing

KEYS = ((1, b"\x01" * 32),)


@pytest.fixture
def own(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        with database.make_sessions(made)() as session:
            Factory(session, 1).person("Sam")
            seal = Seal(dict(KEYS))
            sealed.keep(session, seal, sealed.new_vault(session, seal), "release.title", "Amber")
            session.commit()
        yield made


def site(own: Engine, keys: tuple[tuple[int, bytes], ...] = KEYS) -> Flask:
    """An application with sessions and settings, which is all that opening a text needs."""
    app = Flask("tracker")
    db.init_app(app, own)
    app.extensions["tracker_settings"] = Settings(
        directory=Path(), database_url="", secret_key="k" * 32, seal_keys=keys
    )
    return app


def look() -> tuple[Person, SealedText, dict[int, str]]:
    person, text = (
        db.session.scalars(sa.select(Person)).one(),
        db.session.scalars(sa.select(SealedText)).one(),
    )
    return person, text, unsealing.open_texts(person.id, "review", [text])


def log(own: Engine) -> list[ReadLog]:
    with Session(own) as session:
        return list(session.scalars(sa.select(ReadLog)))


def test_without_a_master_key_a_page_opens_nothing(own: Engine) -> None:
    with site(own, ()).test_request_context(), pytest.raises(SealMissing):
        look()
    assert log(own) == []


def test_a_request_that_wrote_already_opens_nothing_and_keeps_nothing(own: Engine) -> None:
    with site(own).test_request_context(method="POST"):
        db.session.scalars(sa.select(Person)).one().name = "Somebody"
        with pytest.raises(ReadNotLogged):
            look()
    with Session(own) as session:
        assert session.scalars(sa.select(Person.name)).one() != "Somebody"
    assert log(own) == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_page_opens_a_text_and_the_read_stands(own: Engine, method: str) -> None:
    place = {"REMOTE_ADDR": "192.0.2.7"}
    with site(own).test_request_context(method=method, environ_base=place):
        person, text, opened = look()
        assert opened == {text.id: "Amber"}
        assert [(row.person_id, row.text_id) for row in log(own)] == [(person.id, text.id)]
        assert person.name == "Sam"  # what the page loaded before is still there


def test_an_address_is_told_apart_and_never_kept(own: Engine) -> None:
    app, found = site(own), []
    for address in ("192.0.2.7", "192.0.2.8", "192.0.2.7"):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            look()
            found.append(unsealing.address_hash())
    hashes = [row.address_hash for row in log(own)]
    assert hashes == found
    assert hashes[0] == hashes[2] != hashes[1]
    assert all(len(one) == 64 for one in hashes)


def test_a_read_stands_where_both_kinds_of_session_share_one_connection(
    app: Flask, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = app.extensions["tracker_settings"]
    monkeypatch.setitem(app.extensions, "tracker_settings", replace(settings, seal_keys=KEYS))
    seal = Seal(dict(KEYS))
    text = sealed.keep(session, seal, sealed.new_vault(session, seal), "release.title", "Amber")
    session.commit()
    with app.test_request_context():
        found = db.session.get_one(SealedText, text.id)
        assert unsealing.open_texts(cast.sam.id, "review", [found]) == {text.id: "Amber"}
    assert session.scalars(sa.select(ReadLog.person_id)).all() == [cast.sam.id]
