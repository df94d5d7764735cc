"""The round of the post: mails of the day are written, and what is due leaves, to who may still get it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from zoneinfo import available_timezones

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from tracker import clock
from tracker import db as database
from tracker.advancement.delivery import mail_sent
from tracker.cohorts.models import Cohort, Enrolment, Program
from tracker.outbox import daily_mails, delivery
from tracker.outbox.delivery import Place, Reader
from tracker.outbox.kinds import Standing
from tracker.outbox.queries import AT_ONCE
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.settings import Settings

log = logging.getLogger(__name__)

# Seconds between rounds.
ROUND = 5.0
ZONES = frozenset(available_timezones())


def once(app: Flask, sessions: sessionmaker[Session]) -> int:
    """One round; returns how many messages left. Several processes may do it at once.

    Without a mail server the mails of the day are still written, and stand in the outbox.
    """
    settings: Settings = app.extensions["tracker_settings"]
    # What only looks must keep no writer waiting: it looks every few seconds.
    reading = database.make_sessions(database.read_only(sessions.kw["bind"]))
    with app.app_context():
        daily_mails.gather(sessions, readers, reading=reading)
        if settings.smtp is None:
            return 0
        delivery.take_up(sessions, reading=reading)
        return delivery.deliver(
            sessions,
            settings.smtp,
            settings.mail_from,
            readers=readers,
            sent_one=mail_sent,
            reading=reading,
        )


def in_background(app: Flask, sessions: sessionmaker[Session]) -> threading.Event:
    """Do a round every few seconds in a thread of this process, until the returned event is set."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(ROUND):
            try:
                once(app, sessions)
            except OperationalError as busy:
                log.warning("mail waits for the database: %s", busy.orig)
            except Exception:
                log.exception("mail delivery failed; the messages stay in the outbox")

    threading.Thread(target=run, name="mail", daemon=True).start()
    return stop


def readers(session: Session, places: Collection[Place]) -> Mapping[Place, Reader]:
    """Who people are today, each to the program that a message is about. A fixed number of statements."""
    ids = {person_id for person_id, _program_id in places}
    people = {one.id: one for part in _parts(ids) for one in _people(session, part)}
    here, former = _scholars(session, ids)
    zones = {row.id: row.time_zone for row in session.execute(sa.select(Program.id, Program.time_zone))}
    today = clock.today()
    return {
        place: _reader(people[place[0]], place, zones, here=here, former=former, today=today)
        for place in places
    }


def _reader(
    person: Person,
    place: Place,
    zones: Mapping[int, str],
    *,
    here: set[Place],
    former: set[Place],
    today: date,
) -> Reader:
    return Reader(
        name=person.name,
        address=person.email,
        standing=_standing(person, place, here, former, today),
        zone=_zone(person, place, zones),
        locale=person.locale,
    )


def _zone(person: Person, place: Place, zones: Mapping[int, str]) -> str:
    """Their own, else that of the program, else of one that they have a role in."""
    programs = [place[1], *sorted(one.program_id for one in person.role_grants if one.program_id)]
    wanted = [person.time_zone, *(zones.get(one) for one in programs if one is not None)]
    return next((one for one in wanted if one in ZONES), "UTC")


def _standing(person: Person, place: Place, here: set[Place], former: set[Place], today: date) -> Standing:
    if not person.active:
        return Standing.CLOSED
    if place[1] is None or place in here:
        return Standing.HERE
    # A scholar's role outlives their time in the cohort, so that they can read what was written.
    held = [one for one in person.role_grants if one.role is not Role.SCHOLAR and one.in_force(today)]
    if any(one.program_id == place[1] for one in held):
        return Standing.HERE
    return Standing.FORMER if place in former else Standing.GONE


def _people(session: Session, ids: Collection[int]) -> Iterable[Person]:
    # What the session read before may have changed since: nobody is to be written to after leaving.
    found = sa.select(Person).where(Person.id.in_(ids))
    return session.scalars(found.execution_options(populate_existing=True))


def _scholars(session: Session, ids: Collection[int]) -> tuple[set[Place], set[Place]]:
    """(person, program) of scholars who take part, and of those who left."""
    here: set[Place] = set()
    former: set[Place] = set()
    for part in _parts(ids):
        found = (
            sa.select(Enrolment.person_id, Cohort.program_id, Enrolment.left_on, Program.time_zone)
            .join(Cohort, Cohort.id == Enrolment.cohort_id)
            .join(Program, Program.id == Cohort.program_id)
            .where(Enrolment.person_id.in_(part))
        )
        for person_id, program_id, left_on, zone in session.execute(found):
            left = left_on is not None and left_on <= clock.today(zone)
            (former if left else here).add((person_id, program_id))
    return here, former


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
