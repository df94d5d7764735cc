"""The round of the webhooks: each event once, signed, ids alone; nobody who does not answer holds it up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tests.cast import Cast, build_cast
from tests.conftest import KEY
from tests.factories import Factory
from tests.outbox.listening import Listener, listening
from tests.releases import casting
from tests.sweeps.databases import migrated_engine
from tracker import audit, clock, db
from tracker.audit import AuditEntry
from tracker.outbox import webhook_rounds, webhook_sending, webhook_signing, webhooks
from tracker.outbox.models import Message
from tracker.outbox.webhook_models import DeliveryState, Off, Webhook, WebhookDelivery
from tracker.overview import webhook_events

pytestmark = pytest.mark.any_database
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(engine: Engine, tmp_path_factory) -> Iterator[tuple[sessionmaker[Session], Cast]]:
    """Sessions whose commits are real, over the cast."""
    with migrated_engine(engine, tmp_path_factory.mktemp("hooks")) as made:
        sessions = db.make_sessions(made)
        with sessions.begin() as session, clock.fixed(NOW - timedelta(days=1)):
            cast = build_cast(Factory(session))
        yield sessions, cast


@pytest.fixture
def sessions(world) -> sessionmaker[Session]:
    with world[0].begin() as session:
        for table in (WebhookDelivery, Webhook, Message):
            session.execute(sa.delete(table))
    return world[0]


@pytest.fixture
def cast(world) -> Cast:
    return world[1]


@pytest.fixture
def there() -> Iterator[Listener]:
    with listening() as made:
        yield made


@pytest.fixture
def at(shared_app: Flask, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch):
    """Do a round so long after the beginning. It waits for an answer for a moment only."""
    settings = shared_app.extensions["tracker_settings"]
    monkeypatch.setitem(
        shared_app.extensions, "tracker_settings", replace(settings, base_url="https://t.example.org")
    )
    patient = webhook_rounds.Post
    monkeypatch.setattr(
        webhook_events, "Post", lambda *given, **how: patient(*given, **{**how, "patience": 0.5})
    )

    def run(after: timedelta = timedelta()) -> int:
        with clock.fixed(NOW + after):
            return webhook_events.once(shared_app, sessions)

    return run


def hook(sessions, cast: Cast, url: str, *events: str) -> Webhook:
    with sessions.begin() as session, clock.fixed(NOW):
        return webhooks.add(
            session,
            cast.sam,
            program_id=cast.program.id,
            url=url,
            events=events or webhook_events.KINDS,
            known=webhook_events.KINDS,
            https=False,
            local=True,
        )


def happened(sessions, cast: Cast, action: str = "form.file", object_id: int = 7, **more) -> str:
    """Something is written into the program's audit trail; its event's id."""
    with sessions.begin() as session, clock.fixed(NOW):
        entry = audit.record(
            session,
            cast.mara.id,
            action,
            program_id=more.get("program_id", cast.program.id),
            object_type=action.partition(".")[0],
            object_id=object_id,
            change={"words": "sealed"},
        )
        return f"evt_{entry.hash[:32]}"


def rows(sessions) -> list[WebhookDelivery]:
    with sessions() as session:
        return list(session.scalars(sa.select(WebhookDelivery).order_by(WebhookDelivery.id)))


def test_an_event_is_told_once_signed_and_with_ids_alone(sessions, cast: Cast, there: Listener, at):
    made = hook(sessions, cast, there.url)
    event_id = happened(sessions, cast)
    assert (at(), at(), at(timedelta(days=2))) == (1, 0, 0)
    ((_path, headers, body),) = there.heard
    assert headers["webhook-id"] == event_id
    assert json.loads(body) == {
        "type": "form.filed",
        "timestamp": NOW.isoformat(timespec="seconds"),
        "data": {"program": "north", "form": 7},
    }
    stamp = int(headers["webhook-timestamp"])
    assert stamp == int(NOW.timestamp())
    secret = webhook_signing.secret(KEY, made.salt)
    assert headers["webhook-signature"] == webhook_signing.signature(secret, event_id, stamp, body)


def test_what_was_before_it_what_it_did_not_ask_for_and_other_programs_are_not_told(
    sessions, cast: Cast, there: Listener, at
):
    happened(sessions, cast)
    hook(sessions, cast, there.url, "letter.sent")
    happened(sessions, cast, "form.file")
    happened(sessions, cast, "form.amend")
    with sessions() as session:
        south = session.get_one(type(cast.outsider), cast.outsider.id).role_grants[0].program_id
    happened(sessions, cast, "letter.send", program_id=south)
    assert at() == 0
    assert rows(sessions) == []
    happened(sessions, cast, "letter.send")
    assert at() == 1


def test_a_release_is_told_of_once_it_was_handed_in_and_never_where_it_went(
    sessions, cast: Cast, there: Listener, at
):
    hook(sessions, cast, there.url, "release.changed")
    with sessions.begin() as session:
        case = casting.a_case(session, session.merge(cast.ada.person), session.merge(cast.sprint))
    happened(sessions, cast, "release.move", case.id)
    assert at() == 0, "before it was handed in, a release is its authors' own"
    with sessions.begin() as session:
        session.merge(case).submitted_at = NOW
    happened(sessions, cast, "release.move", case.id)
    assert at() == 1
    assert json.loads(there.heard[0][2])["data"] == {"program": "north", "release": case.id}


def test_what_fails_is_tried_again_later_under_the_same_id_and_body(
    sessions, cast: Cast, there: Listener, at
):
    hook(sessions, cast, there.url)
    happened(sessions, cast)
    there.status = 503
    assert at() == 0
    (row,) = rows(sessions)
    assert (row.attempts, row.status, row.next_try_at) == (1, 503, NOW + timedelta(seconds=10))
    assert at(timedelta(seconds=9)) == 0
    assert len(there.heard) == 1, "not before its time"
    there.status = 200
    assert at(timedelta(seconds=11)) == 1
    (first, second) = there.heard
    assert first[1]["webhook-id"] == second[1]["webhook-id"]
    assert first[2] == second[2]
    assert first[1]["webhook-signature"] != second[1]["webhook-signature"], "of another moment"


def test_after_a_day_it_is_switched_off_and_staff_are_told_once(sessions, cast: Cast, there: Listener, at):
    made = hook(sessions, cast, there.url)
    happened(sessions, cast)
    there.status = 500
    moment = timedelta()
    for _try in range(8):
        at(moment)
        happened(sessions, cast) if not _try else None
        moment += timedelta(hours=16)
    with sessions() as session:
        kept = session.get_one(Webhook, made.id)
        assert (kept.off_code, kept.off_at is not None) == (Off.FAILING, True)
        told = session.scalars(sa.select(Message).order_by(Message.person_id)).all()
        assert [one.person_id for one in told] == sorted((cast.sam.id, cast.lea.id))
        assert f"https://t.example.org/programs/north/webhooks/{made.id}" in told[0].body
        off = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "webhook.off")).all()
        assert (off[-1].actor_id, off[-1].change) == (None, {"code": "failing"})
    assert {one.state for one in rows(sessions)} == {DeliveryState.FAILED, DeliveryState.DROPPED}
    heard = len(there.heard)
    happened(sessions, cast)
    assert (at(moment), len(there.heard)) == (0, heard)


def test_an_address_that_is_gone_is_switched_off_at_once(sessions, cast: Cast, there: Listener, at):
    made = hook(sessions, cast, there.url)
    happened(sessions, cast)
    there.status = 410
    at()
    with sessions() as session:
        assert session.get_one(Webhook, made.id).off_code is Off.GONE


def test_who_never_answers_holds_nobody_up(sessions, cast: Cast, there: Listener, at):
    with listening() as silent:
        silent.drips = True
        hook(sessions, cast, silent.url)
        hook(sessions, cast, there.url)
        for number in range(3):
            happened(sessions, cast, object_id=number)
        assert at() == 3
        assert len(silent.heard) == 1, "one time-out a round, however much waits"
    assert sorted(one.problem for one in rows(sessions)) == ["", "", "", "", "", "timeout"]


def test_who_answers_slowly_has_a_share_of_a_round_and_gets_all_in_the_next_ones(
    sessions, cast: Cast, there: Listener, at, monkeypatch: pytest.MonkeyPatch
):
    whole = webhook_rounds.Post
    monkeypatch.setattr(webhook_events, "Post", lambda *given, **how: whole(*given, **how, share=0.0))
    hook(sessions, cast, there.url)
    for number in range(3):
        happened(sessions, cast, object_id=number)
    assert [at(), at(), at(), at()] == [1, 1, 1, 0], "however little it is, one leaves in each round"
    assert [json.loads(one[2])["data"]["form"] for one in there.heard] == [0, 1, 2]


def test_a_worker_that_was_killed_while_sending_is_made_up_for_under_the_same_id(
    sessions, cast: Cast, there: Listener, at, monkeypatch: pytest.MonkeyPatch
):
    hook(sessions, cast, there.url)
    event_id = happened(sessions, cast)
    real = webhook_sending.send

    def killed(*given, **how):
        real(*given, **how)
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(webhook_sending, "send", killed)
        at()
    assert at(timedelta(seconds=30)) == 0, "somebody may still be at it"
    assert at(timedelta(minutes=3)) == 1
    assert [one[1]["webhook-id"] for one in there.heard] == [event_id, event_id]


def test_several_workers_at_once_tell_each_event_once(
    shared_app: Flask, sessions, cast: Cast, there: Listener
):
    hook(sessions, cast, there.url)
    for number in range(6):
        happened(sessions, cast, object_id=number)
    with clock.fixed(NOW):
        crew = [threading.Thread(target=webhook_events.once, args=(shared_app, sessions)) for _ in range(3)]
        for one in crew:
            one.start()
        for one in crew:
            one.join()
    assert len({one[1]["webhook-id"] for one in there.heard}) == len(there.heard) == 6


def test_switched_off_it_is_told_nothing_and_nothing_is_made_up_for(
    sessions, cast: Cast, there: Listener, at
):
    made = hook(sessions, cast, there.url)
    happened(sessions, cast)
    with changing(sessions, made) as (session, row):
        webhooks.switch_off(session, cast.sam, webhook=row)
    happened(sessions, cast)
    assert at() == 0
    with changing(sessions, made) as (session, row):
        webhooks.switch_on(session, cast.sam, webhook=row)
    assert at() == 0
    happened(sessions, cast)
    assert at() == 1


def test_what_was_told_long_ago_is_forgotten(sessions, cast: Cast, there: Listener, at):
    hook(sessions, cast, there.url)
    happened(sessions, cast)
    at()
    happened(sessions, cast)
    at(timedelta(days=31))
    assert [one.made_at for one in rows(sessions)] == [NOW + timedelta(days=31)]


@contextmanager
def changing(sessions, made: Webhook) -> Iterator[tuple[Session, Webhook]]:
    with sessions.begin() as session:
        yield session, session.get_one(Webhook, made.id)
