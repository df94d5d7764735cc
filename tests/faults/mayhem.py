"""A mixed load under which processes are killed, and the account of what was told against what is there."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask_security import hash_password
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.factories import Factory
from tests.faults.crowd import PASSWORD, Ledger, Mentor, Person, Scholar, Staff
from tests.faults.town import Town
from tests.jobs.at_work import wait_for
from tests.outbox.posting import Office, opened
from tracker import db
from tracker.advancement.models import Concern
from tracker.app import create_app
from tracker.audit import AuditEntry, broken_links
from tracker.evaluations.models import Draft, Form
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job, JobState, KeptFile
from tracker.outbox.models import Message, MessageState
from tracker.people.models import Person as Row
from tracker.people.models import RoleGrant
from tracker.permissions import Role
from tracker.projects.outcome_models import Outcome
from tracker.reports import actions as exports
from tracker.settings import Settings

COHORT = "/programs/north/cohorts/winter"


@dataclass
class People:
    """Who works, and on what: addresses of people, and ids."""

    mentors: dict[str, list[tuple[int, int]]]
    scholars: dict[str, int]
    staff: list[str]


def seeded(engine: Engine, folder: Path, *, mentors: int, forms: int) -> People:
    """A cohort in which each of some mentors owes so many forms, and two scholars have a work."""
    settings = Settings(folder / "seeding", engine.url.render_as_string(hide_password=False), "k" * 40)
    app = create_app(settings, engine)
    with app.app_context():
        hashed = hash_password(PASSWORD)
    with Session(engine) as session:
        make = Factory(session)
        cast = build_cast(make)
        owing = [make.role(make.person(f"Mentor {n}"), Role.MENTOR, cast.cohort) for n in range(mentors)]
        owed: dict[str, list[tuple[int, int]]] = {}
        for mentor in owing:
            enrolled = [make.enrolment(cast.cohort) for _ in range(forms)]
            rows = [make.assignment(one, mentor) for one in enrolled]
            session.flush()
            owed[mentor.email or ""] = [(row.id, row.enrolment_id) for row in rows]
        bens = make.work(cast.ben, title="Sprint 2")
        session.flush()
        scholars = {cast.ada.person.email or "": cast.sprint.id, cast.ben.person.email or "": bens.id}
        for person in [*owing, cast.ada.person, cast.ben.person, cast.sam, cast.lea]:
            person.password = hashed
        session.commit()
        return People(owed, scholars, [cast.sam.email or "", cast.lea.email or ""])


def crowd(people: People, url: str, ledger: Ledger, stop: threading.Event) -> list[Person]:
    given = (ledger, stop)
    found: list[Person] = [Mentor(url, one, *given, owed=owed) for one, owed in people.mentors.items()]
    found += [Scholar(url, one, *given, work=work) for one, work in people.scholars.items()]
    found += [Staff(url, one, *given, cohort=COHORT, name=f"new{n}") for n, one in enumerate(people.staff)]
    return found


class Clerk(threading.Thread):
    """Asks for one table after the other as a job, straight in the database."""

    def __init__(self, engine: Engine, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.sessions, self.stop = db.make_sessions(engine), stop
        self.asked: list[int] = []
        self.unsure = 0

    def run(self) -> None:
        while not self.stop.wait(0.4):
            try:
                with self.sessions.begin() as session:
                    job = self._ask(session)
            except sa.exc.OperationalError:
                self.unsure += 1  # the database went away: it may have been asked for, or not
            else:
                self.asked.append(job)

    @staticmethod
    def _ask(session: Session) -> int:
        params = {"table": "audit", "format": "csv"}
        return jobs.start(session, None, kind=exports.JOB, title="Trail", program_id=1, params=params).id


@contextmanager
def town(engine: Engine, folder: Path, database_url: str | None = None) -> Iterator[Town]:
    office = Office()
    with opened(office) as smtp:
        made = Town(engine, folder, office)
        try:
            made.open(smtp, database_url)
            yield made
        finally:
            made.close()


def killed_under_load(made: Town, people: People, *, kills: int, seed: int) -> tuple[Ledger, Clerk]:
    """So many processes killed, each at a moment drawn, while everybody goes on; then all is let finish."""
    dice = random.Random(seed)  # a script, not a secret
    with everybody(made, people) as (ledger, clerk):
        for _ in range(kills):
            wait_for_more(ledger, 3)
            time.sleep(dice.uniform(0, 0.5))
            made.kill_somebody(dice)
    return ledger, clerk


def broken_under_load(made: Town, people: People, fault: Callable[[], None]) -> tuple[Ledger, Clerk]:
    """One thing that goes wrong while everybody works, and goes on afterwards."""
    with everybody(made, people) as (ledger, clerk):
        wait_for_more(ledger, 25)
        fault()
        wait_for_more(ledger, 25)
    return ledger, clerk


@contextmanager
def everybody(made: Town, people: People) -> Iterator[tuple[Ledger, Clerk]]:
    """All of them at work; at the end each finishes what is begun."""
    ledger, stop = Ledger(), threading.Event()
    clerk, working = Clerk(made.engine, stop), crowd(people, made.url, ledger, stop)
    for thread in [clerk, *working]:
        thread.start()
    try:
        yield ledger, clerk
    finally:
        stop.set()
        for thread in [clerk, *working]:
            thread.join(120)
    assert not any(thread.is_alive() for thread in [clerk, *working]), made.said()


def wait_for_more(ledger: Ledger, number: int) -> None:
    told = len(ledger.done)
    wait_for(lambda: len(ledger.done) >= told + number or ledger.wrong)


def assert_nothing_lost_or_doubled(made: Town, ledger: Ledger, clerk: Clerk) -> None:
    """Every write that somebody was told of is there once, and the trail is whole."""
    assert not ledger.wrong, "\n".join([*ledger.wrong, made.said()])
    wait_for(lambda: _all_ended(made.engine))
    with Session(db.read_only(made.engine)) as session:
        _once(ledger, "form", session.scalars(sa.select(Form.assignment_id)))
        _once(ledger, "concern", session.scalars(sa.select(Concern.enrolment_id)))
        _once(ledger, "outcome", session.scalars(sa.select(Outcome.title)))
        added = session.scalars(sa.select(Row.email).where(Row.email.endswith("@example.net"))).all()
        _once(ledger, "person", added)
        given = sa.select(Row.email).join(RoleGrant, RoleGrant.person_id == Row.id)
        _once(ledger, "person", session.scalars(given.where(Row.email.in_(added))))
        _drafts(ledger, session)
        for action, kind in {"form.file": "form", "outcome.add": "outcome"}.items():
            noted = sa.select(AuditEntry.object_id).where(AuditEntry.action == action)
            entries = session.scalars(noted).all()
            assert len(entries) == len(set(entries)) == len(ledger.marks(kind)), action
        assert list(broken_links(session)) == []
    _files(made.engine, clerk)
    _mails(made)


def _once(ledger: Ledger, kind: str, there: sa.ScalarResult | list) -> None:
    told, found = Counter(ledger.marks(kind)), Counter(str(one) for one in there)
    assert told == found, (kind, "lost", told - found, "doubled or never told", found - told)


def _drafts(ledger: Ledger, session: Session) -> None:
    """The last draft that somebody was told is kept: in the draft, until the form is filed."""
    kept = {draft.assignment_id: draft.answers for draft in session.scalars(sa.select(Draft))}
    filed = set(ledger.marks("form"))
    last = {mark.split()[0]: mark.split()[1] for mark in ledger.marks("draft")}
    reviewed = set(ledger.marks("reviewed"))
    for assignment, word in last.items():
        if assignment in filed:
            continue
        said = f"kept of {assignment}" if assignment in reviewed else f"{word} draft of {assignment}"
        assert kept[int(assignment)]["keep"] == said, assignment


def _all_ended(engine: Engine) -> bool:
    with Session(db.read_only(engine)) as session:
        still = Job.state.in_([JobState.WAITING, JobState.RUNNING])
        return session.scalar(sa.select(sa.func.count()).where(still)) == 0


def _files(engine: Engine, clerk: Clerk) -> None:
    """Each table that was asked for is one file, and one line of the trail."""
    with Session(db.read_only(engine)) as session:
        found = session.scalars(sa.select(Job).order_by(Job.id)).all()
        assert set(clerk.asked) <= {job.id for job in found}
        assert len(found) <= len(clerk.asked) + clerk.unsure
        assert {job.state for job in found} <= {JobState.DONE}
        assert len({job.file_id for job in found}) == len(found)
        assert session.scalar(sa.select(sa.func.count(KeptFile.id))) == len(found)
        taken = sa.select(sa.func.count()).where(AuditEntry.action == "program.export")
        assert session.scalar(taken) == len(found)


def _mails(made: Town) -> None:
    """Nobody got a mail twice, and whatever stands as sent arrived."""
    arrived = Counter(str(mail["Message-ID"]) for mail in made.office.taken)
    assert max(arrived.values(), default=0) <= 1
    with Session(db.read_only(made.engine)) as session:
        sent = session.scalar(sa.select(sa.func.count()).where(Message.state == MessageState.SENT))
    assert sent is not None and sent <= len(arrived)
