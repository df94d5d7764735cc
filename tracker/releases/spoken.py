"""Writes of words for contributors who cannot give them here: passed on by an author, or given up."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.cohorts import calendar
from tracker.cohorts.day_rules import add_working_days
from tracker.people.models import Person
from tracker.reasons import no, require, yes
from tracker.releases import (
    approvals,
    case_queries,
    cases,
    contributor_queries,
    notices,
    sign_off_queries,
    submission_queries,
)
from tracker.releases.models import Case
from tracker.releases.notice_models import Notice
from tracker.releases.sign_off_models import SpokenFor, SpokenKind
from tracker.releases.sign_off_queries import Line, Outside
from tracker.releases.spoken_rules import REMIND_EVERY, Silence, may_give_up, may_second
from tracker.releases.submission_rules import SIGNABLE, may_sign
from tracker.sealed import Seal

WORDS, AGAIN = "sign_off.spoken", "sign-again"


def report(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    contributor_id: int,
    agrees: bool,
    shown: str,
    words: str,
) -> SpokenFor:
    """Pass on what an author without an account said to exactly what was `shown`."""
    cases.hold(session, case)
    people = contributor_queries.everybody(session, case)
    outside = {one.contributor.id for one in sign_off_queries.outside(session, case)}
    ours = actor.id in people.authors and contributor_id in outside
    now = submission_queries.live(session, case).binding
    require(may_sign(case.state, contributor=ours, shown=shown, now=now), field="agrees")
    require(yes() if words.strip() else no("spoken_no_words"), field="words")
    row = SpokenFor(
        case_id=case.id,
        kind=SpokenKind.REPORTED,
        contributor_id=contributor_id,
        binding=shown,
        agrees=agrees,
        words_id=sealed.keep(session, seal, case.vault, WORDS, words.strip()).id,
        by_id=actor.id,
    )
    return _kept(session, actor, case, row, "release.sign_off_passed_on")


def give_up(
    session: Session, actor: Person, *, seal: Seal, case: Case, line: Line | Outside, words: str
) -> SpokenFor:
    """Note that a contributor cannot be reached; it counts once a second person agrees."""
    cases.hold(session, case)
    now = next((one for one in _lines(session, case) if _key(one) == _key(line)), None)
    require(no("sign_off_not_contributor") if now is None else may_give_up(silence(session, case, now)))
    require(yes() if words.strip() else no("unreachable_no_reason"), field="words")
    row = SpokenFor(
        case_id=case.id,
        kind=SpokenKind.UNREACHABLE,
        person_id=line.person.id if isinstance(line, Line) else None,
        contributor_id=line.contributor.id if isinstance(line, Outside) else None,
        binding=submission_queries.live(session, case).binding or "",
        words_id=sealed.keep(session, seal, case.vault, WORDS, words.strip()).id,
        by_id=actor.id,
    )
    return _kept(session, actor, case, row, "release.unreachable")


def second(session: Session, actor: Person, *, case: Case, row_id: int) -> None:
    """Agree, as the second person, that a contributor cannot be reached. Who handles, the caller asked."""
    cases.hold(session, case)
    row = session.get(SpokenFor, row_id, populate_existing=True)
    if row is None or row.case_id != case.id or row.kind is not SpokenKind.UNREACHABLE:
        require(no("sign_off_not_contributor"))
        return
    people = contributor_queries.everybody(session, case)
    ours = actor.id in people.authors | people.mentors
    require(may_second(noted_by=row.by_id, by=actor.id, contributor=ours))
    if row.agreed_at is None:
        row.agreed_by_id, row.agreed_at = actor.id, clock.now()
        _kept(session, actor, case, row, "release.unreachable_agreed")


def silence(session: Session, case: Case, line: Line | Outside) -> Silence:
    """How long, and how often, somebody was asked for their word on what was handed in last."""
    submission = submission_queries.current(session, case)
    today = clock.today(case.program.time_zone)
    if submission is None or case.state not in SIGNABLE:
        return Silence(line.said, today, None)
    asked_on = case_queries.day_of(case, submission.at)
    closed = calendar.closed_days(session, case.program_id)
    due_on = add_working_days(asked_on, case.numbers.unreachable_due, closed)
    if isinstance(line, Outside):
        return Silence(line.said, today, due_on)
    sent = sa.select(sa.func.count(Notice.id)).where(
        Notice.case_id == case.id,
        Notice.person_id == line.person.id,
        Notice.what.startswith(f"{AGAIN}-{submission.number}-"),
    )
    needed = case.numbers.unreachable_reminders
    return Silence(line.said, today, due_on, session.scalar(sent) or 0, needed)


def to_remind(session: Session, case: Case) -> list[tuple[Person, str]]:
    """Who is to be reminded today of saying whether they agree: every five working days, three times."""
    submission = submission_queries.current(session, case)
    if submission is None or case.state not in SIGNABLE:
        return []
    today = clock.today(case.program.time_zone)
    asked_on = case_queries.day_of(case, submission.at)
    closed = calendar.closed_days(session, case.program_id)
    times = range(1, case.numbers.unreachable_reminders + 1)
    due = [
        f"{AGAIN}-{submission.number}-{one}"
        for one in times
        if today >= add_working_days(asked_on, one * REMIND_EVERY, closed)
    ]
    told = sa.select(Notice.person_id, Notice.what, Notice.made_at).where(
        Notice.case_id == case.id, Notice.what.startswith(f"{AGAIN}-{submission.number}-")
    )
    known = session.execute(told).all() if due else []
    people = sign_off_queries.waiting(session, case) if due else []
    found = []
    for person in people:
        sent = {row.what for row in known if row.person_id == person.id}
        days = {case_queries.day_of(case, row.made_at) for row in known if row.person_id == person.id}
        left = [what for what in due if what not in sent]
        # Days on which nothing ran are made up for, one reminder a day.
        if left and today not in days:
            found.append((person, left[0]))
    return found


def remind(session: Session, case: Case) -> int:
    """Send the reminders that are due; how many."""
    cases.hold(session, case)
    found = to_remind(session, case)
    return sum(len(notices.tell(session, case=case, people=[person], what=what)) for person, what in found)


def _lines(session: Session, case: Case) -> list[Line | Outside]:
    return [*sign_off_queries.lines(session, case), *sign_off_queries.outside(session, case)]


def _key(line: Line | Outside) -> tuple[str, int]:
    return ("person", line.person.id) if isinstance(line, Line) else ("name", line.contributor.id)


def _kept(session: Session, actor: Person, case: Case, row: SpokenFor, action: str) -> SpokenFor:
    session.add(row)
    session.flush()
    audit.note(session, actor, action, row, program_id=case.program_id, case=case.id)
    approvals.settle(session, case)
    return row
