"""The evidence on the board: equal to the textbook, complete, and read in a fixed number of statements."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.page import Client
from tests.properties import given, st
from tracker import clock
from tracker.evaluations import actions, board, setup
from tracker.evaluations.board import Spread

ratings = st.lists(st.integers(1, 5), max_size=60)


@given(ratings)
def test_a_spread_equals_the_textbook(given_ratings: list[int]) -> None:
    spread = Spread.of(Counter(given_ratings))
    assert spread.count == len(given_ratings)
    if not given_ratings:
        assert spread == board.NOTHING
        return
    assert spread.mean == pytest.approx(statistics.fmean(given_ratings), abs=1e-12)
    assert spread.median == statistics.median(given_ratings)
    assert (spread.lowest, spread.highest) == (min(given_ratings), max(given_ratings))
    if len(given_ratings) > 1:
        assert spread.sd == pytest.approx(np.std(given_ratings, ddof=1), abs=1e-12)
    else:
        assert spread.sd is None


@given(ratings)
def test_a_spread_does_not_depend_on_the_order_of_its_counts(given_ratings: list[int]) -> None:
    counts = Counter(given_ratings)
    backwards = dict(reversed(counts.items()))
    assert Spread.of(backwards) == Spread.of(counts)
    assert Spread.of(dict.fromkeys(board.LEVELS, 0) | backwards) == Spread.of(counts)


def row_of(session: Session, cast: Cast) -> board.Row:
    rows = board.rows(session, cast.cohort.id, clock.today())
    return next(row for row in rows if row.enrolment_id == cast.ada.id)


def test_every_scholar_has_a_row_and_nobody_else(session: Session, cast: Cast) -> None:
    rows = board.rows(session, cast.cohort.id, clock.today())
    assert [row.name for row in rows] == ["Ada Adeyemi", "Ben Okafor"]
    assert rows[1].evidence == board.Evidence()
    assert rows[1].forms == board.Owed()


def test_a_row_counts_forms_people_and_works(session: Session, make: Factory, cast: Cast) -> None:
    make.form(cast.from_mara, overall=2)
    make.form(make.assignment(cast.ada, cast.mara, make.work(cast.ada)), overall=5)
    make.form(cast.from_milo, overall=5)
    row = row_of(session, cast)
    assert (row.evidence.filed, row.evidence.people, row.evidence.works) == (3, 2, 2)
    assert row.evidence.overall == Spread.of({2: 1, 5: 2})
    assert row.evidence.last_filed_on == clock.today()
    assert row.forms == board.Owed()


def test_a_form_that_cannot_say_yet_is_filed_but_is_no_evidence(
    session: Session, make: Factory, cast: Cast
) -> None:
    make.form(cast.from_mara, overall=None)
    row = row_of(session, cast)
    assert (row.evidence.filed, row.evidence.people, row.evidence.works) == (1, 0, 0)
    assert row.evidence.overall == board.NOTHING
    assert row.evidence.thin


def test_open_forms_are_owed_overdue_or_begun(session: Session, make: Factory, cast: Cast) -> None:
    make.assignment(cast.ada, cast.mara, make.work(cast.ada), due_on=clock.today() - timedelta(days=1))
    setup.excuse(session, cast.sam, assignment=cast.from_milo)
    actions.save_draft(
        session,
        cast.mara,
        assignment=cast.from_mara,
        typed={"keep": "a"},
        base_version=0,
        form_version=0,
        opened_at=clock.now(),
    )
    assert row_of(session, cast).forms == board.Owed(owed=2, overdue=1, drafts=1)


def test_a_form_due_today_is_not_overdue(session: Session, make: Factory, cast: Cast) -> None:
    make.assignment(cast.ben, cast.mara, due_on=clock.today())
    [_ada, ben] = board.rows(session, cast.cohort.id, clock.today())
    assert ben.forms == board.Owed(owed=1)


def test_evidence_is_thin_below_three_people_or_two_works(
    session: Session, make: Factory, cast: Cast
) -> None:
    make.form(cast.from_mara)
    make.form(cast.from_milo)
    from_sam = make.assignment(cast.ada, cast.sam, cast.sprint)
    make.form(from_sam)
    assert row_of(session, cast).evidence.thin, "three people, but one work"
    make.form(make.assignment(cast.ada, cast.mara, make.work(cast.ada)))
    assert not row_of(session, cast).evidence.thin


def test_forms_of_other_cohorts_do_not_count(session: Session, make: Factory, cast: Cast) -> None:
    summer = make.cohort(cast.program, "summer")
    again = make.enrolment(summer, cast.ada.person)
    mentor = make.role(make.person(), cast.mara.role_grants[0].role, summer)
    make.form(make.assignment(again, mentor), overall=1)
    assert row_of(session, cast).evidence == board.Evidence()


@pytest.mark.any_database
def test_the_board_takes_as_many_statements_for_any_number_of_scholars(
    client: Client, session: Session, make: Factory, cast: Cast
) -> None:
    counts = []
    for wanted in (2, 3, 20):
        while len(board.rows(session, cast.cohort.id, clock.today())) < wanted:
            make.form(make.assignment(make.enrolment(cast.cohort), cast.mara))
        session.expunge_all()
        with client.counting() as statements:
            board.rows(session, cast.cohort.id, clock.today())
        counts.append(len(statements))
    assert counts == [5, 5, 5]
