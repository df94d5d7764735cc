"""A real mail server takes the mail: that is the proof, written with it, once."""

from __future__ import annotations

import pytest

from tests.advancement import raising
from tests.cast import build_cast
from tests.factories import Factory
from tests.outbox.test_delivery import SENDER, Post, nobody_there, post, server
from tests.sweeps.databases import migrated_engine
from tracker import clock, db
from tracker.advancement.delivery import mail_sent
from tracker.advancement.models import Concern, Proof
from tracker.outbox import delivery
from tracker.outbox.models import Message, MessageState

__all__ = ["Post", "post", "server"]  # fixtures, used by their names


@pytest.fixture
def sessions(engine, tmp_path):
    """Sessions whose commits are real."""
    with migrated_engine(engine, tmp_path) as made:
        yield db.make_sessions(made)


def raised(sessions):
    with sessions() as session:
        cast = build_cast(Factory(session))
        key = raising.concern(session, cast.sam, cast.ada).id
        session.commit()
    return key


def test_the_mail_servers_yes_is_the_proof(sessions, server, post):
    key = raised(sessions)
    assert delivery.deliver(sessions, server, SENDER, sent_one=mail_sent) == 1
    assert len(post.taken) == 1
    with sessions() as session:
        concern = session.get_one(Concern, key)
        assert (concern.delivered_by, concern.delivered_on) == (Proof.MAIL, clock.today())


def test_a_mail_that_is_not_taken_proves_nothing(sessions):
    key = raised(sessions)
    assert delivery.deliver(sessions, nobody_there(), SENDER, sent_one=mail_sent) == 0
    with sessions() as session:
        assert session.get_one(Concern, key).delivered_on is None


def test_a_mail_is_not_sent_again_where_the_proof_cannot_be_written(sessions, server, post):
    key = raised(sessions)

    def fail(_session, _message):
        raise RuntimeError("no room on the disk")

    assert delivery.deliver(sessions, server, SENDER, sent_one=fail) == 1
    assert delivery.deliver(sessions, server, SENDER, sent_one=mail_sent) == 0
    assert len(post.taken) == 1
    with sessions() as session:
        concern = session.get_one(Concern, key)
        assert concern.delivered_on is None
        assert session.get_one(Message, concern.message_id).state is MessageState.SENT
