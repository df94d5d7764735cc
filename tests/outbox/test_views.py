"""The outbox on screen: one's own programs' messages, and no link that opens somebody's account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.page import Client
from tracker.outbox import actions, queries
from tracker.outbox.models import Message, MessageState
from tracker.permissions import Role
from tracker.settings import Smtp


def write(
    session: Session, cast: Cast, *, program_id: int | None, subject: str, opens_account: bool = False
) -> Message:
    return actions.write(
        session,
        person_id=cast.ada.person_id,
        address="ada@example.org",
        kind="test",
        subject=subject,
        body=f"The text of {subject}: https://example.org/links/secret",
        program_id=program_id,
        opens_account=opens_account,
    )


@pytest.fixture
def sending(app: Flask) -> Iterator[None]:
    """The application as it is where a mail server is set."""
    before = app.extensions["tracker_settings"]
    app.extensions["tracker_settings"] = replace(before, smtp=Smtp("localhost", 25, None, None, "none"))
    yield
    app.extensions["tracker_settings"] = before


def test_staff_read_their_programs_messages_newest_first(
    client: Client, session: Session, cast: Cast
) -> None:
    write(session, cast, program_id=cast.program.id, subject="First notice")
    write(session, cast, program_id=cast.program.id, subject="Second notice")
    page = client.sign_in(cast.sam).get("/outbox/")
    assert page.status == 200
    assert page.text.index("Second notice") < page.text.index("First notice")
    assert "The text of First notice" in page


def test_nobody_reads_another_programs_messages(client: Client, session: Session, cast: Cast) -> None:
    write(session, cast, program_id=cast.program.id, subject="Of the north")
    page = client.sign_in(cast.outsider).get("/outbox/")
    assert page.status == 200
    assert "Of the north" not in page


def test_a_sign_in_link_is_shown_to_nobody(client: Client, session: Session, cast: Cast) -> None:
    write(session, cast, program_id=None, subject="Your sign-in link", opens_account=True)
    for person in (cast.sam, cast.lea, cast.outsider):
        page = client.sign_in(person).get("/outbox/")
        assert "sign-in link" not in page
        assert "links/secret" not in page.html


def test_a_role_in_one_cohort_is_not_enough(
    client: Client, session: Session, make: Factory, cast: Cast
) -> None:
    write(session, cast, program_id=cast.program.id, subject="To a lead", opens_account=True)
    cora = make.role(make.person("Cora Cohort"), Role.STAFF, cast.cohort)
    assert "To a lead" not in client.sign_in(cora).get("/outbox/")


def test_without_a_mail_server_staff_hand_invitations_on(
    client: Client, session: Session, cast: Cast
) -> None:
    write(session, cast, program_id=cast.program.id, subject="Invitation", opens_account=True)
    page = client.sign_in(cast.sam).get("/outbox/")
    assert "No mail server is set" in page
    assert ("https://example.org/links/secret", "https://example.org/links/secret") in page.links


def test_with_a_mail_server_only_the_reader_sees_an_invitations_link(
    client: Client, session: Session, cast: Cast, sending: None
) -> None:
    write(session, cast, program_id=cast.program.id, subject="Invitation", opens_account=True)
    page = client.sign_in(cast.sam).get("/outbox/")
    assert "Invitation" in page
    assert "links/secret" not in page.html


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        (MessageState.WAITING, None, "waiting"),
        (MessageState.WAITING, "451 later", "trying again; last answer: 451 later"),
        (MessageState.SENDING, None, "being handed to the mail server"),
        (MessageState.FAILED, "550 unknown", "not delivered: 550 unknown"),
    ],
)
def test_every_message_says_what_became_of_it(
    client: Client, session: Session, cast: Cast, state: MessageState, error: str | None, words: str
) -> None:
    message = write(session, cast, program_id=cast.program.id, subject="Notice")
    message.state, message.error, message.claimed_at = state, error, message.written_at
    assert words in client.sign_in(cast.sam).get("/outbox/")


def test_words_in_a_message_stay_words(client: Client, session: Session, cast: Cast) -> None:
    write(session, cast, program_id=cast.program.id, subject="<script>alert(1)</script>")
    page = client.sign_in(cast.sam).get("/outbox/")
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page


def test_the_page_stays_short(client: Client, session: Session, cast: Cast) -> None:
    for number in range(105):
        write(session, cast, program_id=cast.program.id, subject=f"Notice {number}.")
    page = client.sign_in(cast.sam).get("/outbox/")
    assert "Notice 104." in page
    assert "Notice 4." not in page
    assert len(queries.newest(session, frozenset({cast.program.id}))) == 100


def test_scholars_and_mentors_find_no_outbox(client: Client, cast: Cast) -> None:
    for person in (cast.ada.person, cast.mara):
        assert client.sign_in(person).get("/outbox/").status == 404
