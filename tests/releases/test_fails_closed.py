"""What happens when who reads cannot be written down, or no key fits: nothing opens, and the page says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.releases.casting import SEAL, TITLE, Bench, a_bench, a_case
from tests.sweeps.databases import migrated_engine
from tracker import audit, clock, sealed
from tracker.app import create_app
from tracker.overview import daily
from tracker.people.models import Person
from tracker.releases import retention
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.sealed import ReadLog, Vault
from tracker.settings import Settings

KEY = "a key for tests only, long enough to be taken"


@dataclass
class House:
    """An installation of its own, in which commits are real, with Ada's release, which Mara guides."""

    app: Flask
    engine: Engine
    settings: Settings
    cast: Cast
    bench: Bench
    case: Case

    def open(self, person: Person, path: str) -> TestResponse:
        browser: FlaskClient = self.app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = person.fs_uniquifier, True
        return browser.get(path)

    def logged(self) -> list[str]:
        with Session(self.engine) as session:
            return [row.purpose for row in session.scalars(sa.select(ReadLog).order_by(ReadLog.id))]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody else holds the log of reads."""
        with self.engine.connect() as other:
            if self.engine.dialect.name == "postgresql":
                other.execute(sa.text("LOCK TABLE read_log IN ACCESS EXCLUSIVE MODE"))
            else:
                other.execute(sa.text("UPDATE read_log SET purpose = purpose"))
            yield
            other.rollback()


@pytest.fixture
def house(
    engine: Engine, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    monkeypatch.setattr(sealed, "LOG_WAIT", "200ms")
    with migrated_engine(engine, tmp_path) as made:
        if made.dialect.name == "sqlite":  # an installation waits for 15 seconds
            event.listen(made, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=200"))
            made.dispose()
        with Session(made, expire_on_commit=False) as session:
            make = Factory(session)
            cast = build_cast(make)
            bench = a_bench(make, cast)
            case = a_case(session, cast.ada.person, cast.sprint)
            session.commit()
        own = replace(settings, seal_keys=tuple(SEAL.keys.items()))
        yield House(create_app(own, made), made, own, cast, bench, case)


def test_a_locked_log_of_reads_closes_the_page_and_opens_it_again(house: House) -> None:
    path = f"/reviews/{house.case.id}/mentor-view"
    reader = house.cast.mara
    shown = house.open(reader, path)
    assert shown.status_code == 200
    assert TITLE in shown.text
    before = house.logged()
    assert before, "the read stands in the log before the page is there"
    with house.locked():
        refused = house.open(reader, path)
        assert refused.status_code == 503
        assert TITLE not in refused.text
        assert "nothing was opened" in refused.text
        assert house.open(reader, "/reviews").status_code == 200  # the rest works
    assert house.logged() == before
    assert TITLE in house.open(reader, path).text


@pytest.mark.parametrize("keys", [(), ((1, b"\x09" * 32),), ((2, b"\x01" * 32),)])
def test_without_the_key_that_fits_nothing_opens_and_the_rest_works(
    house: House, keys: tuple[tuple[int, bytes], ...]
) -> None:
    house.app = create_app(replace(house.settings, seal_keys=keys), house.engine)
    reader = house.cast.mara
    refused = house.open(reader, f"/reviews/{house.case.id}/mentor-view")
    assert refused.status_code == 503
    assert TITLE not in refused.text
    assert "Nothing was shown, kept or changed." in refused.text
    assert house.open(reader, "/reviews").status_code == 200


def test_texts_are_deleted_years_after_the_end_and_the_row_stays(house: House) -> None:
    reader, number = house.cast.mara, house.case.id
    with Session(house.engine) as session:
        case = session.get_one(Case, number)
        case.state, case.closed_at = CaseState.WITHDRAWN, clock.now()
        session.commit()
    ended = clock.now()
    for days, destroyed in ((3 * 365 - 1, False), (3 * 366, True)):
        with clock.fixed(ended + timedelta(days=days)), Session(house.engine) as session:
            case = session.get_one(Case, number)
            due = retention.due(session, case.program)
            assert [one.id for one in due] == ([number] if destroyed else [])
            session.rollback()
            done = daily.run_once(house.engine, ["old texts"])
            assert (done.counts.get(("north", "old texts"), 0), done.failed) == (int(destroyed), [])
            assert retention.delete(session, case) is False
            session.rollback()
            vault = session.get_one(Vault, case.vault_id)
            assert (vault.wrapped_key is None) is destroyed
    page = house.open(reader, f"/reviews/{number}")
    assert page.status_code == 200
    assert house.case.label in page.text
    assert "were deleted on" in page.text
    gone = house.open(reader, f"/reviews/{number}/mentor-view")
    assert gone.status_code in (404, 410)
    assert TITLE not in gone.text
    with Session(house.engine) as session:
        entries = session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.object_id == number))
        assert "release.delete_texts" in {one.action for one in entries}
        assert list(audit.broken_links(session)) == []
