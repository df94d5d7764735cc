"""Two of the staff at the same moment on one scholar's dates: one of them counts, nothing is doubled."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import at_once, count
from tracker import audit, clock
from tracker.advancement import dates, reentry
from tracker.cohorts import actions as cohorts
from tracker.cohorts import calendar
from tracker.cohorts.calendar_models import Cause, Leave, Shift
from tracker.cohorts.models import Cohort, Enrolment
from tracker.people.models import Person


@pytest.fixture
def stage(engine, tmp_path_factory):
    """A database in which commits are real, with the cast in it."""
    with migrated_engine(engine, tmp_path_factory.mktemp("at-once")) as made:
        with Session(made, expire_on_commit=False) as session:
            cast = build_cast(Factory(session))
            session.commit()
        yield made, cast


def leaving(cast, who, days):
    def run(session):
        dates.begin_leave(
            session,
            session.get_one(Person, who.id),
            enrolment=session.get_one(Enrolment, cast.ada.id),
            from_on=clock.today() + timedelta(days=days),
        )

    return run


def test_two_leaves_at_once_and_one_is_written_down(stage):
    engine, cast = stage
    outcomes = Counter(at_once(engine, leaving(cast, cast.sam, 0), leaving(cast, cast.lea, 1)))
    assert outcomes == {"done": 1, "leave_already": 1}
    with Session(engine) as session:
        assert count(session, Leave) == 1
        assert list(audit.broken_links(session)) == []


def test_a_double_click_on_return_moves_the_dates_once(stage):
    engine, cast = stage
    with clock.fixed(clock.now() - timedelta(days=5)), Session(engine) as session:
        session.get_one(Enrolment, cast.ada.id).enrolled_on = clock.today()
        leaving(cast, cast.sam, 0)(session)
        session.commit()

    def back(session):
        sam = session.get_one(Person, cast.sam.id)
        leave = session.query(Leave).one()
        dates.end_leave(session, sam, leave=leave, back_on=clock.today())

    assert Counter(at_once(engine, back, back)) == {"done": 1, "leave_ended": 1}
    with Session(engine) as session:
        assert count(session, Shift) == 1


def test_the_same_move_sent_twice_at_once_moves_once(stage):
    engine, cast = stage

    def move(session):
        ada = session.get_one(Enrolment, cast.ada.id)
        phase, *_rest = calendar.phases_of(session, ada)
        dates.shift(
            session,
            session.get_one(Person, cast.sam.id),
            enrolment=ada,
            phase=phase,
            from_on=clock.today(),
            days=7,
            cause=Cause.OTHER,
            reason="Ill.",
            seen=0,
        )

    assert Counter(at_once(engine, move, move, move)) == {"done": 1, "dates_changed": 2}
    with Session(engine) as session:
        assert count(session, Shift) == 1


def test_two_who_bring_somebody_into_a_later_cohort_at_once_enrol_them_once(stage):
    engine, cast = stage
    with Session(engine, expire_on_commit=False) as session:
        make = Factory(session)
        ada, sam = session.get_one(Enrolment, cast.ada.id), session.get_one(Person, cast.sam.id)
        program = session.get_one(Cohort, cast.cohort.id).program
        later = make.cohort(program, "later", phases=make.phases(clock.today() + timedelta(weeks=9)))
        cohorts.withdraw(session, sam, enrolment=ada, on=clock.today())
        session.commit()

    def join(who):
        def run(session):
            reentry.join_later(
                session,
                session.get_one(Person, who.id),
                enrolment=session.get_one(Enrolment, cast.ada.id),
                cohort=session.get_one(Cohort, later.id),
            )

        return run

    assert at_once(engine, join(cast.sam), join(cast.lea)) == ["done", "done"]
    with Session(engine) as session:
        assert session.query(Enrolment).filter_by(follows_id=cast.ada.id).count() == 1
        assert list(audit.broken_links(session)) == []
