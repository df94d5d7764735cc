"""What staff do about mails that failed or may not have arrived: nothing by accident, each noted."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.outbox import mailing
from tests.page import Client
from tests.properties import given, st
from tracker.audit import AuditEntry
from tracker.outbox import handling, handling_rules
from tracker.outbox.models import Dropped, Message, MessageState
from tracker.reasons import Refused

pytestmark = pytest.mark.any_database


@given(st.sampled_from(MessageState))
def test_only_what_failed_or_is_not_sure_can_be_sent_again_or_left(state):
    stuck = state in (MessageState.FAILED, MessageState.UNSURE)
    assert bool(handling_rules.may_retry(state)) is stuck
    assert bool(handling_rules.may_settle(state)) is stuck


def test_what_was_sent_is_never_sent_again(session: Session, cast: Cast):
    sent = mailing.message(session, cast)
    sent.state, sent.sent_at = MessageState.SENT, sent.written_at
    for act in (handling.retry, handling.settle):
        with pytest.raises(Refused):
            act(session, cast.sam, message=sent)
    assert sent.state is MessageState.SENT


def states(session: Session, *messages: Message) -> list[MessageState]:
    """What became of messages, as the database has it."""
    return [session.get_one(Message, one.id).state for one in messages]


def noted(session: Session, action: str) -> list[dict[str, object]]:
    found = sa.select(AuditEntry.change).where(AuditEntry.action == action)
    return list(session.scalars(found))


def test_a_failed_mail_starts_over_and_it_is_noted_who_wanted_that(session: Session, cast: Cast):
    message = handling.retry(session, cast.sam, message=mailing.failed(session, cast))
    assert (message.state, message.attempts, message.next_try_at) == (MessageState.WAITING, 0, None)
    assert noted(session, "message.retry") == [{"before": "failed"}]


def test_a_mail_left_at_that_never_leaves(session: Session, cast: Cast):
    message = handling.settle(session, cast.sam, message=mailing.unsure(session, cast))
    assert (message.state, message.dropped_for) == (MessageState.DROPPED, Dropped.SETTLED)
    assert noted(session, "message.settle") == [{"before": "unsure"}]


def test_all_failed_ones_of_ones_programs_are_tried_again_and_the_unsure_stay(
    client: Client, session: Session, cast: Cast
):
    failed = [mailing.failed(session, cast, f"Failed {n}") for n in range(3)]
    unsure = mailing.unsure(session, cast)
    elsewhere = mailing.failed(session, cast, program_id=cast.outsider.role_grants[0].program_id)
    client.sign_in(cast.sam).get("/outbox/")
    assert client.post("/outbox/retry-failed").location == "/outbox/"
    assert set(states(session, *failed)) == {MessageState.WAITING}
    assert states(session, unsure, elsewhere) == [MessageState.UNSURE, MessageState.FAILED]


def test_the_page_says_what_to_do_and_does_it(client: Client, session: Session, cast: Cast):
    failed, unsure = mailing.failed(session, cast), mailing.unsure(session, cast)
    page = client.sign_in(cast.sam).get("/outbox/?state=look")
    assert "2 mails to look at" in page
    assert "not delivered: 550 no such mailbox" in page
    assert "it may or may not have arrived: the program ended" in page
    assert client.post(f"/outbox/{failed.id}/retry").location == "/outbox/?state=look"
    assert client.post(f"/outbox/{unsure.id}/settle").location == "/outbox/?state=look"
    assert states(session, failed, unsure) == [MessageState.WAITING, MessageState.DROPPED]
    page = client.get("/outbox/")
    assert "to look at" not in page.text.replace("all to look at", "")
    assert "not sent again: staff left it at that" in page


def test_a_second_click_is_told_that_there_is_nothing_left_to_do(
    client: Client, session: Session, cast: Cast
):
    failed = mailing.failed(session, cast)
    client.sign_in(cast.sam).get("/outbox/")
    for _ in range(2):
        client.post(f"/outbox/{failed.id}/retry")
    assert "This message needs nothing any more" in client.get("/outbox/")


@pytest.mark.parametrize("act", ["retry", "settle"])
def test_nobody_else_finds_a_message(client: Client, session: Session, cast: Cast, act: str):
    failed = mailing.failed(session, cast)
    mine = mailing.failed(session, cast, program_id=None)
    for person in (cast.outsider, cast.ada.person, cast.mara):
        client.sign_in(person).get("/")
        assert client.post(f"/outbox/{failed.id}/{act}").status == 404
    client.sign_in(cast.sam).get("/")
    assert client.post(f"/outbox/{mine.id}/{act}").status == 404, "what belongs to no program is the reader's"
    assert states(session, failed, mine) == [MessageState.FAILED, MessageState.FAILED]


def test_what_left_in_a_mail_of_the_day_is_handled_with_it(client: Client, session: Session, cast: Cast):
    daily = mailing.failed(session, cast, "Your mail of the day (2)", kind="daily", program_id=None)
    carried = mailing.message(session, cast, "Inside")
    carried.state, carried.carried_by_id = MessageState.CARRIED, daily.id
    session.flush()
    page = client.sign_in(cast.sam).get("/outbox/")
    assert "in a mail of the day" in page
    assert "not delivered: 550 no such mailbox" in page
    client.post(f"/outbox/{carried.id}/retry")
    assert states(session, daily, carried) == [MessageState.WAITING, MessageState.CARRIED]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Plain", "Failed", "Unsure", "Dropped"}),
        ("?state=failed", {"Failed"}),
        ("?state=look", {"Failed", "Unsure"}),
        ("?state=dropped", {"Dropped"}),
        ("?state=nonsense", {"Plain", "Failed", "Unsure", "Dropped"}),
        ("?kind=chaser", {"Plain"}),
        ("?kind=nonsense", {"Plain", "Failed", "Unsure", "Dropped"}),
        ("?to=LIND", {"Plain"}),
        ("?to=%25", set()),
        ("?to=%00", {"Plain", "Failed", "Unsure", "Dropped"}),
        ("?page=9", {"Plain", "Failed", "Unsure", "Dropped"}),
    ],
)
def test_the_list_shows_what_is_asked_for(client: Client, session: Session, cast: Cast, query, shown):
    mailing.message(session, cast, "Plain", kind="chaser", person=cast.mara)
    mailing.failed(session, cast)
    mailing.unsure(session, cast)
    mailing.dropped(session, cast, Dropped.LEFT)
    page = client.sign_in(cast.sam).get(f"/outbox/{query}")
    assert {
        name for name in ("Plain", "Failed", "Unsure", "Dropped") if f"The text of {name}." in page
    } == shown


def test_a_page_of_many_takes_as_many_statements_as_one_of_few(client: Client, session: Session, cast: Cast):
    client.sign_in(cast.sam)
    counts = []
    for number in (1, 60):
        for one in range(number):
            mailing.message(session, cast, f"Notice {number}.{one}")
        with client.counting() as statements:
            client.get("/outbox/")
        counts.append(len(statements))
    assert counts[0] == counts[1]
