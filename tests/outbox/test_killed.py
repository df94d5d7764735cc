"""A day of refusals, of connections that break and of processes that are killed: each mail arrives once."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import Pipe
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tests.factories import Factory
from tests.outbox import a_day
from tests.outbox.posting import BREAK, OK, Office, opened
from tests.serving import FORKS
from tests.sweeps.databases import migrated_engine
from tracker import clock, db
from tracker.outbox import actions, handling
from tracker.outbox.models import Message, MessageState
from tracker.people.models import Person
from tracker.permissions import Role

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
ROUNDS = 90  # thirty hours
KINDS = ("concern", "role_given", "reminder", "release")
REFUSALS = ("550 no such mailbox", "554 not this")
ZONES = ("UTC", "Asia/Tokyo", "America/New_York")


CUTS = (BREAK, f"{BREAK} after taking it", "kill", "kill taken")
# What goes wrong at which step; each as often as it stands here, then all of it again in another order.
MAIL = ["421 too busy", *[OK] * 8]
RCPT = ["451 later", "451 later", "550 no such mailbox", BREAK, "kill", "kill", *[OK] * 8]
DATA = ["452 full", "554 not this", *CUTS, *[OK] * 8]


class Trouble:
    """What goes wrong when, drawn once and the same in every run."""

    def __init__(self) -> None:
        self.dice = random.Random(20260302)  # a script, not a secret
        self.process: int | None = None
        self.happened: Counter[str] = Counter()
        self.cuts = 0
        self.bags: dict[str, list[str]] = {}

    def mail(self) -> str:
        return self._happen(self._drawn("mail", MAIL))

    def rcpt(self) -> str:
        return self._happen(self._drawn("rcpt", RCPT))

    def data(self) -> str:
        """Asked once the whole text is there: what breaks now leaves nobody sure."""
        what = self._drawn("data", DATA)
        self.cuts += what in CUTS
        return self._happen(what)

    def _drawn(self, step: str, all_of_it: list[str]) -> str:
        bag = self.bags.get(step) or self.dice.sample(all_of_it, len(all_of_it))
        self.bags[step] = bag[1:]
        return bag[0]

    def _happen(self, what: str) -> str:
        self.happened[what] += 1
        if what.startswith("kill"):
            with suppress(ProcessLookupError):
                os.kill(self.process or 0, signal.SIGKILL)
            return f"{BREAK} after taking it" if what == "kill taken" else BREAK
        return what


@pytest.fixture
def engine_of_its_own(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        yield made


def write(sessions: sessionmaker[Session]) -> int:
    """Messages of several kinds to people in several zones; the number of somebody on the staff."""
    with sessions.begin() as session, clock.fixed(MIDNIGHT):
        make = Factory(session)
        cohort = make.cohort()
        people = [make.enrolment(cohort, make.person(time_zone=zone)).person for zone in ZONES]
        for number in range(16):
            person = people[number % len(people)]
            actions.write(
                session,
                person_id=person.id,
                address=person.email,
                kind=KINDS[number % len(KINDS)],
                subject=f"Message {number}",
                body=f"Text {number}\n",
                program_id=cohort.program_id,
            )
        return make.role(make.person(), Role.STAFF, cohort, whole_program=True).id


def live(url: str, folder: Path, server: tuple[str, int], trouble: Trouble) -> int:
    """Let the day go by; a process that was killed is followed by another. How many processes it took."""
    first, processes = 0, 0
    while first < ROUNDS:
        told, tells = Pipe(duplex=False)
        args = (url, str(folder), server, MIDNIGHT, first, ROUNDS, tells)
        process = FORKS.Process(target=a_day.run, args=args)
        process.start()
        tells.close()
        trouble.process, processes = process.pid, processes + 1
        with suppress(EOFError):
            while True:
                first = told.recv() + 1
        process.join(timeout=60)
    return processes


def numbers(office: Office) -> Counter[int]:
    """Message → how often the server has it, by the number that each try carries."""
    return Counter(int(str(mail["Message-ID"])[1:].partition(".")[0]) for mail in office.taken)


def test_through_a_day_of_trouble_each_mail_arrives_once_and_what_is_not_sure_is_shown(
    engine_of_its_own: Engine, tmp_path: Path
) -> None:
    url = engine_of_its_own.url.render_as_string(hide_password=False)
    sessions = db.make_sessions(engine_of_its_own)
    staff_id = write(sessions)
    trouble = Trouble()
    office = Office(mail=trouble.mail, rcpt=trouble.rcpt, data=trouble.data, greylists=True)
    with opened(office) as server:
        processes = live(url, tmp_path, (server.host, server.port), trouble)
    assert set(trouble.happened) == {*MAIL, *RCPT, *DATA}, "the day was hard"
    assert processes > 4

    taken = numbers(office)
    with sessions() as session:
        messages = session.scalars(sa.select(Message)).all()
    states = {one.id: one.state for one in messages}
    assert set(taken.values()) == {1}, "nothing twice"
    assert {number for number, state in states.items() if state is MessageState.SENT} <= set(taken)
    unsure = {number for number, state in states.items() if state is MessageState.UNSURE}
    assert set(taken) <= unsure | {n for n, state in states.items() if state is MessageState.SENT}
    carriers = {one.carried_by_id for one in messages if one.state is MessageState.CARRIED}
    assert carriers, "somebody got a mail of the day"
    assert len(unsure) == trouble.cuts, "each cut after the text leaves one unsure, and nothing else does"
    failed = {number for number, state in states.items() if state is MessageState.FAILED}
    assert len(failed) == sum(trouble.happened[one] for one in REFUSALS), "a refusal for good ends it"
    assert not failed & set(taken)
    left = {MessageState.SENT, MessageState.CARRIED, MessageState.UNSURE, MessageState.FAILED}
    assert set(states.values()) == left, "nothing waits, and nothing is lost"

    with sessions.begin() as session:
        staff = session.get_one(Person, staff_id)
        for number in sorted(unsure | failed):
            handling.retry(session, staff, message=session.get_one(Message, number))
    calm = Office()
    with opened(calm) as server:
        live(url, tmp_path, (server.host, server.port), trouble)
    assert numbers(calm) == dict.fromkeys(unsure | failed, 1)
    with sessions() as session:
        found = session.scalars(sa.select(Message.state)).all()
    assert set(found) == {MessageState.SENT, MessageState.CARRIED}
