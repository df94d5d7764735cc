"""The numbers of a program's policy: nothing loose, and nothing by one person alone."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import date

import pytest

from tests.properties import given, st
from tracker.releases.numbers import DEFAULTS, Numbers
from tracker.releases.policy_rules import (
    BOUNDS,
    Proposal,
    changed,
    may_agree,
    may_follow,
    may_propose,
    may_refuse,
    review_by,
)

FIXED = [field.name for field in fields(Numbers) if field.name not in BOUNDS]


@pytest.mark.parametrize("name", FIXED)
@pytest.mark.parametrize("step", [-1, 1])
def test_what_is_no_setting_is_never_changed(name, step):
    after = replace(DEFAULTS, **{name: getattr(DEFAULTS, name) + step})
    assert may_follow(DEFAULTS, after).code == "policy_number_fixed"


def test_what_protects_people_is_no_setting():
    assert {"appeal", "stop_reasons_hours", "stop_settled", "break_glass_minutes"} <= {*FIXED}
    assert not [name for name in BOUNDS if "quorum" in name or "threshold" in name]


@pytest.mark.parametrize("name", BOUNDS)
def test_a_number_outside_its_bounds_is_refused(name):
    least, most = BOUNDS[name]
    for value in (least - 1, most + 1):
        decision = may_follow(DEFAULTS, replace(DEFAULTS, **{name: value}))
        assert decision.params == {"name": name, "least": least, "most": most}
    assert least <= getattr(DEFAULTS, name) <= most


def test_the_usual_embargo_is_no_longer_than_the_longest():
    assert (
        may_follow(DEFAULTS, replace(DEFAULTS, embargo=100, embargo_most=90)).code == "policy_embargo_order"
    )
    assert may_follow(DEFAULTS, replace(DEFAULTS, embargo=90, embargo_most=90))


def test_a_review_that_changes_nothing_is_a_version_too():
    assert may_follow(DEFAULTS, DEFAULTS)
    assert changed(DEFAULTS, replace(DEFAULTS, seats=7)) == [("seats", 5, 7)]
    assert review_by(date(2026, 3, 1)) == date(2027, 3, 1)


def test_a_change_needs_a_reason_and_waits_alone():
    assert may_propose("  ", waiting=False).code == "policy_note_empty"
    assert may_propose("x" * 1001, waiting=False).code == "policy_note_long"
    assert may_propose("Slower panel.", waiting=True).code == "policy_change_waiting"
    assert may_propose("Slower panel.", waiting=False)


@pytest.mark.parametrize(
    ("proposal", "code"),
    [
        (Proposal(own=True), "policy_change_own"),
        (Proposal(own=False, settled=True), "policy_change_settled"),
        (Proposal(own=False, drafted=True), "policy_change_settled"),
        (Proposal(own=False, stale=True), "policy_change_stale"),
        (Proposal(own=True, stale=True), "policy_change_own"),
        (Proposal(own=False), ""),
    ],
)
def test_a_second_person_agrees(proposal, code):
    assert may_agree(proposal).code == code


def test_who_proposed_can_take_it_back_and_anybody_permitted_refuse():
    assert may_refuse(Proposal(own=True)) and may_refuse(Proposal(own=False))
    assert may_refuse(Proposal(own=False, settled=True)).code == "policy_change_settled"


@given(st.fixed_dictionaries({name: st.integers(-5, 400) for name in BOUNDS}))
def test_whatever_is_allowed_keeps_the_limits_of_the_specification(drawn):
    after = replace(DEFAULTS, **drawn)
    if not may_follow(DEFAULTS, after):
        return
    assert after.embargo <= after.embargo_most <= 180
    assert after.revisit_most <= 180
    assert after.seats >= 3
    assert after.retention_years >= 3
    assert after.small_cell >= 5
    assert after.external_after_close <= 14
    assert asdict(after) == {**asdict(DEFAULTS), **drawn}
