"""What a mail server says, and what follows: never twice, again where it helps, at once where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tests.outbox.posting import BREAK, Office, opened
from tests.sweeps.databases import migrated_engine
from tracker import clock, db
from tracker.outbox import actions, delivery
from tracker.outbox.models import Message, MessageState
from tracker.people import actions as people_actions
from tracker.settings import Smtp

SENDER = "Fellowship <fellowship@example.org>"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def server(office: Office) -> Iterator[Smtp]:
    with opened(office) as running:
        yield running


@pytest.fixture(scope="module")
def database(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sessionmaker[Session]]:
    with migrated_engine(engine, tmp_path_factory.mktemp("smtp")) as made:
        yield db.make_sessions(made)


@pytest.fixture
def sessions(database: sessionmaker[Session]) -> sessionmaker[Session]:
    with database.begin() as session:
        session.execute(sa.delete(Message))
    return database


def write(sessions: sessionmaker[Session], **values: Any) -> int:
    facts: dict[str, Any] = {"address": "ada@example.org", "subject": "Your form", "body": "Hi.\n", **values}
    with sessions.begin() as session:
        person = people_actions.create_person(session, None, name="Ada")
        return actions.write(session, person_id=person.id, kind="test", **facts).id


def read(sessions: sessionmaker[Session], message_id: int) -> Message:
    with sessions() as session:
        return session.get_one(Message, message_id)


def rounds(sessions: sessionmaker[Session], server: Smtp, hours: int = 30) -> None:
    """Let a day and more go by, with a round every ten minutes."""
    start = clock.now()
    for minutes in range(0, hours * 60, 10):
        with clock.fixed(start + timedelta(minutes=minutes)):
            delivery.take_up(sessions)
            delivery.deliver(sessions, server, SENDER)


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_an_address_that_is_refused_for_good_fails_at_once(sessions, server, office, step):
    setattr(office, step, lambda: "550 no such mailbox")
    message_id = write(sessions)
    rounds(sessions, server)
    kept = read(sessions, message_id)
    assert (kept.state, kept.attempts, kept.next_try_at) == (MessageState.FAILED, 1, None)
    assert kept.error == "550 no such mailbox"


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_what_is_refused_for_now_is_tried_again_and_arrives_once(sessions, server, office, step):
    answers = ["451 later", "452 full", "421 busy"]
    setattr(office, step, lambda: answers.pop(0) if answers else "250 OK")
    message_id = write(sessions)
    rounds(sessions, server, hours=2)
    assert office.subjects() == {"Your form": 1}
    kept = read(sessions, message_id)
    assert (kept.state, kept.attempts, kept.error) == (MessageState.SENT, 4, None)


def test_a_sender_that_is_refused_is_a_matter_of_settings_and_waits_for_them(sessions, server, office):
    office.mail = lambda: "550 relaying denied"
    message_id = write(sessions)
    delivery.deliver(sessions, server, SENDER)
    assert read(sessions, message_id).state is MessageState.WAITING


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_connection_that_breaks_before_the_text_is_given_is_tried_again(sessions, server, office, step):
    broken = [BREAK, BREAK]
    setattr(office, step, lambda: broken.pop() if broken else "250 OK")
    write(sessions)
    rounds(sessions, server, hours=1)
    assert office.subjects() == {"Your form": 1}


@pytest.mark.parametrize("said", [BREAK, f"{BREAK} after taking it"])
def test_after_the_whole_text_was_given_a_broken_connection_is_never_tried_again_by_itself(
    sessions, server, office, said
):
    office.data = lambda: said
    message_id = write(sessions)
    rounds(sessions, server)
    assert office.seen == 1
    kept = read(sessions, message_id)
    assert (kept.state, kept.attempts) == (MessageState.UNSURE, 1)
    assert kept.error is not None
    assert kept.handed_at is not None


@pytest.mark.parametrize("address", ["a\nBcc: b@example.org", "@", "no address", "a@b, c@d"])
def test_what_is_no_address_fails_at_once_and_reaches_nobody(sessions, server, office, address):
    message_id = write(sessions, address=address)
    rounds(sessions, server, hours=1)
    kept = read(sessions, message_id)
    assert (kept.state, kept.attempts) == (MessageState.FAILED, 1)
    assert office.taken == []


def test_letters_beyond_ascii_arrive_in_address_subject_and_text(sessions, server, office):
    write(sessions, address="zoë@exämple.org", subject="Grüße 你好", body=".dot\n..dots\nä\n" + "x" * 2000)
    assert delivery.deliver(sessions, server, SENDER) == 1
    [mail] = office.taken
    assert (mail["Subject"], mail["To"]) == ("Grüße 你好", "zoë@exämple.org")
    text = mail.get_content().replace("\r\n", "\n")
    assert text.rstrip("\n") == ".dot\n..dots\nä\n" + "x" * 2000


def test_a_try_that_outlived_its_time_does_not_send_what_another_has_taken_up(sessions, server, office):
    """A process that slept for an hour in the middle of a try wakes up after somebody else sent the mail."""
    message_id = write(sessions)
    later = clock.now() + timedelta(hours=1)

    def somebody_else() -> str:
        office.rcpt = lambda: "250 OK"
        with clock.fixed(later):
            assert delivery.take_up(sessions) == 1
            assert delivery.deliver(sessions, server, SENDER) == 1
        return "250 OK"

    office.rcpt = somebody_else
    with opened(Office(rcpt=somebody_else, taken=office.taken)) as slow:
        assert delivery.deliver(sessions, slow, SENDER) == 0
    assert office.subjects() == {"Your form": 1}
    assert read(sessions, message_id).state is MessageState.SENT


def test_where_the_database_is_busy_for_long_what_was_sent_is_still_noted_as_sent(
    sessions, server, office, monkeypatch, caplog
):
    message_id = write(sessions)
    noted, busy = delivery._note, ["busy"] * (delivery.PATIENCE - 1)

    def note(*facts: Any) -> None:
        if busy:
            raise sa.exc.OperationalError("UPDATE message", {}, Exception(busy.pop()))
        noted(*facts)

    monkeypatch.setattr(delivery, "_note", note)
    assert delivery.deliver(sessions, server, SENDER) == 1
    assert read(sessions, message_id).state is MessageState.SENT
    assert caplog.text == ""


def test_what_a_dead_process_left_is_taken_up_where_no_server_can_have_kept_it(sessions, server, office):
    free, handed = write(sessions, subject="Free"), write(sessions, subject="Handed")
    with sessions.begin() as session:
        values = {"state": MessageState.SENDING, "attempts": 1, "claimed_at": clock.now()}
        session.execute(sa.update(Message).values(values))
        session.execute(sa.update(Message).where(Message.id == handed).values(handed_at=clock.now()))
    assert delivery.take_up(sessions) == 0, "a try may still be under way"
    rounds(sessions, server, hours=1)
    assert office.subjects() == {"Free": 1}
    assert read(sessions, free).state is MessageState.SENT
    assert read(sessions, handed).state is MessageState.UNSURE
