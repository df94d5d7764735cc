"""Mail through a real SMTP server: once, whole, and never lost."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tests.sweeps.databases import migrated_engine
from tracker import clock, db
from tracker.outbox import actions, delivery
from tracker.outbox.models import Message, MessageState
from tracker.people import actions as people_actions
from tracker.settings import Smtp

SENDER = "fellowship@example.org"


@dataclass
class Post:
    """What the mail server took, and what it is to answer."""

    taken: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"
    pause: float = 0.0
    during: Callable[[], None] | None = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        time.sleep(self.pause)
        if self.during is not None:
            self.during()
        if self.answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post) -> Iterator[Smtp]:
    running = Controller(post, hostname="127.0.0.1", port=free_port())
    running.start()
    yield Smtp("127.0.0.1", running.port, None, None, "none")
    running.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def database(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sessionmaker[Session]]:
    with migrated_engine(engine, tmp_path_factory.mktemp("post")) as made:
        yield db.make_sessions(made)


@pytest.fixture
def sessions(database: sessionmaker[Session]) -> sessionmaker[Session]:
    """Sessions whose commits are real, over an empty outbox."""
    with database.begin() as session:
        session.execute(sa.delete(Message))
    return database


def write(sessions: sessionmaker[Session], **values: Any) -> int:
    """Put a message into the outbox and return its id."""
    facts: dict[str, Any] = {
        "address": "ada@example.org",
        "kind": "test",
        "subject": "Your form",
        "body": "Good day.\n",
        **values,
    }
    with sessions.begin() as session:
        person = people_actions.create_person(session, None, name="Ada")
        return actions.write(session, person_id=person.id, **facts).id


def read(sessions: sessionmaker[Session], message_id: int) -> Message:
    with sessions() as session:
        return session.get_one(Message, message_id)


def deliver(sessions: sessionmaker[Session], smtp: Smtp) -> int:
    return delivery.deliver(sessions, smtp, SENDER)


def test_a_message_arrives_once_and_whole(sessions: sessionmaker[Session], server: Smtp, post: Post) -> None:
    subject = "Rückmeldung für Zoë – 你好"
    body = "Grüße,\n\n.a line that begins with a dot\nhttps://example.org/links/abc_DEF-123\n" + "ä" * 2000
    message_id = write(sessions, subject=subject, body=body)
    assert deliver(sessions, server) == 1
    assert deliver(sessions, server) == 0
    [mail] = post.taken
    assert (mail["To"], mail["From"], mail["Subject"]) == ("ada@example.org", SENDER, subject)
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == body
    kept = read(sessions, message_id)
    assert (kept.state, kept.attempts, kept.error) == (MessageState.SENT, 1, None)
    assert kept.sent_at is not None


def test_a_mail_says_when_it_was_written_and_where_it_comes_from(
    sessions: sessionmaker[Session], server: Smtp, post: Post
) -> None:
    message_id = write(sessions)
    deliver(sessions, server)
    [mail] = post.taken
    assert mail["Date"].datetime == read(sessions, message_id).written_at.replace(microsecond=0)
    assert mail["Message-ID"].startswith(f"<{message_id}.")
    assert mail["Message-ID"].endswith("@example.org>")


def test_messages_leave_in_the_order_they_were_written(
    sessions: sessionmaker[Session], server: Smtp, post: Post
) -> None:
    for number in range(4):
        write(sessions, subject=f"Message {number}")
    assert deliver(sessions, server) == 4
    assert [mail["Subject"] for mail in post.taken] == [f"Message {number}" for number in range(4)]


def test_two_deliverers_at_once_never_send_one_twice(
    sessions: sessionmaker[Session], server: Smtp, post: Post
) -> None:
    post.pause = 0.02
    for number in range(8):
        write(sessions, subject=f"Message {number}")
    sent: list[int] = []
    threads = [threading.Thread(target=lambda: sent.append(deliver(sessions, server))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(sent) == 8
    assert sorted(mail["Subject"] for mail in post.taken) == [f"Message {number}" for number in range(8)]


def test_nobody_waits_for_a_slow_mail_server(
    sessions: sessionmaker[Session], server: Smtp, post: Post
) -> None:
    write(sessions)
    written: list[int] = []
    post.during = lambda: written.append(write(sessions, subject="Written meanwhile"))
    assert deliver(sessions, server) == 1
    assert len(written) == 1


def nobody_there() -> Smtp:
    return Smtp("127.0.0.1", free_port(), None, None, "none")


def test_while_the_server_is_down_a_message_waits_longer_each_time(sessions: sessionmaker[Session]) -> None:
    message_id = write(sessions)
    start = clock.now()
    pauses = []
    with clock.fixed(start):
        assert deliver(sessions, nobody_there()) == 0
    for _ in range(9):
        waiting = read(sessions, message_id)
        assert waiting.state is MessageState.WAITING
        assert waiting.error is not None
        assert waiting.error.startswith("ConnectionRefusedError")
        assert waiting.next_try_at is not None
        pauses.append(waiting.next_try_at - start)
        with clock.fixed(waiting.next_try_at - timedelta(seconds=1)):
            assert deliver(sessions, nobody_there()) == 0
        assert read(sessions, message_id).attempts == waiting.attempts, "not before its time"
        start = waiting.next_try_at
        with clock.fixed(start):
            deliver(sessions, nobody_there())
    minutes = [pause / timedelta(minutes=1) for pause in pauses]
    assert minutes == [2, 4, 8, 16, 32, 64, 128, 180, 180]


def test_a_message_survives_a_day_without_a_mail_server(
    sessions: sessionmaker[Session], server: Smtp, post: Post
) -> None:
    message_id = write(sessions)
    now = clock.now()
    end = now + timedelta(hours=26)
    nowhere = nobody_there()
    while now < end:
        with clock.fixed(now):
            deliver(sessions, nowhere)
        waiting = read(sessions, message_id)
        assert waiting.next_try_at is not None
        now = waiting.next_try_at
    with clock.fixed(now):
        assert deliver(sessions, server) == 1
    assert len(post.taken) == 1


def test_after_almost_three_days_a_message_stands_as_failed(sessions: sessionmaker[Session]) -> None:
    message_id = write(sessions)
    now = started = clock.now()
    nowhere = nobody_there()
    for _ in range(delivery.TRIES):
        with clock.fixed(now):
            deliver(sessions, nowhere)
        last = read(sessions, message_id)
        now = last.next_try_at or now
    assert (last.state, last.attempts) == (MessageState.FAILED, delivery.TRIES)
    assert timedelta(days=2.5) < now - started < timedelta(days=3.5)
    with clock.fixed(now + timedelta(days=1)):
        assert deliver(sessions, nowhere) == 0
    assert read(sessions, message_id).body == "Good day.\n", "failed, not lost"


def test_a_refused_message_holds_no_other_one_up(
    sessions: sessionmaker[Session], server: Smtp, post: Post
) -> None:
    post.answer = "451 try later"
    first = write(sessions, subject="First")
    deliver(sessions, server)
    assert "451" in (read(sessions, first).error or "")
    post.answer = "250 OK"
    write(sessions, subject="Second")
    assert deliver(sessions, server) == 1
    assert [mail["Subject"] for mail in post.taken] == ["Second"]


@pytest.mark.parametrize("address", ["a\nBcc: b@example.org", "a@b\r\n\r\nhello", "ädä@exämple.org", "@"])
def test_an_address_that_cannot_be_written_holds_no_other_one_up(
    sessions: sessionmaker[Session], server: Smtp, post: Post, address: str
) -> None:
    bad = write(sessions, address=address)
    write(sessions, subject="Good")
    deliver(sessions, server)
    assert [mail["Subject"] for mail in post.taken if mail["To"] == "ada@example.org"] == ["Good"]
    assert read(sessions, bad).state in (MessageState.FAILED, MessageState.SENT)
    assert all(mail["Bcc"] is None for mail in post.taken)


@pytest.mark.parametrize(
    "subject", ["Hello\nBcc: eve@example.org", "Hello\r\nBcc: eve@example.org\r\n\r\nBody", "Hello\n\tthere"]
)
def test_a_subject_with_line_ends_injects_no_header(
    sessions: sessionmaker[Session], server: Smtp, post: Post, subject: str
) -> None:
    write(sessions, subject=subject)
    assert deliver(sessions, server) == 1
    [mail] = post.taken
    assert mail["Bcc"] is None
    assert mail["Subject"] == " ".join(subject.split())
    assert mail.get_content().strip() == "Good day."
