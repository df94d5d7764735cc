"""The table of roles: who may do what where, and who may give which role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.properties import given, st
from tracker import clock
from tracker.people import actions
from tracker.permissions import ROLE_PERMISSIONS, SIGNED_IN, Grant, Grants, Permission, Role
from tracker.reasons import Refused

programs = st.none() | st.integers(1, 3)
cohorts = st.none() | st.integers(1, 4)
some_grants = st.lists(st.builds(Grant, st.sampled_from(Role), programs, cohorts), max_size=4).map(Grants.of)

# One line per role, all of its permissions: a change of the table is seen here.
TABLE = {
    Role.SCHOLAR: "appeal:file concern:answer feedback:reply standing:read",
    Role.MENTOR: "concern:raise evaluation:submit",
    Role.RESEARCH_MANAGER: (
        "board:read concern:raise concern:read evaluation:read evaluation:submit gate:read"
    ),
    Role.STAFF: (
        "appeal:assign appeal:decide appeal:read audit:export board:read cohort:export cohort:manage"
        " concern:raise concern:read evaluation:read evaluation:submit flag:handle gate:decide gate:read"
        " job:read letter:send outbox:read people:invite program:manage report:freeze"
        " report:read scoring:manage"
    ),
    Role.LEAD: (
        "appeal:assign appeal:decide appeal:read audit:export board:read cohort:export cohort:manage"
        " concern:raise concern:read concern:withdraw demo:wipe evaluation:read evaluation:submit"
        " flag:handle gate:decide gate:override gate:read job:read letter:send outbox:read people:invite"
        " program:manage release:direct release:policy report:freeze report:read role:grant scoring:manage"
        " severity:read"
    ),
    Role.OPERATOR: "program:create",
    Role.COORDINATOR: "outcome:unseal release:coordinate release:policy",
    Role.DEPUTY: "release:coordinate",
    Role.REVIEWER: "release:review",
    Role.PANEL_MEMBER: "appeal:decide concern:read evaluation:weigh gate:read release:review",
    Role.EXTERNAL: "release:review",
    Role.AUDITOR: "audit:export release:audit",
    Role.VIEWER: "report:read",
}


@pytest.mark.parametrize("role", Role)
def test_a_role_holds_exactly_its_permissions(role: Role) -> None:
    assert sorted(ROLE_PERMISSIONS[role]) == TABLE.get(role, "").split()


def test_every_permission_is_held_by_somebody() -> None:
    held = SIGNED_IN.union(*ROLE_PERMISSIONS.values())
    assert held == set(Permission)


def test_permissions_read_scope_colon_action_in_order() -> None:
    values = [permission.value for permission in Permission]
    assert values == sorted(values)
    assert all(value.count(":") == 1 and value.islower() for value in values)


@pytest.mark.parametrize(
    ("grant", "program", "cohort", "covers"),
    [
        (Grant(Role.STAFF, 1), 1, None, True),
        (Grant(Role.STAFF, 1), 1, 9, True),
        (Grant(Role.STAFF, 1), 2, None, False),
        (Grant(Role.STAFF, 1), 2, 9, False),
        (Grant(Role.STAFF, 1, 9), 1, 9, True),
        (Grant(Role.STAFF, 1, 9), 1, 8, False),
        (Grant(Role.STAFF, 1, 9), 1, None, False),
        (Grant(Role.STAFF, 1, 9), 2, 9, False),
        (Grant(Role.STAFF, 1), None, None, False),
    ],
)
def test_a_role_reaches_as_far_as_it_was_given(
    grant: Grant, program: int | None, cohort: int | None, covers: bool
) -> None:
    grants = Grants.of([grant])
    assert grants.allow(Permission.BOARD_READ, program_id=program, cohort_id=cohort) is covers


@given(some_grants, st.sampled_from(Permission), st.integers(1, 3), cohorts)
def test_what_is_allowed_somewhere_is_held_anywhere(
    grants: Grants, permission: Permission, program: int, cohort: int | None
) -> None:
    if grants.allow(permission, program_id=program, cohort_id=cohort):
        assert grants.anywhere(permission)


@given(some_grants, some_grants, st.sampled_from(Permission), st.integers(1, 3), cohorts)
def test_one_more_role_never_takes_anything_away(
    grants: Grants, more: Grants, permission: Permission, program: int, cohort: int | None
) -> None:
    both = Grants.of(grants.grants | more.grants)
    if grants.allow(permission, program_id=program, cohort_id=cohort):
        assert both.allow(permission, program_id=program, cohort_id=cohort)


@given(some_grants, st.sampled_from(sorted(set(Permission) - SIGNED_IN)))
def test_places_are_where_the_permission_is_held(grants: Grants, permission: Permission) -> None:
    assert bool(grants.places(permission)) == grants.anywhere(permission)
    for program, cohort in grants.places(permission):
        if program is not None:
            assert grants.allow(permission, program_id=program, cohort_id=cohort)


def test_nobody_without_a_role_may_more_than_look_after_their_own() -> None:
    assert {one for one in Permission if Grants().anywhere(one)} == SIGNED_IN


@pytest.mark.parametrize("role", Role)
def test_staff_give_only_roles_that_reach_less_than_theirs(
    session: Session, make: Factory, cast: Cast, role: Role
) -> None:
    person = make.person()
    if role in (Role.SCHOLAR, Role.MENTOR, Role.RESEARCH_MANAGER):
        actions.grant_role(session, cast.sam, person=person, role=role, program_id=cast.program.id)
    else:
        with pytest.raises(Refused, match="role_not_yours_to_grant"):
            actions.grant_role(session, cast.sam, person=person, role=role, program_id=cast.program.id)


@pytest.mark.parametrize("role", Role)
def test_a_lead_gives_every_role_but_the_operators(
    session: Session, make: Factory, cast: Cast, role: Role
) -> None:
    person = make.person()
    if role is Role.OPERATOR:
        with pytest.raises(Refused, match="role_not_yours_to_grant"):
            actions.grant_role(session, cast.lea, person=person, role=role, program_id=cast.program.id)
    else:
        until = clock.today() + timedelta(days=30) if role is Role.EXTERNAL else None
        actions.grant_role(
            session, cast.lea, person=person, role=role, program_id=cast.program.id, ends_on=until
        )
        assert role in person.grants_on(clock.today()).roles()


def test_no_one_gives_roles_in_a_program_that_is_not_theirs(
    session: Session, make: Factory, cast: Cast
) -> None:
    with pytest.raises(Refused, match="role_not_yours_to_grant"):
        actions.grant_role(
            session, cast.outsider, person=cast.outsider, role=Role.MENTOR, program_id=cast.program.id
        )


def test_a_role_holds_from_its_first_to_its_last_day(make: Factory, cast: Cast) -> None:
    today = clock.today()
    [grant] = cast.mara.role_grants
    grant.starts_on, grant.ends_on = today, today + timedelta(days=7)
    held = [
        cast.mara.grants_on(today + timedelta(days=n)).anywhere(Permission.EVALUATION_SUBMIT)
        for n in (-1, 0, 7, 8)
    ]
    assert held == [False, True, True, False]
