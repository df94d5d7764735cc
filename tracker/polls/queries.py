"""Reads of polls. Of an open poll only numbers are read out, and those in steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.evidence.poll_answers import printed
from tracker.evidence.polls import shift
from tracker.polls import rules, scale_withholding, withholding
from tracker.polls.models import Poll, PollAnswer, PollKind, PollSource, PollTally, PollWave
from tracker.polls.withholding import Answers, Cell


def of_cohort(session: Session, cohort_id: int) -> Sequence[Poll]:
    """The polls of a cohort, newest first."""
    return session.scalars(sa.select(Poll).where(Poll.cohort_id == cohort_id).order_by(Poll.id.desc())).all()


def poll(session: Session, poll_id: int, *, cohort_id: int) -> Poll | None:
    return session.scalar(sa.select(Poll).where(Poll.id == poll_id, Poll.cohort_id == cohort_id))


def by_token(session: Session, token: str) -> Poll | None:
    """The poll of a link."""
    return session.scalar(sa.select(Poll).where(Poll.token == token))


def overdue(session: Session, program_id: int, today: date) -> Sequence[Poll]:
    """Polls of a program whose last day is past and which are not counted yet."""
    found = (
        sa.select(Poll)
        .join(Poll.cohort)
        .where(Cohort.program_id == program_id, Poll.closed_on.is_(None), Poll.post_closes_on < today)
    )
    return session.scalars(found.order_by(Poll.id)).all()


def told_counts(session: Session, polls: Sequence[Poll]) -> dict[int, dict[PollWave, int]]:
    """How many have answered so far in each wave of these polls, in steps."""
    counting = sa.select(PollAnswer.poll_id, sa.func.count(PollAnswer.pre), sa.func.count(PollAnswer.post))
    rows = session.execute(
        counting.where(PollAnswer.poll_id.in_([one.id for one in polls])).group_by(PollAnswer.poll_id)
    )
    told = {
        poll_id: {PollWave.PRE: rules.told(pre), PollWave.POST: rules.told(post)}
        for poll_id, pre, post in rows
    }
    return {one.id: told.get(one.id, dict.fromkeys(PollWave, 0)) for one in polls}


def answers(session: Session, poll: Poll) -> Answers:
    """The counts of a closed poll, counted at its closing or, until that was done, now."""
    people: Counter[Cell] = Counter()
    if poll.closed_on is not None:
        tallies = sa.select(PollTally.pre, PollTally.post, PollTally.people)
        for pre, post, many in session.execute(tallies.where(PollTally.poll_id == poll.id)):
            people[pre, post] = many
        return Answers(len(poll.options), people, poll.willing, poll.unwilling)
    said: Counter[bool | None] = Counter()
    rows = sa.select(PollAnswer.pre, PollAnswer.post, PollAnswer.willing)
    for pre, post, willing in session.execute(rows.where(PollAnswer.poll_id == poll.id)):
        people[pre, post] += 1
        said[willing] += 1
    if not poll.asks_willing:
        return Answers(len(poll.options), people)
    return Answers(len(poll.options), people, said[True], said[False])


def result(session: Session, poll: Poll, today: date) -> withholding.Visible | scale_withholding.Means | None:
    """What may be shown of a poll; None before it is closed."""
    if not rules.is_closed(poll, today):
        return None
    if poll.source is PollSource.PUBLISHED:
        return _published(poll)
    found = answers(session, poll)
    if poll.kind is PollKind.SCALE:
        return scale_withholding.visible_means(found, least=poll.least, group_size=poll.group_size)
    return withholding.visible(poll.options, found, least=poll.least, group_size=poll.group_size)


def _published(poll: Poll) -> withholding.Visible:
    typed = poll.published or {}
    pre = printed(typed["pre"], poll.options, typed["n_pre"], about="pre")
    post = printed(typed["post"], poll.options, typed["n_post"], about="post")
    willing = None if typed["willing"] is None else float(typed["willing"]) / 100
    found = shift(poll.options, pre, post, group_size=poll.group_size, willing=willing)
    return withholding.of_published(found)
