"""What can be decided at a gate, by whom, on which day; and from when the default stands."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import find, settings

from tests.advancement.deciding_facts import DECIDES, LAST, NOTICE_BY, WHY, case, day, heard, terms, views
from tests.properties import given, st
from tracker.advancement import decision_checks, decision_rules
from tracker.advancement.decision_checks import WISHED, Seen
from tracker.advancement.decision_models import Outcome
from tracker.advancement.models import Verdict
from tracker.advancement.rules import TEXT_LIMIT
from tracker.cohorts.models import GateDefault

BY_DEFAULT, LIMITED = GateDefault
ENDING = {Outcome.STOP, Outcome.NOT_PLACED, Outcome.REPEAT, Outcome.DEFERRED, Outcome.WITHDRAWN}
HARSH = ENDING - WISHED
OPEN_TO = {"default": LIMITED, "published_in_time": True}


def code(outcome=Outcome.STOP, number=70, **changes) -> str:
    """Why an outcome is not possible at all; empty where it is."""
    return decision_rules.may_take(case(outcome, number, **changes)).code


def standing(number, **changes) -> bool:
    return decision_rules.default_stands(case(Outcome.CONTINUE, number, **changes))


# State × day: the first day on which the default stands, from the first day of the phase to two weeks
# after the decision; None: on no day. Day 76 is the decision day.
STATES = {
    "no concern": ({"told": None}, DECIDES),
    "concern that counts": ({}, DECIDES + 1),
    "concern that came too late": ({"told": heard(counts=False)}, DECIDES),
    "concern that nothing proves": ({"told": heard(delivered_on=None)}, DECIDES),
    "plan not judged": ({"told": heard(plan=None)}, DECIDES + 1),
    "no plan": ({"told": heard(planned=False, plan=None)}, DECIDES + 1),
    "nobody can be stopped": ({"terms": terms(notice_by=None), "told": heard(counts=False)}, DECIDES),
    "sent back by an appeal": (
        {"told": None, "sent_back": True, "terms": terms(decide_by=day(DECIDES + 5))},
        DECIDES + 6,
    ),
    "extended": ({"told": None, "extended": True, "terms": terms(decide_by=day(DECIDES + 9))}, DECIDES + 9),
    "panel for a stop": ({"views": views(Outcome.STOP, Outcome.STOP)}, DECIDES + 1),
    "no evidence": ({"told": None, "seen": Seen()}, DECIDES),
    "limited": ({"told": None, "terms": terms(default=LIMITED)}, None),
    "limited with a concern": ({"terms": terms(default=LIMITED)}, None),
    "limited and sent back": ({"sent_back": True, "terms": terms(default=LIMITED)}, None),
    "on leave": ({"told": None, "on_leave": True}, None),
    "left": ({"told": None, "left": True}, None),
    "decided": ({"told": None, "decided": True}, None),
}


@pytest.mark.parametrize("state", STATES)
def test_the_default_stands_from_its_day_on_and_on_no_day_before(state):
    changes, first = STATES[state]
    for number in range(DECIDES + 15):
        assert standing(number, **changes) is (first is not None and number >= first), number


def test_an_undelivered_concern_holds_the_default_up_to_the_last_day_for_one_only():
    early = terms(decide_by=day(NOTICE_BY))
    told = heard(delivered_on=None)
    assert not standing(NOTICE_BY, terms=early, told=told)
    assert standing(NOTICE_BY + 1, terms=early, told=told)


@pytest.mark.parametrize("changes", [{}, {"told": None}, {"sent_back": True}])
def test_where_the_default_stands_nothing_else_can_be_decided(changes):
    for outcome in Outcome:
        if outcome is not Outcome.NOT_PLACED:
            assert code(outcome, DECIDES + 1, **changes) == "default_stands"


# Outcome × day at which it first can be decided, of a scholar with a concern that counts; on the day
# after the decision day the default stands.
FIRST_DAY = {
    (outcome, gate): (LAST + 1 if outcome in HARSH else 0) for outcome in Outcome for gate in GateDefault
} | {(Outcome.NOT_PLACED, BY_DEFAULT): None}


@pytest.mark.parametrize(("outcome", "gate"), FIRST_DAY)
def test_nobody_is_told_no_before_the_phase_is_over(outcome, gate):
    first = FIRST_DAY[outcome, gate]
    for number in range(-3, DECIDES + 10):
        found = code(outcome, number, terms=terms(default=gate), until_on=_until(outcome, number))
        if number < 0:
            assert found == "decision_before_start"
        elif gate is BY_DEFAULT and number > DECIDES:
            assert found == "default_stands"
        elif first is None:
            assert found == "not_placed_unlimited"
        else:
            assert found == ("" if number >= first else "decision_too_early"), number


def _until(outcome, number):
    return day(max(LAST, number) + 10) if outcome is Outcome.EXTEND else None


@pytest.mark.parametrize("outcome", [Outcome.EXTEND, Outcome.REPEAT])
def test_what_the_scholar_wants_need_not_wait_for_the_end(outcome):
    assert code(outcome, 1, wish="Please.", told=None, views=()) == ""


def test_a_gate_that_is_decided_before_the_end_is_decided_on_its_day():
    early = terms(decide_by=day(60))
    assert code(number=59, terms=early) == "decision_too_early"
    assert code(number=60, terms=early) == ""


# (what is so, why nothing can be decided then), from the first that speaks to the last.
NEVER = [
    ({"own": True}, "decision_on_self"),
    ({"left": True}, "decision_after_leaving"),
    ({"decided": True}, "decided_already"),
]


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize(("changes", "expected"), NEVER)
def test_nothing_is_decided_on_oneself_after_leaving_or_twice(outcome, changes, expected):
    for number in (-1, 0, LAST, LAST + 1, DECIDES, DECIDES + 1, DECIDES + 30):
        assert code(outcome, number, **changes) == expected


@pytest.mark.parametrize(("outcome", "wish"), list(product(Outcome, ["", "I asked for it."])))
def test_nothing_against_somebody_on_leave(outcome, wish):
    """Their days stand still; what they ask for themselves, and going on, need not wait."""
    wish = wish or ("I asked for it." if outcome in WISHED else "")
    found = code(outcome, on_leave=True, wish=wish, terms=terms(default=LIMITED))
    waits = outcome in {Outcome.STOP, Outcome.NOT_PLACED, Outcome.EXTEND} or (
        outcome is Outcome.REPEAT and not wish
    )
    assert found == ("decision_on_leave" if waits else "")


@pytest.mark.parametrize(
    ("outcome", "changes", "expected"),
    [
        (Outcome.STOP, {"terms": terms(notice_by=None)}, "default_stands"),
        (Outcome.STOP, {"terms": terms(notice_by=None, default=LIMITED)}, "no_stop_at_this_gate"),
        (Outcome.EXTEND, {"extended": True}, "extended_before"),
        (Outcome.EXTEND, {"until_on": None}, "extension_needed"),
        (Outcome.EXTEND, {"until_on": day(LAST)}, "extension_range"),
        (Outcome.EXTEND, {"until_on": day(70)}, "extension_range"),
        (Outcome.EXTEND, {"until_on": day(71)}, ""),
        (Outcome.EXTEND, {"until_on": day(LAST + 182)}, ""),
        (Outcome.EXTEND, {"until_on": day(LAST + 183)}, "extension_range"),
        (Outcome.STOP, {"until_on": day(LAST + 9)}, "extension_unneeded"),
        (Outcome.CONTINUE, {"reasons": ""}, ""),
        (Outcome.CONTINUE_WITH_PLAN, {"plan": " "}, "plan_needed"),
        (Outcome.CONTINUE, {"plan": "A talk."}, "plan_unneeded"),
        (Outcome.STOP, {"plan": "A talk."}, "plan_unneeded"),
        (Outcome.WITHDRAWN, {"wish": " "}, "wish_needed"),
        (Outcome.DEFERRED, {"wish": ""}, "wish_needed"),
        *[(one, {"reasons": " \n"}, "reasons_needed") for one in sorted(ENDING - {Outcome.NOT_PLACED})],
        (Outcome.STOP, {"reasons": "x" * TEXT_LIMIT}, ""),
        (Outcome.STOP, {"reasons": "x" * (TEXT_LIMIT + 1)}, "text_too_long"),
        (Outcome.WITHDRAWN, {"wish": "x" * (TEXT_LIMIT + 1)}, "text_too_long"),
        (Outcome.CONTINUE_WITH_PLAN, {"plan": "x" * (TEXT_LIMIT + 1)}, "text_too_long"),
    ],
)  # fmt: skip
def test_what_is_typed_is_whole_and_fits_the_outcome(outcome, changes, expected):
    number = DECIDES if expected == "default_stands" else 70
    assert code(outcome, number, **changes) == expected


# Role × checks × override, of what can be decided at all.
@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("leads", [False, True])
@pytest.mark.parametrize("override", [False, True])
@pytest.mark.parametrize("because", ["", " \n", "He agreed with us by phone.", "x" * (TEXT_LIMIT + 1)])
def test_checks_are_overridden_by_a_lead_with_a_reason_and_by_nobody_else(fails, leads, override, because):
    facts = case(seen=Seen()) if fails else case()
    found = decision_rules.may_decide(facts, override=override, leads=leads, because=because)
    if not fails:
        expected = "override_unneeded" if override else ""
    elif not override:
        expected = "checks_fail"
    elif not leads:
        expected = "override_by_lead"
    elif len(because) > TEXT_LIMIT:
        expected = "text_too_long"
    else:
        expected = "" if because.strip() else "override_reason_needed"
    assert (found.code, bool(found)) == (expected, not expected)


@pytest.mark.parametrize(
    ("outcome", "number", "changes"),
    [
        (Outcome.STOP, 70, {"own": True}),
        (Outcome.STOP, 70, {"left": True}),
        (Outcome.STOP, 70, {"decided": True}),
        (Outcome.STOP, 70, {"on_leave": True}),
        (Outcome.STOP, -1, {}),
        (Outcome.STOP, LAST, {}),
        (Outcome.STOP, DECIDES, {"told": None}),
        (Outcome.STOP, DECIDES + 1, {}),
        (Outcome.STOP, 70, {"reasons": ""}),
        (Outcome.STOP, 70, {"terms": terms(notice_by=None, default=LIMITED)}),
        (Outcome.NOT_PLACED, 70, {}),
        (Outcome.WITHDRAWN, 70, {"wish": ""}),
    ],
)
def test_no_lead_overrides_what_is_not_possible(outcome, number, changes):
    facts = case(outcome, number, **{"seen": Seen(), **changes})
    assert not decision_rules.may_decide(facts, override=True, leads=True, because="Because.")


def test_how_many_checks_fail_is_said():
    found = decision_rules.may_decide(case(told=None, seen=Seen()))
    assert (found.code, found.params) == ("checks_fail", {"count": 7})


def changed(build, **strategies):
    """What `build` makes with some of these values changed, so that every check also passes now and then."""
    return st.fixed_dictionaries({}, optional=strategies).map(lambda found: build(**found))


outcomes = st.sampled_from([*Outcome, Outcome.STOP, Outcome.STOP])
told = changed(
    heard,
    delivered_on=st.none() | st.integers(0, LAST).map(day),
    counts=st.booleans(),
    last_target=st.integers(14, DECIDES).map(day),
    planned=st.booleans(),
    plan=st.none() | st.sampled_from(Verdict),
)
gates = changed(
    terms,
    default=st.sampled_from(GateDefault),
    notice_by=st.none() | st.integers(0, NOTICE_BY).map(day),
    notice_days=st.integers(14, 40),
    decide_by=st.integers(LAST - 10, DECIDES + 10).map(day),
    published_in_time=st.booleans(),
)
facts = st.builds(
    lambda outcome, number, found: case(outcome, number, **found),
    outcomes,
    st.integers(-5, DECIDES + 20) | st.integers(LAST, DECIDES),
    st.fixed_dictionaries(
        {},
        optional={
            "told": st.none() | told,
            "terms": gates,
            "seen": st.builds(Seen, st.integers(2, 4), st.integers(1, 3), st.integers(0, 2)),
            "views": st.lists(outcomes, max_size=4).map(lambda found: views(*found, mentors=len(found) // 2)),
            "reasons": st.sampled_from(["", WHY]),
            "wish": st.sampled_from(["", "I want to."]),
            "sent_back": st.booleans(),
            "own": st.booleans(),
            "left": st.booleans(),
            "on_leave": st.booleans(),
            "decided": st.booleans(),
            "extended": st.booleans(),
        },
    ),
)


def test_the_facts_that_are_tried_reach_a_stop_and_an_override():
    """A check of the checks below: they would pass as well if nothing were ever let through."""
    found = settings(derandomize=True, database=None, deadline=None, max_examples=2000)
    find(
        facts,
        lambda one: one.outcome is Outcome.STOP and bool(decision_rules.may_decide(one)),
        settings=found,
    )
    over = {"override": True, "leads": True, "because": "Because."}
    find(
        facts,
        lambda one: one.outcome is Outcome.STOP and bool(decision_rules.may_decide(one, **over)),
        settings=found,
    )


@given(facts=facts, because=st.sampled_from(["", "Because."]), leads=st.booleans(), override=st.booleans())
def test_nobody_is_stopped_on_less_than_the_policy_asks_unless_a_lead_says_why(
    facts, because, leads, override
):
    """Said anew, without the rules: whatever the facts are, a stop that is let through has everything."""
    if not decision_rules.may_decide(facts, override=override, leads=leads, because=because):
        return
    assert not (facts.own or facts.left or facts.decided)
    if facts.outcome is not Outcome.STOP:
        return
    assert facts.reasons
    assert facts.terms.notice_by is not None
    assert facts.today > min(facts.terms.ends_on, facts.terms.decide_by - (day(1) - day(0)))
    if override:
        assert leads
        assert because
        return
    told = facts.told
    assert told is not None
    assert told.delivered_on is not None
    assert told.counts
    assert (facts.terms.ends_on - told.delivered_on).days >= facts.terms.notice_days
    assert told.delivered_on <= facts.terms.notice_by
    assert told.plan is Verdict.NOT_MET
    assert facts.seen.people >= 3
    assert facts.seen.works >= 2
    assert facts.seen.non_mentors >= 1
    assert sum(view.outcome is Outcome.STOP for view in facts.views) >= 2
    assert any(not view.mentored for view in facts.views)


@given(facts=facts, later=st.integers(1, 30))
def test_the_default_once_it_stands_is_not_taken_back_by_time(facts, later):
    if decision_rules.default_stands(facts):
        values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
        values["today"] += (day(1) - day(0)) * later
        assert decision_rules.default_stands(decision_checks.Case(**values))


@given(facts=facts)
def test_nobody_who_wants_to_leave_is_kept_by_a_check(facts):
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    values.update(
        outcome=Outcome.WITHDRAWN, wish="I leave.", reasons="They asked to.", plan="", until_on=None
    )
    wants = decision_checks.Case(**values)
    assert decision_rules.may_decide(wants).code == decision_rules.may_take(wants).code
