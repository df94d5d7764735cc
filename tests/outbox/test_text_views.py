"""A program's own texts of mails: nothing that cannot be one, tried on oneself alone, kept in versions."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.page import Client, count_rows
from tracker.audit import AuditEntry
from tracker.outbox import mail_queries
from tracker.outbox.mail_models import MailText
from tracker.outbox.models import Message

pytestmark = pytest.mark.any_database
LIST = "/programs/north/mails"
CHASER = f"{LIST}/chaser"
OWN = {"subject": "Owed: {{ day }}", "body": "Dear {{ name }}, {{ link }} {{ sender }}"}


def send(client: Client, *, act: str = "save", **changes: str):
    return client.submit(client.get(CHASER), CHASER, action="/chaser", act=act, **changes)


@pytest.fixture
def sam(client: Client, cast: Cast) -> Client:
    return client.sign_in(cast.sam)


def test_a_saved_text_is_in_force_and_says_who_wrote_it(sam: Client, session: Session, cast: Cast):
    assert "as shipped" in sam.get(LIST)
    assert send(sam, **OWN).location == LIST
    found = mail_queries.own_text(session, cast.program.id, "chaser")
    assert found is not None
    assert found.subject == OWN["subject"]
    assert "your own, version 1 of" in sam.get(LIST)
    assert "Sam Staff" in sam.get(LIST)
    [entry] = session.scalars(sa.select(AuditEntry.change).where(AuditEntry.action == "mail.text"))
    assert entry == {"kind": "chaser", "version": 1, "shipped": False}


@pytest.mark.parametrize("act", ["save", "preview", "test"])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": ""}, "This field is needed"),
        (
            {"body": "{{ link }} {{ day }} {{ sender }}\n{{ plan }}"},
            "Line 2: there is no variable “plan” here.",
        ),
        ({"body": "{% for x in name %}{% endfor %}"}, "Line 1: “for” is not possible here."),
        ({"body": "{{ link"}, "Line 1 cannot be read"),
        ({"body": "Come."}, "The text must show {{ day }}"),
        ({"body": "x" * 10_001}, "at most 10000 characters"),
        ({"subject": "{{ link }}"}, "Line 1: there is no variable “link” here."),
        ({"subject": "Owed\r\nBcc: everybody@example.org"}, "control characters"),
        ({"body": "{{ link }}\n{% include 'base.html' %}"}, "Line 2: “include” is not possible here."),
    ],
)
def test_what_cannot_be_a_mail_is_said_and_the_shipped_text_stays(
    sam: Client, session: Session, cast: Cast, act: str, changes: dict[str, str], said: str
):
    answer = send(sam, act=act, **changes)
    assert answer.status == 422
    assert said in answer
    assert "There is no preview before the text is mended." in answer
    assert mail_queries.own_text(session, cast.program.id, "chaser") is None
    assert count_rows(session, Message) == 0


def test_the_preview_is_a_mail_to_the_reader_and_changes_nothing(sam: Client, session: Session, cast: Cast):
    page = send(sam, act="preview", **OWN)
    assert page.status == 200
    assert "Dear Sam Staff, http://" in page
    assert count_rows(session, MailText) == count_rows(session, Message) == 0


def test_a_test_goes_to_oneself_and_to_nobody_else(sam: Client, session: Session, cast: Cast):
    page = send(sam, act="test", **OWN)
    assert "and to nobody else. Nothing was saved." in page
    [message] = session.scalars(sa.select(Message))
    assert (message.person_id, message.address, message.kind) == (cast.sam.id, cast.sam.email, "test")
    assert message.subject.startswith("[Test] Owed: ")
    assert "Dear Sam Staff" in message.body
    assert count_rows(session, MailText) == 0


def test_the_way_back_follows_the_shipped_text_and_keeps_the_versions(
    sam: Client, session: Session, cast: Cast
):
    assert "Back to the shipped text" not in sam.get(CHASER)
    send(sam, **OWN)
    assert send(sam, act="shipped").location == LIST
    assert mail_queries.own_text(session, cast.program.id, "chaser") is None
    assert "as shipped" in sam.get(LIST)
    assert "Version 2" in sam.get(CHASER)
    assert "Dear {{ name }}" in sam.get(CHASER)
    assert send(sam, act="shipped").status == 422, "there is nothing to go back from"


def test_two_who_write_at_once_overwrite_nothing(sam: Client, session: Session, cast: Cast):
    page = sam.get(CHASER)
    send(sam, **OWN)
    late = sam.submit(
        page, CHASER, action="/chaser", act="save", subject="Mine", body=OWN["body"] + " {{ day }}"
    )
    assert late.status == 422
    assert "Somebody else saved this text meanwhile" in late
    assert "Sam Staff saved this one after you opened the page" in late
    found = mail_queries.own_text(session, cast.program.id, "chaser")
    assert found is not None
    assert found.subject == OWN["subject"]


def test_the_same_text_again_is_no_version(sam: Client, session: Session):
    send(sam, **OWN)
    send(sam, **OWN)
    assert count_rows(session, MailText) == 1


@pytest.mark.parametrize("path", [LIST, CHASER])
def test_others_find_no_texts(client: Client, cast: Cast, path: str):
    for person in (cast.outsider, cast.mara, cast.ada.person):
        assert client.sign_in(person).get(path).status == 404


@pytest.mark.parametrize("kind", ["sign-in-link", "daily", "test", "change-notice", "novel"])
def test_what_is_the_same_in_every_program_has_no_page(sam: Client, kind: str):
    assert sam.get(f"{LIST}/{kind}").status == 404
