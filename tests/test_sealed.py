"""Sealed texts open with their key, at their place, after it was written down who reads them; else not."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import example
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.properties import given, st
from tests.sweeps.databases import migrated_engine
from tracker import db, sealed
from tracker.audit import AuditEntry, broken_links
from tracker.cli import main
from tracker.sealed import (
    Reader,
    ReadLog,
    ReadNotLogged,
    Seal,
    SealBroken,
    SealDestroyed,
    SealedText,
    SealMissing,
    Vault,
)
from tracker.settings import Settings

OLD, NEW = b"\x01" * 32, b"\x02" * 32
SEAL = Seal({1: OLD})
CANARY = "canary-zebrafinch-4417"
FIELD = "release.title"


@pytest.fixture
def vault(session: Session) -> Vault:
    return sealed.new_vault(session, SEAL)


@pytest.fixture
def reader(cast: Cast) -> Reader:
    return Reader(cast.sam.id, "review", "a" * 64)


@pytest.fixture
def own(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        yield made


def kept(session: Session, vault: Vault, text: str | bytes = CANARY) -> SealedText:
    made = sealed.keep(session, SEAL, vault, FIELD, text)
    session.commit()
    return made


def opened(session: Session, reader: Reader, text: SealedText, seal: Seal = SEAL) -> str:
    return sealed.read(session, seal, reader, [text])[text.id]


def logged(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(ReadLog)) or 0


def said(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error)


def test_without_a_master_key_nothing_is_sealed_or_opened(
    session: Session, vault: Vault, reader: Reader, tmp_path: Path
) -> None:
    text = kept(session, vault)
    none = Seal.from_settings(Settings(directory=tmp_path, database_url="sqlite://", secret_key="k" * 32))
    for attempt in (
        lambda: sealed.new_vault(session, none),
        lambda: sealed.keep(session, none, vault, FIELD, CANARY),
        lambda: opened(session, reader, text, none),
        lambda: sealed.rewrap(session, none),
    ):
        with pytest.raises(SealMissing, match="TRACKER_SEAL_KEYS"):
            attempt()
    assert logged(session) == 0


def test_another_key_of_the_same_number_opens_nothing(session: Session, vault: Vault, reader: Reader) -> None:
    text = kept(session, vault)
    with pytest.raises(SealBroken, match=f"vault.wrapped_key.{vault.id} cannot be opened") as caught:
        opened(session, reader, text, Seal({1: NEW}))
    assert repr(OLD)[2:-1] not in said(caught.value)
    assert repr(NEW)[2:-1] not in said(caught.value)


@pytest.mark.parametrize("place", [0, 1, 12, 13, 500, -1])
def test_a_flipped_bit_is_noticed(session: Session, vault: Vault, reader: Reader, place: int) -> None:
    text = kept(session, vault)
    body = bytearray(text.body)
    body[place] ^= 1
    text.body = bytes(body)
    session.commit()
    with pytest.raises(SealBroken, match="changed, moved") as caught:
        opened(session, reader, text)
    assert CANARY not in said(caught.value)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28, 29, 1000])
def test_a_text_cut_short_is_noticed(session: Session, vault: Vault, reader: Reader, length: int) -> None:
    text = kept(session, vault)
    text.body = text.body[:length]
    session.commit()
    with pytest.raises(SealBroken):
        opened(session, reader, text)


def test_a_text_in_another_row_field_or_vault_does_not_open(
    session: Session, vault: Vault, reader: Reader
) -> None:
    text, other = kept(session, vault), kept(session, vault, "another")
    other.body = text.body
    session.commit()
    with pytest.raises(SealBroken):
        opened(session, reader, other)
    text.field = "release.reason"
    session.commit()
    with pytest.raises(SealBroken):
        opened(session, reader, text)
    second = sealed.new_vault(session, SEAL)
    text.field, text.vault_id = FIELD, second.id
    second.wrapped_key = vault.wrapped_key
    session.commit()
    with pytest.raises(SealBroken, match="wrapped_key"):
        opened(session, reader, text)


def test_what_was_destroyed_is_unreadable_and_says_so(session: Session, vault: Vault, reader: Reader) -> None:
    text = kept(session, vault)
    sealed.destroy(session, vault)
    session.commit()
    at = vault.destroyed_at
    sealed.destroy(session, vault)
    session.commit()
    assert vault.destroyed_at == at
    with pytest.raises(SealDestroyed, match="destroyed"):
        opened(session, reader, text)
    with pytest.raises(SealDestroyed):
        sealed.keep(session, SEAL, vault, FIELD, "more")
    assert logged(session) == 0


@pytest.mark.parametrize("field", ["", "Amber heron", "release.title ", "release..title", "x" * 61, "é"])
def test_a_field_says_what_it_is_and_nothing_else(session: Session, vault: Vault, field: str) -> None:
    with pytest.raises(ValueError, match="by what it is"):
        sealed.keep(session, SEAL, vault, field, CANARY)


def test_where_the_log_cannot_be_written_nothing_opens(own: Engine) -> None:
    sessions = db.make_sessions(own)
    with sessions() as session:
        person = Factory(session, 1).person("Sam")
        text = kept(session, sealed.new_vault(session, SEAL))
        number = person.id
    with own.begin() as connection:
        connection.execute(sa.text("DROP TABLE read_log"))
    with sessions() as log, pytest.raises(ReadNotLogged, match="nothing was opened") as caught:
        sealed.read(log, SEAL, Reader(number, "review"), [text])
    assert CANARY not in said(caught.value)


def test_where_the_log_is_locked_by_somebody_else_a_page_does_not_wait_for_ever(
    own: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "LOG_WAIT", "200ms")
    sessions = db.make_sessions(own)
    with sessions() as session:
        person = Factory(session, 1).person("Sam")
        text = kept(session, sealed.new_vault(session, SEAL))
    with own.connect() as other, own.connect() as mine:
        if own.dialect.name == "sqlite":
            mine.exec_driver_sql("PRAGMA busy_timeout=200")  # the limit of the installation is 15 seconds
            mine.rollback()
            other.execute(sa.text("UPDATE read_log SET purpose = purpose"))
        else:
            other.execute(sa.text("LOCK TABLE read_log IN ACCESS EXCLUSIVE MODE"))
        with Session(mine) as log, pytest.raises(ReadNotLogged, match="nothing was opened") as caught:
            sealed.read(log, SEAL, Reader(person.id, "review"), [text])
        assert CANARY not in said(caught.value)
        other.rollback()
        with Session(mine) as log:
            assert sealed.read(log, SEAL, Reader(person.id, "review"), [text]) == {text.id: CANARY}


def test_a_session_that_only_reads_opens_nothing(own: Engine) -> None:
    with db.make_sessions(own)() as session:
        person = Factory(session, 1).person("Sam")
        text = kept(session, sealed.new_vault(session, SEAL))
    with db.make_sessions(db.read_only(own))() as reading, pytest.raises(ReadNotLogged):
        sealed.read(reading, SEAL, Reader(person.id, "review"), [text])


def test_a_reader_who_does_not_exist_opens_nothing(session: Session, vault: Vault) -> None:
    text = kept(session, vault)
    with pytest.raises(ReadNotLogged):
        opened(session, Reader(999_999, "review"), text)


@pytest.mark.parametrize("how", ["pending", "flushed", "released", "statement"])
def test_a_session_that_wrote_already_is_not_committed(
    session: Session, cast: Cast, vault: Vault, reader: Reader, how: str
) -> None:
    text = kept(session, vault)
    if how == "statement":
        session.execute(sa.update(Vault).values(master_id=1))
    elif how == "released":
        with session.begin_nested():
            cast.sam.name = "Somebody"
    else:
        cast.sam.name = "Somebody"
        if how == "flushed":
            session.flush()
    with pytest.raises(ReadNotLogged, match="wrote already"):
        opened(session, reader, text)
    session.rollback()
    assert opened(session, reader, text) == CANARY


def test_the_log_is_committed_before_a_text_opens(own: Engine) -> None:
    sessions = db.make_sessions(own)
    with sessions() as session:
        person = Factory(session, 1).person("Sam")
        text = kept(session, sealed.new_vault(session, SEAL))
        text.body = bytes(len(text.body))  # it will not open; that somebody tried must stand all the same
        session.commit()
    with sessions() as log, pytest.raises(SealBroken):
        sealed.read(log, SEAL, Reader(person.id, "review", "f" * 64), [text])
    with sessions() as session:
        [row] = session.scalars(sa.select(ReadLog))
        assert (row.vault_id, row.text_id, row.field) == (text.vault_id, text.id, FIELD)
        assert (row.person_id, row.purpose, row.address_hash) == (person.id, "review", "f" * 64)


@given(text=st.text(st.characters(exclude_categories=())))
@example(text="")
@example(text="\ud800")
@example(text="\0" * 3000)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    key = os.urandom(32)
    body = sealed._encrypt(key, sealed._padded(text.encode("utf-8", "surrogatepass")), "p")
    row = SealedText(id=1, vault_id=1, field=FIELD)
    row.body = sealed._encrypt(key, sealed._padded(text.encode("utf-8", "surrogatepass")), sealed._place(row))
    assert sealed._text(1, sealed.decrypted(key, row)) == text
    assert body != row.body


@given(length=st.integers(0, 4096))
@example(length=1016)
@example(length=1017)
def test_a_size_tells_the_length_to_a_kibibyte_only(length: int) -> None:
    padded = sealed._padded(b"x" * length)
    assert len(padded) % 1024 == 0
    assert 0 <= len(padded) - (length + 8) < 1024


def test_texts_and_files_of_two_vaults_open_together(session: Session, vault: Vault, reader: Reader) -> None:
    other = sealed.new_vault(session, SEAL)
    texts = [kept(session, vault, "naïve \ud800"), kept(session, other, ""), kept(session, vault, b"\xff\0")]
    files = sealed.read_files(session, SEAL, reader, texts)
    assert files[texts[2].id] == b"\xff\0"
    assert sealed.read(session, SEAL, reader, texts[:2]) == {texts[0].id: "naïve \ud800", texts[1].id: ""}
    assert logged(session) == 5
    with pytest.raises(SealBroken, match="is a file") as caught:
        opened(session, reader, texts[2])
    assert caught.value.__context__ is None


def test_nothing_to_read_writes_nothing(session: Session, reader: Reader) -> None:
    assert sealed.read(session, SEAL, reader, []) == {}
    assert logged(session) == 0


def test_a_text_sealed_twice_looks_different(session: Session, vault: Vault) -> None:
    assert kept(session, vault).body != kept(session, vault).body


def test_a_forgotten_text_is_gone_and_its_reads_stay(session: Session, vault: Vault, reader: Reader) -> None:
    text = kept(session, vault)
    opened(session, reader, text)
    sealed.forget_text(session, text)
    session.commit()
    session.expunge_all()
    assert session.scalars(sa.select(SealedText)).all() == []
    [row] = session.scalars(sa.select(ReadLog))
    assert (row.text_id, row.field) == (None, FIELD)


def test_after_a_rotation_the_old_key_may_go(session: Session, vault: Vault, reader: Reader) -> None:
    text, gone = kept(session, vault), sealed.new_vault(session, SEAL)
    sealed.destroy(session, gone)
    session.commit()
    with pytest.raises(SealMissing, match="master key 1 is not in"):
        opened(session, reader, text, Seal({2: NEW}))
    with pytest.raises(SealMissing, match="master key 1"):
        sealed.rewrap(session, Seal({2: NEW}))
    both = Seal({1: OLD, 2: NEW})
    assert opened(session, reader, text, both) == CANARY
    assert sealed.rewrap(session, both) == 1
    assert sealed.rewrap(session, both) == 0
    session.commit()
    assert opened(session, reader, text, Seal({2: NEW})) == CANARY
    assert sealed.new_vault(session, both).master_id == 2
    assert gone.wrapped_key is None


def test_the_canary_stands_nowhere(own: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with db.make_sessions(own)() as session:
        person = Factory(session, 1).person("Sam")
        vault = sealed.new_vault(session, SEAL)
        text = kept(session, vault)
        reader = Reader(person.id, "review")
        shown = repr((SEAL, text, vault, reader, replace(SEAL)))
        assert opened(session, reader, text) == CANARY
        assert CANARY.encode() not in session.scalars(sa.select(SealedText.body)).one()
        key = sealed.vault_key(SEAL, vault)
    assert repr(OLD)[2:-1] not in shown
    assert CANARY not in shown + caplog.text
    if own.dialect.name == "sqlite":
        path = Path(str(own.url.database))
        stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        assert bytes(text.body) in stored
        assert all(secret not in stored for secret in (CANARY.encode(), OLD, key))


def test_a_destroyed_key_leaves_the_file(own: Engine) -> None:
    if own.dialect.name != "sqlite":
        pytest.skip("PostgreSQL drops old rows when it vacuums")
    with db.make_sessions(own)() as session:
        vault = sealed.new_vault(session, SEAL)
        session.commit()
        wrapped = bytes(vault.wrapped_key or b"")
        sealed.destroy(session, vault)
        session.commit()
    own.dispose()  # what is in the log moves to the file
    assert wrapped[16:40] not in Path(str(own.url.database)).read_bytes()


def test_the_command_wraps_with_the_newest_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = ("--dir", str(tmp_path / "here"))
    run = CliRunner()
    assert run.invoke(main, ["create", "program", "north", "--name", "North", *place]).exit_code == 0
    engine = db.make_engine(f"sqlite:///{tmp_path / 'here' / 'tracker.sqlite3'}")
    with db.make_sessions(engine).begin() as session:
        sealed.new_vault(session, SEAL)
    ones, twos = "AQEB" * 10 + "AQE", "AgIC" * 10 + "AgI"
    monkeypatch.setenv("TRACKER_SEAL_KEYS", f"2:{twos}")
    done = run.invoke(main, ["rotate-seal", *place])
    assert (done.exit_code, "master key 1 is not in" in done.output) == (2, True)
    monkeypatch.setenv("TRACKER_SEAL_KEYS", f"1:{ones},2:{twos}")
    done = run.invoke(main, ["rotate-seal", *place])
    assert (done.exit_code, done.output) == (
        0,
        "Master key 2 now wraps every key of sealed texts; 1 changed.\n",
    )
    with db.make_sessions(engine)() as session:
        assert session.scalars(sa.select(Vault.master_id)).one() == 2
        [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "seal.rotate"))
        assert (entry.chain, entry.change) == ("installation", {"master": 2, "wrapped": 1})
        assert list(broken_links(session)) == []
    engine.dispose()
