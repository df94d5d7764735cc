"""Polls to test with: one that is open beforehand, and people who answer it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

from tracker import clock
from tracker.polls import actions, answering
from tracker.polls.models import PollKind, PollWave

SECRET = "the installation's own secret"
BEFORE, AFTER = PollWave.PRE, PollWave.POST


def asked(session, actor, cohort, **changes):
    """A poll whose first part opened yesterday; the event is in three days."""
    today = clock.today(cohort.program.time_zone)
    values = {
        "question": "This house would pause.",
        "kind": PollKind.CHOICE,
        "options": ["Pro", "Con"],
        "before": (today - timedelta(days=1), today + timedelta(days=2)),
        "after": (today + timedelta(days=4), today + timedelta(days=6)),
    }
    return actions.create(session, actor, cohort=cohort, **{**values, **changes})


def counted(session, actor, cohort):
    """A poll whose answers were counted elsewhere."""
    people = {(0, 0): 9, (0, 1): 8, (1, 0): 5, (1, 1): 6}
    values = {"question": "From paper", "kind": PollKind.CHOICE, "options": ["Pro", "Con"]}
    return actions.take_in(session, actor, cohort=cohort, people=people, **values)


def answer(session, poll, wave, option, code, **more):
    """One answer, taken as the page takes it."""
    answering.answer(session, poll=poll, wave=wave, option=option, code=code, secret=SECRET, **more)


def code(number):
    """A code as somebody might make it up."""
    return f"teapot{number:03}xyz"


def all_answer(session, poll, wave, options, first=0):
    """One person after the other gives these answers."""
    for number, option in enumerate(options, start=first):
        if option is not None:
            answer(session, poll, wave, option, code(number))


@contextmanager
def on(day):
    """Noon of a day."""
    with clock.fixed(datetime.combine(day, time(12), UTC)):
        yield


def held(session, actor, cohort, before, after, **changes):
    """A poll answered before and after by the same people in the same order (None: not then), closed."""
    poll = asked(session, actor, cohort, **changes)
    all_answer(session, poll, BEFORE, before)
    with on(poll.post_opens_on):
        all_answer(session, poll, AFTER, after)
    with on(poll.post_closes_on + timedelta(days=1)):
        actions.close(session, actor, poll=poll)
    return poll
