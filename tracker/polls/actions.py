"""Writes about polls by staff: make one, close it, let those who were asked see what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort, Program
from tracker.evidence.poll_answers import BadPoll, printed
from tracker.evidence.polls import shift
from tracker.evidence.suppression import LEAST
from tracker.people.models import Person
from tracker.polls import queries, rules
from tracker.polls.models import Poll, PollAnswer, PollKind, PollSource, PollTally
from tracker.polls.withholding import Cell
from tracker.reasons import Refused, no, require

Days = tuple[date, date]


def create(
    session: Session,
    actor: Person | None,
    *,
    cohort: Cohort,
    question: str,
    kind: PollKind,
    options: Sequence[str],
    before: Days,
    after: Days,
    group_size: int | None = None,
    least: int = LEAST,
    asks_willing: bool = False,
) -> Poll:
    """Ask a question here, before and after; the poll has a link that nobody can guess."""
    require(rules.are_days(before, after, _today(cohort)), field="post_closes_on")
    row = _checked(cohort, question, kind, options, group_size, least)
    row.source, row.asks_willing = PollSource.APP, asks_willing and kind is PollKind.CHOICE
    row.pre_opens_on, row.pre_closes_on = before
    row.post_opens_on, row.post_closes_on = after
    row.token, row.code_key = secrets.token_urlsafe(24), secrets.token_bytes(32)
    return _made(session, actor, row)


def take_in(
    session: Session,
    actor: Person | None,
    *,
    cohort: Cohort,
    question: str,
    kind: PollKind,
    options: Sequence[str],
    people: Mapping[Cell, int],
    group_size: int | None = None,
    least: int = LEAST,
) -> Poll:
    """Keep the counts of answers that were collected elsewhere."""
    row = _checked(cohort, question, kind, options, group_size, least)
    row.source, row.closed_on = PollSource.FILE, _today(cohort)
    _made(session, actor, row)
    _count(session, row, people)
    return row


def publish(
    session: Session,
    actor: Person | None,
    *,
    cohort: Cohort,
    question: str,
    options: Sequence[str],
    pre: Sequence[str],
    post: Sequence[str],
    n_pre: int | None = None,
    n_post: int | None = None,
    group_size: int | None = None,
    willing: str | None = None,
) -> Poll:
    """Keep percentages that stand somewhere already, as they were printed."""
    row = _checked(cohort, question, PollKind.CHOICE, options, group_size, LEAST)
    try:
        shift(
            options,
            printed(pre, options, n_pre, about="pre"),
            printed(post, options, n_post, about="post"),
            group_size=group_size,
            willing=None if willing is None else float(willing) / 100,
        )
    except BadPoll as error:
        problem = str(error)
        raise Refused(
            no("poll_figures", problem=problem[0].upper() + problem[1:]), field=error.about
        ) from error
    row.source, row.closed_on = PollSource.PUBLISHED, _today(cohort)
    row.published = {
        "pre": [*pre], "post": [*post], "n_pre": n_pre, "n_post": n_post, "willing": willing
    }  # fmt: skip
    return _made(session, actor, row)


def close(session: Session, actor: Person | None, *, poll: Poll) -> Poll:
    """Count the answers, throw away the codes' key and every single answer. It never opens again."""
    audit.hold(session, poll.cohort.program_id)
    poll = held(session, poll)
    today = _today(poll.cohort)
    require(rules.may_close(poll, today))
    found = queries.answers(session, poll)
    poll.closed_on, poll.code_key = today, None
    poll.willing, poll.unwilling = found.willing, found.unwilling
    _count(session, poll, found.people)
    overwrite_deleted(session)
    session.execute(sa.delete(PollAnswer).where(PollAnswer.poll_id == poll.id))
    _note(session, actor, "poll.close", poll)
    return poll


def close_overdue(session: Session, program: Program) -> list[Poll]:
    """Count every poll of the program whose last day is past."""
    audit.hold(session, program.id)
    due = queries.overdue(session, program.id, clock.today(program.time_zone))
    return [close(session, None, poll=poll) for poll in due]


def show_result(session: Session, actor: Person | None, *, poll: Poll, shows: bool) -> None:
    """Let everybody with the link see what came of it once it is closed, or no longer."""
    if poll.shows_result != shows:
        poll.shows_result = shows
        _note(session, actor, "poll.show_result", poll, shows=shows)


def remove(session: Session, actor: Person | None, *, poll: Poll) -> None:
    """Take a poll away that nobody could answer here yet."""
    audit.hold(session, poll.cohort.program_id)
    poll = held(session, poll)
    require(rules.may_remove(poll, _today(poll.cohort)))
    _note(session, actor, "poll.remove", poll)
    for table in (PollAnswer, PollTally):
        session.execute(sa.delete(table).where(table.poll_id == poll.id))
    session.delete(poll)
    session.flush()


def held(session: Session, poll: Poll) -> Poll:
    """The poll as it stands, with everybody else who would change it or answer it kept waiting."""
    return session.get_one(Poll, poll.id, with_for_update={"of": Poll}, populate_existing=True)


def overwrite_deleted(session: Session) -> None:
    """Have SQLite overwrite what is deleted, where it would leave it readable in the file."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("PRAGMA secure_delete=ON"))


def _checked(
    cohort: Cohort,
    question: str,
    kind: PollKind,
    options: Sequence[str],
    group_size: int | None,
    least: int,
) -> Poll:
    require(rules.are_options(options, kind), field="options" if kind is PollKind.CHOICE else "levels")
    require(rules.is_least(least, group_size), field="least")
    return Poll(
        cohort_id=cohort.id,
        cohort=cohort,
        question=question,
        kind=kind,
        options=[*options],
        group_size=group_size,
        least=least,
        asks_willing=False,
        shows_result=False,
    )


def _made(session: Session, actor: Person | None, row: Poll) -> Poll:
    row.created_by_id = actor.id if actor else None
    session.add(row)
    session.flush()
    _note(session, actor, "poll.create", row, source=row.source.value)
    return row


def _count(session: Session, poll: Poll, people: Mapping[Cell, int]) -> None:
    for pre, post in sorted(people, key=lambda cell: [-1 if place is None else place for place in cell]):
        session.add(PollTally(poll_id=poll.id, pre=pre, post=post, people=people[pre, post]))
        session.flush()


def _today(cohort: Cohort) -> date:
    return clock.today(cohort.program.time_zone)


def _note(session: Session, actor: Person | None, action: str, poll: Poll, **change: Any) -> None:
    audit.note(session, actor, action, poll, program_id=poll.cohort.program_id, **change)
