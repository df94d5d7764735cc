"""What the days bring by themselves: reminders, and the defaults of gates and cases whose day has come."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tracker import clock
from tracker import db as database
from tracker.advancement import decision_queries, decisions
from tracker.cohorts.models import GateDefault, Program
from tracker.intake import forgetting
from tracker.jobs.failures import is_transient
from tracker.overview import reminder_mail
from tracker.polls import actions as polls
from tracker.polls import queries as poll_queries
from tracker.releases import alerts, notice_mail, retention
from tracker.releases import daily as releases
from tracker.surveys import link_mail, links
from tracker.web import unsealing

log = logging.getLogger(__name__)

# Seconds until the first round after a start, and between rounds.
FIRST, ROUND = 5.0, 300.0
# Notices whose mails are written in one transaction, for which everybody who writes waits.
PART = 25


@dataclass(frozen=True)
class Step:
    """One kind of thing that a day asks for in a program.

    `due` looks whether there is anything to do, so that a round with nothing to write keeps no writer
    waiting; `do` looks again under the program's lock, and returns how many rows it wrote. One that does
    its work `in_parts` is done again, each part in a transaction of its own, until nothing is due.
    """

    due: Callable[[Session, Program], bool]
    do: Callable[[Session, Program], int]
    in_parts: bool = False


@dataclass(frozen=True)
class Done:
    """What one round did: (program's slug, step) → how many rows it wrote, and the steps that failed."""

    counts: dict[tuple[str, str], int]
    failed: list[tuple[str, str]]


def _defaults_due(session: Session, program: Program) -> bool:
    """Whether somebody may continue by default whose continuing is not written down."""
    today = clock.today(program.time_zone)
    return any(
        phase.gate_default is GateDefault.CONTINUE_BY_DEFAULT
        and phase.decision_on is not None
        and phase.decision_on <= today
        and decisions.had_policy(phase, phase.decision_on)
        for _enrolment, phase in decision_queries.undecided_gates(session, program.id)
    )


def _apply_defaults(session: Session, program: Program) -> int:
    return len(decisions.apply_defaults(session, program))


def _mails_due(session: Session, program: Program) -> bool:
    return bool(reminder_mail.waiting(session, program, clock.today(program.time_zone)))


def _write_mails(session: Session, program: Program) -> int:
    return reminder_mail.write(session, program, clock.today(program.time_zone))


def _links_due(session: Session, program: Program) -> bool:
    return bool(links.due(session, program, clock.today(program.time_zone)))


def _write_links(session: Session, program: Program) -> int:
    return link_mail.write(session, program, clock.today(program.time_zone))


def _polls_due(session: Session, program: Program) -> bool:
    return bool(poll_queries.overdue(session, program.id, clock.today(program.time_zone)))


def _close_polls(session: Session, program: Program) -> int:
    return len(polls.close_overdue(session, program))


def _review_due(session: Session, program: Program) -> bool:
    return releases.due(session, program)


def _review(session: Session, program: Program) -> int:
    return releases.run(session, program, unsealing.seal())


def _review_mails_due(session: Session, program: Program) -> bool:
    return notice_mail.waiting(session, program.id)


def _write_review_mails(session: Session, program: Program) -> int:
    return notice_mail.write(session, program.id, at_most=PART)


def _reading_due(session: Session, program: Program) -> bool:
    return alerts.is_due(session, program.id)


def _watch_reading(session: Session, program: Program) -> int:
    return len(alerts.look(session, program.id))


def _old_texts(session: Session, program: Program) -> bool:
    return bool(retention.due(session, program))


def _delete_texts(session: Session, program: Program) -> int:
    return sum(retention.delete(session, case) for case in retention.due(session, program))


def _old_imports(session: Session, program: Program) -> bool:
    return bool(forgetting.due(session, program.id))


REMINDERS, SURVEY_LINKS = "reminders", "survey links"
REVIEW_STEPS, REVIEW_MAILS, READING = "reviews", "review mails", "reading"
OLD_IMPORTS = "old imports"
# These ask for no day of the program, so that a wrong time zone does not stop them.
WITHOUT_DAYS = (READING, REVIEW_MAILS, OLD_IMPORTS)
# In this order: who continues by default today is not counted as waiting a moment later.
STEPS = {
    "defaults": Step(_defaults_due, _apply_defaults),
    "polls": Step(_polls_due, _close_polls),
    REMINDERS: Step(_mails_due, _write_mails),
    SURVEY_LINKS: Step(_links_due, _write_links),
    REVIEW_STEPS: Step(_review_due, _review),
    READING: Step(_reading_due, _watch_reading),
    "old texts": Step(_old_texts, _delete_texts),
    OLD_IMPORTS: Step(_old_imports, forgetting.tidy),
    # After the reviews, which ask people to look.
    REVIEW_MAILS: Step(_review_mails_due, _write_review_mails, in_parts=True),
}
# The steps whose mails lead to pages.
MAILS = (REMINDERS, SURVEY_LINKS, REVIEW_MAILS)


def run_once(engine: Engine, steps: Iterable[str] = tuple(STEPS)) -> Done:
    """Do for every program what its day asks for, each step in a transaction of its own.

    What was done is not done again, by nobody, so it may run as often as one likes, in several processes
    at once, and be killed at any point. A step that fails is logged and holds no other up.
    """
    done = Done({}, [])
    reading = database.make_sessions(database.read_only(engine))
    with reading() as session:
        programs = session.execute(sa.select(Program.id, Program.slug).order_by(Program.slug)).all()
    writing = database.make_sessions(engine)
    for program_id, slug in programs:
        for name in steps:
            try:
                for count in _parts(STEPS[name], program_id, reading, writing):
                    done.counts[slug, name] = done.counts.get((slug, name), 0) + count
            except Exception as error:
                if is_transient(error):
                    log.warning(
                        "%s of program %s: the database was busy; the next round tries again", name, slug
                    )
                else:
                    log.exception("%s of program %s failed; the next round tries again", name, slug)
                done.failed.append((slug, name))
    return done


def _parts(
    step: Step, program_id: int, reading: sessionmaker[Session], writing: sessionmaker[Session]
) -> Iterator[int]:
    """Do a step as long as it is due, each part in a transaction; how many rows each wrote."""
    while True:
        with reading() as session:
            if not step.due(session, session.get_one(Program, program_id)):
                return
        with writing.begin() as session:
            count = step.do(session, session.get_one(Program, program_id))
        yield count
        if not step.in_parts:
            return


def in_background(app: Flask, engine: Engine, steps: Iterable[str] = tuple(STEPS)) -> threading.Event:
    """Look every few minutes in a thread of this process, until the returned event is set."""
    stop, wanted = threading.Event(), tuple(steps)

    def run() -> None:
        pause = FIRST
        while not stop.wait(pause):
            pause = ROUND
            try:
                with app.app_context():
                    run_once(engine, wanted)
            except Exception as error:
                if is_transient(error):
                    log.warning("the database was busy; the days are looked at in the next round")
                else:
                    log.exception("the daily run failed; the next round tries again")

    threading.Thread(target=run, name="daily", daemon=True).start()
    return stop
