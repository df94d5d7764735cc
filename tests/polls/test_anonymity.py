"""An attacker with the database, a backup, the log, the exports and two pages cannot tell who said what.

A group of six; one answer arrives between two looks.
"""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.polls.polling import AFTER, BEFORE, SECRET, all_answer, answer, asked, code, held, on
from tracker import clock
from tracker.db import Base
from tracker.polls import actions, answering
from tracker.polls.models import Poll, PollAnswer, PollTally
from tracker.reasons import Refused

POLLS = "/programs/north/cohorts/winter/polls"
EXPORTS = ("board.csv", "decisions.csv", "forms.csv", "transition.csv")
SIXTH = "marigold77door"


@pytest.fixture
def six(session, cast):
    """A poll of a group of six of whom five have answered."""
    poll = asked(session, cast.sam, cast.cohort, group_size=6)
    all_answer(session, poll, BEFORE, [0, 1, 0, 0, 1])
    return poll


def everything(session, but=()):
    """All rows of all tables, as an attacker with the file reads them."""
    return {
        table.name: sorted(map(str, session.execute(sa.select(table)).all()))
        for table in Base.metadata.sorted_tables
        if table.name not in but
    }


def places(session):
    """The digests in the order in which the database itself keeps the rows."""
    mark = "ctid" if session.get_bind().dialect.name == "postgresql" else "rowid"
    return session.scalars(sa.text(f"SELECT code_digest FROM poll_answer ORDER BY {mark}")).all()


def looks(client, cast, poll):
    """What staff and everybody with the link can see and download."""
    client.sign_in(cast.sam)
    pages = [client.get(f"{POLLS}/{poll.id}").text, client.get(POLLS).text]
    pages.append(str(client.get(f"{POLLS}/{poll.id}/result.csv").status))
    pages += [client.post(f"/programs/north/cohorts/winter/export/{name}").response.text for name in EXPORTS]
    return [*pages, client.sign_out().get(f"/polls/{poll.token}").text]


def test_two_looks_around_one_answer_show_the_same(client, session, cast, six):
    first = looks(client, cast, six)
    answer(session, six, BEFORE, 1, SIXTH)
    assert looks(client, cast, six) == first
    assert "5 or more answers" in first[0]


def test_the_answer_changes_nothing_but_the_answers(client, session, cast, six):
    """No audit entry, no message, no time, no counter, nothing on the poll itself."""
    first = everything(session, but=("poll_answer",))
    client.sign_in(cast.ada.person)
    url = f"/polls/{six.token}"
    client.submit(client.get(url), url, option="1", code=SIXTH)
    assert everything(session, but=("poll_answer",)) == first


def test_what_is_kept_has_no_column_for_who_or_when():
    assert set(PollAnswer.__table__.c.keys()) == {"key", "poll_id", "code_digest", "pre", "post", "willing"}
    assert {key.target_fullname for key in PollAnswer.__table__.foreign_keys} == {"poll.id"}
    assert set(PollTally.__table__.c.keys()) == {"id", "poll_id", "pre", "post", "people"}


def test_all_rows_look_written_at_once_and_none_keeps_its_key(session, six):
    keys = set(session.scalars(sa.select(PollAnswer.key)))
    answer(session, six, BEFORE, 1, SIXTH)
    assert keys.isdisjoint(session.scalars(sa.select(PollAnswer.key)))
    if session.get_bind().dialect.name == "postgresql":
        assert len(session.scalars(sa.text("SELECT DISTINCT xmin::text FROM poll_answer")).all()) == 1


def test_the_place_of_a_row_tells_nothing_of_when_it_came(session, cast):
    """The last of six ends up anywhere; were places kept, it would always be the last, or the first."""
    found = set()
    for _ in range(12):
        poll = asked(session, cast.sam, cast.cohort)
        all_answer(session, poll, BEFORE, [0, 1, 0, 0, 1])
        answer(session, poll, BEFORE, 1, SIXTH)
        found.add(places(session).index(answering.code_digest(poll, SIXTH, SECRET)))
        session.execute(sa.delete(PollAnswer))
    assert len(found) > 1


def test_the_log_of_an_answer_names_neither_code_nor_answer_nor_person(client, session, cast, six, caplog):
    with caplog.at_level(logging.DEBUG):
        client.sign_in(cast.ada.person)
        url = f"/polls/{six.token}"
        client.submit(client.get(url), url, option="1", code=SIXTH)
    written = " ".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    for secret in (
        SIXTH,
        cast.ada.person.name,
        cast.ada.person.email,
        cast.ada.person.fs_uniquifier,
        six.token,
    ):
        assert secret not in written


def test_whoever_is_signed_in_is_neither_looked_up_nor_named(client, cast, six):
    client.sign_in(cast.ada.person)
    url = f"/polls/{six.token}"
    with client.counting() as statements:
        page = client.get(url)
        sent = client.submit(page, url, option="0", code=SIXTH)
        thanks = client.get(sent.location)
    assert "Thank you" in thanks
    assert [one for one in statements if "person" in one.lower() or "role_grant" in one.lower()] == []
    for seen in (page, thanks):
        assert cast.ada.person.name not in seen.html and "/account" not in seen.html
    for answered in (page, sent, thanks):
        cookies = answered.response.headers.getlist("Set-Cookie")
        assert [cookie for cookie in cookies if cookie.startswith("tracker=")] == []
    assert client.get("/").location == "/where-i-stand", "they are still signed in everywhere else"


def test_a_code_in_the_database_is_worthless_without_the_installations_secret(session, six):
    answer(session, six, BEFORE, 1, SIXTH)
    kept = set(session.scalars(sa.select(PollAnswer.code_digest)))
    assert answering.code_digest(six, SIXTH, SECRET) in kept
    assert answering.code_digest(six, SIXTH, "another secret") not in kept
    assert SIXTH not in str(everything(session))


def test_the_same_code_in_two_polls_leaves_two_different_marks(session, cast, six):
    other = asked(session, cast.sam, cast.cohort)
    assert answering.code_digest(six, SIXTH, SECRET) != answering.code_digest(other, SIXTH, SECRET)


def test_a_closed_poll_of_six_shows_nothing_and_keeps_counts_alone(client, session, cast):
    poll = held(session, cast.sam, cast.cohort, [0, 1, 0, 0, 1, 1], [0, 1, 0, 1, 1, 1], group_size=6)
    assert session.scalars(sa.select(PollAnswer)).all() == []
    assert poll.code_key is None
    first, second = looks(client, cast, poll), looks(client, cast, poll)
    assert first == second
    page = client.sign_in(cast.sam).get(f"{POLLS}/{poll.id}")
    assert "left out" in page and "gained" not in page and "changed their answer" not in page
    sheet = client.get(f"{POLLS}/{poll.id}/result.csv").response.text.splitlines()
    assert [line.split(",")[1:10] for line in sheet[1:]] == [[""] * 9] * 2


def test_tallies_stand_in_the_order_of_the_options(session, cast):
    """Whoever came first cannot be read from the order in which the counts were written."""
    poll = held(session, cast.sam, cast.cohort, [1, 0, 1, 0, 1, 0], [0, 1, 1, 0, None, 0])
    cells = session.execute(
        sa.select(PollTally.pre, PollTally.post).where(PollTally.poll_id == poll.id).order_by(PollTally.id)
    ).all()
    assert [tuple(cell) for cell in cells] == [(0, 0), (0, 1), (1, None), (1, 0), (1, 1)]


def test_nothing_arrives_after_closing_and_nothing_opens_again(session, cast):
    poll = held(session, cast.sam, cast.cohort, [0] * 6 + [1] * 6, [0] * 6 + [1] * 6)
    for day in (poll.pre_opens_on, poll.post_closes_on, poll.post_closes_on + timedelta(days=30)):
        with on(day), pytest.raises(Refused) as refused:
            answer(session, poll, AFTER, 0, code(99))
        assert refused.value.decision.code == "poll_closed"
    with pytest.raises(Refused) as refused:
        actions.close(session, cast.sam, poll=poll)
    assert refused.value.decision.code == "poll_closed"


@pytest.mark.parametrize(
    ("day", "wave"), [(-2, BEFORE), (0, AFTER), (3, BEFORE), (3, AFTER), (5, BEFORE), (7, AFTER)]
)
def test_each_part_takes_answers_on_its_own_days_only(session, cast, day, wave):
    poll = asked(session, cast.sam, cast.cohort)
    with on(clock.today() + timedelta(days=day)), pytest.raises(Refused):
        answer(session, poll, wave, 0, code(1))
    assert session.scalars(sa.select(PollAnswer)).all() == []


def test_a_taken_code_says_so_and_changes_nothing(session, six):
    answer(session, six, BEFORE, 1, SIXTH)
    first = everything(session)
    for again in (SIXTH, SIXTH.upper(), "mari-gold 77 door"):
        with pytest.raises(Refused) as refused:
            answer(session, six, BEFORE, 0, again)
        assert refused.value.decision.code == "poll_code_taken"
    assert everything(session) == first


def test_staff_acts_are_on_record_with_who_and_answers_are_not(session, cast):
    held(session, cast.sam, cast.cohort, [0] * 6 + [1] * 6, [0] * 6 + [1] * 6)
    entries = session.execute(
        sa.text("SELECT action, actor_id FROM audit_entry WHERE object_type LIKE 'poll%' ORDER BY id")
    ).all()
    assert [tuple(entry) for entry in entries] == [("poll.create", cast.sam.id), ("poll.close", cast.sam.id)]


def test_the_database_refuses_a_poll_that_keeps_its_key_after_closing(session, cast, six):
    with pytest.raises(sa.exc.IntegrityError, match="key_until_closed"), session.begin_nested():
        session.execute(sa.update(Poll).where(Poll.id == six.id).values(closed_on=clock.today()))


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"least": 4}, "least_protects"),
        ({"group_size": 0}, "group_positive"),
        ({"token": None}, "asked_here_iff_link_and_days"),
        ({"pre_closes_on": clock.now().date() + timedelta(days=99)}, "days_in_order"),
        ({"willing": 3, "unwilling": 2}, "willing"),
    ],
)
def test_the_database_refuses_what_a_poll_cannot_be(session, six, values, name):
    with pytest.raises(sa.exc.IntegrityError, match=name), session.begin_nested():
        session.execute(sa.update(Poll).where(Poll.id == six.id).values(**values))
