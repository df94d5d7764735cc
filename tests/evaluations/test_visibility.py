"""Who may read which form on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tracker import clock
from tracker.cohorts import actions as cohort_actions
from tracker.evaluations import setup, visibility
from tracker.evaluations.models import Form
from tracker.people.models import Person
from tracker.permissions import Role


def reads(session: Session, form: Form, reader: Person, today: date | None = None) -> bool:
    moment = datetime.combine(today, time(12), UTC) if today else clock.now()
    with clock.fixed(moment):
        found = visibility.readable_form(
            session, form.id, reader=reader, grants=reader.grants_on(clock.today())
        )
    return found is not None


def after_release(form: Form) -> date:
    assert form.assignment is not None
    return form.assignment.due_on + timedelta(days=5)


@pytest.fixture
def from_mara(make: Factory, cast: Cast) -> Form:
    """Mara has filed on Ada; Milo still owes his form."""
    return make.form(cast.from_mara)


def test_the_author_reads_their_own_form(session: Session, cast: Cast, from_mara: Form) -> None:
    assert reads(session, from_mara, cast.mara)


def test_a_co_mentor_is_blind_until_their_own_form_is_in(
    session: Session, make: Factory, cast: Cast, from_mara: Form
) -> None:
    assert not reads(session, from_mara, cast.milo)
    assert [
        f.mentor_id for f in visibility.seen_by_mentor(session, cast.ada.id, cast.milo.id, clock.today())
    ] == []
    make.form(cast.from_milo)
    assert reads(session, from_mara, cast.milo)
    assert {
        f.mentor_id for f in visibility.seen_by_mentor(session, cast.ada.id, cast.milo.id, clock.today())
    } == {
        cast.mara.id,
        cast.milo.id,
    }


def test_a_co_mentor_with_another_form_open_is_blind_again(
    session: Session, make: Factory, cast: Cast, from_mara: Form
) -> None:
    make.form(cast.from_milo)
    make.assignment(cast.ada, cast.milo, make.work(cast.ada))
    assert not reads(session, from_mara, cast.milo)


def test_a_mentor_who_was_excused_did_not_file(session: Session, cast: Cast, from_mara: Form) -> None:
    setup.excuse(session, cast.sam, assignment=cast.from_milo)
    assert not reads(session, from_mara, cast.milo)


def test_a_mentor_of_somebody_else_sees_nothing(
    session: Session, make: Factory, cast: Cast, from_mara: Form
) -> None:
    nora = make.role(make.person("Nora Other"), Role.MENTOR, cast.cohort)
    make.form(make.assignment(cast.ben, nora))
    assert not reads(session, from_mara, nora)


def test_a_mentor_whose_role_was_taken_back_sees_only_their_own(
    session: Session, make: Factory, cast: Cast, from_mara: Form
) -> None:
    from_milo = make.form(cast.from_milo)
    cast.milo.role_grants.clear()
    assert reads(session, from_milo, cast.milo)
    assert not reads(session, from_mara, cast.milo)


def test_the_scholar_reads_a_form_when_the_round_is_in(
    session: Session, make: Factory, cast: Cast, from_mara: Form
) -> None:
    assert not reads(session, from_mara, cast.ada.person)
    make.form(cast.from_milo)
    assert reads(session, from_mara, cast.ada.person)


def test_the_scholar_reads_a_form_five_days_after_it_was_due_whoever_is_late(
    session: Session, cast: Cast, from_mara: Form
) -> None:
    day = after_release(from_mara)
    assert not reads(session, from_mara, cast.ada.person, day - timedelta(days=1))
    assert reads(session, from_mara, cast.ada.person, day)


def test_a_form_asked_for_later_holds_no_earlier_one_back_longer(
    session: Session, make: Factory, cast: Cast, from_mara: Form
) -> None:
    day = after_release(from_mara)
    make.assignment(cast.ada, cast.mara, cast.sprint, due_on=day + timedelta(days=14))
    assert reads(session, from_mara, cast.ada.person, day)


def test_an_excused_form_does_not_hold_the_others_back(session: Session, cast: Cast, from_mara: Form) -> None:
    setup.excuse(session, cast.sam, assignment=cast.from_milo)
    assert reads(session, from_mara, cast.ada.person)


def test_a_form_of_the_only_rater_is_released_at_once(session: Session, make: Factory, cast: Cast) -> None:
    alone = make.form(make.assignment(cast.ben, cast.mara))
    assert reads(session, alone, cast.ben.person)


def test_forms_of_one_milestone_wait_for_each_other_across_works(
    session: Session, make: Factory, cast: Cast
) -> None:
    plan = cohort_actions.add_milestone(
        session, None, phase=make.training(cast.cohort), title="Plan", due_on=clock.today()
    )
    one = make.form(make.assignment(cast.ben, cast.mara, milestone=plan))
    other = make.assignment(cast.ben, cast.milo, milestone=plan)
    assert not reads(session, one, cast.ben.person)
    make.form(other)
    assert reads(session, one, cast.ben.person)


def test_another_scholar_reads_nothing(session: Session, cast: Cast, from_mara: Form) -> None:
    assert not reads(session, from_mara, cast.ben.person, after_release(from_mara))


def test_staff_and_leads_of_the_program_read_it(session: Session, cast: Cast, from_mara: Form) -> None:
    assert reads(session, from_mara, cast.sam)
    assert reads(session, from_mara, cast.lea)


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEAD, Role.RESEARCH_MANAGER])
def test_whoever_owes_a_form_is_a_rater_first_whatever_their_role(
    session: Session, make: Factory, cast: Cast, from_mara: Form, role: Role
) -> None:
    rita = make.role(make.person("Rita Rater"), role, cast.cohort, whole_program=True)
    assert reads(session, from_mara, rita)
    owed = make.assignment(cast.ada, rita, cast.sprint)
    assert not reads(session, from_mara, rita)
    make.form(owed)
    assert reads(session, from_mara, rita)


def test_staff_who_are_scholars_themselves_wait_like_any_other(
    session: Session, make: Factory, cast: Cast, from_mara: Form
) -> None:
    make.role(cast.ada.person, Role.STAFF, cast.cohort, whole_program=True)
    assert not reads(session, from_mara, cast.ada.person)


def test_an_outsider_with_every_role_elsewhere_reads_nothing(
    session: Session, cast: Cast, from_mara: Form
) -> None:
    assert not reads(session, from_mara, cast.outsider, after_release(from_mara))


@pytest.mark.parametrize("role", [Role.STAFF, Role.RESEARCH_MANAGER, Role.MENTOR])
def test_a_role_in_another_cohort_of_the_program_does_not_reach_here(
    session: Session, make: Factory, cast: Cast, from_mara: Form, role: Role
) -> None:
    summer = make.cohort(cast.program, "summer")
    tess = make.role(make.person("Tess Summer"), role, summer)
    assert not reads(session, from_mara, tess)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUDITOR, Role.REVIEWER, Role.COORDINATOR])
def test_roles_that_judge_nobody_read_no_form(
    session: Session, make: Factory, cast: Cast, from_mara: Form, role: Role
) -> None:
    vera = make.role(make.person("Vera Viewer"), role, cast.cohort, whole_program=True)
    assert not reads(session, from_mara, vera)


def test_a_form_that_does_not_exist_is_not_found(session: Session, cast: Cast) -> None:
    grants = cast.lea.grants_on(clock.today())
    assert visibility.readable_form(session, 4711, reader=cast.lea, grants=grants) is None


@pytest.mark.parametrize("readers_zone", [None, "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_feedback_is_released_on_the_programs_day_wherever_the_reader_is(
    session: Session, cast: Cast, from_mara: Form, readers_zone: str | None
) -> None:
    cast.program.time_zone = "America/Los_Angeles"
    cast.ada.person.time_zone = readers_zone
    midnight = datetime.combine(after_release(from_mara), time(), ZoneInfo("America/Los_Angeles"))
    for moment, released in ((midnight - timedelta(minutes=1), False), (midnight, True)):
        with clock.fixed(moment):
            assert reads(session, from_mara, cast.ada.person) is released
            [listed] = visibility.feedback(session, cast.ada.id, clock.today(cast.program.time_zone))
            assert bool(listed.released) is released, "the list and the form say the same"


def test_feedback_that_is_not_released_holds_no_words(
    session: Session, make: Factory, cast: Cast, from_mara: Form
) -> None:
    [waiting] = visibility.feedback(session, cast.ada.id, clock.today())
    assert waiting.form is None
    assert waiting.released.code == "not_yet_released"
    assert waiting.work_title == "Sprint 1"
    make.form(cast.from_milo, overall=None)
    shown = visibility.feedback(session, cast.ada.id, clock.today())
    assert [one.form is not None for one in shown] == [True, True]
    assert sorted(one.scored for one in shown) == [False, True]
