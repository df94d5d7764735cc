"""Giving and withdrawing roles: who may, and what always stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tracker import clock
from tracker.audit import AuditEntry
from tracker.people import actions, rules
from tracker.people.models import LinkKind
from tracker.permissions import Grant, Grants, Role
from tracker.reasons import Refused

TODAY = clock.today()
STAFF = [Role.SCHOLAR, Role.MENTOR, Role.RESEARCH_MANAGER]


@pytest.mark.parametrize(
    ("giver", "role", "program_id", "cohort_id", "allowed"),
    [
        *[(Grant(Role.STAFF, 1), role, 1, 2, role in STAFF) for role in Role],
        *[(Grant(Role.LEAD, 1), role, 1, None, role is not Role.OPERATOR) for role in Role],
        (Grant(Role.LEAD, 1), Role.MENTOR, 9, None, False),
        (Grant(Role.STAFF, 1, 2), Role.MENTOR, 1, 2, True),
        (Grant(Role.STAFF, 1, 2), Role.MENTOR, 1, 3, False),
        (Grant(Role.STAFF, 1, 2), Role.MENTOR, 1, None, False),
        (Grant(Role.MENTOR, 1), Role.SCHOLAR, 1, 2, False),
        (Grant(Role.OPERATOR, None), Role.LEAD, 1, None, False),
    ],
)
def test_who_may_give_which_role(giver, role, program_id, cohort_id, allowed):
    decision = rules.may_grant(Grants.of([giver]), role, program_id=program_id, cohort_id=cohort_id)
    assert decision.allowed is allowed


@pytest.mark.parametrize(
    ("role", "days", "code"),
    [
        (Role.MENTOR, None, ""),
        (Role.MENTOR, 0, ""),
        (Role.MENTOR, -1, "role_end_past"),
        (Role.EXTERNAL, None, "role_end_needed"),
        (Role.EXTERNAL, 30, ""),
    ],
)
def test_until_when_a_role_may_be_given(role, days, code):
    until = None if days is None else TODAY + timedelta(days=days)
    assert rules.may_end(role, until, TODAY).code == code


def test_a_role_given_until_a_day_ends_after_it(session, cast, make):
    person = make.person()
    until = TODAY + timedelta(days=2)
    grant = actions.grant_role(
        session, cast.lea, person=person, role=Role.EXTERNAL, program_id=cast.program.id, ends_on=until
    )
    assert grant.in_force(until)
    assert not person.grants_on(until + timedelta(days=1)).roles()


@pytest.mark.parametrize("role", [Role.LEAD, Role.STAFF, Role.REVIEWER, Role.AUDITOR])
def test_staff_cannot_make_themselves_more(session, cast, role):
    with pytest.raises(Refused) as refusal:
        actions.grant_role(session, cast.sam, person=cast.sam, role=role, program_id=cast.program.id)
    assert refusal.value.decision.code == "role_not_yours_to_grant"


def test_a_lead_who_is_lead_of_a_cohort_only_does_not_count_as_the_programs_last(session, cast, make):
    other = make.role(make.person("Cora"), Role.LEAD, cast.cohort)
    with pytest.raises(Refused) as refusal:
        actions.withdraw_role(session, cast.lea, person=cast.lea, grant=cast.lea.role_grants[0])
    assert refusal.value.decision.code == "last_lead"
    actions.withdraw_role(session, cast.lea, person=other, grant=other.role_grants[0])
    assert other.role_grants == []


def test_giving_and_withdrawing_stand_in_the_audit_trail(session, cast, make):
    person = make.person()
    grant = actions.grant_role(
        session,
        cast.sam,
        person=person,
        role=Role.MENTOR,
        program_id=cast.program.id,
        cohort_id=cast.cohort.id,
    )
    actions.withdraw_role(session, cast.sam, person=person, grant=grant)
    about = sa.select(AuditEntry).where(AuditEntry.object_id == person.id).order_by(AuditEntry.id)
    found = session.scalars(about).all()
    trail = [(one.action, one.actor_id) for one in found if one.action.startswith("role")]
    assert trail == [("role.grant", cast.sam.id), ("role.withdraw", cast.sam.id)]


def test_only_a_hash_of_a_link_is_kept(session, make):
    token = actions.make_link(session, None, person=make.person(), kind=LinkKind.SIGN_IN)
    kept = session.execute(sa.text("SELECT token_hash FROM access_link")).scalars().all()
    assert token not in kept
    assert len(kept) == 1
