"""When an approval holds, what ends it, what keeps a release back; and that time alone approves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tests.releases.approving import BOUND, TODAY, approved
from tracker.releases import approval_rules as rules
from tracker.releases.approval_rules import Bound, Deciding, Embargo
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import Scope, Verdict, Void

DAY = timedelta(days=1)
OTHER = replace(BOUND, binding="c" * 64)


def codes(facts) -> list[str]:
    return [one.code for one in rules.open_points(facts)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"live": replace(OTHER, manifest="d" * 64)}, Void.MANIFEST),
        ({"live": replace(OTHER, scope=Scope.S4)}, Void.SCOPE),
        ({"live": replace(OTHER, venue=2)}, Void.VENUE),
        ({"live": OTHER}, Void.CONTRIBUTORS),
        ({"live": Bound(None, None, None, None)}, Void.MANIFEST),
        ({"today": TODAY + 90 * DAY}, Void.EXPIRED),
        ({"tripped": True}, Void.TRIPWIRE),
        ({"conflicted": 1}, Void.CONFLICT),
        ({"approvers": 1}, Void.CONFLICT),
        ({"cleared": True, "refused": 1}, Void.CONTRIBUTORS),
    ],
)
def test_what_ends_an_approval(change, code):
    assert rules.void(approved(**change)) is code
    assert rules.may_clear(approved(**change)).code == "approval_void"


def test_it_holds_on_its_last_day_and_not_on_the_next():
    last = approved(today=TODAY + 89 * DAY)
    assert rules.void(last) is None
    assert rules.may_clear(last)
    assert rules.void(replace(last, today=last.today + DAY)) is Void.EXPIRED


def test_what_a_change_could_not_mend_is_named_first():
    changed = approved(live=OTHER, tripped=True, today=TODAY + 90 * DAY)
    assert rules.void(changed) is Void.TRIPWIRE
    assert rules.void(replace(changed, conflicted=1)) is Void.CONFLICT
    assert rules.void(replace(changed, tripped=False)) is Void.EXPIRED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scope": Scope.S3}, "approval_not_accepted"),
        ({"conditions": 1}, "approval_conditions"),
        ({"embargo": Embargo(TODAY + DAY)}, "approval_embargo"),
        ({"embargo": Embargo(TODAY + DAY, event=True)}, "approval_event"),
        ({"unsigned": 1}, "approval_unsigned"),
        ({"refused": 1}, "approval_refused"),
    ],
)
def test_what_keeps_a_release_back(change, code):
    assert codes(approved(**change)) == [code]
    assert rules.may_clear(approved(**change)).code == code


def test_every_reason_is_said_at_once():
    facts = approved(scope=Scope.S2, conditions=2, embargo=Embargo(TODAY + DAY), unsigned=1, refused=1)
    assert len(codes(facts)) == 5


def test_less_than_asked_goes_out_once_an_author_accepted_it():
    assert rules.may_clear(approved(scope=Scope.S3, accepted=True))


def test_an_embargo_ends_on_its_day():
    facts = approved(embargo=Embargo(TODAY))
    assert rules.may_clear(facts)
    assert not rules.may_clear(replace(facts, today=TODAY - DAY))


def test_a_day_never_stands_for_the_event_that_an_embargo_waits_for():
    waiting = approved(embargo=Embargo(TODAY, event=True))
    assert codes(waiting) == ["approval_event"]
    assert rules.void(replace(waiting, today=TODAY + DAY)) is Void.EXPIRED
    assert rules.may_clear(replace(waiting, embargo=Embargo(TODAY, event=True, met_on=TODAY)))


def test_after_a_long_embargo_those_who_approved_say_so_again():
    began = TODAY - 91 * DAY
    long = approved(approved_on=began, embargo=Embargo(TODAY))
    assert codes(long) == ["approval_reaffirm"]
    assert rules.may_clear(replace(long, reaffirmed=True))
    assert rules.may_clear(replace(long, approved_on=TODAY - 90 * DAY)), "ninety days are not long"


@pytest.mark.parametrize(("by_panel", "days"), [(False, 90), (True, 60)])
def test_an_approval_lasts_from_the_end_of_its_embargo(by_panel, days):
    def last(embargo: date | None) -> date:
        return rules.expires_on(TODAY, by_panel=by_panel, embargo=embargo, numbers=DEFAULTS)

    assert last(None) == TODAY + days * DAY
    assert last(TODAY + 30 * DAY) == TODAY + (30 + days) * DAY


def test_an_embargo_is_at_most_as_long_as_the_program_allows():
    assert rules.may_embargo(TODAY, TODAY, DEFAULTS).code == "embargo_past"
    assert rules.may_embargo(TODAY, TODAY + 181 * DAY, DEFAULTS).code == "embargo_long"
    assert rules.may_embargo(TODAY, TODAY + 180 * DAY, DEFAULTS)


DECIDING = Deciding(Verdict.APPROVE, Scope.S4, Scope.S5, Scope.S4, (1, 2))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"verdict": Verdict.HOLD}, "approval_not_decided"),
        ({"decided": None}, "approval_not_decided"),
        ({"current": False}, "approval_not_decided"),
        ({"in_force": True}, "approval_there"),
        ({"unchanged": False}, "approval_changed"),
        ({"scope": Scope.S5}, "approval_wider"),
        ({"scope": Scope.S0}, "approval_wider"),
        ({"asked": Scope.S3}, "approval_wider"),
        ({"approvers": (1,)}, "approval_two_people"),
        ({"approvers": (1, 1)}, "approval_two_people"),
        ({"approvers": ()}, "approval_two_people"),
        ({"chair": 3}, "approval_chair"),
        ({"conflicted": frozenset({2})}, "approval_conflict"),
    ],
)
def test_what_cannot_be_approved(change, code):
    assert rules.may_approve(replace(DECIDING, **change)).code == code


def test_two_people_approve_what_they_decided():
    assert rules.may_approve(DECIDING)
    assert rules.may_approve(replace(DECIDING, chair=1))


def test_who_says_what_about_an_approval():
    narrower = approved(scope=Scope.S2)
    assert rules.may_accept(narrower, author=False, words=True).code == "acceptance_not_yours"
    assert rules.may_accept(approved(), author=True, words=True).code == "acceptance_needless"
    assert (
        rules.may_accept(replace(narrower, accepted=True), author=True, words=True).code == "acceptance_done"
    )
    assert rules.may_accept(narrower, author=True, words=False).code == "acceptance_empty"
    assert rules.may_accept(narrower, author=True, words=True)
    assert rules.may_report(on_case=False, in_force=True, words=True).code == "tripwire_not_yours"
    assert rules.may_report(on_case=True, in_force=False, words=True).code == "tripwire_nothing_approved"
    assert rules.may_report(on_case=True, in_force=True, words=False).code == "tripwire_empty"
    assert rules.may_report(on_case=True, in_force=True, words=True)


def test_nobody_reaffirms_before_a_long_embargo_has_ended():
    long = approved(approved_on=TODAY - 91 * DAY, embargo=Embargo(TODAY))
    early = replace(long, today=TODAY - DAY)
    assert rules.may_reaffirm(early, approver=True, said=False).code == "reaffirm_needless"
    assert rules.may_reaffirm(long, approver=False, said=False).code == "reaffirm_not_yours"
    assert rules.may_reaffirm(long, approver=True, said=True).code == "reaffirm_done"
    assert rules.may_reaffirm(approved(), approver=True, said=False).code == "reaffirm_needless"
    assert rules.may_reaffirm(long, approver=True, said=False)


def test_who_records_that_the_event_has_happened():
    waits = Embargo(TODAY + DAY, event=True)
    assert rules.may_meet(None, reviews=True).code == "embargo_no_event"
    assert rules.may_meet(Embargo(TODAY), reviews=True).code == "embargo_no_event"
    assert rules.may_meet(replace(waits, met_on=TODAY), reviews=True).code == "embargo_no_event"
    assert rules.may_meet(waits, reviews=False).code == "embargo_not_yours"
    assert rules.may_meet(waits, reviews=True)


days = st.dates(TODAY - 400 * DAY, TODAY + 400 * DAY)
embargoes = st.none() | st.builds(Embargo, days, st.booleans(), st.none() | days)
facts_of = st.builds(
    approved,
    today=days,
    live=st.sampled_from([BOUND, OTHER, replace(OTHER, manifest="d" * 64)]),
    scope=st.sampled_from(list(Scope)),
    approved_on=days,
    expires_on=days,
    approvers=st.integers(0, 3),
    conflicted=st.integers(0, 1),
    tripped=st.booleans(),
    accepted=st.booleans(),
    conditions=st.integers(0, 1),
    embargo=embargoes,
    reaffirmed=st.booleans(),
    unsigned=st.integers(0, 1),
    refused=st.integers(0, 1),
)


@given(facts_of)
def test_nothing_is_cleared_unless_every_guard_holds(facts):
    """T11 and I1 in their own words, against the rule."""
    embargo = facts.embargo
    if embargo is None:
        waited = True
    elif embargo.event:
        waited = embargo.met_on is not None
    else:
        waited = facts.today >= embargo.until
    long = embargo is not None and waited and (embargo.end - facts.approved_on).days > 90
    guards = (
        facts.live == BOUND,
        facts.today <= facts.expires_on,
        facts.approvers >= 2 and not facts.conflicted and not facts.tripped,
        facts.scope is Scope.S5 or facts.accepted,
        not facts.conditions,
        waited,
        not long or facts.reaffirmed,
        not facts.unsigned and not facts.refused,
    )
    unmet_event = embargo is not None and embargo.event and embargo.met_on is None
    assert bool(rules.may_clear(facts)) is (all(guards) and not unmet_event)


@given(facts_of, st.integers(1, 366))
def test_time_alone_clears_only_what_an_embargo_kept_back(facts, later):
    after = replace(facts, today=facts.today + later * DAY)
    if rules.may_clear(after) and not rules.may_clear(facts):
        assert [one.code for one in rules.open_points(facts)] == ["approval_embargo"]
        assert rules.void(facts) is None


@given(facts_of, st.integers(1, 366))
def test_what_was_voided_stays_so_however_long_one_waits(facts, later):
    if rules.void(facts) is not None:
        assert rules.void(replace(facts, today=facts.today + later * DAY)) is not None
