"""A year of days over cases in every state: what ends, whom it reminds, and that no day approves anything."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from tests.releases.casting import SEAL, a_case
from tests.releases.stopping import START, at, later, seated, stopped
from tracker import audit, clock
from tracker.outbox.models import Message
from tracker.releases import cases, daily, notice_mail
from tracker.releases.decision_models import Approval, Decision
from tracker.releases.models import CaseStep
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState
from tracker.sealed import Vault


@pytest.fixture(autouse=True)
def moment():
    with clock.fixed(START):
        yield


@pytest.fixture
def one_of_each(session, cast, bench):
    """A case in every state."""
    found = {}
    for state in CaseState:
        case = a_case(session, cast.ada.person, cast.sprint)
        seated(session, case, bench)
        if state is CaseState.SUSPENDED:
            at(session, case, CaseState.EXPEDITED)
            stopped(session, bench.rhea, case, reasons=False)
        else:
            at(session, case, state)
        found[state] = case
    return found


def run(session, program):
    return daily.run(session, program, SEAL) if daily.due(session, program) else 0


def test_a_year_of_days_approves_nothing_whatever_is_late(session, cast, one_of_each):
    for day in (*range(12), *range(30, 366, 30), 366):
        with later(days=day):
            run(session, cast.program)
    assert session.scalars(sa.select(Decision)).all() == []
    assert session.scalars(sa.select(Approval)).all() == []
    moved = session.scalars(sa.select(CaseStep).where(CaseStep.actor_id.is_(None))).all()
    assert [(one.transition, one.after) for one in moved] == [("T19", CaseState.FORMAL)]
    for state, case in one_of_each.items():
        if state is CaseState.SUSPENDED:
            assert case.state is CaseState.FORMAL
        else:
            assert case.state is state


def test_a_day_on_which_nothing_is_due_writes_nothing(session, cast, one_of_each):
    run(session, cast.program)
    before = len(session.scalars(sa.select(Notice)).all())
    assert not daily.due(session, cast.program)
    assert run(session, cast.program) == 0
    assert len(session.scalars(sa.select(Notice)).all()) == before


def test_who_is_late_is_reminded_on_the_day_and_every_week_and_once_each(app, session, cast, bench):
    case = a_case(session, cast.ada.person, cast.sprint)
    seated(session, case, bench)
    at(session, case, CaseState.SCREENING)
    sent = {}
    for day in range(25):
        with later(days=day), app.app_context():
            run(session, cast.program)
            assert run(session, cast.program) == 0
            notice_mail.write(session, cast.program.id)
            found = session.scalars(sa.select(Message).where(Message.kind == "release")).all()
            sent[day] = len(found)
    assert [day for day in range(1, 25) if sent[day] > sent[day - 1]] == [3, 10, 17, 24]
    assert sent[24] == 4 * 2  # coordinator and deputy
    told = session.scalars(sa.select(Message.subject).where(Message.kind == "release").distinct()).all()
    assert told == [f"[review] {case.public_id}: action needed"]


def test_a_case_that_fails_is_logged_without_its_words_and_holds_no_other_up(session, cast, bench, caplog):
    broken, whole = (a_case(session, cast.ada.person, cast.sprint) for _ in range(2))
    for case in (broken, whole):
        seated(session, case, bench)
        at(session, case, CaseState.EXPEDITED)
        stopped(session, bench.rhea, case)
    session.execute(sa.delete(CaseStep).where(CaseStep.case_id == broken.id))
    with later(days=9), caplog.at_level(logging.ERROR):
        assert daily.run(session, cast.program, SEAL) == 1
    assert (broken.state, whole.state) == (CaseState.SUSPENDED, CaseState.FORMAL)
    assert f"stops of case {broken.id} failed" in caplog.text
    assert "zanzibar" not in caplog.text.casefold()
    assert list(audit.broken_links(session)) == []


def test_three_years_after_the_end_the_key_goes_and_the_neutral_row_stays(session, cast, bench):
    case = a_case(session, cast.ada.person, cast.sprint)
    cases.move(session, cast.ada.person, case=case, transition="T17", to=CaseState.WITHDRAWN)
    with later(days=3 * 365 - 2):
        run(session, cast.program)
    assert session.get_one(Vault, case.vault_id).wrapped_key is not None
    with later(days=3 * 366):
        assert run(session, cast.program) == 1
        assert run(session, cast.program) == 0
    assert session.get_one(Vault, case.vault_id).wrapped_key is None
    assert case.state is CaseState.WITHDRAWN
