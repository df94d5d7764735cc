"""Which facts decide whether somebody is shown a scholar's level, read from the database."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.factories import Factory
from tracker import clock
from tracker.evaluations import scoring_rules, setup, visibility
from tracker.evaluations.score_models import Audience
from tracker.permissions import Role


@pytest.fixture
def code(session, cast):
    """The reason why a person is not shown Ada's level; empty if they are."""

    def ask(person):
        today = clock.today()
        reader = visibility.level_reader(
            session, cast.ada, reader=person, grants=person.grants_on(today), today=today
        )
        return scoring_rules.may_see_level(reader).code

    return ask


def test_the_scholar_and_staff_are_shown_it_and_nobody_else_is(cast: Cast, code) -> None:
    assert [code(one) for one in (cast.ada.person, cast.sam, cast.lea)] == ["", "", ""]
    assert [code(one) for one in (cast.outsider, cast.ben.person)] == ["level_not_yours"] * 2


def test_a_mentor_is_shown_it_once_their_own_forms_are_in(cast: Cast, make: Factory, code) -> None:
    assert code(cast.mara) == "own_not_filed"
    make.form(cast.from_mara)
    assert code(cast.mara) == ""
    make.assignment(cast.ada, cast.mara)
    assert code(cast.mara) == "own_not_filed"


def test_an_excused_mentor_gave_nothing_and_is_shown_nothing(session, cast: Cast, code) -> None:
    setup.excuse(session, cast.sam, assignment=cast.from_milo)
    assert code(cast.milo) == "level_not_yours"


def test_staff_who_rate_are_blind_like_everybody_who_does(cast: Cast, make: Factory, code) -> None:
    owed = make.assignment(cast.ada, cast.sam, cast.sprint)
    assert code(cast.sam) == "own_not_filed"
    make.form(owed)
    assert code(cast.sam) == ""


def test_a_scholar_on_the_staff_is_shown_their_level_of_released_forms(
    session, cast: Cast, make: Factory
) -> None:
    person, today = make.role(cast.ada.person, Role.STAFF, cast.cohort), clock.today()
    for enrolment, audience in ((cast.ada, Audience.RELEASED), (cast.ben, Audience.ALL)):
        reader = visibility.level_reader(
            session, enrolment, reader=person, grants=person.grants_on(today), today=today
        )
        assert scoring_rules.audience_of(reader) is audience
