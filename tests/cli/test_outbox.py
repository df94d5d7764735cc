"""The outbox from the console."""

from __future__ import annotations

from tests.cli.test_setup import refusal
from tracker import db
from tracker.outbox import actions
from tracker.people import actions as people
from tracker.settings import DATABASE_FILE


def write(folder, *subjects: str) -> None:
    engine = db.make_engine(f"sqlite:///{folder / DATABASE_FILE}")
    with db.make_sessions(engine)() as session:
        person = people.create_person(session, None, name="Ada", email="ada@example.org")
        for subject in subjects:
            actions.write(
                session,
                person_id=person.id,
                address="ada@example.org",
                kind="test",
                subject=subject,
                body=f"Text of {subject}.",
            )
        session.commit()
    engine.dispose()


def test_prints_the_newest_messages_with_their_texts(run, folder):
    write(folder, "first", "second", "third")
    shown = run("outbox", "--limit", "2").stdout
    assert "Text of first." not in shown
    assert shown.index("Text of second.") < shown.index("Text of third.")
    assert "to ada@example.org (waiting): third" in shown


def test_says_so_when_it_is_empty(run):
    assert run("outbox").stdout == "The outbox is empty.\n"


def test_mail_needs_a_server(run):
    assert "TRACKER_SMTP_URL" in refusal(run("send-mail"))


def test_mail_that_cannot_be_handed_over_stays(run, folder):
    write(folder, "first")
    # Nothing listens on the discard port.
    done = run("send-mail", env={"TRACKER_SMTP_URL": "smtp://127.0.0.1:9"})
    assert done.stdout == "Sent 0 messages.\n"
    assert "(waiting): first" in run("outbox").stdout
