"""What goes into the score, and what a scholar's own page may rest on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.evaluations.rated import rated, result
from tests.factories import Factory
from tests.properties import given, st
from tracker import clock
from tracker.cohorts import actions as cohorts
from tracker.cohorts import queries as cohort_queries
from tracker.evaluations import setup, visibility
from tracker.evaluations.answers import Confidence
from tracker.evaluations.models import Form
from tracker.evaluations.score_inputs import inputs
from tracker.permissions import Role
from tracker.projects import actions as projects
from tracker.projects.models import Reached
from tracker.projects.rules import PRESETS

# What a property changes is undone by a savepoint of its own, so the test's transaction may be shared.
shared = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_every_rating_enters_with_who_gave_it_on_what_and_how_surely(session, cast, make):
    form = make.form(cast.from_mara, overall=4, confidence=Confidence.LOW)
    found = inputs(session, cast.cohort.id)
    assert found.data["forms"] == [
        {
            "scholar": cast.ada.id,
            "mentor": cast.mara.id,
            "work": cast.sprint.id,
            "overall": 4,
            "confidence": "low",
        }
    ]
    assert found.form_ids == [form.id]


def test_everybody_is_named_also_without_a_form(session, cast):
    assert inputs(session, cast.cohort.id).data["scholars"] == sorted([cast.ada.id, cast.ben.id])


def test_cannot_say_yet_adds_no_rating(session, cast, make):
    make.form(cast.from_mara, overall=None)
    assert inputs(session, cast.cohort.id).data["forms"] == []


def test_forms_on_somebody_who_left_stay_in_because_they_tell_of_the_mentor(session, cast, make):
    make.form(cast.from_mara)
    cohorts.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    assert len(inputs(session, cast.cohort.id).data["forms"]) == 1


def test_nothing_of_another_cohort_enters(session, cast, make):
    elsewhere = rated(make)
    result(session, elsewhere.works[0], Reached.YES)
    data = inputs(session, cast.cohort.id).data
    assert (data["forms"], data["outcomes"], data["shares"]) == ([], [], {})


@pytest.mark.parametrize("reached", Reached)
@pytest.mark.parametrize("stated", [True, False])
def test_a_result_counts_once_rates_are_stated_and_it_is_known(session, cast, reached, stated):
    if stated:
        projects.state_rates(session, None, work=cast.sprint, rates=PRESETS["hard"], steepest=9)
    projects.record_reached(session, None, work=cast.sprint, reached=reached)
    counted = inputs(session, cast.cohort.id)
    known = stated and reached is not Reached.NOT_YET
    assert cast.sprint.scored is known
    assert counted.work_ids == ([cast.sprint.id] if known else [])
    if known:
        assert counted.data["outcomes"] == [
            {
                "work": cast.sprint.id,
                "success": reached is Reached.YES,
                "expected_able": 0.6,
                "expected_other": 0.2,
            }
        ]


def test_a_team_that_stated_no_shares_shares_equally(session, cast, make):
    work = result(session, make.work(cast.ada, cast.ben), Reached.NO)
    assert inputs(session, cast.cohort.id).data["shares"] == {work.id: {cast.ada.id: 0.5, cast.ben.id: 0.5}}


def test_stated_shares_enter_as_they_are(session, cast, make):
    work = result(session, make.work(cast.ada, cast.ben), Reached.YES)
    projects.set_shares(session, None, work=work, shares={cast.ada.id: 0.7, cast.ben.id: 0.3})
    entered = inputs(session, cast.cohort.id).data["shares"][work.id]
    assert entered == pytest.approx({cast.ada.id: 0.7, cast.ben.id: 0.3})


def test_the_order_does_not_depend_on_when_a_row_was_changed(session, cast, make):
    there = rated(make)
    before = inputs(session, there.cohort.id).form_ids
    session.execute(sa.update(Form).where(Form.id == before[0]).values(overall=1))
    assert inputs(session, there.cohort.id).form_ids == before == sorted(before)


def test_a_rating_is_left_out_for_scholars_until_it_is_released(session, cast, make):
    form = make.form(cast.from_mara)
    day = cast.from_mara.due_on + timedelta(days=5)
    entered = [
        inputs(session, cast.cohort.id, released_on=on).form_ids for on in (day - timedelta(days=1), day)
    ]
    assert entered == [[], [form.id]]
    make.form(cast.from_milo)
    assert len(inputs(session, cast.cohort.id, released_on=clock.today()).form_ids) == 2


@pytest.fixture
def rounds(make):
    """Three rounds of two mentors each on three scholars, all owed, and what was filed before."""
    there, made = rated(make), []
    for one in there.scholars[:3]:
        work = make.work(one)
        made.append([make.assignment(one, mentor, work) for mentor in there.mentors])
    return there, made


@shared
@given(
    filed=st.lists(
        st.tuples(st.integers(0, 2), st.integers(1, 5)), min_size=1, max_size=6, unique_by=lambda t: t[0]
    )
)
def test_what_scholars_are_shown_never_moves_when_an_unreleased_form_is_filed(session, make, rounds, filed):
    """Of each round one form stays owed."""
    there, owed = rounds
    with session.begin_nested() as undo:
        before = inputs(session, there.cohort.id, released_on=there.today)
        for place, overall in filed:
            make.form(owed[place][0], overall=overall)
        assert inputs(session, there.cohort.id, released_on=there.today) == before
        assert len(inputs(session, there.cohort.id).forms) == len(before.forms) + len(filed)
        undo.rollback()
    session.expire_all()


@pytest.fixture
def pair(make):
    """A cohort with three mentors, and two scholars who have a work together."""
    cohort = make.cohort()
    mentors = [make.role(make.person(), Role.MENTOR, cohort) for _ in range(3)]
    scholars = [make.enrolment(cohort) for _ in range(2)]
    return cohort, mentors, scholars, make.work(*scholars)


@shared
@given(
    states=st.lists(st.sampled_from(["filed", "owed", "excused"]), min_size=6, max_size=6),
    days=st.integers(-2, 12),
    shared_work=st.booleans(),
)
def test_a_cohort_is_released_as_each_of_its_scholars_is(session, make, pair, states, days, shared_work):
    """The query for a whole cohort and the one for a single scholar decide alike."""
    cohort, mentors, scholars, together = pair
    with session.begin_nested() as undo:
        for place, state in enumerate(states):
            one = scholars[place // 3]
            work = together if shared_work else make.work(one)
            owed = make.assignment(one, mentors[place % 3], work)
            if state == "filed":
                make.form(owed)
            elif state == "excused":
                setup.excuse(session, mentors[0], assignment=owed)
        today = clock.today() + timedelta(days=days)
        expected = {
            each.form.id
            for one in scholars
            for each in visibility.feedback(session, one.id, today)
            if each.form is not None
        }
        assert visibility.released_in(session, cohort.id, today) == expected
        undo.rollback()
    session.expire_all()


@pytest.mark.any_database
@pytest.mark.parametrize("audience", ["all", "released"])
def test_inputs_take_the_same_number_of_statements_for_1_3_and_60_scholars(
    session: Session, make: Factory, audience: str
) -> None:
    cohort, counts = make.cohort(), {}
    mentor = make.role(make.person("One Mentor"), Role.MENTOR, cohort)
    for size in (1, 3, 60):
        while len(cohort_queries.scholars(session, cohort.id)) < size:
            one = make.enrolment(cohort)
            work = result(session, make.work(one), Reached.YES)
            make.form(make.assignment(one, mentor, work))
        session.flush()
        session.expunge_all()
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object, seen: list[str] = seen) -> None:
            seen.append(statement)

        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            inputs(session, cohort.id, released_on=clock.today() if audience == "released" else None)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        counts[size] = len(seen)
        cohort = session.merge(cohort)
        mentor = session.merge(mentor)
    assert set(counts.values()) == {5 if audience == "all" else 7}
