"""The round of the post: one mail of the day a person, nothing at night, nothing to people who left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.outbox.posting import Office, opened
from tests.sweeps.databases import migrated_engine
from tracker import clock, db
from tracker.cohorts.models import Enrolment
from tracker.outbox import actions, wishes
from tracker.outbox.kinds import CHOSEN, Standing, kind_of
from tracker.outbox.mail_models import When
from tracker.outbox.models import Dropped, Message, MessageState
from tracker.outbox.timing_rules import Hours
from tracker.overview import post
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Role

pytestmark = pytest.mark.any_database
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
USUAL = {kind: kind_of(kind).usual for kind in CHOSEN}


@pytest.fixture
def sessions(engine: Engine, tmp_path) -> Iterator[sessionmaker[Session]]:
    """Sessions whose commits are real, over the cast."""
    with migrated_engine(engine, tmp_path) as made:
        yield db.make_sessions(made)


@pytest.fixture
def cast(sessions: sessionmaker[Session]) -> Cast:
    with sessions.begin() as session, clock.fixed(NOON):
        return build_cast(Factory(session))


@pytest.fixture
def office(shared_app: Flask) -> Iterator[Office]:
    """A mail server that is set in the settings."""
    made, before = Office(), shared_app.extensions["tracker_settings"]
    with opened(made) as server:
        shared_app.extensions["tracker_settings"] = replace(before, smtp=server)
        yield made
    shared_app.extensions["tracker_settings"] = before


@pytest.fixture
def at(shared_app: Flask, sessions: sessionmaker[Session]):
    """Do a round so many hours after noon."""

    def run(hours: float) -> int:
        with clock.fixed(NOON + timedelta(hours=hours)):
            return post.once(shared_app, sessions)

    return run


def write(
    sessions, person: Person, kind: str, subject: str, *, program_id: int | None, hours: float = 0
) -> int:
    with sessions.begin() as session, clock.fixed(NOON + timedelta(hours=hours)):
        return actions.write(
            session,
            person_id=person.id,
            address=person.email or "",
            kind=kind,
            subject=subject,
            body=f"Hello {person.name},\n\nthe text of {subject}.",
            program_id=program_id,
        ).id


def read(sessions, message_id: int) -> Message:
    with sessions() as session:
        return session.get_one(Message, message_id)


def test_what_is_wanted_once_a_day_comes_in_one_mail_and_the_rest_of_the_day_waits(
    sessions, cast, office, at
):
    mara, program = cast.mara, cast.program.id
    first = write(sessions, mara, "reminder", "One", program_id=program)
    second = write(sessions, mara, "reminder", "Two", program_id=program)
    assert at(0) == 1
    third = write(sessions, mara, "reminder", "Three", program_id=program, hours=1)
    assert [at(hours) for hours in (1, 5, 12, 19)] == [0, 0, 0, 0]
    assert at(20) == 1, "at eight the next morning"
    one, two = office.taken
    assert one["Subject"] == "Your mail of the day (2)"
    text = one.get_content()
    assert text.count(f"Hello {mara.name},") == 1
    assert text.index("the text of One.") < text.index("the text of Two.")
    assert two["Subject"] == "Three", "one alone is sent as it is"
    carried = read(sessions, first)
    assert (carried.state, carried.carried_by_id) == (
        MessageState.CARRIED,
        read(sessions, second).carried_by_id,
    )
    assert read(sessions, third).state is MessageState.SENT


def test_two_processes_write_one_mail_of_the_day(sessions, cast, office, shared_app):
    for subject in ("One", "Two"):
        write(sessions, cast.mara, "reminder", subject, program_id=cast.program.id)
    with clock.fixed(NOON):
        assert post.once(shared_app, sessions) + post.once(shared_app, sessions) == 1
    assert len(office.taken) == 1


def test_reminders_of_several_programs_stand_in_one_mail(sessions, cast, office, at):
    with sessions.begin() as session:
        make = Factory(session, first_number=900)
        other = make.cohort(make.program("east"), "summer")
        make.role(session.get_one(Person, cast.mara.id), Role.MENTOR, other)
        south = other.program_id
    write(sessions, cast.mara, "reminder", "North", program_id=cast.program.id)
    write(sessions, cast.mara, "reminder", "South", program_id=south)
    assert at(0) == 1
    [mail] = office.taken
    assert "the text of North." in mail.get_content() and "the text of South." in mail.get_content()
    with sessions() as session:
        daily = session.scalars(sa.select(Message).where(Message.kind == "daily")).one()
        assert daily.program_id is None, "the staff of neither program read what the other wrote"


def test_what_may_wait_is_left_until_the_morning_of_its_reader_and_a_concern_is_not(
    sessions, cast, office, at
):
    with sessions.begin() as session:
        session.get_one(Person, cast.ada.person_id).time_zone = "Asia/Tokyo"  # at noon UTC it is nine there
    role = write(sessions, cast.ada.person, "role_given", "Role", program_id=cast.program.id)
    write(sessions, cast.ada.person, "concern", "Concern", program_id=cast.program.id)
    at(0)
    assert [mail["Subject"] for mail in office.taken] == ["Concern"]
    assert read(sessions, role).next_try_at == datetime(2026, 3, 2, 22, tzinfo=UTC), "seven in Tokyo"
    assert at(9.9) == 0
    assert at(10) == 1


def test_without_a_zone_of_their_own_the_programs_counts(sessions, cast, office, at):
    with sessions.begin() as session:
        session.get_one(type(cast.program), cast.program.id).time_zone = "Asia/Tokyo"
        session.get_one(Person, cast.mara.id).time_zone = None
    write(sessions, cast.mara, "reminder", "One", program_id=cast.program.id)
    assert at(0) == 0
    assert at(11) == 1


def test_choices_count_from_the_next_mail_on(sessions, cast, office, at):
    def choose(**wanted: When) -> None:
        with sessions.begin() as session:
            person = session.get_one(Person, cast.mara.id)
            wishes.choose(session, person, wanted={**USUAL, **wanted}, hours=Hours(None, None, 8))

    choose(reminder=When.AT_ONCE, chaser=When.NEVER)
    program = cast.program.id
    write(sessions, cast.mara, "reminder", "At once", program_id=program, hours=11)
    never = write(sessions, cast.mara, "chaser", "Never", program_id=program)
    assert at(11) == 1, "at eleven at night, since no hour is quiet"
    assert (read(sessions, never).state, read(sessions, never).dropped_for) == (
        MessageState.DROPPED,
        Dropped.DECLINED,
    )
    choose(reminder=When.DAILY)
    held = write(sessions, cast.mara, "reminder", "Held", program_id=program, hours=12)
    choose(reminder=When.NEVER)
    assert at(30) == 0
    assert read(sessions, held).dropped_for is Dropped.DECLINED


def leave(session: Session, cast: Cast, how: str) -> None:
    if how == "closed":
        session.get_one(Person, cast.ada.person_id).active = False
    elif how == "withdrew":
        session.get_one(Enrolment, cast.ada.id).withdrew_on = NOON.date()
    else:
        session.get_one(Enrolment, cast.ada.id).ended_on = NOON.date()


@pytest.mark.parametrize("how", ["closed", "withdrew", "stopped"])
@pytest.mark.parametrize("kind", ["concern", "role_given", "reminder", "policy_changed"])
def test_who_leaves_while_a_mail_waits_does_not_get_it(sessions, cast, office, at, how, kind):
    message_id = write(sessions, cast.ada.person, kind, "Too late", program_id=cast.program.id)
    with sessions.begin() as session:
        leave(session, cast, how)
    assert at(0) == 0
    assert office.seen == 0
    kept = read(sessions, message_id)
    assert (kept.state, kept.dropped_for) == (MessageState.DROPPED, Dropped.LEFT)


@pytest.mark.parametrize(("how", "arrives"), [("closed", 0), ("withdrew", 1), ("stopped", 1)])
def test_the_letter_about_leaving_still_arrives_where_there_is_an_account(
    sessions, cast, office, at, how, arrives
):
    write(sessions, cast.ada.person, "letter", "A letter", program_id=cast.program.id)
    with sessions.begin() as session:
        leave(session, cast, how)
    assert at(0) == arrives


def test_a_mentor_without_a_role_any_more_gets_nothing(sessions, cast, office, at):
    message_id = write(sessions, cast.mara, "chaser", "Owed", program_id=cast.program.id)
    with sessions.begin() as session:
        session.execute(sa.delete(RoleGrant).where(RoleGrant.person_id == cast.mara.id))
    assert at(0) == 0
    assert read(sessions, message_id).dropped_for is Dropped.LEFT


def test_a_mail_goes_to_the_address_of_the_day_on_which_it_leaves(sessions, cast, office, at):
    message_id = write(sessions, cast.ada.person, "concern", "Moved", program_id=cast.program.id)
    with sessions.begin() as session:
        session.get_one(Person, cast.ada.person_id).email = "ada.new@example.org"
    at(0)
    assert [mail["To"] for mail in office.taken] == ["ada.new@example.org"]
    assert read(sessions, message_id).address == "ada.new@example.org"
    with sessions.begin() as session:
        session.get_one(Person, cast.ada.person_id).email = None
    gone = write(sessions, cast.ada.person, "concern", "Nowhere", program_id=cast.program.id)
    at(1)
    assert read(sessions, gone).dropped_for is Dropped.NO_ADDRESS


def test_a_zone_that_does_not_exist_holds_nobody_up(sessions, cast, office, at):
    with sessions.begin() as session:
        session.get_one(Person, cast.mara.id).time_zone = "No/Where"
    write(sessions, cast.mara, "reminder", "One", program_id=cast.program.id)
    assert at(0) == 1


def test_without_a_mail_server_the_mail_of_the_day_is_written_and_stands_in_the_outbox(sessions, cast, at):
    for subject in ("One", "Two"):
        write(sessions, cast.mara, "reminder", subject, program_id=cast.program.id)
    assert at(0) == 0
    with sessions() as session:
        daily = session.scalars(sa.select(Message).where(Message.kind == "daily")).one()
    assert (daily.state, daily.program_id) == (MessageState.WAITING, cast.program.id)


def test_who_people_are_is_asked_in_a_fixed_number_of_statements(sessions, cast):
    def asked(places: list[tuple[int, int | None]]) -> int:
        count = 0

        def more(*_: object) -> None:
            nonlocal count
            count += 1

        with sessions() as session:
            sa.event.listen(session.get_bind(), "before_cursor_execute", more)
            found = post.readers(session, places)
            sa.event.remove(session.get_bind(), "before_cursor_execute", more)
        assert len(found) == len(places)
        return count

    everybody = [cast.ada.person_id, cast.ben.person_id, cast.mara.id, cast.sam.id, cast.lea.id]
    one = asked([(cast.ada.person_id, cast.program.id)])
    assert asked([(person, cast.program.id) for person in everybody]) == one
    with sessions() as session:
        found = post.readers(session, [(cast.outsider.id, cast.program.id), (cast.sam.id, cast.program.id)])
    assert [one.standing for one in found.values()] == [Standing.GONE, Standing.HERE]


def test_looking_for_what_is_due_keeps_no_writer_waiting_and_waits_for_none(
    sessions, cast, office, at, shared_app
):
    """On SQLite whoever may write waits for every other writer: a look every few seconds must not."""
    with sessions.begin() as session:
        session.execute(sa.update(Person).values(name=Person.name))  # somebody writes all the while
        assert at(0) == 0
