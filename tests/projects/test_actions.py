"""Works: what may be made, as a table and as an action."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.projects import actions, rules
from tracker.projects.models import WorkKind
from tracker.reasons import Refused

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.mark.parametrize(
    ("title", "members", "starts_on", "due_on", "code"),
    [
        ("Probe", 1, None, None, ""),
        ("Probe", 2, MONDAY, FRIDAY, ""),
        ("Probe", 1, MONDAY, MONDAY, ""),
        ("Probe", 1, FRIDAY, None, ""),
        ("  ", 1, None, None, "name_empty"),
        ("Probe", 0, None, None, "no_members"),
        ("Probe", 1, FRIDAY, MONDAY, "ends_before_start"),
    ],
)
def test_a_work_may_be_made_or_says_why_not(title, members, starts_on, due_on, code):
    assert rules.may_create(title, members, starts_on, due_on).code == code


def test_a_work_takes_no_member_of_another_cohort(session, cast, make):
    stranger = make.enrolment(make.cohort(cast.program, "summer"), make.person("Stranger"))
    with pytest.raises(Refused) as refusal:
        actions.create_work(
            session,
            cast.sam,
            phase=make.training(cast.cohort),
            title="Probe",
            kind=WorkKind.SPRINT,
            members=[cast.ada, stranger],
        )
    assert (refusal.value.decision.code, refusal.value.field) == ("not_in_cohort", "members")
