"""Asking for a job, stopping it and asking again: once where it is said so, and only by who may."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.jobs import working
from tests.properties import given, st
from tests.sweeps.databases import migrated_engine
from tracker import clock, db
from tracker.audit import AuditEntry
from tracker.jobs import actions, queries, rules
from tracker.jobs.models import Job, JobState
from tracker.jobs.rules import Reader
from tracker.reasons import Refused


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        yield made


def start(session: Session, **facts: Any) -> Job:
    return actions.start(
        session, None, **{"kind": "test", "title": "Try", "program_id": None, "params": {}, **facts}
    )


def test_a_job_asked_for_in_a_transaction_that_is_rolled_back_was_never_asked_for(house: Engine) -> None:
    with Session(house) as session:
        start(session)
        session.rollback()
    with Session(house) as session:
        assert queries.waiting(session) == []
        assert session.query(AuditEntry).filter_by(action="job.start").count() == 0


def test_asked_for_twice_at_once_under_one_key_it_is_one_job(house: Engine) -> None:
    ids, ready = [], threading.Barrier(2)

    def ask() -> None:
        with db.make_sessions(house)() as session:
            ready.wait()
            found = start(session, once_key="export:7")
            session.commit()
            ids.append(found.id)

    both = [threading.Thread(target=ask) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(ids) == 2
    assert len(set(ids)) == 1


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_a_key_is_free_again_once_its_job_came_to_nothing(
    session: Session, cast: Cast, state: JobState
) -> None:
    first = working.asked(session, cast, cast.sam, once_key="import:7")
    assert working.asked(session, cast, cast.lea, once_key="import:7").id == first.id
    facts: dict[str, Any] = {"error": {"code": "job_broke", "params": {}}}
    if state is JobState.CANCELLED:
        facts = {"cancel_asked_at": clock.now()}
    working.ended(session, first, state, **facts)
    second = working.asked(session, cast, cast.sam, once_key="import:7")
    assert second.id != first.id
    with pytest.raises(Refused, match="job_again_elsewhere"):
        actions.retry(session, cast.sam, first)
    working.ended(session, second, JobState.DONE)
    assert working.asked(session, cast, cast.sam, once_key="import:7").id == second.id


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_what_has_ended_is_not_stopped(session: Session, cast: Cast, state: JobState) -> None:
    job = working.asked(session, cast, cast.sam)
    facts: dict[str, Any] = {"error": {}} if state is JobState.FAILED else {}
    if state is JobState.CANCELLED:
        facts = {"cancel_asked_at": clock.now()}
    working.ended(session, job, state, **facts)
    with pytest.raises(Refused, match="job_over"):
        actions.cancel(session, cast.sam, job)


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING, JobState.DONE])
def test_what_has_not_failed_is_not_tried_again(session: Session, cast: Cast, state: JobState) -> None:
    job = working.asked(session, cast, cast.sam)
    if state is not JobState.WAITING:
        working.begun(session, job)
    if state is JobState.DONE:
        working.ended(session, job, state)
    with pytest.raises(Refused, match="job_not_failed"):
        actions.retry(session, cast.sam, job)


IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "ck_job_says_what": {"title": ""},
    "ck_job_page_of_ours": {"page": "https://elsewhere.example"},
    "ck_job_within_its_total": {"done": 2, "total": 1},
    "ck_job_finished_iff_ended": {"finished_at": clock.now()},
    "ck_job_run_by_somebody": {"state": "running", "started_at": clock.now()},
    "ck_job_waits_unstarted": {"started_at": clock.now()},
    "ck_job_failed_iff_error": {"error": {"code": "job_broke"}},
    "ck_job_result_of_the_done": {"result": {"rows": 1}},
    "ck_job_cancelled_as_asked": {"state": "cancelled", "finished_at": clock.now()},
    "ck_job_seen_when_ended": {"seen_at": clock.now()},
    "ck_job_started_before_done": {"state": "done", "finished_at": clock.now()},
    "ck_job_tried": {"tries": 0},
}


@pytest.mark.parametrize("constraint", sorted(IMPOSSIBLE))
def test_the_database_refuses_a_job_that_cannot_be(session: Session, cast: Cast, constraint: str) -> None:
    job = working.asked(session, cast, cast.sam)
    change = sa.update(Job).where(Job.id == job.id).values(IMPOSSIBLE[constraint])
    with pytest.raises(IntegrityError, match=constraint), session.begin_nested():
        session.execute(change)


def test_a_file_stays_with_no_job_that_came_to_nothing(session: Session, cast: Cast, tmp_path: Path) -> None:
    job = working.asked(session, cast, cast.sam)
    kept = working.table(session, cast, cast.sam, tmp_path)
    with pytest.raises(IntegrityError, match="ck_job_file_of_the_done"), session.begin_nested():
        session.execute(sa.update(Job).where(Job.id == job.id).values(file_id=kept.id))


@given(st.booleans(), st.booleans(), st.booleans())
def test_a_file_is_for_who_asked_for_it_and_may_still_read_it_and_for_nobody_else(
    starter: bool, staff: bool, holds: bool
) -> None:
    reader = Reader(is_starter=starter, is_staff=staff)
    takes = rules.may_take_file(reader, holds_permission=holds)
    assert takes == (starter and holds)
    assert rules.may_see(reader) or not takes


@given(st.sampled_from(JobState), st.booleans(), st.booleans())
def test_whatever_its_state_a_job_can_be_stopped_or_tried_again_but_never_both(
    state: JobState, asked: bool, elsewhere: bool
) -> None:
    stops, retries = rules.may_cancel(state, asked=asked), rules.may_retry(state, again_elsewhere=elsewhere)
    assert not (stops and retries)
    assert (stops or retries) or asked or elsewhere or state is JobState.DONE
