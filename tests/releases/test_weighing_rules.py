"""Two assessments of a release as rules: what is clear, what keeps them apart, and what follows."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from tests.properties import given, st
from tests.releases.weighing import assessment
from tracker.releases.parts import (
    Availability,
    Benefit,
    Direction,
    Harm,
    Reversibility,
    Scope,
    Sureness,
    Tier,
)
from tracker.releases.weighing_rules import (
    SHORT_FIELDS,
    Assessment,
    Difference,
    Next,
    after_filing,
    clear,
    disagreements,
    least_reversible,
    needs_rest,
    posture,
    worst,
)

ONE, OTHER = assessment(1), assessment(2)


@st.composite
def assessments(draw, person=1):
    names = [*Harm]
    guessed = [(draw(st.sampled_from(names)), draw(st.sampled_from(names))) for _ in range(2)]
    (a, a_worst), (m, m_worst) = (sorted(pair, key=lambda harm: harm.rank) for pair in guessed)
    return Assessment(
        person,
        "a" * 64,
        draw(st.sampled_from(Benefit)),
        a_worst,
        m_worst,
        draw(st.sampled_from(Sureness)),
        draw(st.sampled_from(Sureness)),
        draw(st.sampled_from(Direction)),
        draw(st.sampled_from(Availability)),
        draw(st.sampled_from(Reversibility)),
        draw(st.sampled_from(Scope)),
        draw(st.booleans()),
        draw(st.sampled_from([a, None])),
        draw(st.sampled_from([m, None])),
    )


# Mostly harmless and sure, so that approvals are among what is tried.
mild = st.builds(
    assessment,
    person=st.just(1),
    benefit=st.sampled_from([Benefit.MODEST, Benefit.SUBSTANTIAL]),
    acceleration_worst=st.sampled_from([Harm.NEGLIGIBLE, Harm.MODEST]),
    acceleration_sureness=st.sampled_from(Sureness),
    widest=st.sampled_from([Scope.S3, Scope.S4, Scope.S5]),
    escalate=st.booleans(),
)
some = st.one_of(assessments(), mild)
scopes = st.sampled_from(Scope)


def as_other(one):
    return replace(one, person=2)


def test_a_best_guess_above_the_worst_plausible_is_refused():
    with pytest.raises(ValueError, match="misuse"):
        assessment(misuse_best=Harm.MODEST)
    with pytest.raises(ValueError, match="acceleration"):
        assessment(acceleration_best=Harm.SEVERE, acceleration_worst=Harm.SERIOUS)


def test_without_an_assessment_there_is_no_worst_harm():
    with pytest.raises(ValueError, match="nobody"):
        worst([])


@pytest.mark.parametrize(
    ("first", "second", "scope", "code"),
    [
        ({"person": 2}, {}, Scope.S5, "weighing_one_person"),
        ({"manifest": "b" * 64}, {}, Scope.S5, "weighing_other_files"),
        ({"escalate": True}, {}, Scope.S5, "weighing_escalated"),
        ({}, {"misuse_worst": Harm.SERIOUS}, Scope.S1, "weighing_harm"),
        ({"acceleration_sureness": Sureness.LOW}, {}, Scope.S5, "weighing_unsure"),
        ({}, {"misuse_sureness": Sureness.LOW}, Scope.S5, "weighing_unsure"),
        ({"widest": Scope.S4}, {}, Scope.S5, "weighing_scope"),
        ({}, {}, Scope.S0, "weighing_scope_none"),
        ({"misuse_worst": Harm.MODEST, "benefit": Benefit.NEGLIGIBLE}, {}, Scope.S5, "weighing_ceiling"),
        ({"misuse_worst": Harm.MODEST}, {"direction": Direction.CAPABILITY}, Scope.S5, "weighing_ceiling"),
        ({"misuse_worst": Harm.MODEST, "benefit": Benefit.NEGLIGIBLE}, {}, Scope.S4, ""),
        ({"misuse_worst": Harm.MODEST}, {}, Scope.S5, ""),
        ({}, {}, Scope.S5, ""),
    ],
)
def test_what_is_clear(first, second, scope, code):
    assert clear(replace(ONE, **first), replace(OTHER, **second), scope).code == code


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [
        ({"benefit": Benefit.MAJOR}, {}, Difference.BENEFIT),
        ({"acceleration_worst": Harm.SERIOUS}, {}, Difference.ACCELERATION),
        ({}, {"misuse_worst": Harm.SEVERE}, Difference.MISUSE),
        ({"widest": Scope.S3}, {}, Difference.SCOPE),
        ({}, {"direction": Direction.CAPABILITY}, Difference.DIRECTION),
        ({"escalate": True}, {}, Difference.ESCALATION),
        ({"misuse_worst": Harm.MODEST, "misuse_sureness": Sureness.LOW}, {}, Difference.CONFIDENCE),
    ],
)
def test_what_keeps_two_apart(first, second, difference):
    assert disagreements(replace(ONE, **first), replace(OTHER, **second)) == (difference,)


@pytest.mark.parametrize(
    "other",
    [
        {"benefit": Benefit.SUBSTANTIAL},
        {"misuse_worst": Harm.MODEST},
        {"widest": Scope.S4},
        {"direction": Direction.CANT_TELL},
        {"misuse_sureness": Sureness.LOW},
        {"misuse_worst": Harm.MODEST, "misuse_best": Harm.NEGLIGIBLE, "misuse_sureness": Sureness.LOW},
    ],
)
def test_one_step_and_doubt_about_nothing_are_no_disagreement(other):
    assert disagreements(ONE, replace(OTHER, **other)) == ()


@pytest.mark.parametrize(
    ("h", "benefit", "direction", "tier", "widest", "ceiling"),
    [
        (Harm.NEGLIGIBLE, Benefit.NEGLIGIBLE, Direction.CAPABILITY, Tier.EXPEDITED, "s5", "s5"),
        (Harm.MODEST, Benefit.MODEST, Direction.EVEN, Tier.EXPEDITED, "s5", "s5"),
        (Harm.MODEST, Benefit.NEGLIGIBLE, Direction.SAFETY, Tier.EXPEDITED, "s4", "s4"),
        (Harm.MODEST, Benefit.MAJOR, Direction.CAPABILITY, Tier.EXPEDITED, "s4", "s4"),
        (Harm.SERIOUS, Benefit.MODEST, Direction.SAFETY, Tier.FORMAL, "s3", "s3"),
        (Harm.SERIOUS, Benefit.SUBSTANTIAL, Direction.EVEN, Tier.FORMAL, "s3", "s5"),
        (Harm.SEVERE, Benefit.MAJOR, Direction.EVEN, Tier.EXTERNAL, "s1", "s1"),
        (Harm.SEVERE, Benefit.MAJOR, Direction.SAFETY, Tier.EXTERNAL, "s1", "s5"),
    ],
)
def test_starting_postures(h, benefit, direction, tier, widest, ceiling):
    found = posture(h, benefit, direction)
    assert (found.tier, found.widest, found.ceiling) == (tier, widest, ceiling)


def test_one_filing_waits_for_the_other_whatever_it_says():
    for one in (ONE, replace(ONE, escalate=True), replace(ONE, misuse_worst=Harm.SEVERE)):
        assert after_filing([one], [], Scope.S5).next is Next.WAIT
        assert after_filing([ONE, one], [OTHER], Scope.S5).next is Next.WAIT


def test_two_clear_assessments_approve_as_asked_and_no_further():
    for asked in (Scope.S5, Scope.S4):
        step = after_filing([ONE], [OTHER], asked)
        assert (step.next, step.scope, step.round) == (Next.APPROVE, asked, 1)
    assert after_filing([ONE], [replace(OTHER, widest=Scope.S4)], Scope.S5).scope is Scope.S4


def test_nobody_can_approve_with_themselves():
    assert after_filing([ONE], [ONE], Scope.S5).next is not Next.APPROVE


def test_negligible_and_serious_reconcile_once_and_then_go_to_the_panel():
    alarmed = replace(OTHER, misuse_worst=Harm.SERIOUS)
    step = after_filing([ONE], [alarmed], Scope.S5)
    assert (step.next, step.differences) == (Next.RECONCILE, (Difference.MISUSE,))
    assert after_filing([ONE, ONE], [alarmed, alarmed], Scope.S5).next is Next.FORMAL
    assert after_filing([ONE, ONE], [alarmed, OTHER], Scope.S5).next is Next.FORMAL


def test_doubt_that_stays_goes_to_the_panel():
    unsure = replace(OTHER, misuse_sureness=Sureness.LOW)
    assert after_filing([ONE], [unsure], Scope.S5).next is Next.RECONCILE
    assert after_filing([ONE, ONE], [unsure, unsure], Scope.S5).next is Next.FORMAL
    assert after_filing([ONE, ONE], [unsure, OTHER], Scope.S5).next is Next.APPROVE


def test_two_who_agree_on_serious_harm_need_no_reconciling():
    pair = [replace(one, acceleration_worst=Harm.SERIOUS) for one in (ONE, OTHER)]
    assert after_filing(pair[:1], pair[1:], Scope.S1).next is Next.FORMAL


def test_the_rest_opens_above_modest_and_the_short_form_is_short():
    assert [needs_rest(assessment(misuse_worst=harm)) for harm in Harm] == [False, False, True, True]
    assert len(SHORT_FIELDS) == len(set(SHORT_FIELDS)) == 10
    assert not {"acceleration_best", "misuse_best"} & set(SHORT_FIELDS)
    assert {"benefit", "misuse_worst", "widest", "escalate"} <= {one.name for one in fields(Assessment)}


def test_the_hardest_to_undo_counts():
    assert least_reversible([ONE, replace(OTHER, reversibility=Reversibility.NO)]) is Reversibility.NO


def test_no_step_of_the_expedited_way_holds_or_declines():
    assert {step.value for step in Next} == {"wait", "approve", "reconcile", "formal"}


@given(some, some, some, some, scopes)
def test_a_wish_to_escalate_or_serious_harm_ends_with_the_panel(a, b, again, anew, asked):
    first, second = [a, again], [as_other(b), as_other(anew)]
    if any(one.escalate or needs_rest(one) for one in (*first, *second)):
        assert after_filing(first, second, asked).next is Next.FORMAL
    if any(one.escalate or needs_rest(one) for one in (a, b)):
        assert after_filing(first[:1], second[:1], asked).next in {Next.FORMAL, Next.RECONCILE}


@given(some, some, scopes)
def test_an_approval_is_clear_agreed_and_not_wider_than_anybody_said(a, b, asked):
    b = as_other(b)
    step = after_filing([a], [b], asked)
    if step.next is Next.APPROVE:
        assert clear(a, b, step.scope)
        assert not disagreements(a, b)
        assert 0 < step.scope.rank <= min(asked.rank, a.widest.rank, b.widest.rank)
    else:
        assert step.scope is None


@given(some, some, scopes)
def test_the_order_of_the_two_changes_nothing(a, b, asked):
    b = as_other(b)
    here, there = after_filing([a], [b], asked), after_filing([b], [a], asked)
    assert (here.next, here.scope, here.differences) == (there.next, there.scope, there.differences)


@given(some, some, scopes, st.sampled_from(["acceleration_sureness", "misuse_sureness"]))
def test_low_confidence_lets_nothing_through_that_high_confidence_would_not(a, b, asked, name):
    b = as_other(b)
    low = after_filing([replace(a, **{name: Sureness.LOW})], [b], asked)
    assert low.next is not Next.APPROVE
    assert not clear(replace(a, **{name: Sureness.LOW}), b, asked)


@given(some, some, scopes)
def test_a_worse_harm_never_clears_what_was_not_clear(a, b, asked):
    b, worse = as_other(b), replace(a, misuse_worst=Harm.SEVERE)
    assert not clear(worse, b, asked)
    if clear(replace(a, misuse_worst=Harm.MODEST, misuse_best=None), b, asked):
        assert clear(replace(a, misuse_worst=Harm.NEGLIGIBLE, misuse_best=None), b, asked)
