"""What lists of forms hold, leave out, and in which order."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tracker import clock
from tracker.evaluations import checklist, queries, setup


def test_an_assignment_opens_for_its_mentor_only(session: Session, cast: Cast) -> None:
    assert queries.own_assignment(session, cast.from_mara.id, cast.mara.id) is cast.from_mara
    assert queries.own_assignment(session, cast.from_mara.id, cast.milo.id) is None
    assert checklist.asked_for(session, cast.from_mara.id, cohort_id=cast.cohort.id + 1) is None


def test_owed_forms_come_earliest_first_without_filed_and_excused_ones(
    session: Session, make: Factory, cast: Cast
) -> None:
    today = clock.today()
    later = make.assignment(cast.ada, cast.mara, make.work(cast.ada), due_on=today + timedelta(days=9))
    sooner = make.assignment(cast.ben, cast.mara, due_on=today - timedelta(days=2))
    excused = make.assignment(cast.ben, cast.mara, due_on=today)
    setup.excuse(session, cast.sam, assignment=excused)
    make.form(cast.from_mara)
    assert [one.id for one in queries.owed(session, cast.mara.id)] == [sooner.id, later.id]
    assert [one.assignment_id for one in queries.filed_by(session, cast.mara.id)] == [cast.from_mara.id]
    waiting = queries.waiting_for(session, cast.ada.id)
    assert [one.mentor_id for one in waiting] == [cast.milo.id, cast.mara.id]


def test_flags_stay_in_their_cohort(session: Session, make: Factory, cast: Cast) -> None:
    make.form(cast.from_mara, raise_concern=True)
    summer = make.cohort(cast.program, "summer")
    assert len(queries.open_flags(session, [cast.cohort.id, summer.id])) == 1
    assert queries.open_flags(session, [summer.id]) == []
    assert queries.open_flags(session, []) == []


def test_the_time_to_file_is_measured_per_cohort(session: Session, make: Factory, cast: Cast) -> None:
    opened = clock.now() - timedelta(seconds=150)
    make.form(cast.from_mara, opened_at=opened)
    [seconds] = queries.filing_seconds(session, cast.cohort.id)
    assert 150 <= seconds < 160


def test_who_mentors_whom(session: Session, cast: Cast) -> None:
    assert queries.mentors(session, cast.ada.id, cast.mara.id)
    assert not queries.mentors(session, cast.ben.id, cast.mara.id)
    assert not queries.mentors(session, cast.ada.id, cast.sam.id)
